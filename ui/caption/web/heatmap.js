// The picture in a lane: photo, heatmap of attention, and what lies under the pointer.
import { cursor } from '../../shared/web/cursor.js';
import { $ } from '../../shared/web/dom.js';
import { looked, paintMap, view } from '../../shared/web/heat.js';
import { percent } from '../../shared/web/numbers.js';
import { cellAtPoint, stepThatLookedMost } from './attention.js';
import { stepWithin } from './unpack.js';

const NO_MAP =
  'How to read: this network has no heatmap. All it knows of the picture is in its memory before the first word.';
const SPOT_HELP = 'Rest the pointer on a spot to see which words looked there.';
const KIND_HELP = {
  spotlight: 'How to read: the lit part is where it looked for this word, the line runs around where it looked most.',
  smooth: 'How to read: yellow is where it looked most for this word, clear where it did not.',
};

/**
 * @param {any} lane @param {import('./types').Caption} trace @param {import('./types').ChosenPicture} picture
 * @param {(cell: number | null) => void} touched hears which cell is under the pointer; null: none
 * @returns {(step: number) => void} paints a step
 */
export function attentionHeatmap(lane, trace, picture, touched) {
  const [photo, canvas] = [$('.gs-photo', lane), $('.gs-heat', lane)];
  photo.src = picture.source;
  photo.alt = picture.alt;
  lane.style.setProperty('--ratio', picture.width / picture.height);
  canvas.hidden = !trace.shares;
  $('.gs-once', lane).hidden = Boolean(trace.shares);
  if (!trace.shares) {
    $('.gs-readout', lane).textContent = NO_MAP;
    return () => {};
  }
  const credit = picture.example?.credit ? ` Picture: ${picture.example.credit}.` : '';
  const help = () => `${KIND_HELP[view.kind] ?? KIND_HELP.smooth} ${SPOT_HELP}${credit}`;
  const tellHelp = tellSpots(lane, trace, help, touched);
  return (step) => {
    canvas.setAttribute('aria-label', `Heatmap for ${trace.labels[step]}: ${looked(trace, step)}`);
    paintMap(canvas, trace, step, picture.width / picture.height);
    tellHelp();
  };
}

// Under the pointer: the cell is outlined, and a sentence says which words looked there. `help()` stands there otherwise.
function tellSpots(lane, trace, help, touched) {
  const [frame, spot, readout] = ['.gs-frame', '.gs-spot', '.gs-readout'].map((name) => $(name, lane));
  const [rows, columns] = trace.grid;
  const touch = (cell) => {
    spot.hidden = cell === null;
    readout.textContent = cell === null ? help() : spotInWords(trace, cell);
    if (cell !== null) {
      Object.assign(spot.style, {
        left: `${(100 * (cell % columns)) / columns}%`,
        top: `${(100 * Math.floor(cell / columns)) / rows}%`,
        width: `${100 / columns}%`,
        height: `${100 / rows}%`,
      });
    }
    touched(cell);
  };
  frame.addEventListener('pointermove', (event) =>
    touch(cellAtPoint(event.clientX, event.clientY, frame.getBoundingClientRect(), trace.grid)),
  );
  frame.addEventListener('pointerleave', () => touch(null));
  return () => {
    if (spot.hidden) readout.textContent = help(); // the kind of heatmap may have changed
  };
}

function spotInWords(trace, cell) {
  const most = stepThatLookedMost(trace.shares, cell);
  const now = stepWithin(cursor.shown, trace);
  const look = (step) => percent(trace.shares[step][cell]);
  return `This spot: ${look(now)} of the look for \u201c${trace.labels[now]}\u201d. Looked at most for \u201c${trace.labels[most]}\u201d, ${look(most)}.`;
}
