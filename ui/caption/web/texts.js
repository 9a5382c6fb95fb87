// What the page says of a caption in words. Nothing here needs a page.
import { signed } from '../../shared/web/numbers.js';
import { wordInWords } from './doubt.js';
import { isGap, stepWithin } from './unpack.js';

/** The words of all captions at a step, each once. @param {import('./types').Caption[]} traces @param {number} step */
export function wordsAtStep(traces, step) {
  const words = traces.filter((trace) => !isGap(step, trace)).map((trace) => trace.labels[stepWithin(step, trace)]);
  return [...new Set(words)].join(' / ');
}

/** All captions at a step, in a sentence each for who listens. @param {import('./types').Caption[]} traces @param {number} step */
export function stepInWords(traces, step) {
  const sentences = traces.map((trace) => {
    const at = stepWithin(step, trace);
    const whose = traces.length > 1 ? `${trace.title}: ` : '';
    if (isGap(step, trace)) return `${whose}no word here.`;
    return `${whose}word ${at + 1} of ${trace.steps}, ${trace.labels[at]}, ${wordInWords(trace, at)}.`;
  });
  return sentences.join(' ');
}

/** How likely the whole caption is, and what is the matter with it. @param {import('./types').Caption} trace */
export function captionFacts(trace) {
  const parts = [`log-probability ${signed(trace.logprob)}`];
  if (trace.perplexity !== null) parts.push(`perplexity ${trace.perplexity.toFixed(1)}`);
  if (!trace.finished) parts.push('cut off: it did not end the sentence by itself');
  if (trace.unknown.length) {
    const unknown = [...new Set(trace.unknown)];
    const words = unknown.map((word) => `\u201c${word}\u201d`).join(', ');
    parts.push(`${words} ${unknown.length > 1 ? 'are' : 'is'} not in its vocabulary`);
  }
  return parts.join(' \u00b7 ');
}

/** How widely it looks. @param {number} share of the cells, 0..1 */
export function spreadInWords(share) {
  if (share < 0.06) return 'narrowly';
  if (share < 0.25) return 'at a region';
  return share < 0.6 ? 'widely' : 'nearly everywhere';
}

/** How much of its look is let into the memory. @param {number} beta 0..1 */
export function betaInWords(beta) {
  if (beta < 0.35) return 'Lets little of it in';
  return beta < 0.65 ? 'Lets half of it in' : 'Lets most of it in';
}

/** How far the look is from the one before. @param {number | null} bits 0..1; null: there is none before */
export function shiftInWords(bits) {
  if (bits === null) return 'First look';
  if (bits < 0.05) return 'Stays where it was';
  return bits < 0.3 ? 'Moves a little' : 'Moves on';
}
