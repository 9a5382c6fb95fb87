// Find units that follow a signal: one of the run's, or a curve drawn with the pointer.
import { props } from 'gatescope:host';
import { cursor } from '../../shared/web/cursor.js';
import { $, draw, fill, make } from '../../shared/web/dom.js';
import { percent, signed } from '../../shared/web/numbers.js';
import { stepNames, svgText } from './chart_parts.js';
import { optionOf } from './choices.js';
import { inspected, stepInRun } from './inspected.js';
import {
  drawStroke,
  SIGNAL_CHART as FRAME,
  linePoints,
  placeOfStep,
  placeOfValue,
  shareAtPlace,
  stepAtPlace,
} from './line_layout.js';
import { unitButton } from './pinned.js';
import { followSignal, SHUFFLES, signalsOf, toUnitRange } from './probing.js';
import { SYMBOLS, valueAt } from './run.js';

const DRAWN = 'a curve you draw';
const FOLLOWED = ['cell', 'hidden', 'forget', 'input', 'output', 'candidate'];
const LIKELY_CHANCE = 0.05; // p above which a find is called chance
const SIGNAL_CHART_NAMES = 12; // that fit
const SHARES = [0, 1]; // the range of the chart

const byHand = { curve: [] }; // of the visitor, one number 0..1 a step

fill($('.gs-followed'), ...FOLLOWED.map((array) => optionOf(array, `${array} ${SYMBOLS[array]}`)));

/** @param {import('./types').UnpackedRun} run */
export function followPanel(run) {
  byHand.curve = Array.from(
    { length: run.steps },
    (_, step) => 0.5 + 0.4 * Math.sin((2 * Math.PI * (step + 0.5)) / run.steps),
  );
  fill($('.gs-signal'), ...[...Object.keys(signalsOf(run)), DRAWN].map((name) => optionOf(name, name)));
  $('.gs-follow-how').textContent =
    `How to read: r is the correlation over the steps, 1 in step with the signal, \u22121 against it. ${props.meaning}`;
  seekUnits();
  return (step) => $('.gs-pad .gs-time')?.setAttribute('transform', barAt(run, step));
}

const barAt = (run, step) => `translate(${placeOfStep(FRAME, run.steps, stepInRun(step))} 0)`;

function seekUnits() {
  const { run } = inspected;
  const name = $('.gs-signal').value;
  const drawn = name === DRAWN;
  const signal = drawn ? byHand.curve : signalsOf(run)[name];
  const found = followSignal(run, $('.gs-followed').value, signal);
  drawSignal(run, signal, drawn, found?.ranked[0]);
  tellFollowers(run, name, found);
}

function tellFollowers(run, name, found) {
  const words = $('.gs-follow-words');
  if (!found) {
    fill($('.gs-found'));
    words.textContent = `\u201c${name}\u201d never changes in this run: there is nothing to follow.`;
    return;
  }
  const head = make('tr');
  for (const title of ['', 'r', 'p, one unit', 'p, best of all']) head.append(make('th', '', title));
  fill($('.gs-found'), head, ...found.ranked.map(followerRow));
  const [best] = found.ranked;
  const often =
    best.pBest > LIKELY_CHANCE
      ? `Among ${run.units} units some unit follows a shuffled signal as closely in ${percent(best.pBest)} of ${SHUFFLES} shuffles: this may well be chance.`
      : `In only ${percent(best.pBest)} of ${SHUFFLES} shuffles does any of the ${run.units} units come as close: hardly chance, in this one run.`;
  const deed = best.r > 0 ? 'goes along with' : 'goes against';
  words.textContent = `Unit ${best.unit} follows best: its ${$('.gs-followed').value} ${deed} the signal, r = ${signed(best.r, 2)} over ${found.steps} steps. ${often}`;
}

function followerRow({ unit, r, p, pBest }) {
  const row = make('tr');
  const first = make('td');
  first.append(unitButton(unit, `Unit ${unit}`));
  const numbers = [signed(r, 3), p.toFixed(3), pBest.toFixed(3)];
  row.append(first, ...numbers.map((number) => make('td', 'gs-number', number)));
  return row;
}

// The signal as a line (drawn by hand: with a dot a step to drag), and the best unit beside it.
function drawSignal(run, signal, drawn, best) {
  const numbers = drawn ? signal : toUnitRange(signal);
  const line = (values, kind) =>
    draw('polyline', { class: kind, points: linePoints(FRAME, run.steps, SHARES, values) });
  const svg = draw(
    'svg',
    {
      viewBox: `0 0 ${FRAME.wide} ${FRAME.high}`,
      role: 'img',
      'aria-label': drawn ? 'Draw a curve with the pointer' : 'The signal and the unit that follows it best',
      class: drawn ? 'gs-drawable' : '',
    },
    draw('line', {
      class: 'gs-time',
      x1: 0,
      x2: 0,
      y1: FRAME.top,
      y2: FRAME.high - FRAME.bottom,
      transform: barAt(run, cursor.shown),
    }),
    line(best ? courseOf(run, best) : [], 'gs-pad-unit'),
    line(numbers, 'gs-pad-signal'),
    ...signalDots(run, numbers, drawn ? 6 : 3.5),
    ...stepNames(FRAME, run.labels, SIGNAL_CHART_NAMES),
    svgText(FRAME.wide - 8, 16, drawn ? 'draw here' : '', 'gs-tick gs-until'),
  );
  if (drawn) listenForStrokes(run, svg);
  fill($('.gs-pad'), svg, signalKey(best));
}

// Of the unit that follows best; upside down where it goes against the signal.
function courseOf(run, { unit, r }) {
  const array = $('.gs-followed').value;
  const direction = Math.sign(r || 1);
  return toUnitRange(Array.from({ length: run.steps }, (_, step) => direction * valueAt(run, array, step, unit)));
}

function signalDots(run, numbers, radius) {
  const dot = (value, step) =>
    draw('circle', {
      class: 'gs-pad-dot',
      cx: placeOfStep(FRAME, run.steps, step),
      cy: placeOfValue(FRAME, SHARES, value),
      r: radius,
    });
  return numbers.flatMap((value, step) => (value === null ? [] : [dot(value, step)]));
}

function signalKey(best) {
  const key = make('p', 'gs-how gs-pad-key');
  key.append(make('span', 'gs-key gs-key-signal', 'the signal'));
  const upsideDown = best?.r < 0 ? ', upside down' : '';
  if (best) key.append(make('span', 'gs-key gs-key-unit', `unit ${best.unit}${upsideDown}`));
  return key;
}

// Drawn by hand it fills in straight lines from the step before.
function listenForStrokes(run, svg) {
  let last = null;
  const put = (event) => {
    const area = svg.getBoundingClientRect();
    const x = ((event.clientX - area.left) / area.width) * FRAME.wide;
    const y = ((event.clientY - area.top) / area.height) * FRAME.high;
    const to = { step: stepAtPlace(FRAME, run.steps, x), value: shareAtPlace(FRAME, y) };
    drawStroke(byHand.curve, last ?? to, to);
    last = to;
    svg.querySelector('.gs-pad-signal').setAttribute('points', linePoints(FRAME, run.steps, SHARES, byHand.curve));
  };
  svg.addEventListener('pointerdown', (event) => {
    svg.setPointerCapture(event.pointerId);
    put(event);
  });
  svg.addEventListener('pointermove', (event) => last && put(event));
  svg.addEventListener('pointerup', () => {
    last = null;
    seekUnits();
  });
}

$('.gs-signal').addEventListener('change', seekUnits);
$('.gs-followed').addEventListener('change', seekUnits);
