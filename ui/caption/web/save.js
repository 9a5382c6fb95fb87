// Files of the caption on the page. Where several stand side by side, the visitor says which.
import { $, fill, make } from '../../shared/web/dom.js';
import { captionPage } from './state.js';

const whichCaption = $('.gs-which');

/** @param {import('./types').Caption[]} traces that may be saved */
export function offerCaptions(traces) {
  $('.gs-save-which').hidden = traces.length < 2;
  const options = traces.map((trace, number) => {
    const option = make('option', '', trace.title);
    option.value = number;
    return option;
  });
  fill(whichCaption, ...options);
}

/** @param {(button: any, subject: any, question: object) => void} save as ui/shared/web/saving.js makes it */
export function offerFiles(save) {
  $('.gs-save').addEventListener('click', (event) => {
    const button = event.target.closest('button[data-kind]');
    if (!button || !captionPage.current) return;
    const { answer, picture, traces } = captionPage.current;
    const { model } = traces[Number(whichCaption.value) || 0];
    save(button, picture, { ...answer.asked, model });
  });
}
