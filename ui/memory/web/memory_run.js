// A sequence as the networks read it: unpacked, and read value by value. Nothing here needs a page.
import { halves, singles } from '../../shared/web/bytes.js';
import { NETWORKS } from './networks.js';

/**
 * @param {import('./types').PackedMemoryRun} answer
 * @returns {import('./types').MemoryRun}
 */
export function unpackMemoryRun(answer) {
  const networks = Object.entries(answer.networks).map(([kind, packed]) => [kind, unpackNetwork(answer, kind, packed)]);
  return { answer, labels: answer.labels, says: answer.says, networks: Object.fromEntries(networks) };
}

function unpackNetwork(answer, kind, packed) {
  const values = Object.entries(packed.values).map(([field, array]) => [field, unpackArray(array)]);
  return {
    ...packed,
    kind,
    steps: answer.labels.length,
    values: Object.fromEntries(values), // each steps * width
    answers: halves(packed.answers), // steps * says.length probabilities
  };
}

/** 16-bit floats, or 32-bit ones where a number was too large for those. @param {{ half?: string, single?: string }} packed */
const unpackArray = (packed) => (packed.half ? halves(packed.half) : singles(packed.single));

/** Where a network keeps its memory: in its cell state, or in its hidden state. @param {import('./types').NetworkRun} network */
export const memoryField = (network) => (network.values.cell ? 'cell' : 'hidden');

/**
 * A value of a unit after a step; what was before the first is nothing.
 * @param {import('./types').NetworkRun} network @param {string} field @param {number} step @param {number} unit
 */
export const unitValue = (network, field, step, unit) =>
  step < 0 ? 0 : network.values[field][step * network.width + unit];

/**
 * The values of a unit after all steps, one each.
 * @param {import('./types').NetworkRun} network @param {string} field @param {number} unit
 */
export const unitValues = (network, field, unit) =>
  Float32Array.from({ length: network.steps }, (_, step) => unitValue(network, field, step, unit));

/** The unit whose memory moves most on this sequence. @param {import('./types').NetworkRun} network */
export function busiestUnit(network) {
  const spreads = Array.from({ length: network.width }, (_, unit) => {
    const values = unitValues(network, memoryField(network), unit);
    return Math.max(...values) - Math.min(...values);
  });
  return spreads.indexOf(Math.max(...spreads));
}

/** What would be right after a step, as a place in `says`; null: nothing is asked there. @param {import('./types').MemoryRun} run @param {number} step */
export const rightAnswer = (run, step) => run.answer.right[step];

/**
 * How likely a network holds an answer, were it stopped after a step.
 * @param {import('./types').MemoryRun} run @param {import('./types').NetworkRun} network @param {number} step
 * @param {number} said a place in `says`
 */
export const answerChance = (run, network, step, said) => network.answers[step * run.says.length + said];

/**
 * The likeliest answer, were it stopped after a step.
 * @param {import('./types').MemoryRun} run @param {import('./types').NetworkRun} network @param {number} step
 * @returns {{ said: number, word: string, p: number }}
 */
export function bestAnswer(run, network, step) {
  const chances = run.says.map((_, said) => answerChance(run, network, step, said));
  const said = chances.indexOf(Math.max(...chances));
  return { said, word: run.says[said], p: chances[said] };
}

/** A step for who listens: what is read, and what the two networks of the first chapter would answer. @param {import('./types').MemoryRun} run @param {number} step */
export function spokenStep(run, step) {
  const answers = ['rnn', 'lstm']
    .filter((kind) => run.networks[kind])
    .map((kind) => `The ${NETWORKS[kind].name} would answer ${bestAnswer(run, run.networks[kind], step).word}`);
  return `${run.labels[step]}. ${answers.join('; ')}.`;
}
