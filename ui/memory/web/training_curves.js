// The curves of a training, which grow while it learns. Nothing here needs a page.
import { percent } from '../../shared/web/numbers.js';
import { nearest, roundTicks } from './curve_layout.js';
import { KINDS, NETWORKS } from './networks.js';
import { wholePercent } from './number_text.js';

/** The networks of which there are points. @param {import('./types').TrainingPoints} points */
export const kindsTrained = (points) => KINDS.filter((kind) => points[kind]?.steps.length);

/**
 * The share of right answers while the networks learn, and below it their loss.
 * @param {import('./types').TrainingPoints} points of one network at least
 * @param {number} chance of a blind guess
 * @returns {{ accuracy: import('./types').ChartSpec, loss: import('./types').ChartSpec }}
 */
export function trainingCharts(points, chance) {
  const kinds = kindsTrained(points);
  const last = Math.max(100, ...kinds.map((kind) => points[kind].steps.at(-1)));
  const most = lossLimit(kinds.map((kind) => points[kind].losses));
  const x = { from: 0, to: last, title: 'training steps', ticks: roundTicks(0, last, 5), name: String };
  return {
    accuracy: {
      title: 'Share of right answers while it learns',
      high: 230,
      x: { ...x, title: '' },
      y: { from: 0, to: 1, ticks: [0, 0.5, 1], name: wholePercent },
      lines: [{ y: chance, label: 'blind guess' }],
      curves: trainingCurves(points, kinds, 'shares'),
      read: (step) => readTraining(points, kinds, 'shares', percent, step),
    },
    loss: {
      title: 'Loss while it learns',
      high: 200,
      x,
      y: { from: 0, to: most, ticks: roundTicks(0, most, 3), name: (value) => value.toFixed(1) },
      curves: trainingCurves(points, kinds, 'losses'),
      read: (step) => readTraining(points, kinds, 'losses', lossText, step),
    },
  };
}

/** A quarter above the greatest loss that a network began with. @param {(number | null)[][]} losses of each network */
export function lossLimit(losses) {
  const first = losses.flatMap((all) => all.filter(Number.isFinite).slice(0, 1));
  return Math.max(0.1, ...first) * 1.25;
}

const trainingCurves = (points, kinds, field) =>
  kinds.map((kind) => ({
    kind,
    label: NETWORKS[kind].name,
    xs: points[kind].steps,
    ys: points[kind][field].map((value) => value ?? NaN),
  }));

function readTraining(points, kinds, field, text, step) {
  const at = (kind) => nearest(points[kind].steps, step);
  const head = `step ${points[kinds[0]].steps[at(kinds[0])]}`;
  return [head, ...kinds.map((kind) => [kind, text(points[kind][field][at(kind)])])];
}

const lossText = (value) => (value === null ? 'no number' : value.toFixed(3));
