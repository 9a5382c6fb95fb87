// Who wrote what is remembered: models/lstm/cell_attribution.py in the browser, with the same definitions.
//   c_t = (prod f) c_0 + sum over s of (prod of f after s) i_s g_s
// Source 0 is the memory before the first step, source s + 1 is step s. Nothing here needs a page.
import { oncePerRun } from './run.js';

/**
 * The share of every source in the memory after every step, all units together: the sum over units of
 * |contribution of s to c_t|, over the same sum of all sources.
 * @param {import('./types').RunNumbers} run
 * @returns {number[][]} shares[t][s], s = 0..t + 1; a row sums to 1
 */
export function sharesOfSources({ steps, units, arrays: { forget, input, candidate, before } }) {
  const parts = [Float64Array.from(before, Math.abs)]; // |contribution| of every source, unit by unit
  const rows = [];
  for (let step = 0; step < steps; step++) {
    const from = step * units;
    for (const part of parts) for (let unit = 0; unit < units; unit++) part[unit] *= forget[from + unit];
    parts.push(
      Float64Array.from({ length: units }, (_, unit) => Math.abs(input[from + unit] * candidate[from + unit])),
    );
    const weights = parts.map((part) => part.reduce((sum, value) => sum + value, 0));
    const total = weights.reduce((sum, value) => sum + value, 0) || 1;
    rows.push(weights.map((weight) => weight / total));
  }
  return rows;
}

/**
 * What every source still gives to one unit's memory.
 * @param {import('./types').RunNumbers} run @param {number} unit
 * @returns {number[][]} rows[t][s], signed; a row sums to c_t
 */
export function contributions({ steps, units, arrays: { forget, input, candidate, before } }, unit) {
  const parts = [before[unit]];
  return Array.from({ length: steps }, (_, step) => {
    const at = step * units + unit;
    for (let source = 0; source < parts.length; source++) parts[source] *= forget[at];
    parts.push(input[at] * candidate[at]);
    return [...parts];
  });
}

/**
 * Steps until half of what was written is gone, at the unit's own mean rate of forgetting.
 * @param {import('./types').RunNumbers} run
 * @returns {Float64Array} of every unit; Infinity: it never forgets
 */
export function halfLives({ steps, units, arrays: { forget } }) {
  return Float64Array.from({ length: units }, (_, unit) => {
    let sum = 0;
    for (let step = 0; step < steps; step++) sum += Math.log(forget[step * units + unit]);
    return Math.LN2 / Math.abs(sum / steps);
  });
}

/** @param {Iterable<number>} values */
export function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Shares and half-lives of a run, and the largest share: `most`. */
export const ledgerOf = oncePerRun((run) => {
  const shares = sharesOfSources(run);
  return { shares, halfLives: halfLives(run), most: Math.max(...shares.flat()) };
});

const unrolled = oncePerRun(() => new Map());

/**
 * The contributions to one unit, worked out when they are first wanted, and the largest of them.
 * @param {import('./types').UnpackedRun} run @param {number} unit
 * @returns {{ rows: number[][], most: number }}
 */
export function contributionsOf(run, unit) {
  const known = unrolled(run);
  if (!known.has(unit)) {
    const rows = contributions(run, unit);
    known.set(unit, { rows, most: Math.max(...rows.flat().map(Math.abs)) || 1 });
  }
  return known.get(unit);
}

/**
 * Which sources a row shows: in the order of time; where there are too many, the strongest of them.
 * @param {number[]} row of one step @param {boolean} start whether there was something before the first step
 * @param {number} most that fit, one of them kept for all others
 */
export function strongestSources(row, start, most) {
  const sources = [...row.keys()].filter((source) => source || start);
  if (sources.length <= most) return sources;
  const strongest = sources.sort((a, b) => Math.abs(row[b]) - Math.abs(row[a])).slice(0, most - 1);
  return strongest.sort((a, b) => a - b);
}

/**
 * The steps before `step` by what the memory still holds of them, the best remembered first.
 * @param {number[][]} shares @param {number} step
 * @returns {{ share: number, source: number }[]}
 */
export function rankedEarlier(shares, step) {
  const earlier = shares[step].slice(0, -1).map((share, source) => ({ share, source }));
  return earlier.filter(({ source }) => source > 0).sort((a, b) => b.share - a.share);
}
