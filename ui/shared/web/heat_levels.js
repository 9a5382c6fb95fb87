// How strong a heatmap is where: shares of attention -> levels 0..1. The same rule as the figures that are saved
// (visualize/shared/heat.py). Nothing here needs a page.
import { clamp } from './numbers.js';

export const FINE = 12; // pixels along a cell of the smooth map: the browser stretches them to the picture

/**
 * Full colour for the strongest cell, but never for less than `even` even shares: a map that looks everywhere stays pale.
 * @param {Float32Array} share of each cell @param {number} even @returns {Float32Array} levels 0..1
 */
export function levels(share, even) {
  let strongest = 0;
  let sum = 0;
  for (const value of share) {
    strongest = Math.max(strongest, value);
    sum += value;
  }
  const full = Math.max(strongest, (even * sum) / share.length) || 1;
  return share.map((value) => value / full);
}

/**
 * Between the centres of the cells in straight lines: no peak grows or moves.
 * @param {Float32Array} level (rows * columns) @param {number} rows @param {number} columns
 * @returns {Float64Array} (rows * FINE) x (columns * FINE)
 */
export function smooth(level, rows, columns) {
  const fine = new Float64Array(rows * columns * FINE * FINE); // doubles: a level is rounded once, to its colour
  const across = between(columns);
  let pixel = 0;
  for (const [above, below, down] of between(rows)) {
    for (const [left, right, along] of across) {
      const top = level[above * columns + left] * (1 - along) + level[above * columns + right] * along;
      const bottom = level[below * columns + left] * (1 - along) + level[below * columns + right] * along;
      fine[pixel++] = top * (1 - down) + bottom * down;
    }
  }
  return fine;
}

/** For each fine pixel along a side: the two cells it lies between, and how far from the first. @param {number} count */
function between(count) {
  return Array.from({ length: count * FINE }, (_, pixel) => {
    const place = clamp((pixel + 0.5) / FINE - 0.5, 0, count - 1);
    const first = Math.min(Math.floor(place), Math.max(count - 2, 0));
    return [first, Math.min(first + 1, count - 1), place - first];
  });
}
