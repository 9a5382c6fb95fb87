// Small words for the page's own elements. Whatever a network or a visitor said is set as text, never as HTML.
import { element } from 'gatescope:host';

export const root = element.querySelector('.gs');
/** @param {string} selector @returns {any} */
export const $ = (selector, within = root) => within.querySelector(selector);
/** @param {string} selector @returns {any[]} */
export const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
export const gentle = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {string} tag @returns {any} an element outside the page */
export function make(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Replace what is in an element. @param {any} parent @param {...(Node | string)} children */
export function fill(parent, ...children) {
  parent.replaceChildren(...children);
  return parent;
}

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, unknown>} attributes @param {...(Node | string)} children @returns {any} */
export function draw(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A button for a group of which one is pressed. @param {string} value @param {string} title @returns {any} */
export function segmentButton(value, title, pressed = false) {
  const button = make('button', '', title);
  button.type = 'button';
  button.dataset.value = value;
  button.setAttribute('aria-pressed', String(pressed));
  return button;
}

/**
 * A group of buttons of which one is pressed. Buttons rather than radios: the arrow keys belong to the time cursor.
 * @param {any} group @param {(value: string) => void} pressed
 */
export function segments(group, pressed) {
  group.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-value]');
    if (!button) return;
    press(group, button.dataset.value);
    pressed(button.dataset.value);
  });
}

/** @param {any} group @param {string | undefined} value */
export function press(group, value) {
  for (const button of $$('button[data-value]', group)) {
    button.setAttribute('aria-pressed', String(button.dataset.value === value));
  }
}

/** @param {any} group @returns {string | undefined} the value of the pressed button */
export const pressedIn = (group) => $('button[aria-pressed="true"]', group)?.dataset.value;
