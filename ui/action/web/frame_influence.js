// What each frame did to the final answer, and from where on the answer stood.
import { $, draw } from '../../shared/web/dom.js';
import { clamp, signed } from '../../shared/web/numbers.js';
import { barRange } from './chart_layout.js';
import { decisionInWords } from './texts.js';
import { timeAxis, timeChart, valueAxis } from './time_chart.js';

/** @param {import('./types').Reading} reading @returns {(step: number) => void} paints a frame */
export function frameInfluence(reading) {
  const values = reading.influence.map((value) => value ?? 0);
  const decision = decisionInWords(reading);
  const layout = { high: 190, even: true, room: [56, 20, 14, 28], ...barRange(values) };
  const chart = timeChart($('.gs-influence-chart'), reading.times, { ...layout, label: decision });
  valueAxis(chart, [0], () => '0');
  timeAxis(chart, reading.times);
  const bars = values.map((value, step) => influenceBar(chart, value, step));
  const figure = draw('text', { class: 'gs-chart-name', 'text-anchor': 'middle' });
  chart.svg.append(...bars, figure);
  $('.gs-decided').textContent = decision;
  return (step) => {
    chart.paint(step);
    for (const [at, bar] of bars.entries()) bar.classList.toggle('gs-here', at === step);
    figure.textContent = signed(values[step]);
    figure.setAttribute('x', clamp(chart.x(step), chart.left + 20, chart.wide - chart.right - 10));
    figure.setAttribute('y', chart.y(values[step]) + (values[step] >= 0 ? -4 : 16));
  };
}

function influenceBar({ x, y, margin }, value, step) {
  const wide = clamp(margin * 1.3, 4, 90);
  const [top, base] = [y(Math.max(0, value)), y(Math.min(0, value))];
  const box = { x: x(step) - wide / 2, y: top, width: wide, height: Math.max(1.5, base - top) };
  return draw('rect', { class: value >= 0 ? 'gs-for' : 'gs-against', ...box });
}
