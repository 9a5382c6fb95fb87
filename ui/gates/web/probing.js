// How closely units follow a signal, and how easily that is chance: models/lstm/probing.py in the browser, so that it
// serves every run and a curve that is being drawn. Pearson's r over the steps; the steps of the signal are shuffled, and
// counted is how often the unit itself, and how often the best of all units, is as close then. Nothing here needs a page.
export const SHUFFLES = 1000;
const FOUND = 8; // units listed

/** @typedef {(number | null)[]} Signal a number for every step, null where there is none */

/**
 * Signals that every run has, and those that it brings along.
 * @param {import('./types').UnpackedRun} run
 * @returns {Record<string, Signal>}
 */
export function signalsOf(run) {
  const position = Array.from({ length: run.steps }, (_, step) => step);
  return { [`position of the ${run.noun}`]: position, ...run.signals };
}

/**
 * The units that follow a signal best, whether with it or against it.
 * @param {import('./types').RunNumbers} run @param {string} array @param {Signal} signal @param {number} seed of the shuffles
 * @returns {{ ranked: import('./types').Follower[], steps: number } | null} null: there is nothing to follow
 */
export function followSignal(run, array, signal, seed = 1) {
  const steps = [...signal.keys()].filter((step) => Number.isFinite(signal[step]));
  const target = standardize(steps.map((step) => signal[step]));
  if (steps.length < 3 || !target) return null;
  const columns = Array.from({ length: run.units }, (_, unit) =>
    standardize(steps.map((step) => run.arrays[array][step * run.units + unit])),
  );
  const all = columns.map((column, unit) => ({ unit, r: column ? dotProduct(column, target) : 0 }));
  const ranked = all.sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).slice(0, FOUND);
  const few = ranked.map(({ unit }) => columns[unit]);
  const shuffles = correlateShuffled(columns, target, few, seed);
  const tested = ranked.map(({ unit, r }, rank) => ({
    unit,
    r,
    p: pValue(shuffles.alone[rank], r),
    pBest: pValue(shuffles.best, r),
  }));
  return { ranked: tested, steps: steps.length };
}

// What is equal but for rounding counts as equal.
const pValue = (found, r) => (1 + found.filter((other) => other >= Math.abs(r) - 1e-9).length) / (1 + SHUFFLES);

/** Mean 0 and length 1; null for what does not move. @param {number[]} values */
export function standardize(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length > 1e-9 ? centred.map((value) => value / length) : null;
}

function dotProduct(column, other) {
  let sum = 0;
  for (let at = 0; at < other.length; at++) sum += column[at] * other[at];
  return sum;
}

// |r| with every shuffle: the best of all units, and each of a few units alone.
function correlateShuffled(columns, target, few, seed) {
  const random = randomFrom(seed);
  const order = [...target];
  const moving = columns.filter(Boolean);
  const best = new Float64Array(SHUFFLES);
  const alone = few.map(() => new Float64Array(SHUFFLES));
  for (let turn = 0; turn < SHUFFLES; turn++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    for (const column of moving) best[turn] = Math.max(best[turn], Math.abs(dotProduct(column, order)));
    few.forEach((column, one) => {
      alone[one][turn] = column ? Math.abs(dotProduct(column, order)) : 0;
    });
  }
  return { best, alone };
}

/** Numbers 0..1, the same for the same seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** To 0..1, from its smallest to its largest number; 0.5 for what does not move. @param {Signal} values @returns {Signal} */
export function toUnitRange(values) {
  const known = values.filter((value) => Number.isFinite(value));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values.map((value) => {
    if (!Number.isFinite(value)) return null;
    return high > low ? (value - low) / (high - low) : 0.5;
  });
}
