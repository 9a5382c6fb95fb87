// Pieces that the room's charts have in common.
import { draw } from '../../shared/web/dom.js';
import { hasName, placeOfStep, placeOfValue, shortLabel } from './line_layout.js';

/** @typedef {import('./types').ChartFrame} ChartFrame */

/** @param {number} x @param {number} y @param {string} words @param {string} kind class names */
export function svgText(x, y, words, kind) {
  const made = draw('text', { x, y, class: kind });
  made.textContent = words;
  return made;
}

/** A level line with its mark on the left. @param {ChartFrame} frame @param {number[]} range @param {number} value @param {string} mark */
export function levelLine(frame, range, value, mark) {
  const y = placeOfValue(frame, range, value);
  const line = draw('line', { class: 'gs-grid', x1: frame.left, x2: frame.wide - frame.right, y1: y, y2: y });
  return draw('g', {}, line, svgText(frame.left - 6, y + 5, mark, 'gs-tick gs-until'));
}

/** The names of the steps under a chart, as many as fit. @param {ChartFrame} frame @param {string[]} labels @param {number} fit */
export function stepNames(frame, labels, fit) {
  const steps = labels.length;
  const name = (label, step) =>
    svgText(placeOfStep(frame, steps, step), frame.high - 6, shortLabel(label, steps), 'gs-tick');
  return labels.flatMap((label, step) => (hasName(step, steps, fit) ? [name(label, step)] : []));
}
