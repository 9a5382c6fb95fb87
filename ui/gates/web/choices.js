// Things to choose from, as elements.
import { make } from '../../shared/web/dom.js';

/** For a list. @param {string | number} value @param {string} title */
export function optionOf(value, title) {
  const option = make('option', '', title);
  option.value = value;
  return option;
}

/** For a group of buttons of which one is pressed. @param {string} value @param {string} title */
export function segmentOf(value, title, pressed = false) {
  const button = make('button', '', title);
  button.type = 'button';
  button.dataset.value = value;
  button.setAttribute('aria-pressed', String(pressed));
  return button;
}
