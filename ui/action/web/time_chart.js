// A chart over the clip's time, in SVG: what the three charts of this tab share.
import { cursor } from '../../shared/web/cursor.js';
import { draw, fill } from '../../shared/web/dom.js';
import { nearestStep, placesOfNames, spacedSteps, timeScales } from './chart_layout.js';
import { atSeconds } from './moments.js';

/**
 * An empty chart with the cursor's line. The pointer looks at the nearest frame, a press goes there.
 * @param {any} place the element that it fills
 * @param {number[]} times seconds of the frames
 * @param {{ label: string, high: number, room: number[], low?: number, top?: number, even?: boolean }} spec `label` says
 *   the chart to who listens; the rest as `timeScales` takes it
 * @returns {import('./types').TimeChart}
 */
export function timeChart(place, times, { label, ...layout }) {
  const wide = Math.max(320, Math.round(place.clientWidth || 640));
  const scales = timeScales(times, { wide, ...layout });
  const { high, above, below, x } = scales;
  const size = { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high };
  const svg = draw('svg', { ...size, class: 'gs-chart', role: 'img', 'aria-label': label });
  const here = draw('line', { class: 'gs-chart-here', y1: above - 6, y2: high - below + 6 });
  svg.append(here);
  fill(place, svg);
  const under = (event) => {
    const box = svg.getBoundingClientRect();
    return nearestStep(x, times.length, ((event.clientX - box.left) / box.width) * wide);
  };
  svg.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && cursor.look(under(event)));
  svg.addEventListener('pointerleave', () => cursor.look(null));
  svg.addEventListener('click', (event) => cursor.take(under(event)));
  const paint = (step) => {
    here.setAttribute('x1', x(step));
    here.setAttribute('x2', x(step));
  };
  return { ...scales, svg, paint };
}

/** Rules across the plot with their values. @param {import('./types').TimeChart} chart @param {number[]} ticks @param {(tick: number) => string} written */
export function valueAxis(chart, ticks, written) {
  const { left, wide, right, y } = chart;
  const rules = ticks.map((tick) =>
    draw('line', { class: 'gs-chart-rule', x1: left, x2: wide - right, y1: y(tick), y2: y(tick) }),
  );
  const figures = ticks.map((tick) =>
    draw('text', { class: 'gs-chart-tick', x: left - 8, y: y(tick) + 5, 'text-anchor': 'end' }, written(tick)),
  );
  chart.svg.prepend(...rules, ...figures);
}

/** Seconds under the plot. @param {import('./types').TimeChart} chart @param {number[]} times */
export function timeAxis(chart, times) {
  for (const step of spacedSteps(chart.x, times.length)) {
    const place = { x: chart.x(step), y: chart.high - 6, 'text-anchor': 'middle' };
    chart.svg.append(draw('text', { class: 'gs-chart-tick', ...place }, atSeconds(times[step])));
  }
}

/**
 * Names beside the plot, at the ends of its lines, each with a piece of its line.
 * @param {import('./types').TimeChart} chart
 * @param {{ end: number, line: object, name: object }[]} lines where each ends, and the attributes of line and name
 * @param {{ least: number, lowest: number }} room pixels between two names, and where the last one may stand
 * @returns {any[]} the texts, still empty: what they say changes with the cursor
 */
export function namesOfLines(chart, lines, { least, lowest }) {
  const edge = chart.wide - chart.right;
  const ends = lines.map(({ end }) => end);
  const places = placesOfNames(ends, least, lowest);
  return lines.map(({ line, name }, at) => {
    const sample = draw('line', { ...line, x1: edge + 2, x2: edge + 22, y1: places[at], y2: places[at] });
    const words = draw('text', { ...name, x: edge + 26, y: places[at] + 5 });
    chart.svg.append(sample, words);
    return words;
  });
}
