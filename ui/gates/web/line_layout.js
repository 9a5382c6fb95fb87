// Where the lines of a chart go: a step in the middle of its share of the width, low values below. Nothing here needs a
// page.
import { clamp } from '../../shared/web/numbers.js';

/** @typedef {import('./types').ChartFrame} ChartFrame */

/** Of a unit over time. @type {ChartFrame} */
export const UNIT_CHART = { wide: 440, high: 180, left: 38, right: 92, top: 10, bottom: 26 };
/** Of a signal, where one may be drawn. @type {ChartFrame} */
export const SIGNAL_CHART = { wide: 520, high: 170, left: 10, right: 10, top: 10, bottom: 26 };
export const NAME_HEIGHT = 17;

/** @param {ChartFrame} frame @param {number} steps @param {number} step */
export const placeOfStep = ({ wide, left, right }, steps, step) =>
  left + ((step + 0.5) * (wide - left - right)) / steps;

/** The step at a place: the way back. @param {ChartFrame} frame @param {number} steps @param {number} x */
export const stepAtPlace = ({ wide, left, right }, steps, x) =>
  clamp(Math.floor(((x - left) / (wide - left - right)) * steps), 0, steps - 1);

/** @param {ChartFrame} frame @param {number[]} range the lowest and the highest value @param {number} value */
export const placeOfValue = ({ high, top, bottom }, [lowest, highest], value) =>
  top + ((highest - value) * (high - top - bottom)) / (highest - lowest);

/** The value 0..1 at a place of a chart from 0 to 1. @param {ChartFrame} frame @param {number} y */
export const shareAtPlace = ({ high, top, bottom }, y) => clamp(1 - (y - top) / (high - top - bottom), 0, 1);

/**
 * The points of a polyline; steps without a value are left out.
 * @param {ChartFrame} frame @param {number} steps @param {number[]} range @param {(number | null)[]} values
 */
export function linePoints(frame, steps, range, values) {
  const point = (value, step) =>
    `${placeOfStep(frame, steps, step).toFixed(1)},${placeOfValue(frame, range, value).toFixed(1)}`;
  return values
    .map((value, step) => (value === null ? '' : point(value, step)))
    .filter(Boolean)
    .join(' ');
}

/** Whether a step is named, where no more names fit than `fit`. @param {number} step @param {number} steps @param {number} fit */
export const hasName = (step, steps, fit) => step % Math.ceil(steps / fit) === 0;

/** A name as short as many steps want it. @param {string} label @param {number} steps */
export function shortLabel(label, steps) {
  const most = steps > 8 ? 7 : 10;
  return label.length > most ? `${label.slice(0, most - 1)}\u2026` : label;
}

/**
 * A curve drawn by hand: from the last place to this one in straight lines.
 * @param {number[]} curve changed in place, a number for each step
 * @param {{ step: number, value: number }} from @param {{ step: number, value: number }} to
 */
export function drawStroke(curve, from, to) {
  const [low, high] = [Math.min(from.step, to.step), Math.max(from.step, to.step)];
  for (let at = low; at <= high; at++) {
    const along = high === low ? 1 : (at - from.step) / (to.step - from.step);
    curve[at] = from.value + (to.value - from.value) * along;
  }
}
