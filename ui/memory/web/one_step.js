// The first step of the lab: both networks on the same sequence under one cursor, with the numbers of one unit each.
import { cursor } from '../../shared/web/cursor.js';
import { $, $$, fill, make } from '../../shared/web/dom.js';
import { clamp } from '../../shared/web/numbers.js';
import { drawLstmCell, drawRnnCell } from './cell_diagrams.js';
import { memoryField, unitValue, unitValues } from './memory_run.js';
import { twoDecimals } from './number_text.js';
import { stepFormulas } from './step_formulas.js';
import { unitOf, unitSlider } from './unit_choice.js';
import { drawUnrolled } from './unrolled.js';

const cellPanels = Object.fromEntries($$('.gs-cell-panel').map((panel) => [panel.dataset.network, panel]));
const diagrams = { rnn: drawRnnCell(), lstm: drawLstmCell() };
for (const [kind, panel] of Object.entries(cellPanels)) fill($('.gs-cell-drawing', panel), diagrams[kind].svg);

/** @type {Record<string, (step: number) => void>} by network */
const painters = { rnn: () => {}, lstm: () => {} };

/** @param {import('./types').MemoryRun} run */
export function showOneStep(run) {
  for (const [kind, panel] of Object.entries(cellPanels)) {
    const network = run.networks[kind];
    panel.hidden = !network;
    if (!network) continue;
    unitSlider($('.gs-unit', panel), network, () => showUnit(run, kind));
    showUnit(run, kind);
  }
}

/** @param {number} step */
export function paintOneStep(step) {
  for (const paint of Object.values(painters)) paint(step);
}

function showUnit(run, kind) {
  const [panel, network, unit] = [cellPanels[kind], run.networks[kind], unitOf(kind)];
  const memory = unitValues(network, memoryField(network), unit);
  const paintUnrolled = drawUnrolled($('.gs-unrolled', panel), kind, run.labels, memory, (step) => cursor.take(step));
  const showNumbers = kind === 'lstm' ? lstmNumbers : rnnNumbers;
  painters[kind] = (step) => {
    paintUnrolled(step);
    showNumbers(diagrams[kind], (field, when = step) => unitValue(network, field, when, unit), step);
    diagrams[kind].read.textContent = `reads \u201c${run.labels[step]}\u201d`;
    showFormulas($('.gs-formulas', panel), stepFormulas(network, unit, step));
  };
  painters[kind](clamp(cursor.shown, 0, run.labels.length - 1));
}

// `value(field)`: of the unit after this step, or after another.
function rnnNumbers(diagram, value, step) {
  const [drive, echo] = [value('drive'), value('echo')];
  diagram.before.textContent = twoDecimals(value('hidden', step - 1));
  diagram.after.textContent = twoDecimals(value('hidden'));
  diagram.echo.textContent = twoDecimals(echo);
  diagram.drive.textContent = twoDecimals(drive);
  diagram.sum.textContent = twoDecimals(drive + echo);
}

function lstmNumbers(diagram, value, step) {
  const before = value('cell', step - 1);
  diagram.before.textContent = twoDecimals(before);
  diagram.after.textContent = twoDecimals(value('cell'));
  diagram.shown.textContent = twoDecimals(value('hidden'));
  diagram.kept.textContent = twoDecimals(value('forget') * before);
  diagram.written.textContent = twoDecimals(value('input') * value('candidate'));
  for (const [gate, { number }] of Object.entries(diagram.gates)) number.textContent = twoDecimals(value(gate));
}

// The same step in words, in the symbols of the papers, and in numbers.
function showFormulas(list, rows) {
  const parts = rows.flatMap(({ words, symbols, numbers }) => [
    make('dt', '', words),
    make('dd', 'gs-symbols', symbols),
    make('dd', 'gs-number', numbers),
  ]);
  fill(list, ...parts);
}
