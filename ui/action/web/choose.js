// Which clip: an example, a file of the visitor's own, or one recorded now.
import { props } from 'gatescope:host';
import { $, $$ } from '../../shared/web/dom.js';
import { takeFiles } from '../../shared/web/files.js';
import { gallery } from '../../shared/web/gallery.js';
import { recordClip } from './record.js';

/** @param {(clip: import('./types').Clip) => void} choose */
export function offerClips(choose) {
  gallery(props.examples, choose);
  $('.gs-drawn').hidden = !(props.examples ?? []).length;
  const takeFile = takeFiles((file) => choose({ file, name: file.name || 'clip' }), {
    noun: 'clip',
    smaller: 'cut it shorter or save it smaller',
    largest: 200,
  });
  $('.gs-shoot').addEventListener('click', () => recordClip(takeFile));
}

/** Press the card of the clip on the page. @param {import('./types').Clip} clip */
export function markChosen(clip) {
  for (const card of $$('.gs-card')) card.setAttribute('aria-pressed', String(card === clip.card));
}
