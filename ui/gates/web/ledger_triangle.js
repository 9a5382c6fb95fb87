// Who is still remembered: rows are the steps as time goes down, columns who wrote. A lower triangle, for nothing is
// remembered before it was written.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, segments } from '../../shared/web/dom.js';
import { clamp, percent, signed } from '../../shared/web/numbers.js';
import { contributionsOf, ledgerOf } from './cell_attribution.js';
import { isDark } from './colour_scale.js';
import { colourOfShare, colourOfSigned } from './colours.js';
import { quotedStep, stepInRun } from './inspected.js';
import { ofOneUnit } from './ledger_panel.js';
import { sourceName } from './ledger_words.js';
import { hasName } from './line_layout.js';
import { pins } from './pinned.js';

const LETTERED = 14; // steps up to which the numbers stand in the cells
const NAMES = 24; // that fit along a side
const triangleShown = { redraw: () => {} }; // of the run on the page

/** @param {import('./types').UnpackedRun} run */
export function trianglePanel(run) {
  const canvas = make('canvas', 'gs-triangle-canvas');
  [canvas.width, canvas.height] = [run.steps + 1, run.steps];
  canvas.setAttribute('role', 'img');
  const numbers = numbersInCells(run);
  const row = make('i', 'gs-triangle-row');
  layTriangle(run, [canvas, numbersSheet(numbers), row, hoveredCell()]);
  triangleShown.redraw = () => drawTriangle(run, canvas, numbers);
  triangleShown.redraw();
  return (step) => {
    const at = stepInRun(step);
    const { top, height } = placeOfCell(run, at, 0);
    Object.assign(row.style, { top, height, width: `${(100 * (at + 2)) / (run.steps + 1)}%` });
    tellCell(run, at, null);
  };
}

// An element for each number; none where there are too many to be read.
function numbersInCells({ steps }) {
  if (steps > LETTERED) return [];
  const row = () => Array.from({ length: steps + 1 }, () => make('span', 'gs-cell-number'));
  return Array.from({ length: steps }, row);
}

function numbersSheet(numbers) {
  const sheet = make('div', 'gs-triangle-numbers');
  sheet.setAttribute('aria-hidden', 'true');
  sheet.append(...numbers.flat());
  return sheet;
}

// The outline of the cell under the pointer.
function hoveredCell() {
  const spot = make('i', 'gs-triangle-spot');
  spot.hidden = true;
  return spot;
}

function layTriangle(run, layers) {
  const many = run.steps > LETTERED;
  const plane = make('div', 'gs-triangle-plane');
  plane.append(...layers);
  listenOnTriangle(run, plane, layers.at(-1));
  const [across, down] = [make('div', 'gs-triangle-across'), make('div', 'gs-triangle-down')];
  const name = (label, at) => make('span', '', hasName(at, run.steps, NAMES) ? label : '');
  across.append(...[run.start || 'start', ...run.labels].map(name));
  down.append(...run.labels.map(name));
  const grid = make('div', 'gs-triangle-grid');
  grid.style.setProperty('--steps', run.steps);
  grid.append(make('span', 'gs-triangle-corner', many ? '' : 'after'), across, down, plane);
  const box = $('.gs-triangle');
  fill(box, grid);
  box.classList.toggle('gs-many', many);
}

function listenOnTriangle(run, plane, spot) {
  const cellOf = (event) => {
    const area = plane.getBoundingClientRect();
    const row = Math.floor(((event.clientY - area.top) / area.height) * run.steps);
    const column = Math.floor(((event.clientX - area.left) / area.width) * (run.steps + 1));
    return [clamp(row, 0, run.steps - 1), clamp(column, 0, run.steps)];
  };
  plane.addEventListener('pointermove', (event) => {
    const [row, source] = cellOf(event);
    tellCell(run, row, source);
    spot.hidden = source > row + 1;
    Object.assign(spot.style, placeOfCell(run, row, source));
  });
  plane.addEventListener('pointerleave', () => {
    spot.hidden = true;
    tellCell(run, stepInRun(cursor.shown), null);
  });
  plane.addEventListener('click', (event) => cursor.take(cellOf(event)[0]));
}

const placeOfCell = ({ steps }, row, column) => ({
  left: `${(100 * column) / (steps + 1)}%`,
  top: `${(100 * row) / steps}%`,
  width: `${100 / (steps + 1)}%`,
  height: `${100 / steps}%`,
});

function drawTriangle(run, canvas, numbers) {
  const single = ofOneUnit();
  const rows = single ? contributionsOf(run, pins.one).rows : ledgerOf(run).shares;
  const most = Math.max(...rows.flat().map(Math.abs)) || 1;
  const image = new ImageData(run.steps + 1, run.steps);
  for (const [step, row] of rows.entries())
    for (const [source, value] of row.entries()) {
      const rgb = single ? colourOfSigned(value / most) : colourOfShare(value / most);
      image.data.set([...rgb, 255], 4 * (step * (run.steps + 1) + source));
      const number = numbers[step]?.[source];
      if (!number) continue;
      number.textContent = single ? signed(value, 1) : Math.round(100 * value);
      number.style.color = isDark(rgb) ? '#fff' : '#111';
    }
  canvas.getContext('2d').putImageData(image, 0, 0);
  const whose = single ? `What unit ${pins.one} remembers` : 'What all units remember';
  canvas.setAttribute(
    'aria-label',
    `${whose}: ${run.steps} steps by who wrote it. The bars say the row of the cursor.`,
  );
  $('.gs-ledger-of [data-value="one"]').textContent = `Unit ${pins.one}`;
}

// The number of a cell in a sentence; without a cell, how the numbers are to be read.
function tellCell(run, step, source) {
  const line = $('.gs-ledger-readout');
  const single = ofOneUnit();
  if (source === null || source > step + 1) {
    const [numbers, whole] = single ? ['parts of c', 'the whole of c'] : ['percent', '100'];
    line.textContent = `Numbers are ${numbers}; a row adds up to ${whole}.`;
    return;
  }
  const who = source ? `what was written at ${sourceName(run, source)}` : `${run.start || 'the start'}`;
  const value = single
    ? signed(contributionsOf(run, pins.one).rows[step][source], 3)
    : percent(ledgerOf(run).shares[step][source]);
  line.textContent = `After ${quotedStep(step)}, ${who} is ${value} of ${single ? `unit ${pins.one}` : 'its memory'}.`;
}

segments($('.gs-ledger-of'), () => {
  triangleShown.redraw();
  cursor.paint();
});

/** The pins have changed: another unit may be the chosen one. */
export function repaintLedger() {
  triangleShown.redraw();
  if (ofOneUnit()) cursor.paint();
}
