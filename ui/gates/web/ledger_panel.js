// What it still remembers: one plain sentence about the end, and the row of the cursor as bars.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, pressedIn } from '../../shared/web/dom.js';
import { percent, signed } from '../../shared/web/numbers.js';
import { contributionsOf, ledgerOf, rankedEarlier, strongestSources } from './cell_attribution.js';
import { quotedStep, stepInRun } from './inspected.js';
import { sourceLabel, sourceName } from './ledger_words.js';
import { pins } from './pinned.js';
import { setBar, shareBar } from './share_bars.js';

/** @typedef {import('./types').UnpackedRun} UnpackedRun */

const MOST_BARS = 14;

/** Whether the ledger is that of the chosen unit, rather than of all units. */
export const ofOneUnit = () => pressedIn($('.gs-ledger-of')) === 'one';

/** The answer to the tab's question, in a sentence. @param {UnpackedRun} run */
export function tellMemory(run) {
  const last = run.steps - 1;
  const { shares } = ledgerOf(run);
  const [best, ...others] = rankedEarlier(shares, last);
  const line = $('.gs-answer');
  if (!best) return fill(line, 'One step only: there is nothing earlier to remember yet.');
  const next = others.slice(0, 2).map(({ share, source }) => `${sourceName(run, source)} (${percent(share)})`);
  const start = run.start && run.start[0].toUpperCase() + run.start.slice(1);
  return fill(
    line,
    make('b', '', `At the end it remembers ${sourceName(run, best.source)} best`),
    ` of what came before: ${percent(best.share)} of its memory was written at that ${run.noun}.`,
    next.length ? ` Then ${next.join(' and ')}.` : '',
    start ? ` ${start} it began with: ${percent(shares[last][0])}.` : '',
    make('span', 'gs-after', ` ${percent(shares[last].at(-1))} it has only just written, at the last step.`),
  );
}

/** The bars of the cursor's row: all units together, or the chosen one. What is to come keeps its place. @param {UnpackedRun} run */
export function sharesPanel(run) {
  const bars = Array.from({ length: MOST_BARS }, () => shareBar());
  fill($('.gs-shares'), ...bars.map((bar) => bar.item));
  const places = Math.min(run.steps + (run.start ? 1 : 0), MOST_BARS);
  return (step) => {
    const at = stepInRun(step);
    const row = rowAt(run, at);
    $('.gs-now-title').textContent = row.title;
    const shown = strongestSources(row.values, Boolean(run.start), MOST_BARS);
    const rest = row.values.filter((_, source) => (source || run.start) && !shown.includes(source));
    bars.forEach((bar, number) => {
      const source = shown[number];
      const others = source === undefined && rest.length > 0;
      bar.item.hidden = number >= places;
      bar.item.classList.toggle('gs-to-come', source === undefined && !others);
      bar.item.classList.toggle('gs-just', source === at + 1);
      bar.item.classList.toggle('gs-first', source === 0);
      bar.item.dataset.step = source === undefined ? -1 : source - 1;
      if (source !== undefined) setBar(bar, sourceLabel(run, source), row.values[source], row.most, row.single);
      else if (others) setBar(bar, `${rest.length} others`, sumOf(rest), row.most, row.single);
    });
  };
}

function rowAt(run, step) {
  if (!ofOneUnit()) {
    const { shares, most } = ledgerOf(run);
    return { single: false, values: shares[step], most, title: `Its memory after ${quotedStep(step)}` };
  }
  const { rows, most } = contributionsOf(run, pins.one);
  const values = rows[step];
  const title = `What unit ${pins.one} holds after ${quotedStep(step)}: c = ${signed(sumOf(values))}`;
  return { single: true, values, most, title };
}

const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

$('.gs-shares').addEventListener('click', (event) => {
  const step = Number(event.target.closest('.gs-share')?.dataset.step);
  if (step >= 0) cursor.take(step);
});
