// Accuracy against the distance, of networks that were trained before: what was measured, as the curves of a chart.
// Nothing here needs a page.
import { percent } from '../../shared/web/numbers.js';
import { nearest } from './curve_layout.js';
import { KINDS, NETWORKS } from './networks.js';
import { wholePercent } from './number_text.js';

const HOW_LEARNT = {
  alone:
    'each network learnt from scratch at that T alone, asked only at the end, none with more steps than the others may take; LSTM and GRU began with time scales up to T, the ReLU-RNN as the identity, the tanh-RNN with the usual small random weights',
  helped: 'each network learnt with short sequences first, longer ones when it was ready, and is asked at all T',
};

/** The networks that were measured. @param {import('./types').WayScores | undefined} scores */
export const kindsMeasured = (scores) => KINDS.filter((kind) => scores?.networks[kind]?.T.length);

/** @param {string} way alone or helped @param {import('./types').WayScores} scores */
export function howToReadAccuracy(way, scores) {
  return `How to read: the share of answers that are right when they are asked T steps later; ${HOW_LEARNT[way]}. ${howMeasured(scores)}`;
}

function howMeasured({ n, seeds }) {
  const sequences = `${n.toLocaleString('en')} fresh sequences`;
  return seeds > 1
    ? `Each point is the mean of ${seeds} seeds, each measured on ${sequences}; the band goes from the worst to the best seed.`
    : `Each point is measured on ${sequences}; the band is the 95\u00a0% interval.`;
}

/**
 * One curve a network; its band is how far the seeds lie apart, or, of a single one, the interval of its answers.
 * @param {import('./types').WayScores} scores
 * @returns {import('./types').ChartCurve[]}
 */
export function accuracyCurves(scores) {
  return kindsMeasured(scores).map((kind) => {
    const { T, share, low, high, worst, best } = scores.networks[kind];
    const band = scores.seeds > 1 ? { low: worst, high: best } : { low, high };
    return { kind, label: NETWORKS[kind].name, xs: T, ys: share, ...band };
  });
}

/** Of the places those that are at least `room` apart, from the first on. @param {number[]} places @param {number} room */
export function sparsePlaces(places, room) {
  /** @type {number[]} */
  const kept = [];
  for (const place of places) if (!kept.length || place - kept.at(-1) >= room) kept.push(place);
  return kept;
}

/**
 * The chart of a task's accuracies.
 * @param {import('./types').WayScores} scores @param {number} chance of a blind guess
 * @param {number} names of distances for which the axis has room
 * @returns {import('./types').ChartSpec}
 */
export function accuracyChart(scores, chance, names) {
  const curves = accuracyCurves(scores);
  const from = Math.min(...curves.map((curve) => curve.xs[0]));
  const to = Math.max(...curves.map((curve) => curve.xs.at(-1)));
  const ticks = sparsePlaces(curves[0].xs, (to - from) / names);
  return {
    title: 'Share of right answers against the distance T',
    high: 380,
    x: { from, to, title: 'distance T in steps', ticks, name: String },
    y: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], name: wholePercent },
    lines: [{ y: chance, label: `blind guess ${Number((100 * chance).toFixed(1))}\u00a0%` }],
    curves,
    read: (T) => [`T = ${curves[0].xs[nearest(curves[0].xs, T)]}`, ...curves.map((curve) => readAccuracy(curve, T))],
  };
}

/** @param {import('./types').ChartCurve} curve @param {number} T @returns {[string, string]} */
function readAccuracy({ kind, xs, ys, low, high }, T) {
  const at = nearest(xs, T);
  return [kind, `${percent(ys[at])} (${percent(low[at])} to ${percent(high[at])})`];
}
