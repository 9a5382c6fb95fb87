// How likely each of five labels was after every frame; the leader's changes are marked.
import { $, draw } from '../../shared/web/dom.js';
import { percent } from '../../shared/web/numbers.js';
import { linePath } from './chart_layout.js';
import { atSeconds } from './moments.js';
import { leadsInWords } from './texts.js';
import { namesOfLines, timeAxis, timeChart, valueAxis } from './time_chart.js';

const DASHES = ['', '9 5', '3 4', '9 4 3 4', '1 4']; // so that colour never speaks alone

/** @param {import('./types').Reading} reading @returns {(step: number) => void} paints a frame */
export function labelCurves(reading) {
  const { labels, times, shown, flips } = reading;
  const narrow = innerWidth <= 700;
  const room = [58, narrow ? 142 : 226, 22, 28];
  const place = $('.gs-race-chart');
  const chart = timeChart(place, times, { high: narrow ? 280 : 300, room, label: leadsInWords(reading) });
  valueAxis(chart, [0, 0.25, 0.5, 0.75, 1], (tick) => `${100 * tick}\u00a0%`);
  timeAxis(chart, times);
  const curves = shown.map((label, rank) => labelCurve(chart, reading, label, rank));
  const parts = [...curves].reverse().flatMap((curve) => curve.parts); // the final answer lies above the others
  chart.svg.append(
    markOfBelief(chart, reading.threshold),
    ...parts,
    ...flips.map((step) => flip(chart, reading, step)),
  );
  const names = namesOfLines(chart, curves, { least: 23, lowest: chart.high - chart.below + 6 });
  return (step) => {
    chart.paint(step);
    curves.forEach(({ label, values }, at) => {
      names[at].textContent = `${shortened(labels[label], narrow ? 9 : 17)} ${percent(values[step])}`;
    });
  };
}

// Above this line it is sure enough to be believed.
function markOfBelief({ left, wide, right, y }, threshold) {
  return draw('line', { class: 'gs-chart-sure', x1: left, x2: wide - right, y1: y(threshold), y2: y(threshold) });
}

function labelCurve(chart, reading, label, rank) {
  const values = reading.chances.map((chances) => chances[label]);
  const kind = `gs-line gs-line-${rank}`;
  const line = { class: kind, 'stroke-dasharray': DASHES[rank] };
  const dots = values.map((value, step) =>
    draw('circle', { class: kind, cx: chart.x(step), cy: chart.y(value), r: rank ? 2.5 : 4 }),
  );
  const parts = [draw('path', { ...line, d: linePath(values, chart) }), ...dots];
  return { label, values, end: chart.y(values.at(-1)), parts, line, name: { class: `gs-chart-name gs-line-${rank}` } };
}

// A triangle above the curve of who leads now.
function flip(chart, reading, step) {
  const { labels, leaders, chances, times } = reading;
  const [x, y] = [chart.x(step), Math.max(12, chart.y(chances[step][leaders[step]]) - 9)];
  const told = `${atSeconds(times[step])}: from ${labels[leaders[step - 1]]} to ${labels[leaders[step]]}`;
  return draw('path', { class: 'gs-flip', d: `M${x} ${y}l-6 -10h12z` }, draw('title', {}, told));
}

const shortened = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}\u2026` : words);
