// From memory to word: the logit of the word that was said, as an exact sum of who put it there
// (models/caption/logit_attribution.py). Nothing here needs a page.
import { singles } from '../../shared/web/bytes.js';

/**
 * Of every step the parts of its word's score: what each source of the memory gives, then what comes from elsewhere.
 * @param {import('./types').UnpackedRun} run with `parts`
 * @returns {import('./types').LogitPart[][]} NaN for a word that the network could not have said
 */
export function logitParts(run) {
  const memory = singles(run.parts.memory); // (T, T + 1)
  return Array.from({ length: run.steps }, (_, step) => partsAt(run, memory, step));
}

function partsAt(run, memory, step) {
  const row = memory.subarray(step * (run.steps + 1), step * (run.steps + 1) + step + 2);
  const remembered = [...row].map((value, source) => ({
    name: `memory of ${source ? run.labels[source - 1] : run.start}`,
    value,
    beside: false,
  }));
  if (remembered.length > 1) remembered.at(-1).name = 'memory just written';
  const { word, context, eye, bias } = run.parts;
  const previous = step ? `previous word \u201c${run.labels[step - 1]}\u201d` : 'being at the beginning';
  const beside = Object.entries({
    [previous]: word[step],
    'what it looks at now': context[step],
    'the eye, which knows things by name': eye?.[step] ?? 0,
    'how common the word is': bias[step],
  }).map(([name, value]) => ({ name, value: value ?? NaN, beside: true }));
  return [...remembered, ...beside.filter(({ value }) => value !== 0)];
}

/** @param {import('./types').LogitPart[]} parts of one step */
export const sumOfParts = (parts) => parts.reduce((total, { value }) => total + value, 0);
