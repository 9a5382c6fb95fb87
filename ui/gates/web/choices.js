// Things to choose from, as elements.
import { make } from '../../shared/web/dom.js';

/** For a list. @param {string | number} value @param {string} title */
export function optionOf(value, title) {
  const option = make('option', '', title);
  option.value = value;
  return option;
}
