// The caption as words to press. Under each word its probability; a touched spot of the picture lifts the words that
// looked there.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { looksAtCell } from './attention.js';
import { doubtSentence, thingAt, wordInWords } from './doubt.js';
import { captionFacts } from './texts.js';
import { slotOf } from './unpack.js';

/**
 * @param {any} lane @param {import('./types').Caption} trace
 * @returns {{ paint: (step: number) => void, lift: (cell: number | null) => void }} null: no spot is touched
 */
export function wordChips(lane, trace) {
  const row = $('.gs-chips', lane);
  const buttons = trace.words.map((_, step) => wordChip(trace, step));
  fill(row, ...buttons);
  listenToChips(row, trace);
  sayDoubt(lane, trace);
  $('.gs-facts', lane).textContent = captionFacts(trace);
  const paint = (step) => {
    buttons.forEach((button, at) => {
      const here = at === step;
      button.classList.toggle('gs-here', here);
      button.classList.toggle('gs-later', slotOf(at, trace) > cursor.reached);
      if (here) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    });
  };
  const lift = (cell) => {
    const looks = cell === null ? null : looksAtCell(trace.shares, cell);
    for (const [step, button] of buttons.entries())
      button.style.setProperty('--lift', looks ? looks[step].toFixed(3) : 0);
  };
  return { paint, lift };
}

function sayDoubt(lane, trace) {
  const sentence = $('.gs-doubt', lane);
  const said = doubtSentence(trace);
  sentence.hidden = !said;
  sentence.textContent = said;
  sentence.classList.toggle('gs-doubtful', Boolean(trace.doubt?.doubtful));
}

function listenToChips(row, trace) {
  const slotOfChip = (event) => {
    const step = event.target.closest('.gs-chip')?.dataset.step;
    return step === undefined ? undefined : slotOf(Number(step), trace);
  };
  row.addEventListener('click', (event) => {
    const slot = slotOfChip(event);
    if (slot !== undefined) cursor.take(slot);
  });
  row.addEventListener('pointerover', (event) => {
    const slot = slotOfChip(event);
    if (slot !== undefined && event.pointerType === 'mouse') cursor.look(slot);
  });
  row.addEventListener('pointerleave', () => cursor.look(null));
}

function wordChip(trace, step) {
  const button = make('button', 'gs-chip');
  const p = trace.probabilities[step];
  const unknown = p === null;
  button.type = 'button';
  button.dataset.step = step;
  button.append(make('span', 'gs-word', trace.labels[step]));
  const bar = make('span', 'gs-sure');
  bar.style.setProperty('--p', p ?? 0);
  button.append(bar);
  if (trace.mode === 'forced') {
    button.append(make('span', 'gs-chip-number', unknown ? 'unknown' : signed(trace.logprobs[step])));
  }
  button.classList.toggle('gs-unknown', unknown);
  button.classList.toggle('gs-end', trace.ends(step));
  button.classList.toggle('gs-doubtful', Boolean(thingAt(trace, step)?.doubtful));
  button.title = unknown ? 'Not in its vocabulary: it has no probability' : wordInWords(trace, step);
  button.setAttribute('aria-label', `${trace.labels[step]}, ${wordInWords(trace, step)}`);
  return button;
}
