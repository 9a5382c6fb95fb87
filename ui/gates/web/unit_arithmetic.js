// The arithmetic of one unit at one step, with its actual numbers. Nothing here needs a page.
import { ARRAYS, memoryBefore, oncePerRun, valueAt } from './run.js';

/** @typedef {import('./types').RunNumbers} RunNumbers */

/**
 * What goes into c = f * before + i * g and h = o * tanh(c), and what comes out.
 * @param {RunNumbers} run @param {number} step @param {number} unit
 */
export function numbersOfUnit(run, step, unit) {
  const [f, i, o, g, c, h] = ARRAYS.map((array) => valueAt(run, array, step, unit));
  const before = memoryBefore(run, step, unit);
  return { f, i, o, g, c, h, before, kept: f * before, written: i * g };
}

const largest = oncePerRun(() => new Map());

/**
 * The largest number that a unit ever holds or writes: one scale for the whole run, so that a narrow band is a small
 * memory.
 * @param {RunNumbers} run @param {number} unit
 * @returns {number} above 0
 */
export function largestMemory(run, unit) {
  const known = largest(run);
  if (!known.has(unit)) {
    let most = Math.abs(run.arrays.before[unit]);
    for (let step = 0; step < run.steps; step++) {
      const { c, written } = numbersOfUnit(run, step, unit);
      most = Math.max(most, Math.abs(c), Math.abs(written));
    }
    known.set(unit, most || 1);
  }
  return known.get(unit);
}

/** The unit to begin with: the one that remembers most at the end. @param {RunNumbers} run */
export function loudestUnit(run) {
  const sizeAtEnd = (unit) => Math.abs(valueAt(run, 'cell', run.steps - 1, unit));
  let best = 0;
  for (let unit = 0; unit < run.units; unit++) if (sizeAtEnd(unit) > sizeAtEnd(best)) best = unit;
  return best;
}
