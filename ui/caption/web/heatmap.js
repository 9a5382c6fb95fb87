// The picture in a lane: photo, heatmap of attention, and what lies under the pointer.
import { cursor } from '../../shared/web/cursor.js';
import { $ } from '../../shared/web/dom.js';
import { paintMap, view } from '../../shared/web/heat.js';
import { percent } from '../../shared/web/numbers.js';
import { cellAtPoint, stepThatLookedMost } from './attention.js';
import { stepWithin } from './unpack.js';

const NO_MAP =
  'How to read: this network has no heatmap. All it knows of the picture is in its memory before the first word.';
const MAP_HELP =
  'How to read: yellow is where it looked most for this word, clear where it did not. Rest the pointer on a spot to see which words looked there.';

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
  tellSpots(lane, trace, MAP_HELP + credit, touched);
  return (step) => {
    canvas.style.opacity = view.opacity;
    canvas.classList.toggle('gs-cells', view.kind === 'cells');
    canvas.setAttribute('aria-label', `Heatmap of where it looked for ${trace.labels[step]}`);
    paintMap(canvas, trace, step);
  };
}

// Under the pointer: the cell is outlined, and a sentence says which words looked there. `help` stands there otherwise.
function tellSpots(lane, trace, help, touched) {
  const [frame, spot, readout] = ['.gs-frame', '.gs-spot', '.gs-readout'].map((name) => $(name, lane));
  const [rows, columns] = trace.grid;
  const touch = (cell) => {
    spot.hidden = cell === null;
    readout.textContent = cell === null ? help : spotInWords(trace, cell);
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
  readout.textContent = help;
  frame.addEventListener('pointermove', (event) =>
    touch(cellAtPoint(event.clientX, event.clientY, frame.getBoundingClientRect(), trace.grid)),
  );
  frame.addEventListener('pointerleave', () => touch(null));
}

function spotInWords(trace, cell) {
  const most = stepThatLookedMost(trace.shares, cell);
  const now = stepWithin(cursor.shown, trace);
  const look = (step) => percent(trace.shares[step][cell]);
  return `This spot: ${look(now)} of the look for \u201c${trace.labels[now]}\u201d. Looked at most for \u201c${trace.labels[most]}\u201d, ${look(most)}.`;
}
