// The arithmetic of the chosen unit at the cursor, with its actual numbers, and the conveyor belt that they make.
import { $, draw, fill, make } from '../../shared/web/dom.js';
import { percent, signed } from '../../shared/web/numbers.js';
import { svgText } from './chart_parts.js';
import { quotedStep, stepInRun } from './inspected.js';
import { pins } from './pinned.js';
import { largestMemory, numbersOfUnit } from './unit_arithmetic.js';

/** @typedef {ReturnType<typeof numbersOfUnit>} UnitNumbers */

/** @param {import('./types').UnpackedRun} run */
export function arithmeticPanel(run) {
  return (step) => {
    const at = stepInRun(step);
    const now = numbersOfUnit(run, at, pins.one);
    $('.gs-sum-title').textContent = `The arithmetic of unit ${pins.one} at ${quotedStep(at)}`;
    const earlier = at ? 'old memory' : run.start ? 'first memory' : 'empty memory';
    fill($('.gs-equations'), memorySum(now, earlier), shownSum(now));
    fill($('.gs-belt'), conveyorBelt(now, largestMemory(run, pins.one)));
  };
}

function memorySum({ f, i, g, c, before, kept, written }, earlier) {
  const line = make('div', 'gs-equation');
  line.append(
    term('c', signed(c), 'new memory', 'gs-cell'),
    operator('='),
    term('f', f.toFixed(2), 'forget gate', 'gs-forget'),
    operator('\u00d7'),
    term('c before', signed(before), earlier, ''),
    operator('+'),
    term('i', i.toFixed(2), 'input gate', 'gs-in'),
    operator('\u00d7'),
    term('g', signed(g), 'candidate', 'gs-candidate'),
  );
  const words = make('p', 'gs-sum-words');
  words.append(
    make('b', 'gs-forget', 'Keep: '),
    `the forget gate throws ${percent(1 - f)} of the old away, ${signed(kept)} is kept. `,
    make('b', 'gs-in', 'Write: '),
    `the input gate lets ${percent(i)} of the new in, ${signed(written)} is stored.`,
  );
  return together(line, words);
}

function shownSum({ o, c, h }) {
  const line = make('div', 'gs-equation');
  line.append(
    term('h', signed(h), 'what is shown', 'gs-shown'),
    operator('='),
    term('o', o.toFixed(2), 'output gate', 'gs-out'),
    operator('\u00d7'),
    term('tanh(c)', signed(Math.tanh(c)), 'memory, squashed', 'gs-cell'),
  );
  const words = make('p', 'gs-sum-words');
  words.append(make('b', 'gs-out', 'Show: '), `the output gate shows ${percent(o)} of it.`);
  return together(line, words);
}

function together(...parts) {
  const box = make('div');
  box.append(...parts);
  return box;
}

function term(symbol, number, name, kind) {
  const made = make('span', `gs-term ${kind}`.trim());
  made.append(make('i', '', symbol), make('b', '', number), make('small', '', name));
  return made;
}

const operator = (symbol) => make('span', 'gs-sign', symbol);

const BELT = { wide: 620, high: 270, middle: 110, most: 84 }; // pixels; the widest band
const GATE_PLACES = { forget: 150, input: 330, output: 500 }; // from the left
const GATE_LEVEL = 205; // of the gates beside the belt

// What comes from the left is narrowed by the forget gate, what is written joins, what is shown leaves.
function conveyorBelt(now, largest) {
  const thick = (value) => Math.max(1.5, (BELT.most * Math.abs(value)) / largest);
  const { wide, high, middle } = BELT;
  const { forget, input, output } = GATE_PLACES;
  const parts = [
    band(0, forget, thick(now.before), 'gs-band-old'),
    band(forget, input, thick(now.kept), 'gs-band-kept'),
    band(input, wide, thick(now.c), 'gs-band-new'),
    draw('path', {
      class: 'gs-band-written',
      d: `M${input} ${high} V${middle}`,
      'stroke-width': thick(now.written),
    }),
    draw('path', { class: 'gs-band-shown', d: `M${output} ${middle} V${high}`, 'stroke-width': thick(now.h) }),
    gateOnBelt(forget, middle, 'gs-forget', 'f', now.f, 'keep'),
    gateOnBelt(input, GATE_LEVEL, 'gs-in', 'i', now.i, ''),
    gateOnBelt(output, GATE_LEVEL, 'gs-out', 'o', now.o, ''),
    ...beltNumbers(now),
  ];
  const sentence = `Of ${signed(now.before)} the forget gate keeps ${signed(now.kept)}; ${signed(now.written)} is written; the memory is ${signed(now.c)}, of which ${signed(now.h)} is shown.`;
  return draw('svg', { viewBox: `0 0 ${wide} ${high}`, role: 'img', 'aria-label': sentence }, ...parts);
}

function band(from, to, thickness, kind) {
  const [above, below] = [BELT.middle - thickness / 2, BELT.middle + thickness / 2];
  return draw('path', { class: kind, d: `M${from} ${above}L${to} ${above}V${below}L${from} ${below}Z` });
}

function gateOnBelt(x, y, kind, symbol, value, deed) {
  return draw(
    'g',
    { class: `gs-gate ${kind}`, transform: `translate(${x} ${y})` },
    draw('circle', { r: 25 }),
    svgText(0, 1, symbol, 'gs-gate-symbol'),
    svgText(0, 17, value.toFixed(2), 'gs-gate-number'),
    svgText(0, -34, deed, 'gs-gate-says'),
  );
}

function beltNumbers(now) {
  const { wide, high, middle, most } = BELT;
  const above = middle - most / 2 - 12;
  return [
    svgText(4, above, `before ${signed(now.before)}`, 'gs-belt-number gs-from'),
    svgText(240, above, `kept ${signed(now.kept)}`, 'gs-belt-number'),
    svgText(wide - 4, above, `memory c ${signed(now.c)}`, 'gs-belt-number gs-until'),
    svgText(364, high - 8, `write ${signed(now.written)}`, 'gs-belt-number gs-from'),
    svgText(534, high - 8, `show ${signed(now.h)}`, 'gs-belt-number gs-from'),
  ];
}
