// What a network would answer if the sequence stopped at each step: bars at the cursor, and a word under every symbol.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { chance } from '../../shared/web/numbers.js';
import { answerChance, bestAnswer, rightAnswer } from './memory_run.js';

/**
 * All answers at one step.
 * @param {import('./types').MemoryRun} run @param {import('./types').NetworkRun} network
 * @returns {(step: number) => void} shows those of a step
 */
export function answerBars(run, network) {
  const rows = run.says.map((word) => {
    const item = make('li', 'gs-bar');
    const [bar, number] = [make('span', 'gs-bar-track'), make('span', 'gs-number')];
    item.append(make('span', 'gs-bar-word', word), bar, number);
    return { item, bar, number };
  });
  fill($('.gs-answers'), ...rows.map((row) => row.item));
  return (step) => {
    $('.gs-answers-title').textContent = `If it stopped after \u201c${run.labels[step]}\u201d, it would answer`;
    rows.forEach(({ item, bar, number }, said) => {
      const p = answerChance(run, network, step, said);
      item.classList.toggle('gs-chosen', said === rightAnswer(run, step));
      bar.style.setProperty('--p', p);
      number.textContent = chance(p);
    });
  };
}

/**
 * The whole sequence, and under every symbol the answer if it stopped there.
 * @param {import('./types').MemoryRun} run @param {import('./types').NetworkRun} network
 * @returns {(step: number) => void} shows where the time cursor is
 */
export function stopChips(run, network) {
  const chips = run.labels.map((_, step) => stopChip(run, network, step));
  fill($('.gs-stops'), ...chips);
  return (here) => {
    for (const [step, chip] of chips.entries()) chip.classList.toggle('gs-here', step === here);
  };
}

function stopChip(run, network, step) {
  const [best, right] = [bestAnswer(run, network, step), rightAnswer(run, step)];
  const chip = make('button', 'gs-stop-chip');
  chip.type = 'button';
  chip.tabIndex = -1; // the slider of the time cursor says the same to the keyboard
  chip.classList.toggle('gs-right', best.said === right);
  chip.classList.toggle('gs-unasked', right === null);
  chip.style.setProperty('--p', best.p);
  chip.append(make('span', 'gs-stop-word', run.labels[step]), make('span', 'gs-stop-said', best.word));
  chip.addEventListener('click', () => cursor.take(step));
  return chip;
}
