// The pieces that the drawings of a cell are made of.
import { draw } from '../../shared/web/dom.js';

/** A text in the drawing. @param {number} x @param {number} y */
export function cellText(x, y, text = '', className = '', anchor = 'middle') {
  const made = draw('text', { x, y, 'text-anchor': anchor, class: className });
  made.textContent = text;
  return made;
}

/** Room for a number. @param {number} x @param {number} y */
export const cellNumber = (x, y, anchor = 'middle') => cellText(x, y, '', 'gs-cell-number', anchor);

/** @param {number} x @param {number} y @param {string} text */
export const cellNote = (x, y, text, anchor = 'middle') => cellText(x, y, text, 'gs-cell-note', anchor);

/** What is remembered or shown: a rounded box with room for its number. */
export function statePill(/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ name, colour) {
  const number = cellNumber(x, y + 7);
  const box = { class: 'gs-cell-pill', x: x - 44, y: y - 19, width: 88, height: 38, rx: 19, stroke: colour };
  return { number, group: draw('g', {}, draw('rect', box), cellText(x, y + 37, name, 'gs-cell-name'), number) };
}

/** A gate: its letter, what it does, and room for its number. */
export function gateBox(/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ letter, deed) {
  const number = cellNumber(x, y + 7);
  const box = draw('rect', { class: 'gs-cell-box', x: x - 40, y: y - 19, width: 80, height: 38, rx: 8 });
  const sign = cellText(x - 45, y + 6, letter, 'gs-cell-letter', 'end');
  const title = cellText(x, y + 38, deed, 'gs-cell-name');
  return { number, group: draw('g', { class: 'gs-cell-gate', 'data-gate': letter }, box, sign, title, number) };
}

/** A sum or a product: a circle with its sign. @param {number} x @param {number} y @param {string} sign */
export function operation(x, y, sign) {
  const circle = draw('circle', { class: 'gs-cell-node', cx: x, cy: y, r: 17 });
  return draw('g', {}, circle, cellText(x, y + 7, sign, 'gs-cell-sign'));
}

/** The function as a step of its own. @param {number} x @param {number} y */
export function tanhBox(x, y) {
  const box = draw('rect', { class: 'gs-cell-box', x: x - 31, y: y - 18, width: 62, height: 36, rx: 8 });
  return draw('g', {}, box, cellText(x, y + 6, 'tanh', 'gs-cell-sign gs-cell-tanh'));
}

/** The function on the way of an arrow. @param {number} x @param {number} y */
export function tanhTag(x, y) {
  const box = draw('rect', { class: 'gs-cell-box', x: x - 26, y: y - 13, width: 52, height: 26, rx: 7 });
  return draw('g', {}, box, cellText(x, y + 5, 'tanh', 'gs-cell-note'));
}

/** @param {string} d path data */
export const arrow = (d, className = '') =>
  draw('path', { class: `gs-cell-way ${className}`, d, 'marker-end': 'url(#gs-arrow)' });

/** The head of every arrow of the drawing. */
export function arrowHead() {
  const tip = draw('path', { d: 'M0 0 10 5 0 10Z', fill: 'context-stroke' });
  const size = { viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 5, markerHeight: 5 };
  return draw('defs', {}, draw('marker', { id: 'gs-arrow', ...size, orient: 'auto-start-reverse' }, tip));
}
