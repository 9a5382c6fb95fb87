// From memory to word: the parts of a word's score as bars.
import { $, fill } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { quotedStep, stepInRun } from './inspected.js';
import { logitParts, sumOfParts } from './logit_attribution.js';
import { setBar, shareBar } from './share_bars.js';

const BESIDE = 4; // parts that do not come from the memory
const UNKNOWN = 'This word is not in its vocabulary: the network could not have said it, so there is nothing to split.';

/** @param {import('./types').UnpackedRun} run @returns {(step: number) => void} */
export function logitPanel(run) {
  const panel = $('.gs-saying');
  panel.hidden = !run.parts;
  if (panel.hidden) return () => {};
  const bars = Array.from({ length: run.steps + 1 + BESIDE }, () => shareBar());
  fill($('.gs-parts'), ...bars.map((bar) => bar.item));
  const steps = logitParts(run);
  const sizes = steps.flat().map(({ value }) => Math.abs(value));
  const most = Math.max(...sizes.filter(Number.isFinite)) || 1;
  return (step) => {
    const at = stepInRun(step);
    const parts = steps[at];
    const sum = sumOfParts(parts);
    const unknown = !Number.isFinite(sum);
    $('.gs-saying-title').textContent = `From memory to word: why it said ${quotedStep(at)}`;
    bars.forEach((bar, one) => {
      bar.item.hidden = unknown || one >= parts.length;
      if (bar.item.hidden) return;
      setBar(bar, parts[one].name, parts[one].value, most, true);
      bar.item.classList.toggle('gs-beside', parts[one].beside);
    });
    $('.gs-saying-how').textContent = unknown ? UNKNOWN : howToReadParts(at, sum);
  };
}

const howToReadParts = (step, sum) =>
  `How to read: the parts add up to ${signed(sum)}, the score of ${quotedStep(step)} minus the mean score of all words; a bar to the right spoke for it, to the left against it. The sum is exact. One convention is in it: tanh squashes the memory, and every part of the memory is squashed in the same proportion.`;
