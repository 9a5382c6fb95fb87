// How strong a heatmap is where: shares of attention -> levels 0..1. The same rule as the figures that are saved
// (visualize/shared/heat.py). Nothing here needs a page.
import { clamp, percent } from './numbers.js';

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
 * @param {number} high @param {number} wide pixels
 * @returns {Float64Array} (high * wide)
 */
export function smooth(level, rows, columns, high = rows * FINE, wide = columns * FINE) {
  const fine = new Float64Array(high * wide); // doubles: a level is rounded once, to its colour
  const across = between(columns, wide);
  let pixel = 0;
  for (const [above, below, down] of between(rows, high)) {
    for (const [left, right, along] of across) {
      const top = level[above * columns + left] * (1 - along) + level[above * columns + right] * along;
      const bottom = level[below * columns + left] * (1 - along) + level[below * columns + right] * along;
      fine[pixel++] = top * (1 - down) + bottom * down;
    }
  }
  return fine;
}

/** For each of `pixels` along a side: the two cells it lies between, and how far from the first. @param {number} count of cells */
function between(count, pixels) {
  return Array.from({ length: pixels }, (_, pixel) => {
    const place = clamp(((pixel + 0.5) * count) / pixels - 0.5, 0, count - 1);
    const first = Math.min(Math.floor(place), Math.max(count - 2, 0));
    return [first, Math.min(first + 1, count - 1), place - first];
  });
}

/** Pixels of the picture that belong to the peak. @param {Float64Array} level @param {number} peak level from which on */
const peakOf = (level, peak) => Uint8Array.from(level, (value) => (value >= peak ? 1 : 0));

/**
 * Where a light line runs along the inside of the peak's edge, and a dark one along its outside. The picture's own edge is
 * no edge of the peak; a speck that is not as wide as its outline has none.
 * @param {Float64Array} level (high * wide) 0..1 @param {number} high @param {number} wide pixels
 * @param {{ peak: number, outline: number }} measures level from which on; width of a line as a share of the long side
 * @returns {Uint8Array} 0 no line, 1 light, 2 dark
 */
export function outline(level, high, wide, measures) {
  const across = Math.max(1, Math.floor(Math.max(high, wide) * measures.outline + 0.5));
  const grow = (mask) => nearOnes(mask, high, wide, across);
  const shrink = (mask) => inverse(grow(inverse(mask)));
  const inside = grow(shrink(peakOf(level, measures.peak))); // without specks
  const [shrunk, grown] = [shrink(inside), grow(inside)];
  return inside.map((one, pixel) => (one ? 1 - shrunk[pixel] : 2 * grown[pixel]));
}

/** @param {Uint8Array} mask */
const inverse = (mask) => mask.map((one) => 1 - one);

/** Pixels that have a 1 at most `reach` pixels away, both along and down. @param {Uint8Array} mask */
function nearOnes(mask, high, wide, reach) {
  const along = new Uint8Array(mask.length);
  for (let row = 0; row < high; row++) sweep(mask, along, row * wide, 1, wide, reach);
  const both = new Uint8Array(mask.length);
  for (let column = 0; column < wide; column++) sweep(along, both, column, wide, high, reach);
  return both;
}

/** One line of pixels, there and back: each is at most `reach` after the last 1 that was met. */
function sweep(mask, found, start, stride, count, reach) {
  for (const [from, by] of [
    [start, stride],
    [start + (count - 1) * stride, -stride],
  ]) {
    let left = -1; // pixels until the last 1 is out of reach
    for (let at = 0, pixel = from; at < count; at++, pixel += by) {
      left = mask[pixel] ? reach : left - 1;
      if (left >= 0) found[pixel] = 1;
    }
  }
}

const PLACES = [
  ['upper left', 'top', 'upper right'],
  ['left', 'middle', 'right'],
  ['lower left', 'bottom', 'lower right'],
];

/**
 * In words where the outlined peak is, and how much of the picture it takes. Of a peak in several parts, the part with the
 * strongest cell says where.
 * @param {Float32Array} share of each cell @param {number} rows @param {number} columns
 * @param {{ even: number, peak: number }} measures
 */
export function whereLooked(share, rows, columns, { even, peak }) {
  const level = levels(share, even);
  const [high, wide] = [rows * FINE, columns * FINE];
  const inside = peakOf(smooth(level, rows, columns), peak);
  const area = inside.reduce((sum, one) => sum + one, 0) / inside.length;
  if (!area) return 'nowhere more than elsewhere';
  const strongest = level.indexOf(Math.max(...level));
  const [row, column] = [Math.floor(strongest / columns), strongest % columns];
  const part = partAround(inside, wide, (row * FINE + FINE / 2) * wide + column * FINE + FINE / 2);
  const third = (sum, side) => clamp(Math.floor((3 * (sum / part.length + 0.5)) / side), 0, 2);
  const down = third(
    part.reduce((sum, pixel) => sum + Math.floor(pixel / wide), 0),
    high,
  );
  const right = third(
    part.reduce((sum, pixel) => sum + (pixel % wide), 0),
    wide,
  );
  return `${PLACES[down][right]}, ${percent(area)} of the picture`;
}

/** The pixels of a mask that hang together with one of them. @param {Uint8Array} mask @param {number} wide @param {number} seed */
function partAround(mask, wide, seed) {
  const [part, left] = [[seed], Uint8Array.from(mask)];
  left[seed] = 0;
  for (const pixel of part) {
    const column = pixel % wide;
    for (const next of [pixel - wide, pixel + wide, column ? pixel - 1 : -1, column < wide - 1 ? pixel + 1 : -1]) {
      if (!left[next]) continue;
      left[next] = 0;
      part.push(next);
    }
  }
  return part;
}
