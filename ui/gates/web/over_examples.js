// What the server keeps beside the weights about all its examples: how often every gate of every unit had which value, and
// the moments that excited every unit most. Asked for once a network, when it is first wanted. Nothing here needs a page.
import { wholeNumbers } from './run.js';

export const overExamples = {
  /** @type {import('./types').HistogramCounts | null} */
  counted: null,
  /** @type {import('./types').Moments | null} */
  moments: null,
};

/** @param {import('./types').PackedExamples} answer */
export function keepExamples({ bundled, moments }) {
  overExamples.counted = { ...bundled, counts: wholeNumbers(bundled.counts) };
  overExamples.moments = moments;
}
