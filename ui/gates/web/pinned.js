// The pins of this page, and the buttons that stand for a unit.
import { make } from '../../shared/web/dom.js';
import { inspected } from './inspected.js';
import { createPins } from './pins.js';

export const pins = createPins(() => inspected.run !== null);

/** A button that chooses a pinned unit, or pins one. @param {number} unit @param {string} title */
export function unitButton(unit, title) {
  const button = make('button', 'gs-unit', title);
  button.type = 'button';
  button.setAttribute('aria-pressed', String(pins.has(unit)));
  button.addEventListener('click', () => pins.choose(unit));
  return button;
}
