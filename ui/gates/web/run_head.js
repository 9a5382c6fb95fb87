// Whose run it is, its steps as chips under the one cursor, and what it looked at.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { aspectOf, looked, paintMap, placeMap } from '../../shared/web/heat.js';
import { quotedStep, stepInRun } from './inspected.js';

const CHIPS = 60; // steps; a longer run is stepped through below

/**
 * @param {import('./types').UnpackedRun} run
 * @param {(run: import('./types').GivenRun) => void} present lays another run out
 */
export function headPanel(run, present) {
  $('.gs-run-title').textContent = run.title;
  const notes = $('.gs-run-notes');
  fill(notes, (run.notes ?? []).join(' '));
  if (run.back) {
    const back = make('button', 'gs-button', 'Back to the run as it was');
    back.type = 'button';
    back.addEventListener('click', () => present(run.back));
    notes.append(back);
  }
  notes.hidden = !notes.textContent;
  const row = $('.gs-steps');
  const chips = run.steps > CHIPS ? [] : run.labels.map(stepChip);
  fill(row, ...chips);
  row.hidden = !chips.length;
  return (step) =>
    chips.forEach((chip, at) => {
      const isHere = at === stepInRun(step);
      chip.classList.toggle('gs-here', isHere);
      if (isHere) chip.setAttribute('aria-current', 'step');
      else chip.removeAttribute('aria-current');
    });
}

function stepChip(label, step) {
  const chip = make('button', 'gs-step', label);
  chip.type = 'button';
  chip.dataset.step = step;
  return chip;
}

$('.gs-steps').addEventListener('click', (event) => {
  const step = event.target.closest('.gs-step')?.dataset.step;
  if (step !== undefined) cursor.take(Number(step));
});

/** The picture with this step's heatmap, or the frame of this step. @param {import('./types').UnpackedRun} run */
export function picturePanel(run) {
  const figure = $('.gs-picture');
  const [photo, canvas, line] = ['.gs-photo', '.gs-heat', '.gs-picture-line'].map((one) => $(one, figure));
  let size = [4, 3];
  const shape = (width, height) => {
    size = [width, height];
    $('.gs-frame', figure).style.setProperty('--ratio', width / height);
  };
  figure.hidden = !run.picture && !run.frames;
  $('.gs-remember-grid').classList.toggle('gs-blind', figure.hidden);
  canvas.hidden = !run.shares;
  if (run.picture) {
    photo.src = run.picture.source;
    photo.alt = run.picture.alt ?? '';
    shape(run.picture.width, run.picture.height);
  }
  const window = run.window ?? [0, 0, 1, 1];
  placeMap(canvas, window);
  photo.onload = () => shape(photo.naturalWidth, photo.naturalHeight);
  return (step) => {
    const at = stepInRun(step);
    if (run.frames) {
      photo.src = run.frames[at];
      photo.alt = `${run.noun} ${run.labels[at]}`;
    }
    if (run.shares) {
      paintMap(canvas, run, at, aspectOf(size, window));
      canvas.setAttribute('aria-label', `Heatmap for ${run.labels[at]}: ${looked(run, at)}`);
    }
    line.textContent = pictureLine(run, at);
  };
}

function pictureLine(run, step) {
  if (run.shares) return `Where it looked ${run.frames ? `at ${run.labels[step]}` : `for ${quotedStep(step)}`}`;
  return run.frames ? quotedStep(step) : 'It saw the picture once, before the first word.';
}
