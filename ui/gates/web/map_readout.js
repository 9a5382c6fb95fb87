// The map under the pointer: the exact number, and a press pins the unit.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { clamp, percent, signed } from '../../shared/web/numbers.js';
import { ledgerOf } from './cell_attribution.js';
import { inspected, quotedStep, stepInRun } from './inspected.js';
import { halfLifeWords } from './ledger_words.js';
import { mapView } from './map_view.js';
import { pins } from './pinned.js';
import { SYMBOLS, valueAt } from './run.js';

const mapCanvas = $('.gs-map-canvas');

function cellUnder(event) {
  const { steps, units } = inspected.run;
  const area = mapCanvas.getBoundingClientRect();
  const step = clamp(Math.floor(((event.clientX - area.left) / area.width) * steps), 0, steps - 1);
  const row = clamp(Math.floor(((event.clientY - area.top) / area.height) * units), 0, units - 1);
  return { step, row, unit: mapView.rows[row] };
}

mapCanvas.addEventListener('pointermove', (event) => {
  const { steps, units } = inspected.run;
  const { step, row, unit } = cellUnder(event);
  const cell = $('.gs-map-cell');
  cell.hidden = false;
  Object.assign(cell.style, {
    left: `${(100 * step) / steps}%`,
    width: `${100 / steps}%`,
    top: `${(100 * row) / units}%`,
    height: `${100 / units}%`,
  });
  tellUnit(unit, step);
});
mapCanvas.addEventListener('pointerleave', () => {
  $('.gs-map-cell').hidden = true;
  tellChosenUnit();
});
mapCanvas.addEventListener('click', (event) => {
  const { step, unit } = cellUnder(event);
  pins.toggle(unit);
  cursor.take(step);
});

/** The number of a unit at a step, in words beside the map. @param {number} unit @param {number} step */
export function tellUnit(unit, step) {
  const value = valueAt(inspected.run, mapView.array, step, unit);
  const half = ledgerOf(inspected.run).halfLives[unit];
  fill(
    $('.gs-map-readout'),
    make('b', '', `Unit ${unit} at ${quotedStep(step)}`),
    make('span', '', `${SYMBOLS[mapView.array]} = ${signed(value, 3)}, ${meaningOf(mapView.array, value)}`),
    make('span', 'gs-after', `Its memory halves in ${halfLifeWords(half)}.`),
  );
}

/** The number of the chosen unit where the cursor stands. */
export const tellChosenUnit = () => tellUnit(pins.one, stepInRun(cursor.shown));

function meaningOf(array, value) {
  const share = percent(value);
  if (array === 'forget') return `keeps ${share} of the old`;
  if (array === 'input') return `lets ${share} of the new in`;
  if (array === 'output') return `shows ${share} of the memory`;
  if (array === 'candidate') return 'would be written';
  return array === 'cell' ? 'is remembered' : 'is shown';
}
