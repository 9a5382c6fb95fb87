// What could have been said next, as rows of a list. Nothing here needs a page.
const LISTED = 10; // words that every step has a row for
export const CANDIDATE_ROWS = LISTED + 2;

/**
 * Ten rows for the likeliest words, one for the word that was said where it is none of them, one for all the rest.
 * @param {import('./types').Caption} trace @param {number} step
 * @returns {([string, number | null] | null)[]} word and probability; null: this row has nothing to show
 */
export function candidateRows(trace, step) {
  const top = trace.top[step];
  const word = trace.words[step];
  const rest = 1 - top.reduce((sum, [, p]) => sum + p, 0);
  const listed = top.some(([one]) => one === word);
  return [
    ...Array.from({ length: LISTED }, (_, rank) => top[rank] ?? null),
    listed ? null : [word, trace.probabilities[step]],
    ['all other words', Math.max(0, rest)],
  ];
}

/**
 * The two words before a step as a reader quotes them: "… the brown"; '' at the beginning.
 * @param {string[]} words @param {number} step
 */
export function wordsBefore(words, step) {
  const before = words.slice(Math.max(0, step - 2), step).join(' ');
  return step > 2 ? `\u2026 ${before}` : before;
}
