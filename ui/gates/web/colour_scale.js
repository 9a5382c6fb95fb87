// Which colour a number has. Nothing here needs a page.
import { clamp } from '../../shared/web/numbers.js';

/** What has a sign: one tone in both directions. */
export const HAS_SIGN = new Set(['candidate', 'cell', 'hidden']);
const REACHED = 0.98; // of the numbers have a colour of their own

/** @param {Uint8Array} table 256 x RGB @param {number} share 0..1 @returns {Uint8Array} RGB */
export function colourAt(table, share) {
  const at = 3 * Math.round(255 * clamp(share, 0, 1));
  return table.subarray(at, at + 3);
}

/** Where a number -1..1 lies in a table that goes from the most negative to the most positive. @param {number} value */
export const shareOfSigned = (value) => (clamp(value, -1, 1) + 1) / 2;

/** Whether white letters are the ones that can be read on it. @param {ArrayLike<number>} rgb */
export const isDark = (rgb) => 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2] < 140;

/** The number that has full colour: of the memory, which has no bound, 98 of 100 numbers lie below. @param {string} array @param {Float32Array} values */
export function fullColourAt(array, values) {
  if (array !== 'cell') return 1;
  const sizes = Float32Array.from(values, Math.abs).sort();
  return sizes[Math.floor(REACHED * (sizes.length - 1))] || 1;
}
