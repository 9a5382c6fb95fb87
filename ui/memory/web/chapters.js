// One idea at a time: the four steps of the lab, of which one fills the page.
import { cursor } from '../../shared/web/cursor.js';
import { $, $$, root } from '../../shared/web/dom.js';
import { lab } from './state.js';

/** @type {Record<string, () => void>} */
const opened = {};

/** Say what is to be done whenever a chapter is shown. @param {string} name @param {() => void} deed */
export function whenOpened(name, deed) {
  opened[name] = deed;
}

/** @param {string} name */
export function openChapter(name) {
  lab.chapter = name;
  root.dataset.chapter = name;
  for (const button of $$('.gs-chapter')) {
    button.setAttribute('aria-pressed', String(button.dataset.chapter === name));
  }
  const bar = $('.gs-chapters');
  const button = $(`.gs-chapter[data-chapter="${name}"]`);
  bar.scrollLeft = button.offsetLeft + button.offsetWidth / 2 - bar.offsetWidth / 2 - bar.offsetLeft;
  for (const part of $$('[data-in]')) part.hidden = !part.dataset.in.split(' ').includes(name);
  $('.gs-save-which').hidden = true;
  cursor.halt();
  opened[name]?.();
}

for (const button of $$('.gs-chapter')) button.addEventListener('click', () => openChapter(button.dataset.chapter));
