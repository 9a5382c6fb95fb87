// Two runs that differ in their subject alone: what the change moved. Nothing here needs a page.
import { chance } from '../../shared/web/numbers.js';
import { bestAnswer, memoryField, rightAnswer, unitValue } from './memory_run.js';
import { twoDecimals } from './number_text.js';

/**
 * Whether two runs differ in what was read first and in nothing that matters: then they can be laid over each other.
 * @param {import('./types').MemoryRun | null} before
 * @param {import('./types').PackedMemoryRun} answer
 */
export function comparable(before, answer) {
  return (
    before !== null &&
    rightAnswer(before, before.answer.due) !== null &&
    answer.right[answer.due] !== null &&
    before.labels.length === answer.labels.length &&
    before.answer.subject !== answer.subject
  );
}

/**
 * The unit whose memory differs most between two runs where the answer is due.
 * @param {import('./types').MemoryRun} run @param {import('./types').NetworkRun} network
 * @param {import('./types').NetworkRun} other the same network on the other sequence
 */
export function mostChangedUnit(run, network, other) {
  const [field, { due }] = [memoryField(network), run.answer];
  const moved = Array.from({ length: network.width }, (_, unit) =>
    Math.abs(unitValue(network, field, due, unit) - unitValue(other, field, due, unit)),
  );
  return moved.indexOf(Math.max(...moved));
}

/**
 * What the change of the subject did, in one sentence of measured numbers, and its headline.
 * @param {import('./types').MemoryRun} run @param {import('./types').MemoryRun} before @param {string} kind of network
 * @param {number} unit
 * @returns {[string, string]}
 */
export function subjectChange(run, before, kind, unit) {
  const [network, other] = [run.networks[kind], before.networks[kind]];
  const { due } = run.answer;
  const when = due === run.labels.length - 1 ? 'At the last step' : `At \u201c${run.labels[due]}\u201d`;
  const [was, is] = [other, network].map((one) => unitValue(one, memoryField(network), due, unit));
  const flips = was * is < 0 ? 'flips' : 'goes';
  const moved = `${when} unit ${unit + 1} ${flips} from ${twoDecimals(was)} to ${twoDecimals(is)}`;
  const headline = `\u201c${before.answer.subject}\u201d \u2192 \u201c${run.answer.subject}\u201d`;
  return [headline, ` ${moved}, and the answer ${answerChange(run, before, kind)}`];
}

function answerChange(run, before, kind) {
  const { due } = run.answer;
  const [then, now] = [before, run].map((one) => bestAnswer(one, one.networks[kind], due));
  const [old, fresh] = [then, now].map(({ word, p }) => `\u201c${word}\u201d (${chance(p)})`);
  const said = then.said === now.said ? `stays ${fresh}` : `flips from ${old} to ${fresh}`;
  const right = rightAnswer(run, due);
  return said + (now.said === right ? '.' : `: wrong, \u201c${run.says[right]}\u201d would be right.`);
}
