// The memory lab: a sequence that networks read, how far back their gradients reach, and how well they remember. It opens
// with its first step; what another needs is asked for when it is first shown.
import { $, root, segments } from '../../shared/web/dom.js';
import { listenForKeys } from '../../shared/web/keys.js';
import { drawAccuracy } from './accuracy.js';
import { openChapter, whenOpened } from './chapters.js';
import { openGradients } from './gradients.js';
import { offerDownloads } from './saves.js';
import { openMemory, openOneStep } from './sequence.js';
import { lab } from './state.js';
import { accuracyTasks, readableTasks, tasks } from './tasks.js';
import { drawTraining, showButtons } from './training.js';

segments(accuracyTasks, () => {
  drawAccuracy();
  drawTraining();
});
whenOpened('loop', openOneStep);
whenOpened('reach', openGradients);
whenOpened('recall', () => {
  lab.current = null; // no time cursor here
  if (!tasks.length) return;
  drawAccuracy();
  drawTraining();
  showButtons();
});
whenOpened('hold', openMemory);

$('.gs-sequence-why').textContent = tasks
  .map((task) => task.why)
  .filter(Boolean)
  .join(' ');
root.classList.toggle('gs-nothing-to-read', !readableTasks.length);
offerDownloads();
listenForKeys(() => Boolean(lab.current));
openChapter('loop');
