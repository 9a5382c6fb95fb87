// Files of what is on the page.
import { $ } from '../../shared/web/dom.js';
import { wayShown } from './accuracy.js';
import { gradientsAsked } from './gradients.js';
import { networkShown } from './memory_over_time.js';
import { saveFile } from './questions.js';
import { lab } from './state.js';
import { accuracyTask } from './tasks.js';
import { trainingKept } from './training.js';
import { unitOf } from './unit_choice.js';

// What the server needs to make the file of what is on the page; null: there is nothing yet.
function fileWanted() {
  const { chapter, run } = lab;
  if (chapter === 'reach' && gradientsAsked()) return { chapter, ...gradientsAsked() };
  if (chapter === 'recall') {
    const training = $('.gs-which').value === 'now' ? trainingKept() : '';
    return { chapter, task: accuracyTask().name, way: wayShown(), training };
  }
  if (!run) return null;
  const network = chapter === 'hold' ? networkShown() : 'lstm';
  return { chapter: 'hold', task: run.answer.task, tokens: run.labels, network, unit: unitOf(network) ?? 0 };
}

/** Listen to the buttons that ask for a file. */
export function offerDownloads() {
  $('.gs-save').addEventListener('click', (event) => {
    const button = event.target.closest('button[data-kind]');
    const wanted = button && fileWanted();
    if (wanted) saveFile(button, {}, wanted);
  });
}
