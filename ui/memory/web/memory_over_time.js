// What a network holds: its answer if the sequence stopped at each step, and the unit that carries it across the gap.
import { cursor } from '../../shared/web/cursor.js';
import { $, $$, fill, make, pressedIn, segmentButton, segments } from '../../shared/web/dom.js';
import { inspect } from '../../shared/web/inspect.js';
import { clamp, signed } from '../../shared/web/numbers.js';
import { curveChart } from './curve_chart.js';
import { roundTicks } from './curve_layout.js';
import { answerChance, memoryField, rightAnswer, unitValues } from './memory_run.js';
import { KINDS, NETWORKS } from './networks.js';
import { twoDecimals } from './number_text.js';
import { lab } from './state.js';
import { answerBars, stopChips } from './stopped_answers.js';
import { mostChangedUnit, subjectChange } from './subject_change.js';
import { sequenceTask } from './tasks.js';
import { textOf } from './tokens.js';
import { isUnitOfVisitor, proposeUnit, unitOf, unitSlider } from './unit_choice.js';

const networkGroup = $('.gs-hold-networks');
networkGroup.append(...KINDS.map((kind) => segmentButton(kind, NETWORKS[kind].name, kind === 'lstm')));
/** @type {{ run: import('./types').MemoryRun, before: import('./types').MemoryRun | null } | null} what is drawn */
let shown = null;
let paintStep = (/** @type {number} */ _step) => {};

/** The network whose memory is shown. */
export const networkShown = () => pressedIn(networkGroup);

/** @param {number} step */
export const paintMemory = (step) => paintStep(step);

/**
 * @param {import('./types').MemoryRun} run
 * @param {import('./types').MemoryRun | null} before the run before the subject was changed; null: they cannot be compared
 */
export function showMemory(run, before) {
  shown = { run, before };
  for (const button of $$('button', networkGroup)) button.hidden = !run.networks[button.dataset.value];
  if (lab.chapter === 'hold') drawMemory();
}

export function drawMemory() {
  const { run, before } = shown;
  const kind = networkShown();
  const [network, other] = [run.networks[kind], before?.networks[kind]];
  if (other && !network.carrier && !isUnitOfVisitor(kind)) proposeUnit(kind, mostChangedUnit(run, network, other));
  unitSlider($('.gs-hold-unit'), network, drawMemory);
  const paints = [answerBars(run, network), stopChips(run, network), drawUnitMemory(run, before, kind)];
  $('.gs-carrier-line').textContent = network.carrier?.words ?? whyThisUnit(kind, Boolean(other));
  $('.gs-hold-inspect').hidden = !network.gates;
  showSubjectChange(run, before, kind);
  paintStep = (step) => {
    for (const paint of paints) paint(step);
  };
  paintStep(clamp(cursor.shown, 0, run.labels.length - 1));
}

function whyThisUnit(kind, compared) {
  if (isUnitOfVisitor(kind)) return '';
  return compared
    ? 'Shown is the unit whose memory the change moved most, where it is asked for.'
    : 'Shown is the unit whose memory moves most on this sequence.';
}

// The memory of one unit over the sequence; dashed, the same unit before the subject was changed.
function drawUnitMemory(run, before, kind) {
  const network = run.networks[kind];
  const other = before?.networks[kind];
  const field = memoryField(network);
  const symbol = field === 'cell' ? 'c' : 'h';
  const now = [...unitValues(network, field, unitOf(kind))];
  const then = other ? [...unitValues(other, field, unitOf(kind))] : null;
  $('.gs-carrier-title').textContent = `What one unit remembers (its ${symbol})`;
  $('.gs-carrier-how').textContent = howToRead(then ? before.answer.subject : null);
  const { moveCursor } = curveChart($('.gs-carrier-chart'), {
    title: `The memory of unit ${unitOf(kind) + 1} over ${run.labels.length} steps`,
    high: 260,
    labels: Boolean(then),
    ...unitAxes(run, [...now, ...(then ?? [])]),
    curves: unitCurves(run, before, kind, now, then),
    read: (step) => [
      `${step + 1}: ${run.labels[step]}`,
      [null, `${symbol} ${twoDecimals(now[step])}`],
      ...(then ? [[null, `before ${twoDecimals(then[step])}`]] : []),
    ],
    here: () => cursor.shown,
    press: (step) => cursor.take(step),
  });
  return moveCursor;
}

function howToRead(subject) {
  const what = sequenceTask().letters ? 'first letter' : 'subject';
  const dashed =
    subject === null ? '' : `; the dashed line is the same unit when the ${what} was \u201c${subject}\u201d`;
  const flat = 'A flat line far from 0 carries something; a line that dies away has let go.';
  return `How to read: the line is the memory of this unit after every step${dashed}. ${flat}`;
}

function unitAxes(run, values) {
  const most = Math.max(0.1, ...values.map(Math.abs)) * 1.08;
  const steps = [...run.labels.keys()];
  const every = Math.ceil(steps.length / ($('.gs-carrier-chart').clientWidth / 70 || 10)); // as many names as have room
  const { noun } = sequenceTask();
  const ticks = steps.filter((step) => step % every === 0);
  return {
    x: { from: 0, to: steps.length - 1, title: `${noun} by ${noun}`, ticks, name: (step) => run.labels[step] },
    y: { from: -most, to: most, ticks: roundTicks(-most, most, 4), name: (value) => signed(value, 1) },
  };
}

function unitCurves(run, before, kind, now, then) {
  const xs = [...run.labels.keys()];
  const dashed = { colour: 'var(--gs-muted)', dash: '6 5', className: 'gs-before' };
  const curve = { kind, xs, ys: now, label: then ? run.answer.subject : '', dash: '' };
  return then ? [{ kind, xs, ys: then, label: before.answer.subject, ...dashed }, curve] : [curve];
}

function showSubjectChange(run, before, kind) {
  const box = $('.gs-flip');
  box.hidden = !before?.networks[kind];
  if (box.hidden) return fill(box);
  const [headline, sentence] = subjectChange(run, before, kind, unitOf(kind));
  return fill(box, make('b', '', headline), make('span', '', sentence));
}

segments(networkGroup, () => shown && drawMemory());
$('.gs-hold-inspect').addEventListener('click', () => inspect(inspectedRun(shown.run, networkShown())));

// The run as the gate inspector takes it.
function inspectedRun(run, kind) {
  const network = run.networks[kind];
  const right = rightAnswer(run, run.answer.due);
  const chances = () => run.labels.map((_, step) => answerChance(run, network, step, right));
  const beginning = textOf(run.labels.slice(0, 6), sequenceTask()) + (run.labels.length > 6 ? '\u2026' : '');
  return {
    key: run.answer.run,
    kind: 'memory',
    noun: sequenceTask().noun,
    title: `${NETWORKS[kind].name} on \u201c${beginning}\u201d`,
    labels: run.labels,
    gates: network.gates,
    picture: null,
    shares: null,
    grid: null,
    frames: null,
    signals: right === null ? {} : { 'probability of the right answer': chances() },
    parts: null,
    start: '',
    asked: null,
    subject: null,
    step: cursor.step,
  };
}
