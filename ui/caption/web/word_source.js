// Who put a word there: the sentence so far, what is looked at now, or the eye's own recognition of things. The parts of
// its score (models/caption/logit_attribution.py), three groups of them. Nothing here needs a page.
import { singles } from '../../shared/web/bytes.js';

const SAID = {
  sentence: 'Mostly from the sentence so far',
  look: 'Mostly from what it looks at',
  eye: 'Mostly from the eye: it recognises this thing',
};

/**
 * @param {import('./types').Caption} trace with `parts`
 * @returns {(import('./types').WordSource | null)[]} of each step; null for a word that the network could not have said
 */
export function wordSources(trace) {
  const { memory, word, context, eye, bias } = trace.parts;
  const remembered = singles(memory); // (T, T + 1)
  return trace.words.map((_, step) => {
    const row = remembered.subarray(step * (trace.steps + 1), (step + 1) * (trace.steps + 1));
    const sentence = row.reduce((sum, value) => sum + value, 0) + (word[step] ?? NaN) + bias[step];
    return Number.isFinite(sentence) ? sourceOf({ sentence, look: context[step], eye: eye[step] }) : null;
  });
}

/**
 * Shares of what spoke for the word; what spoke against it has none.
 * @param {{ sentence: number, look: number, eye: number }} parts that add up to the word's score
 * @returns {import('./types').WordSource}
 */
export function sourceOf(parts) {
  const names = /** @type {('sentence' | 'look' | 'eye')[]} */ (Object.keys(SAID));
  const support = names.map((name) => Math.max(parts[name], 0));
  const all = support.reduce((sum, value) => sum + value, 0) || 1;
  const most = names[support.indexOf(Math.max(...support))];
  const shares = Object.fromEntries(names.map((name, at) => [name, support[at] / all]));
  return {
    parts,
    shares: /** @type {any} */ (shares),
    most,
    said: parts[most] > 0 ? SAID[most] : 'Unlikely from all sides',
  };
}
