// A caption of the server's answer, ready to be drawn. Nothing here needs a page.
import { sharesOf } from '../../shared/web/bytes.js';
import { END, shownWord } from '../../shared/web/words.js';
import { shiftsOf } from './attention.js';

/**
 * @param {import('../../shared/web/types').CaptionTrace} trace as ui/caption/payload.py packs it
 * @returns {import('./types').Caption}
 */
export function unpackCaption(trace) {
  const steps = trace.words.length;
  const unpacked = {
    ...trace,
    steps,
    labels: trace.words.map(shownWord),
    probabilities: trace.logprobs.map((logprob) => (logprob === null ? null : Math.exp(logprob))),
    ends: (step) => trace.words[step] === END,
    last: trace.finished ? Math.max(0, steps - 2) : steps - 1,
    path: null,
  };
  if (!trace.maps) return { ...unpacked, cells: 0, shares: null, shifts: null };
  const cells = trace.grid[0] * trace.grid[1];
  const shares = sharesOf(trace.maps, trace.scale, cells);
  return { ...unpacked, cells, shares, shifts: shiftsOf(shares) };
}

/**
 * The step of a caption that belongs to the cursor's: where captions are aligned its word of that column, or the word
 * before; otherwise a shorter caption stays at its end.
 * @param {number} at @param {import('./types').Caption} trace
 */
export const stepWithin = (at, { steps, path }) => path?.slots[at] ?? Math.min(at, steps - 1);

/** Where the cursor stands at a step of this caption. @param {number} step @param {import('./types').Caption} trace */
export const slotOf = (step, { path }) => path?.columnOf[step] ?? step;

/** Whether a caption has no word of its own where the cursor stands. @param {number} at @param {import('./types').Caption} trace */
export const isGap = (at, trace) => trace.path !== null && slotOf(stepWithin(at, trace), trace) !== at;
