// Where things are in a chart of curves: scales, ticks, paths, names at the ends. Numbers in, pixels out; nothing here
// needs a page.
import { clamp } from '../../shared/web/numbers.js';

const BEYOND = 9e3; // pixels: no path goes farther outside of the chart

/**
 * @param {import('./types').ChartSpec} spec
 * @param {number} wide pixels
 * @returns {import('./types').ChartScales}
 */
export function chartScales(spec, wide) {
  const narrow = wide < 520;
  const right = spec.labels === false || spec.namesAt === 'left' ? 16 : narrow ? 90 : 104;
  const edge = { left: narrow ? 52 : 66, right, top: 14, bottom: 46 };
  const high = typeof spec.high === 'function' ? spec.high() : spec.high;
  const across = wide - edge.left - edge.right;
  const down = high - edge.top - edge.bottom;
  const x = (value) => edge.left + (across * (value - spec.x.from)) / (spec.x.to - spec.x.from || 1);
  const y = (value) => edge.top + down * (1 - (value - spec.y.from) / (spec.y.to - spec.y.from || 1));
  const back = (pixel) => spec.x.from + ((pixel - edge.left) / across) * (spec.x.to - spec.x.from);
  return { edge, high, wide, x, y, back, across, down };
}

/** About `count` round places, each a multiple of 1, 2 or 5 times a power of ten. @returns {number[]} */
export function roundTicks(/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ count) {
  const rough = (to - from) / count || 1;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * [1, 2, 5, 10].find((factor) => factor * ten >= rough * 0.999);
  const places = [];
  for (let place = Math.ceil(from / step) * step; place <= to + step * 1e-6; place += step) {
    places.push(Number(place.toFixed(10)));
  }
  return places;
}

/**
 * A curve as SVG path data: runs of finite points; it breaks where there is no number.
 * @param {number[]} xs @param {ArrayLike<number>} ys @param {{ x: (value: number) => number, y: (value: number) => number }} at
 */
export function curvePath(xs, ys, at) {
  let path = '';
  let drawing = false;
  Array.from(ys).forEach((value, place) => {
    if (Number.isFinite(value)) path += `${drawing ? 'L' : 'M'}${pointAt(xs[place], value, at)}`;
    drawing = Number.isFinite(value);
  });
  return path;
}

const pointAt = (x, y, at) => `${at.x(x).toFixed(1)} ${clamp(at.y(y), -BEYOND, BEYOND).toFixed(1)}`;

/**
 * The area between two curves as SVG path data: along the upper one, back along the lower one.
 * @param {import('./types').ChartCurve} curve with `low` and `high` @param {import('./types').ChartScales} at
 */
export function bandPath({ xs, low, high }, at) {
  const finite = [...xs.keys()].filter((place) => Number.isFinite(low[place]) && Number.isFinite(high[place]));
  const there = finite.map((place) => pointAt(xs[place], high[place], at));
  const back = finite.reverse().map((place) => pointAt(xs[place], low[place], at));
  return there.length ? `M${[...there, ...back].join('L')}Z` : '';
}

const LINE = 19; // pixels from one name to the next

/**
 * The names at one end of the curves, from above, pushed apart so that none covers another.
 * @param {import('./types').ChartCurve[]} curves
 * @param {import('./types').ChartScales} at
 * @param {boolean} atLeft whether they stand where the curves begin
 * @returns {{ curve: import('./types').ChartCurve, y: number }[]} y in pixels; curves with no name or no number are left out
 */
export function placeNames(curves, at, atLeft) {
  const bottom = at.edge.top + at.down - 3;
  const names = curves
    .filter((curve) => curve.label)
    .flatMap((curve) => {
      const finite = Array.from(curve.ys).filter(Number.isFinite);
      if (!finite.length) return [];
      const end = at.y(atLeft ? finite[0] : finite.at(-1)) - (atLeft ? 8 : -5);
      return [{ curve, y: clamp(end, at.edge.top + 12, bottom) }];
    });
  names.sort((a, b) => a.y - b.y);
  names.forEach((name, place) => {
    if (place) name.y = Math.max(name.y, names[place - 1].y + LINE);
  });
  const beyond = Math.max(0, (names.at(-1)?.y ?? 0) - bottom);
  return names.map(({ curve, y }) => ({ curve, y: y - beyond }));
}

/** The place of the number that is nearest, the first of equals. @param {ArrayLike<number>} numbers @param {number} wanted */
export function nearest(numbers, wanted) {
  let best = 0;
  for (let place = 1; place < numbers.length; place += 1) {
    if (Math.abs(numbers[place] - wanted) < Math.abs(numbers[best] - wanted)) best = place;
  }
  return best;
}
