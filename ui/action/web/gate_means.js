// How full the memory is and how far its gates are open, on average over the units.
import { $, draw } from '../../shared/web/dom.js';
import { linePath, sharesOfPeak } from './chart_layout.js';
import { namesOfLines, timeAxis, timeChart, valueAxis } from './time_chart.js';

const MEANS = [
  { array: 'cell', title: '|c|', colour: 'var(--gs-cell)', wide: 4, dashes: '' },
  { array: 'forget', title: 'f keep', colour: 'var(--gs-forget)', wide: 2.2, dashes: '' },
  { array: 'input', title: 'i write', colour: 'var(--gs-input)', wide: 2.2, dashes: '6 3' },
  { array: 'output', title: 'o show', colour: 'var(--gs-output)', wide: 2.2, dashes: '2 3' },
];

/** @param {import('./types').Reading} reading @returns {(step: number) => void} paints a frame */
export function gateMeans({ times, memory }) {
  const chart = timeChart($('.gs-memory-chart'), times, {
    high: 190,
    room: [58, innerWidth <= 700 ? 142 : 226, 10, 28],
    label: 'How full the memory is, and how far the gates are open, after each frame',
  });
  valueAxis(chart, [0, 0.5, 1], String);
  timeAxis(chart, times);
  const lines = MEANS.map(({ array, colour, wide, dashes }) => {
    const values = array === 'cell' ? sharesOfPeak(memory[array]) : memory[array];
    const line = { class: 'gs-mean', stroke: colour, 'stroke-width': wide, 'stroke-dasharray': dashes };
    chart.svg.append(draw('path', { ...line, d: linePath(values, chart) }));
    return { end: chart.y(values.at(-1)), line, name: { class: 'gs-chart-name', fill: colour } };
  });
  const names = namesOfLines(chart, lines, { least: 22, lowest: chart.high - chart.below + 8 });
  return (step) => {
    chart.paint(step);
    for (const [at, { array, title }] of MEANS.entries()) {
      names[at].textContent = `${title} ${memory[array][step].toFixed(2)}`;
    }
  };
}
