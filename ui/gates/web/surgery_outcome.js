// What an operation did: both captions word by word, every old word's probability, the memory before and after.

import { $, draw, fill, make } from '../../shared/web/dom.js';
import { chance } from '../../shared/web/numbers.js';
import { spreadNames } from '../../shared/web/spread_names.js';
import { END } from '../../shared/web/words.js';
import { levelLine, svgText } from './chart_parts.js';
import { linePoints, NAME_HEIGHT, placeOfStep, placeOfValue, UNIT_CHART } from './line_layout.js';
import { cutInWords } from './surgery.js';

const FRAME = { ...UNIT_CHART, high: 220 };

/**
 * @param {import('./types').PackedOperation} operation
 * @param {string[]} labels of the steps of the run as it was
 * @param {() => void} read opens the operated run
 */
export function showOutcome({ aligned, before, after, chances, memory, surgery }, labels, read) {
  const same = before.join(' ') === after.join(' ');
  const title = make('p', 'gs-outcome-title');
  title.append(
    make('b', '', `${cutInWords(surgery[0], labels)}. `),
    same ? 'It says the same, word for word.' : 'It now says:',
  );
  const button = make('button', 'gs-button', 'Read the gates of the operated run');
  button.type = 'button';
  button.addEventListener('click', read);
  const charts = make('div', 'gs-outcome-charts');
  charts.append(chanceBars(before, chances), memorySizes(memory));
  const box = $('.gs-outcome');
  fill(box, title, wordsSideBySide(aligned, before, after), charts, button);
  box.hidden = false;
  $('.gs-surgery-how').hidden = false;
}

const wordOrEnd = (word) => (word === END ? '(end)' : word);

// Two rows that are read one above the other; what is not the same is marked by colour and by a stroke.
function wordsSideBySide(aligned, before, after) {
  const table = make('table', 'gs-aligned');
  const [above, below] = [make('tr'), make('tr')];
  above.append(make('th', '', 'before'));
  below.append(make('th', '', 'after'));
  for (const [kind, from, to, first, last] of aligned) {
    for (let at = 0; at < Math.max(to - from, last - first); at++) {
      above.append(make('td', `gs-word-${kind}`, from + at < to ? wordOrEnd(before[from + at]) : ''));
      below.append(make('td', `gs-word-${kind}`, first + at < last ? wordOrEnd(after[first + at]) : ''));
    }
  }
  table.append(above, below);
  const scroll = make('div', 'gs-scroll');
  scroll.append(table);
  return scroll;
}

function chanceBars(words, [before, after]) {
  const list = make('ol', 'gs-chances');
  list.append(...words.map((word, step) => chanceBar(word, before[step], after[step])));
  return figureOf('Probability of every old word, before and after', list);
}

function chanceBar(word, before, after) {
  const [old, fresh] = [make('span', 'gs-chance-bar gs-chance-before'), make('span', 'gs-chance-bar gs-chance-after')];
  old.style.setProperty('--p', before ?? 0);
  fresh.style.setProperty('--p', after ?? 0);
  const bars = make('span', 'gs-chance-bars');
  bars.append(old, fresh);
  const numbers = make('span', 'gs-number', `${chance(before)} \u2192 ${chance(after)}`);
  const item = make('li', 'gs-chance');
  item.append(make('span', 'gs-chance-word', wordOrEnd(word)), bars, numbers);
  return item;
}

function memorySizes([before, after]) {
  const steps = Math.max(before.length, after.length);
  const most = Math.max(...before, ...after) || 1;
  const range = [0, most];
  const names = spreadNames(
    [before, after].map((sizes) => placeOfValue(FRAME, range, sizes.at(-1))),
    NAME_HEIGHT,
  );
  const line = (sizes, name, y) => {
    const points = linePoints(FRAME, steps, range, sizes);
    const end = placeOfStep(FRAME, steps, sizes.length - 1);
    const words = svgText(end + 8, y + 5, name, 'gs-line-name');
    return draw('g', { class: `gs-line gs-line-${name}` }, draw('polyline', { points }), words);
  };
  const svg = draw(
    'svg',
    {
      viewBox: `0 0 ${FRAME.wide} ${FRAME.high}`,
      class: 'gs-chart',
      role: 'img',
      'aria-label': 'Mean size of the memory before and after the operation',
    },
    ...[0, most / 2, most].map((value) => levelLine(FRAME, range, value, value.toFixed(1))),
    line(before, 'before', names[0]),
    line(after, 'after', names[1]),
  );
  return figureOf('How much is in the memory: mean |c| after every word', svg);
}

function figureOf(title, content) {
  const figure = make('figure');
  figure.append(make('figcaption', 'gs-label', title), content);
  return figure;
}
