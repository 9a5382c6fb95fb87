// Where the network looked, laid on the picture, in the same colours as the figures that are saved; what was not looked at
// is not tinted.
import { values } from 'gatescope:host';
import { bytes } from './bytes.js';
import { FINE, levels, smooth } from './heat_levels.js';
import { clamp } from './numbers.js';

export const COLOURS = bytes(values.colours); // 256 x RGB
export const view = { kind: 'smooth', opacity: values.opacity };

/** @param {Float32Array | Float64Array} level @param {number} rows @param {number} columns */
function tinted(level, rows, columns) {
  const image = new ImageData(columns, rows);
  level.forEach((value, pixel) => {
    const colour = Math.round(255 * clamp(value, 0, 1));
    image.data.set(COLOURS.subarray(3 * colour, 3 * colour + 3), 4 * pixel);
    image.data[4 * pixel + 3] = colour;
  });
  return image;
}

/** The map of a step as pixels, made when it is first looked at. */
function mapOf(trace, step, kind) {
  trace.drawn ??= {};
  const [rows, columns] = trace.grid;
  const paint = () => {
    const level = levels(trace.shares[step], values.even);
    return kind === 'cells'
      ? tinted(level, rows, columns)
      : tinted(smooth(level, rows, columns), rows * FINE, columns * FINE);
  };
  return (trace.drawn[`${kind}${step}`] ??= paint());
}

/** Lay a canvas on the part of a picture or frame that was looked at. @param {any} canvas @param {number[]} window x1, y1, x2, y2 as shares of it */
export function placeMap(canvas, [x1, y1, x2, y2]) {
  const inPercent = (share) => `${100 * share}%`;
  Object.assign(canvas.style, {
    left: inPercent(x1),
    top: inPercent(y1),
    width: inPercent(x2 - x1),
    height: inPercent(y2 - y1),
  });
}

/** @param {any} canvas @param {{ grid: number[], shares: Float32Array[], drawn?: object }} trace @param {number} step */
export function paintMap(canvas, trace, step, kind = view.kind) {
  const image = mapOf(trace, step, kind);
  if (canvas.width !== image.width || canvas.height !== image.height) {
    canvas.width = image.width;
    canvas.height = image.height;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}
