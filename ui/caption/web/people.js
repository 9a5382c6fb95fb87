// What people said of a picture of the gallery, folded below it, with whom the picture is from.
import { $, fill, make } from '../../shared/web/dom.js';

const COUNTS = ['', 'one person', 'two people', 'three people', 'four people', 'five people'];

/** @param {any} lane @param {import('./types').Example | undefined} example */
export function people(lane, example) {
  const fold = $('.gs-people', lane);
  const said = example?.people ?? [];
  fold.hidden = !said.length;
  if (fold.hidden) return;
  $('summary', fold).textContent = `What ${COUNTS[said.length] ?? `${said.length} people`} said`;
  fill($('.gs-people-said', fold), ...said.map((caption) => make('li', '', caption)));
  $('.gs-credit', fold).textContent = example.credit ? `Picture: ${example.credit}.` : '';
}
