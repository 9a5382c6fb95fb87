// The ten likeliest next words at the current step; the one that was said is marked, wherever it stood.
import { $, fill, make } from '../../shared/web/dom.js';
import { chance } from '../../shared/web/numbers.js';
import { END, shownWord } from '../../shared/web/words.js';
import { CANDIDATE_ROWS, candidateRows, wordsBefore } from './candidates.js';

const MODE_LINES = {
  greedy: 'Greedy always says the likeliest.',
  beam: 'Beam search may say a less likely word now for a likelier caption in the end.',
  sample:
    'Sampling draws the word by chance: a temperature below 1 plays safe, above 1 gets wilder (the bars are at 1).',
  forced: 'Here your word was put into its mouth, however likely it found it.',
};

/** @param {any} lane @param {import('./types').Caption} trace @returns {(step: number) => void} paints a step */
export function candidateBars(lane, trace) {
  const title = $('.gs-next-title', lane);
  const rows = Array.from({ length: CANDIDATE_ROWS }, candidateBar);
  const last = rows.at(-1);
  $('.gs-next-how', lane).textContent =
    `How to read: the ten words it held likeliest here, given the picture and the words before. ${MODE_LINES[trace.mode] ?? ''}`;
  fill($('.gs-bars', lane), ...rows.map((row) => row.item));
  last.item.classList.add('gs-rest');
  return (step) => {
    const before = wordsBefore(trace.words, step);
    const after = before ? ` after \u201c${before}\u201d` : ' at the beginning';
    fill(title, 'Next word', make('span', 'gs-after', after));
    const candidates = candidateRows(trace, step);
    for (const [at, row] of rows.entries()) fillCandidateBar(row, candidates[at], trace.words[step]);
  };
}

function candidateBar() {
  const item = make('li', 'gs-bar');
  const [word, track, number] = [make('span', 'gs-bar-word'), make('span', 'gs-bar-track'), make('span', 'gs-number')];
  item.append(word, track, number);
  return { item, word, track, number };
}

function fillCandidateBar(row, candidate, spokenWord) {
  row.item.hidden = candidate === null;
  if (candidate === null) return;
  const [word, p] = candidate;
  row.word.textContent = shownWord(word);
  row.item.classList.toggle('gs-chosen', word === spokenWord);
  row.item.classList.toggle('gs-stop', word === END);
  row.track.style.setProperty('--p', p ?? 0);
  row.number.textContent = p === null ? 'unknown' : chance(p);
}
