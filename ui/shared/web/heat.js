// Where the network looked, shown on the picture as in the figures that are saved (visualize/shared/heat.py). Spotlight: what
// was looked at keeps its own light, the rest is darkened, the peak is outlined. Smooth and cells: colours laid on top.
import { values } from 'gatescope:host';
import { bytes } from './bytes.js';
import { FINE, levels, outline, smooth, whereLooked } from './heat_levels.js';
import { clamp } from './numbers.js';

export const COLOURS = bytes(values.colours); // 256 x RGB
export const view = { kind: 'spotlight', strength: values.strength };
const LONG = 480; // pixels along the picture's longer side: the outline stays sharp on a screen
export const SMALL = 112; // for a picture in small

/** @typedef {{ grid: number[], shares: Float32Array[] }} Looks */

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

/** Darkness to lay on the picture, and the outline. @param {Float64Array} level (high * wide) */
function darkened(level, high, wide, strength) {
  const image = new ImageData(wide, high);
  if (!strength) return image;
  const lines = outline(level, high, wide, { peak: values.peak, outline: values.outline });
  level.forEach((value, pixel) => {
    const isLight = lines[pixel] === 1;
    if (isLight) image.data.fill(255, 4 * pixel, 4 * pixel + 3);
    image.data[4 * pixel + 3] = lines[pixel] ? 255 : Math.round(255 * strength * (1 - clamp(value, 0, 1)));
  });
  return image;
}

/** Of each trace its maps at the strength of now; at another they are made anew. @type {WeakMap<Looks, { strength: number, images: Record<string, ImageData> }>} */
const made = new WeakMap();

/** @param {Looks} trace @returns {Record<string, ImageData>} */
function imagesOf(trace) {
  const kept = made.get(trace);
  if (kept?.strength === view.strength) return kept.images;
  const images = {};
  made.set(trace, { strength: view.strength, images });
  return images;
}

/** The map of a step as pixels, made when it is first looked at. @param {Looks} trace @param {number} high @param {number} wide */
function mapOf(trace, step, kind, high, wide) {
  const [rows, columns] = trace.grid;
  const paint = () => {
    const level = levels(trace.shares[step], values.even);
    if (kind === 'cells') return tinted(level, rows, columns);
    if (kind === 'smooth') return tinted(smooth(level, rows, columns), rows * FINE, columns * FINE);
    return darkened(smooth(level, rows, columns, high, wide), high, wide, view.strength);
  };
  const images = imagesOf(trace);
  const key = `${kind} ${step} ${high} ${wide}`;
  images[key] ??= paint();
  return images[key];
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

/** Width / height of that part. @param {number[]} size of the picture @param {number[]} window */
export function aspectOf(size, window) {
  const [width, height] = size;
  const [x1, y1, x2, y2] = window;
  return (width * (x2 - x1)) / (height * (y2 - y1));
}

/**
 * @param {any} canvas @param {Looks} trace @param {number} step
 * @param {number} aspect width / height of what the canvas lies on @param {number} long pixels along its longer side
 */
export function paintMap(canvas, trace, step, aspect, long = LONG) {
  const kind = long === SMALL && view.kind === 'cells' ? 'smooth' : view.kind; // cells in small are hard to read
  const [high, wide] = [long / Math.max(1, aspect), long * Math.min(1, aspect)];
  const image = mapOf(trace, step, kind, Math.max(1, Math.round(high)), Math.max(1, Math.round(wide)));
  if (canvas.width !== image.width || canvas.height !== image.height) {
    canvas.width = image.width;
    canvas.height = image.height;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
  const isLit = kind === 'spotlight';
  canvas.style.opacity = isLit ? 1 : view.strength;
  canvas.style.imageRendering = kind === 'cells' ? 'pixelated' : '';
  // What lies around the part that was looked at was not looked at: as dark as can be. So wide a shadow is dear to paint.
  canvas.style.boxShadow = isLit && isPart(canvas) ? `0 0 0 100vmax rgb(0 0 0 / ${view.strength})` : '';
}

/** Whether a canvas lies on a part of its picture (`placeMap`). @param {any} canvas */
const isPart = ({ style }) => [style.width, style.height].some((side) => side && side !== '100%');

/** Where each step of a trace looked, in words: found when it is first asked for. @type {WeakMap<Looks, string[]>} */
const places = new WeakMap();

/** For those who cannot see the map. @param {Looks} trace @param {number} step */
export function looked(trace, step) {
  const { grid, shares } = trace;
  if (!places.has(trace)) places.set(trace, []);
  const found = places.get(trace);
  found[step] ??= whereLooked(shares[step], grid[0], grid[1], { even: values.even, peak: values.peak });
  return found[step];
}
