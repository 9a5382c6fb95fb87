// What the eye recognises: the evidence for a thing in every cell, as it was packed (ui/caption/payload.py `_pack_thing`),
// and where it speaks for the thing. Nothing here needs a page.
import { bytes } from '../../shared/web/bytes.js';
import { FINE, smooth } from '../../shared/web/heat_levels.js';

/** Log-odds of the thing in each cell. @param {import('../../shared/web/types').PackedThing} thing @returns {Float32Array} */
export function evidenceOf({ evidence, range: [low, high] }) {
  return Float32Array.from(bytes(evidence), (byte) => low + (byte / 255) * (high - low));
}

/** The share of the cells that speak for the thing, 0..1. @param {Float32Array} evidence */
export const shareSeen = (evidence) => evidence.filter((value) => value > 0).length / evidence.length;

/**
 * The map in pixels: clear where the eye sees the thing, dark elsewhere, a white line between.
 * @param {Float32Array} evidence (rows * columns) log-odds @param {[number, number]} grid rows, columns
 * @returns {{ data: Uint8ClampedArray, width: number, height: number }} RGBA
 */
export function evidencePixels(evidence, [rows, columns]) {
  const [width, height] = [columns * FINE, rows * FINE];
  const fine = smooth(evidence, rows, columns);
  const data = new Uint8ClampedArray(4 * fine.length);
  fine.forEach((value, at) => {
    const seen = value > 0;
    const right = (at + 1) % width ? fine[at + 1] > 0 : seen;
    const below = at + width < fine.length ? fine[at + width] > 0 : seen;
    if (seen !== right || seen !== below) data.set([255, 255, 255, 255], 4 * at);
    else if (!seen) data.set([8, 8, 12, 165], 4 * at);
  });
  return { data, width, height };
}
