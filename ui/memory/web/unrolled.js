// The loop unrolled along time: a box a step, what was read below it, a bar for what one unit remembers there.
import { draw, fill } from '../../shared/web/dom.js';
import { chartText } from './curve_chart.js';
import { colourOf } from './networks.js';
import { unrolledLayout } from './unrolled_layout.js';

/**
 * @param {any} host
 * @param {string} kind of network
 * @param {string[]} labels one a step
 * @param {Float32Array} values of the unit, one a step
 * @param {(step: number) => void} press when a step is pressed
 * @returns {(step: number) => void} shows where the time cursor is
 */
export function drawUnrolled(host, kind, labels, values, press) {
  const at = unrolledLayout(labels, values, host.clientWidth);
  const steps = labels.map((text, step) => drawStep(at, colourOf(kind), text, step));
  const zero = draw('line', { class: 'gs-grid', x1: 0, x2: at.wide, y1: at.middle, y2: at.middle });
  const most = `\u00b1${at.most < 0.1 ? at.most.toFixed(2) : at.most.toFixed(1)}`;
  const svg = draw(
    'svg',
    {
      viewBox: `0 0 ${at.wide} ${at.high}`,
      width: at.wide,
      height: at.high,
      role: 'img',
      'aria-label': `What the unit remembers after each of ${labels.length} steps`,
    },
    zero,
    ...steps.map((one) => one.arrow).filter(Boolean),
    ...steps.map((one) => one.group),
    chartText(most, at.wide - 2, at.top + 5, 'end'),
  );
  svg.addEventListener('click', ({ target }) => {
    if (target.dataset.step !== undefined) press(Number(target.dataset.step));
  });
  fill(host, svg);
  return (step) => showStep(host, steps, step, at.x(step));
}

function drawStep(at, colour, text, step) {
  const { chain, half, high, pitch } = at;
  const x = at.x(step);
  const across = { x: x - half, width: 2 * half };
  const area = draw('rect', {
    class: 'gs-unroll-area',
    x: x - pitch / 2,
    y: 0,
    width: pitch,
    height: high,
    'data-step': step,
  });
  const { y, height } = at.barOf(step);
  const bar = draw('rect', { class: 'gs-unroll-bar', ...across, y, height, rx: 2, fill: colour });
  const square = { ...across, y: chain - half, height: 2 * half };
  const box = draw('rect', { class: 'gs-unroll-box', ...square, rx: 4, stroke: colour });
  const word = chartText(text, 0, 0, at.anchor, 'gs-unroll-word');
  word.setAttribute('transform', at.wordAt(step));
  const d = `M${at.x(step - 1) + half} ${chain}H${x - half - 1}`;
  return {
    group: draw('g', { class: 'gs-unroll-step' }, area, bar, box, word),
    arrow: step ? draw('path', { class: 'gs-unroll-arrow', d, stroke: colour }) : null,
  };
}

function showStep(host, steps, here, x) {
  steps.forEach(({ group, arrow }, step) => {
    group.classList.toggle('gs-here', step === here);
    group.classList.toggle('gs-later', step > here);
    arrow?.classList.toggle('gs-later', step > here);
  });
  if (host.scrollWidth > host.clientWidth + 2) host.scrollLeft = x - host.clientWidth / 2;
}
