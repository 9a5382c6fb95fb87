// What can be computed from maps of attention: how far a look moves, who looked where. A map is one step's share of each
// cell, row by row. Nothing here needs a page.
import { clamp } from '../../shared/web/numbers.js';

const STILL = 0.02; // bits: a mean shift below this is no movement that means anything

/**
 * Jensen-Shannon divergence of two maps, each scaled to sum to 1, in bits: 0 the same, 1 nothing in common.
 * @param {Float32Array} before @param {Float32Array} after
 */
export function jensenShannon(before, after) {
  const total = (map) => map.reduce((sum, share) => sum + share, 0) || 1;
  const [p, q] = [total(before), total(after)];
  const part = (share, middle) => (share > 0 ? share * Math.log2(share / middle) : 0);
  let sum = 0;
  for (let cell = 0; cell < before.length; cell++) {
    const [a, b] = [before[cell] / p, after[cell] / q];
    sum += 0.5 * (part(a, (a + b) / 2) + part(b, (a + b) / 2));
  }
  return clamp(sum, 0, 1);
}

/**
 * How far each step's look is from the one before; null at the first.
 * @param {Float32Array[]} shares @returns {(number | null)[]} bits
 */
export const shiftsOf = (shares) => shares.map((share, step) => (step ? jensenShannon(shares[step - 1], share) : null));

/** Whether a look hardly changes from word to word, so that little can be read from it. @param {(number | null)[]} shifts */
export function hardlyShifts(shifts) {
  const moves = shifts.filter((bits) => bits !== null);
  return moves.length > 1 && moves.reduce((sum, bits) => sum + bits, 0) / moves.length < STILL;
}

/** As many cells, looked at alike, have this entropy: at least 1. @param {number} bits */
export const cellsOfEntropy = (bits) => Math.max(1, Math.round(2 ** bits));

/** The first step that looked at a cell the most. @param {Float32Array[]} shares @param {number} cell */
export const stepThatLookedMost = (shares, cell) =>
  shares.reduce((best, share, step) => (share[cell] > shares[best][cell] ? step : best), 0);

/**
 * How much each step looked at a cell, compared with the step that looked there the most: 0..1.
 * @param {Float32Array[]} shares @param {number} cell
 */
export function looksAtCell(shares, cell) {
  const strongest = Math.max(...shares.map((share) => share[cell]));
  return shares.map((share) => (strongest ? share[cell] / strongest : 0));
}

/**
 * The cell below a point of the picture; a point outside belongs to the nearest cell.
 * @param {number} x @param {number} y of the point, from the same origin as the box
 * @param {{ left: number, top: number, width: number, height: number }} box of the picture
 * @param {number[]} grid rows, columns
 */
export function cellAtPoint(x, y, box, [rows, columns]) {
  const column = clamp(Math.floor(((x - box.left) / box.width) * columns), 0, columns - 1);
  const row = clamp(Math.floor(((y - box.top) / box.height) * rows), 0, rows - 1);
  return row * columns + column;
}
