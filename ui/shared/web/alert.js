// One sentence on what went wrong; whatever was on the page stays.
import { $ } from './dom.js';

const box = $('.gs-alert');

/** @param {string} sentence '' takes the last one away */
export function complain(sentence) {
  $('.gs-alert-text').textContent = sentence;
  box.hidden = !sentence;
}

$('.gs-alert-close').addEventListener('click', () => complain(''));
