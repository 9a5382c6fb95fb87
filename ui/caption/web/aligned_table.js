// What the networks say, word by word: a row a network, a column a word. Words that one of them alone says are marked.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { saidAlone } from './alignment.js';
import { thingAt, wordInWords } from './doubt.js';

/**
 * @param {any} panel @param {import('./types').Caption[]} traces @param {(number | null)[][] | null} columns of
 * alignment.js; null: one caption, nothing to compare
 */
export function alignedTable(panel, traces, columns) {
  panel.hidden = columns === null;
  if (columns === null) return;
  const alone = columns.map((column) =>
    saidAlone(column.map((at, one) => (at === null ? null : traces[one].words[at]))),
  );
  const table = $('.gs-aligned-words', panel);
  const rows = traces.map((trace, one) => {
    const row = make('tr');
    const name = make('th', '', trace.title);
    name.setAttribute('scope', 'row');
    row.append(name, ...columns.map((column, at) => alignedCell(trace, column[one], at, alone[at][one])));
    return row;
  });
  fill(table, ...rows);
  table.onclick = (event) => {
    const cell = event.target.closest('[data-column]');
    if (cell) cursor.take(Number(cell.dataset.column));
  };
  const cells = [...table.querySelectorAll('td')];
  cursor.paints((column) => {
    for (const cell of cells) {
      const at = Number(cell.dataset.column);
      cell.classList.toggle('gs-here', at === column);
      cell.classList.toggle('gs-later', at > cursor.reached);
    }
    keepInSight(table, cells[column]);
  });
}

function alignedCell(trace, step, column, alone) {
  const cell = make('td');
  cell.dataset.column = column;
  if (step === null) {
    cell.append(make('span', 'gs-gap', '\u00b7'));
    cell.setAttribute('aria-label', 'no word');
    return cell;
  }
  const button = make('button', 'gs-aligned-word', trace.labels[step]);
  button.type = 'button';
  button.classList.toggle('gs-alone', alone);
  button.classList.toggle('gs-end', trace.ends(step));
  button.classList.toggle('gs-doubtful', Boolean(thingAt(trace, step)?.doubtful));
  button.title = wordInWords(trace, step);
  const whose = alone ? ', said by it alone' : '';
  button.setAttribute('aria-label', `${trace.labels[step]}${whose}, ${wordInWords(trace, step)}`);
  cell.append(button);
  return cell;
}

function keepInSight(table, cell) {
  const scroll = table.parentElement;
  if (!cell || scroll.scrollWidth <= scroll.clientWidth || cursor.peek !== null) return;
  const name = table.querySelector('th').offsetWidth; // it stays where it is, over the words
  scroll.scrollLeft = cell.offsetLeft + cell.offsetWidth / 2 - (scroll.clientWidth + name) / 2;
}
