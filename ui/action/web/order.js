// The same clip played in other orders, and how often each head is right when many clips are played like that.
const WAYS = { forward: 'As filmed', reversed: 'Backwards', shuffled: 'Shuffled', frozen: 'First frame frozen', 'every 2nd': 'Every 2nd frame', 'every 4th': 'Every 4th frame' };
const READERS = ['LSTM', 'Average', 'One frame'];
const orderButton = $('.gs-order-button');

orderButton.addEventListener('click', () => {
  if (root.getAttribute('aria-busy') === 'true') return;
  ordering = true;
  ask({});
});

function noOrders() {
  $('.gs-orders-ask').hidden = false;
  $('.gs-orders-answer').hidden = true;
}

function orders(table, run) {
  const forward = table.rows[0].heads;
  const rows = table.rows.map((row, at) => {
    const line = make('tr', row.way === (run.asked.backwards ? 'reversed' : 'forward') ? 'gs-yours' : '');
    line.append(make('th', '', WAYS[row.way] + (row.seed === null ? '' : ` ${row.seed + 1}`)), ...row.heads.map(([label, p], head) => answerCell(label, p, label === forward[head][0])));
    if (table.measured && row.way !== table.rows[at - 1]?.way) {
      const alike = table.rows.filter((other) => other.way === row.way).length;
      line.append(...(table.measured[row.way] ?? []).map((found, head) => overMany(found, alike, head)));
    }
    return line;
  });
  fill($('.gs-order-table'), ...headings(Boolean(table.measured)), ...rows);
  fill($('.gs-order-said'), ...[thisClip(table.rows, run), table.verdict].filter(Boolean).map((said) => make('p', '', said)));
  $('.gs-order-how').textContent = howOrders(table, run);
  $('.gs-orders-ask').hidden = true;
  $('.gs-orders-answer').hidden = false;
}

function headings(measured) {
  const [groups, top] = [make('tr', 'gs-groups'), make('tr')];
  const group = (title, className = '') => {
    const made = make('th', className, title);
    made.colSpan = READERS.length;
    return made;
  };
  groups.append(make('th'), group('This clip is'));
  top.append(make('th'), ...READERS.map((title) => make('th', '', title)));
  if (measured) {
    groups.append(group('Over many clips, right in percent', 'gs-many'));
    top.append(...READERS.map((title, at) => make('th', at ? '' : 'gs-many', title)));
  }
  return [groups, top];
}

function answerCell(label, p, same) {
  const made = make('td', same ? '' : 'gs-changed');
  made.append(make('span', '', `${same ? '' : '\u2192 '}${label}`), make('span', 'gs-order-chance gs-number', ` ${percent(p)}`));
  return made;
}

function overMany(found, rows, head) {
  const made = make('td', head ? 'gs-number' : 'gs-number gs-many');
  made.rowSpan = rows;
  if (found) made.append(make('b', '', `${Math.round(100 * found.accuracy)}`), make('span', 'gs-order-chance', interval(found)));
  return made;
}

const interval = (found) => ` (${Math.round(100 * found.low)}\u2013${Math.round(100 * found.high)})`;

// What this one clip showed, in words.
function thisClip(rows, run) {
  const [label] = rows[0].heads[0];
  if (run.steps === 1) return 'This clip: a single frame has no order.';
  const others = rows.filter((row) => row.way === 'reversed' || row.way === 'shuffled');
  const changed = others.filter((row) => row.heads[0][0] !== label).length;
  if (!changed) return `This clip: the LSTM says \u201c${label}\u201d backwards and shuffled as well. Its order did not matter.`;
  const back = others[0].heads[0][0];
  const backwards = back === label ? `backwards it is still \u201c${label}\u201d to the LSTM` : `backwards it is \u201c${back}\u201d to the LSTM instead of \u201c${label}\u201d`;
  return `This clip: ${backwards}, and ${changed} of ${others.length} other orders change its answer. The average of the frames cannot tell any of them apart.`;
}

function howOrders(table, run) {
  const parts = ['How to read: an arrow marks an answer other than that for the clip as filmed; \u201caverage\u201d is the mean of what is seen in all frames, \u201cone frame\u201d the middle one.'];
  if (table.measured) parts.push(`Right: on ${table.many}, in brackets the 95\u00a0% Wilson interval; shuffled is the mean over five.`);
  parts.push('The LSTM also sees what moved since the frame before; the other two see single frames alone.');
  if (table.motion) parts.push(`An average that sees that motion as well: ${Math.round(100 * table.motion.accuracy)}${interval(table.motion)}.`);
  return parts.join(' ');
}
