// All words at once: a column a word, with its heatmap in small and its three measures over time.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { paintMap, SMALL, view } from '../../shared/web/heat.js';
import { clamp } from '../../shared/web/numbers.js';
import { slotOf } from './unpack.js';

const SURE = 'How to read: one column a word. Sure: its probability.';
const LOOKS = 'Spread: how widely it looked. \u03b2: how much of that was let in.';
const GO = 'Press a column to go there.';

/**
 * @param {any} lane @param {import('./types').Caption} trace @param {import('./types').ChosenPicture} picture
 * @returns {(step: number) => void} paints a step
 */
export function filmStrip(lane, trace, picture) {
  const grid = $('.gs-film-grid', lane);
  const columns = trace.words.map((_, step) => filmColumn(trace, step, picture));
  fill(grid, filmLabels(trace), ...columns);
  grid.classList.toggle('gs-bare', !trace.shares);
  grid.style.setProperty('--ratio', clamp(picture.width / picture.height, 0.5, 2.2));
  $('.gs-film-how', lane).textContent = trace.shares ? `${SURE} ${LOOKS} ${GO}` : `${SURE} ${GO}`;
  grid.addEventListener('click', (event) => {
    const step = event.target.closest('.gs-column')?.dataset.step;
    if (step !== undefined) cursor.take(slotOf(Number(step), trace));
  });
  const scroll = grid.parentElement;
  let painted = '';
  return (step) => {
    const wanted = `${view.kind} ${view.strength}`;
    if (trace.shares && painted !== wanted) paintFrames(columns, trace, picture);
    painted = wanted;
    columns.forEach((button, at) => {
      button.classList.toggle('gs-here', at === step);
      button.classList.toggle('gs-later', at > cursor.reached);
    });
    if (scroll.scrollWidth > scroll.clientWidth && cursor.peek === null) {
      const { offsetLeft, offsetWidth } = columns[step];
      scroll.scrollLeft = offsetLeft + offsetWidth / 2 - scroll.clientWidth / 2;
    }
  };
}

function filmLabels(trace) {
  const labels = make('div', 'gs-film-labels');
  labels.append(make('span', 'gs-film-word'), make('span', 'gs-film-label', 'sure'));
  if (trace.shares) labels.append(make('span', 'gs-film-label', 'spread'), make('span', 'gs-film-label', '\u03b2'));
  return labels;
}

function filmColumn(trace, step, picture) {
  const button = make('button', 'gs-column');
  button.type = 'button';
  button.tabIndex = -1; // the chips say the same to the keyboard
  button.dataset.step = step;
  button.setAttribute('aria-hidden', 'true');
  if (trace.shares) button.append(filmFrame(picture));
  button.append(make('span', 'gs-film-word', trace.ends(step) ? 'end' : trace.words[step]));
  button.append(filmLevel(trace.probabilities[step]));
  if (trace.shares) {
    button.append(filmLevel(trace.entropy[step] / Math.log2(trace.cells)), filmLevel(trace.beta[step]));
  }
  return button;
}

function filmFrame(picture) {
  const frame = make('span', 'gs-film-frame');
  const photo = make('img', 'gs-film-photo');
  photo.src = picture.small;
  photo.alt = '';
  frame.append(photo, make('canvas', 'gs-heat'));
  return frame;
}

function paintFrames(columns, trace, picture) {
  columns.forEach((column, step) => {
    paintMap($('.gs-heat', column), trace, step, picture.width / picture.height, SMALL);
  });
}

// A share as a level; null: there is none.
function filmLevel(share) {
  const level = make('span', share === null ? 'gs-level gs-none' : 'gs-level');
  level.style.setProperty('--p', share ?? 0);
  return level;
}
