// The ledger in words: what a source is called, how long a memory lasts, what is remembered best. Nothing here needs a
// page.
import { percent } from '../../shared/web/numbers.js';
import { ledgerOf, medianOf } from './cell_attribution.js';

/** @typedef {import('./types').UnpackedRun} UnpackedRun */

/** In a sentence; a word that is said twice is told apart: the 2nd “a”. @param {UnpackedRun} run @param {number} source */
export function sourceName(run, source) {
  if (!source) return run.start || 'the time before the first step';
  const label = run.labels[source - 1];
  const same = run.labels.filter((other) => other === label).length;
  const number = run.labels.slice(0, source).filter((other) => other === label).length;
  return `${same > 1 ? `the ${number}${['st', 'nd', 'rd'][number - 1] ?? 'th'} ` : ''}\u201c${label}\u201d`;
}

/** Beside a bar. @param {UnpackedRun} run @param {number} source */
export const sourceLabel = (run, source) => (source ? run.labels[source - 1] : run.start || 'the start');

/** @param {number} steps */
export const halfLifeWords = (steps) =>
  steps > 100 ? 'more than 100 steps' : steps < 0.1 ? 'less than 0.1 steps' : `${steps.toFixed(1)} steps`;

/** How the ledger is to be read. @param {UnpackedRun} run */
export function howToReadLedger(run) {
  const half = medianOf(ledgerOf(run).halfLives);
  const captioned = run.kind === 'caption' || run.kind === 'file';
  const deed = captioned ? 'said it, having just looked and read the word before' : 'read it';
  return `How to read: every memory cell is a sum of what each ${run.noun} once wrote into it, less what was forgotten since; this is exact. A share is the size of those parts over all ${run.units} units. \u201cWritten at\u201d a ${run.noun} means in the step that ${deed}. Half of the units halve what they hold within ${halfLifeWords(half)}.`;
}

/** A step in a sentence, for who listens. @param {UnpackedRun} run @param {number} step */
export function spokenMemory(run, step) {
  const row = ledgerOf(run).shares[step];
  const best = row
    .slice(0, -1)
    .reduce((most, share, source) => (share > row[most] && (source || run.start) ? source : most), 0);
  return `${run.noun} ${step + 1} of ${run.steps}, ${run.labels[step]}; of what came before it remembers ${sourceName(run, best)} best, ${percent(row[best])}.`;
}
