// The same clip played in other orders, and how often each head is right when many clips are played like that.
import { $, fill, make, root } from '../../shared/web/dom.js';
import { percent } from '../../shared/web/numbers.js';
import { orderRows } from './payload.js';
import { intervalInWords, ordersInWords, orderTableInWords } from './texts.js';

const ORDER_TITLES = {
  forward: 'As filmed',
  reversed: 'Backwards',
  shuffled: 'Shuffled',
  frozen: 'First frame frozen',
  'every 2nd': 'Every 2nd frame',
  'every 4th': 'Every 4th frame',
};
const HEAD_TITLES = ['LSTM', 'Average', 'One frame'];

/** @param {() => void} wanted by a press on the button, unless something is being asked already */
export function offerOrders(wanted) {
  $('.gs-order-button').addEventListener('click', () => {
    if (root.getAttribute('aria-busy') !== 'true') wanted();
  });
}

/** Another reading: its orders have not been asked for. */
export function forgetOrders() {
  $('.gs-orders-ask').hidden = false;
  $('.gs-orders-answer').hidden = true;
}

/** @param {import('./types').OrderTable} table @param {import('./types').AnsweredReading} reading */
export function showOrders(table, reading) {
  const rows = orderRows(table, reading.asked.backwards).map(orderLine);
  fill($('.gs-order-table'), ...headings(Boolean(table.measured)), ...rows);
  const sentences = [ordersInWords(table.rows, reading.steps), table.verdict].filter(Boolean);
  fill($('.gs-order-said'), ...sentences.map((sentence) => make('p', '', sentence)));
  $('.gs-order-how').textContent = orderTableInWords(table);
  $('.gs-orders-ask').hidden = true;
  $('.gs-orders-answer').hidden = false;
}

function headings(measured) {
  const [groups, heads] = [make('tr', 'gs-groups'), make('tr')];
  groups.append(make('th'), headsTogether('This clip is'));
  heads.append(make('th'), ...HEAD_TITLES.map((title) => make('th', '', title)));
  if (measured) {
    groups.append(headsTogether('Over many clips, right in percent', 'gs-many'));
    heads.append(...HEAD_TITLES.map((title, at) => make('th', at ? '' : 'gs-many', title)));
  }
  return [groups, heads];
}

function headsTogether(title, className = '') {
  const made = make('th', className, title);
  made.colSpan = HEAD_TITLES.length;
  return made;
}

/** @param {import('./types').OrderRow} row */
function orderLine({ way, seed, yours, answers, measured, alike }) {
  const line = make('tr', yours ? 'gs-yours' : '');
  const title = ORDER_TITLES[way] + (seed === null ? '' : ` ${seed + 1}`);
  line.append(make('th', '', title), ...answers.map(answerCell));
  line.append(...measured.map((accuracy, head) => accuracyCell(accuracy, alike, head)));
  return line;
}

function answerCell({ label, p, same }) {
  const made = make('td', same ? '' : 'gs-changed');
  made.append(
    make('span', '', `${same ? '' : '\u2192 '}${label}`),
    make('span', 'gs-order-chance gs-number', ` ${percent(p)}`),
  );
  return made;
}

function accuracyCell(accuracy, rows, head) {
  const made = make('td', head ? 'gs-number' : 'gs-number gs-many');
  made.rowSpan = rows;
  if (!accuracy) return made;
  const right = make('b', '', `${Math.round(100 * accuracy.accuracy)}`);
  made.append(right, make('span', 'gs-order-chance', intervalInWords(accuracy)));
  return made;
}
