// How far back the gradient reaches: what the server measured, unpacked, and as the curves of a chart. Curves are decimal
// logarithms, for they span hundreds of powers of ten. Nothing here needs a page.
import { singles } from '../../shared/web/bytes.js';
import { roundTicks } from './curve_layout.js';
import { NETWORKS } from './networks.js';
import { numberByLog, powerOfTen } from './number_text.js';

const FLOOR = -24; // decimal logarithms that the axis shows at most: what is beyond them is said in words
const CEILING = 24;
const NO_CLIP = 2; // the slider's end, as a decimal logarithm: nothing is cut there

/**
 * The greatest length that the gradient may have, from the slider's decimal logarithm.
 * @param {number} log @returns {number | null} null: any
 */
export const clipOf = (log) => (log > NO_CLIP ? null : Number((10 ** log).toPrecision(2)));

/** @param {import('./types').PackedGradient} packed @returns {import('./types').Gradient} */
export function unpackGradient(packed) {
  const { hidden, cell, bound, cell_bound } = packed;
  return {
    ...packed,
    hidden: unpackSpread(hidden),
    cell: unpackSpread(cell),
    bound: unpackSpread(bound),
    cell_bound: unpackSpread(cell_bound),
  };
}

const unpackSpread = (packed) =>
  packed && {
    median: [...singles(packed.median)],
    low: [...singles(packed.low)],
    high: [...singles(packed.high)],
  };

/**
 * Of one network the curves and sentences that are asked for: with respect to c where there is one, to h otherwise.
 * @param {import('./types').Gradient} gradient @param {string} of cell or hidden
 * @returns {{ spread: import('./types').Spread, bound: import('./types').Spread | null, words: string }}
 */
export function gradientOf(gradient, of) {
  return of === 'cell' && gradient.cell
    ? { spread: gradient.cell, bound: gradient.cell_bound, words: gradient.cell_words }
    : { spread: gradient.hidden, bound: gradient.bound, words: gradient.words };
}

/**
 * The chart of all networks, but for its height.
 * @param {import('./types').Gradient[]} gradients @param {string} of cell or hidden
 * @returns {Omit<import('./types').ChartSpec, 'high'>}
 */
export function gradientChart(gradients, of) {
  const { T } = gradients[0];
  const curves = gradientCurves(gradients, of);
  const y = logRange(curves.flatMap((curve) => curve.ys));
  return {
    title: `Length of the gradient at each of ${T} steps, one curve a network`,
    x: { from: 1, to: T, title: `step t  (the loss is at step ${T})`, ticks: stepTicks(T), name: String },
    y: { ...y, ticks: roundTicks(y.from, y.to, 7).filter(Number.isInteger), name: powerOfTen },
    curves,
    namesAt: 'left',
    read: (t) => readGradients(gradients, of, t),
  };
}

// The bounds first, so that the measured curves lie over them.
function gradientCurves(gradients, of) {
  const xs = Array.from({ length: gradients[0].T }, (_, step) => step + 1);
  const found = gradients.map((gradient) => ({ kind: gradient.network, ...gradientOf(gradient, of) }));
  return [
    ...found
      .filter(({ bound }) => bound)
      .map(({ kind, bound }) => ({ kind, xs, ys: bound.median, className: 'gs-bound', dash: '1 5' })),
    ...found.map(({ kind, spread }) => {
      const { median, low, high } = spread;
      return { kind, label: NETWORKS[kind].name, xs, ys: median, low, high };
    }),
  ];
}

/** Whole powers of ten around the finite ones of `logs`, no more than the axis shows. @param {number[]} logs */
export function logRange(logs) {
  const finite = logs.filter(Number.isFinite);
  return {
    from: Math.max(FLOOR, Math.floor(Math.min(-2, ...finite))),
    to: Math.min(CEILING, Math.ceil(Math.max(1, ...finite))),
  };
}

const stepTicks = (T) => [1, ...roundTicks(1, T, 6).filter((tick) => tick > 1)];

function readGradients(gradients, of, t) {
  const back = gradients[0].T - t;
  const where = back === 0 ? 'the last step' : `${back} ${back === 1 ? 'step' : 'steps'} back`;
  const values = gradients.map((gradient) => {
    const { spread, bound } = gradientOf(gradient, of);
    const value = numberByLog(spread.median[t - 1]);
    return [gradient.network, bound ? `${value} \u2264 ${numberByLog(bound.median[t - 1])}` : value];
  });
  return [`t = ${t}: ${where}`, ...values];
}
