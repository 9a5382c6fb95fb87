// What an operation did: both captions word by word, every old word's probability, the memory before and after.
function outcome(answer) {
  const { aligned, before, after, chances, memory, surgery } = answer.operation;
  const box = $('.gs-outcome');
  const same = before.join(' ') === after.join(' ');
  const title = make('p', 'gs-outcome-title');
  title.append(make('b', '', `${cutInWords(surgery[0])}. `), same ? 'It says the same, word for word.' : 'It now says:');
  const read = make('button', 'gs-button', 'Read the gates of the operated run');
  read.type = 'button';
  read.addEventListener('click', () => present(operatedRun(answer)));
  const charts = make('div', 'gs-outcome-charts');
  charts.append(chanceBars(before, chances), strengths(memory));
  fill(box, title, sideBySide(aligned, before, after), charts, read);
  box.hidden = false;
  $('.gs-surgery-how').hidden = false;
}

const spokenWord = (word) => (word === SHARED.end ? '(end)' : word);

// Two rows that are read one above the other; what is not the same is marked by colour and by a stroke.
function sideBySide(aligned, before, after) {
  const table = make('table', 'gs-aligned');
  const [above, below] = [make('tr'), make('tr')];
  above.append(make('th', '', 'before'));
  below.append(make('th', '', 'after'));
  for (const [kind, from, to, first, last] of aligned) {
    for (let at = 0; at < Math.max(to - from, last - first); at++) {
      above.append(make('td', `gs-word-${kind}`, from + at < to ? spokenWord(before[from + at]) : ''));
      below.append(make('td', `gs-word-${kind}`, first + at < last ? spokenWord(after[first + at]) : ''));
    }
  }
  table.append(above, below);
  const scroll = make('div', 'gs-scroll');
  scroll.append(table);
  return scroll;
}

function chanceBars(words, [before, after]) {
  const figure = make('figure');
  figure.append(make('figcaption', 'gs-label', 'Probability of every old word, before and after'));
  const list = make('ol', 'gs-chances');
  words.forEach((word, step) => {
    const item = make('li', 'gs-chance');
    const [old, fresh] = [make('span', 'gs-chance-bar gs-chance-before'), make('span', 'gs-chance-bar gs-chance-after')];
    old.style.setProperty('--p', before[step] ?? 0);
    fresh.style.setProperty('--p', after[step] ?? 0);
    const bars = make('span', 'gs-chance-bars');
    bars.append(old, fresh);
    item.append(make('span', 'gs-chance-word', spokenWord(word)), bars, make('span', 'gs-number', `${chance(before[step])} \u2192 ${chance(after[step])}`));
    list.append(item);
  });
  figure.append(list);
  return figure;
}

function strengths([before, after]) {
  const { wide, high, left, right, top, bottom } = { ...CHART, high: 220 };
  const steps = Math.max(before.length, after.length);
  const most = Math.max(...before, ...after) || 1;
  const x = (step) => left + ((step + 0.5) * (wide - left - right)) / steps;
  const y = (value) => top + (1 - value / most) * (high - top - bottom);
  const ends = spreadEnds([before, after].map((values) => y(values.at(-1))));
  const line = (values, kind, name, end) => draw('g', { class: `gs-line ${kind}` }, draw('polyline', { points: values.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(' ') }), text(x(values.length - 1) + 8, end + 5, name, 'gs-line-name'));
  const grid = [0, most / 2, most].map((value) => draw('g', {}, draw('line', { class: 'gs-grid', x1: left, x2: wide - right, y1: y(value), y2: y(value) }), text(left - 6, y(value) + 5, value.toFixed(1), 'gs-tick gs-until')));
  const figure = make('figure');
  figure.append(make('figcaption', 'gs-label', 'How much is in the memory: mean |c| after every word'),
    draw('svg', { viewBox: `0 0 ${wide} ${high}`, class: 'gs-chart', role: 'img', 'aria-label': 'Mean size of the memory before and after the operation' }, ...grid, line(before, 'gs-line-before', 'before', ends[0]), line(after, 'gs-line-after', 'after', ends[1])));
  return figure;
}

// The operated run is a run like any other; what the server would need to make it again goes along.
function operatedRun(answer) {
  const run = runOfCaption(answer.operation.trace, { picture: current.picture, key: answer.run, subject: current.subject });
  return { ...run, title: `${run.title}, operated on`, asked: { ...current.asked, surgery: answer.operation.surgery }, back: current.given, why: 'This run has been operated on: go back to the run as it was, and operate on that.' };
}
