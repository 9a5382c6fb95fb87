// The pinned units over time: three gates, what would be written and what is shown, and the memory, each on its own scale.

import { cursor } from '../../shared/web/cursor.js';
import { $, draw, fill, make } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { spreadNames } from '../../shared/web/spread_names.js';
import { ledgerOf } from './cell_attribution.js';
import { levelLine, stepNames, svgText } from './chart_parts.js';
import { inspected, stepInRun } from './inspected.js';
import { halfLifeWords } from './ledger_words.js';
import { UNIT_CHART as FRAME, linePoints, NAME_HEIGHT, placeOfStep, placeOfValue, stepAtPlace } from './line_layout.js';
import { pins, unitButton } from './pinned.js';
import { GATES, SYMBOLS, valueAt } from './run.js';
import { largestMemory } from './unit_arithmetic.js';

/** Units that are drawn; more pins are marks on the map. */
export const CHARTED_UNITS = 4;
const UNIT_CHART_NAMES = 8; // that fit

const charted = {
  run: null, // whose charts are laid out
  bars: [], // the time cursor in each chart
};

/** @param {import('./types').UnpackedRun} run */
export function chartsPanel(run) {
  charted.run = run;
  layCharts();
  return moveBars;
}

/** Draw the pinned units anew: the pins have changed. Nothing is drawn before the panel of this run is there. */
export function repaintCharts() {
  if (charted.run === inspected.run) layCharts();
}

function layCharts() {
  const others = pins.units.filter((unit) => unit !== pins.one);
  const shown = [pins.one, ...others].slice(0, CHARTED_UNITS);
  const units = shown.map((unit) => chartsOfUnit(charted.run, unit));
  charted.bars = units.flatMap((one) => one.bars);
  const rest = pins.units.length - shown.length;
  const more = `${rest} more units are pinned: press one beside the map to see it here.`;
  fill($('.gs-stories'), ...units.map((one) => one.box), rest > 0 ? make('p', 'gs-how', more) : '');
  moveBars(cursor.shown);
}

function moveBars(step) {
  const x = placeOfStep(FRAME, charted.run.steps, stepInRun(step));
  for (const bar of charted.bars) bar.setAttribute('transform', `translate(${x} 0)`);
}

function chartsOfUnit(run, unit) {
  const box = make('div', 'gs-story-one');
  const title = make('h4', 'gs-story-title');
  const half = halfLifeWords(ledgerOf(run).halfLives[unit]);
  title.append(unitButton(unit, `Unit ${unit}`), make('span', 'gs-after', ` halves in ${half}`));
  const most = largestMemory(run, unit);
  const made = [
    unitChart(run, unit, GATES, [0, 1], ['0', '0.5', '1']),
    unitChart(run, unit, ['candidate', 'hidden'], [-1, 1], [signed(-1, 0), '0', '1']),
    unitChart(run, unit, ['cell'], [-most, most], [signed(-most, 1), '0', signed(most, 1)]),
  ];
  const charts = make('div', 'gs-story-charts');
  charts.append(...made.map((one) => one.svg));
  box.append(title, charts);
  return { box, bars: made.map((one) => one.bar) };
}

// Some of the six in one chart; `marks` stand at equal distances from the lowest value to the highest.
function unitChart(run, unit, arrays, range, marks) {
  const [low, high] = range;
  const levels = marks.map((mark, at) => levelLine(FRAME, range, low + (at * (high - low)) / (marks.length - 1), mark));
  const bar = draw('line', { class: 'gs-time', x1: 0, x2: 0, y1: FRAME.top, y2: FRAME.high - FRAME.bottom });
  const svg = draw(
    'svg',
    {
      viewBox: `0 0 ${FRAME.wide} ${FRAME.high}`,
      role: 'img',
      'aria-label': `${arrays.join(', ')} of unit ${unit} over ${run.steps} steps`,
      class: 'gs-chart',
    },
    ...levels,
    bar,
    ...chartLines(run, unit, arrays, range),
    ...stepNames(FRAME, run.labels, UNIT_CHART_NAMES),
  );
  svg.addEventListener('click', (event) => {
    const box = svg.getBoundingClientRect();
    cursor.take(stepAtPlace(FRAME, run.steps, ((event.clientX - box.left) / box.width) * FRAME.wide));
  });
  return { svg, bar };
}

function chartLines(run, unit, arrays, range) {
  const courses = arrays.map((array) =>
    Array.from({ length: run.steps }, (_, step) => valueAt(run, array, step, unit)),
  );
  const names = spreadNames(
    courses.map((values) => placeOfValue(FRAME, range, values.at(-1))),
    NAME_HEIGHT,
  );
  return courses.map((values, one) => {
    const array = arrays[one];
    const points = linePoints(FRAME, run.steps, range, values);
    const name = svgText(FRAME.wide - FRAME.right + 8, names[one] + 5, `${array} ${SYMBOLS[array]}`, 'gs-line-name');
    const line = draw('g', { class: `gs-line gs-line-${array}` }, draw('polyline', { points }));
    if (run.steps === 1) line.append(onlyDot(run, range, values[0])); // a line of one step cannot be seen
    line.append(name);
    return line;
  });
}

const onlyDot = (run, range, value) =>
  draw('circle', { cx: placeOfStep(FRAME, run.steps, 0), cy: placeOfValue(FRAME, range, value), r: 3 });
