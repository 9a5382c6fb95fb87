// A run that was handed over, ready to be read: `Run` in shared/web/types.d.ts tells what any tab hands over with
// `inspect(run)`. T steps, H units. Nothing here needs a page.
import { bytes, singles } from '../../shared/web/bytes.js';

/** @type {import('./types').GateName[]} */
export const GATES = ['forget', 'input', 'output']; // between 0, shut, and 1, open
/** @type {import('./types').ArrayName[]} */
export const ARRAYS = [...GATES, 'candidate', 'cell', 'hidden'];
export const SYMBOLS = { forget: 'f', input: 'i', output: 'o', candidate: 'g', cell: 'c', hidden: 'h' };

/** @param {import('./types').GivenRun} run @returns {import('./types').UnpackedRun} */
export function unpackRun(run) {
  const { gates } = run;
  const { steps, units } = gates;
  return {
    ...run,
    given: run,
    steps,
    units,
    labels: run.labels ?? gates.labels,
    arrays: unpackGates(gates),
    start: run.start ?? '',
    signals: run.signals ?? {},
    orders: unpackOrders(gates),
  };
}

/**
 * The four gates as they travelled (ui/gates/payload.py `pack_gates`), and c and h worked out from them.
 * @param {import('../../shared/web/types').PackedGates} packed
 * @returns {import('./types').UnpackedRun['arrays']} T x H each, row by row; `before` is the memory before the first step
 */
export function unpackGates(packed) {
  const { steps, units } = packed;
  const [forget, input, output] = GATES.map((gate) => wholeNumbers(packed[gate]).map((value) => value / 65535));
  const candidate = wholeNumbers(packed.candidate).map((value) => (value - 32768) / 32767);
  const [cell, hidden] = [new Float32Array(steps * units), new Float32Array(steps * units)];
  const before = singles(packed.start).slice(units); // h comes first
  for (let at = 0; at < cell.length; at++) {
    cell[at] = forget[at] * (at < units ? before[at] : cell[at - units]) + input[at] * candidate[at];
    hidden[at] = output[at] * Math.tanh(cell[at]);
  }
  return { forget, input, output, candidate, cell, hidden, before };
}

/** base64 of little-endian 16-bit numbers -> Float32Array of whole numbers. @param {string} base64 */
export const wholeNumbers = (base64) => Float32Array.from(new Uint16Array(bytes(base64).buffer));

/** @param {import('../../shared/web/types').PackedGates} gates */
function unpackOrders({ units, orders }) {
  const packed = Object.entries(orders ?? {}).map(([name, order]) => [name, [...wholeNumbers(order)]]);
  return { stored: Array.from({ length: units }, (_, unit) => unit), ...Object.fromEntries(packed) };
}

/**
 * One number of the run.
 * @param {import('./types').RunNumbers} run @param {string} array one of ARRAYS @param {number} step @param {number} unit
 * @returns {number}
 */
export const valueAt = (run, array, step, unit) => run.arrays[array][step * run.units + unit];

/**
 * The memory of a unit before a step.
 * @param {import('./types').RunNumbers} run @param {number} step @param {number} unit
 */
export const memoryBefore = (run, step, unit) =>
  step ? valueAt(run, 'cell', step - 1, unit) : run.arrays.before[unit];

/**
 * What is worked out once for each run, when it is first wanted.
 * @template T @param {(run: any) => T} work @returns {(run: any) => T}
 */
export function oncePerRun(work) {
  const done = new WeakMap();
  return (run) => {
    if (!done.has(run)) done.set(run, work(run));
    return done.get(run);
  };
}
