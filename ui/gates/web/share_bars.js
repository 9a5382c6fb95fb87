// Bars with a name and a number: shares of the memory, parts of a sum.
import { make } from '../../shared/web/dom.js';
import { percent, signed } from '../../shared/web/numbers.js';

/** An empty one. */
export function shareBar() {
  const item = make('li', 'gs-share');
  const [word, track, number] = ['gs-share-word', 'gs-share-track', 'gs-number'].map((kind) => make('span', kind));
  item.append(word, track, number);
  return { item, word, track, number };
}

/**
 * @param {ReturnType<typeof shareBar>} bar
 * @param {string} name @param {number} value @param {number} most that has full length
 * @param {boolean} withSign a number that may be negative, rather than a share
 */
export function setBar(bar, name, value, most, withSign) {
  bar.word.textContent = name;
  bar.track.style.setProperty('--p', Math.min(1, Math.abs(value) / most));
  bar.track.classList.toggle('gs-minus', value < 0);
  bar.number.textContent = withSign ? signed(value) : percent(value);
}
