// All frames at once: a column a frame, its heatmap in small, the label so far and how sure.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { aspectOf, paintMap, placeMap, SMALL } from '../../shared/web/heat.js';
import { clamp } from '../../shared/web/numbers.js';
import { atSeconds } from './moments.js';

/**
 * @param {import('./types').Reading} reading
 * @param {import('./types').Clip} clip
 * @returns {(step: number) => void} paints a frame
 */
export function frameStrip(reading, clip) {
  const grid = $('.gs-strip-grid');
  const columns = clip.frames.map((source, step) => column(reading, source, step));
  fill(grid, ...columns);
  grid.style.setProperty('--ratio', clamp(reading.size[0] / reading.size[1], 0.5, 2.2));
  grid.onclick = (event) => {
    const step = event.target.closest('.gs-column')?.dataset.step;
    if (step !== undefined) cursor.take(Number(step));
  };
  const scroll = grid.parentElement;
  return (step) => {
    for (const [at, button] of columns.entries()) button.classList.toggle('gs-here', at === step);
    if (scroll.scrollWidth > scroll.clientWidth && cursor.peek === null) {
      scroll.scrollLeft = columns[step].offsetLeft + columns[step].offsetWidth / 2 - scroll.clientWidth / 2;
    }
  };
}

function column(reading, source, step) {
  const button = make('button', 'gs-column');
  button.type = 'button';
  button.tabIndex = -1; // the time cursor says the same to the keyboard
  button.dataset.step = step;
  button.setAttribute('aria-hidden', 'true');
  const leader = reading.leaders[step];
  const level = make('span', 'gs-level');
  level.style.setProperty('--p', reading.chances[step][leader]);
  const time = make('span', 'gs-film-time gs-number', atSeconds(reading.times[step]));
  button.append(frameWithHeat(reading, source, step), time, leaderName(reading, step), level);
  return button;
}

function frameWithHeat(reading, source, step) {
  const frame = make('span', 'gs-film-frame');
  const [photo, canvas] = [make('img', 'gs-film-photo'), make('canvas', 'gs-heat')];
  photo.src = source;
  photo.alt = '';
  paintMap(canvas, reading, step, aspectOf(reading.size, reading.window), SMALL);
  placeMap(canvas, reading.window);
  frame.append(photo, canvas);
  return frame;
}

function leaderName(reading, step) {
  const words = reading.labels[reading.leaders[step]];
  const flipped = reading.flips.includes(step);
  const name = make('span', flipped ? 'gs-film-word gs-flipped' : 'gs-film-word', flipped ? `\u25be ${words}` : words);
  name.title = words;
  return name;
}
