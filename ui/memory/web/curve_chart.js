// A chart of curves over steps, drawn anew when its room changes; the pointer reads values off it.
import { draw, fill, make } from '../../shared/web/dom.js';
import { clamp } from '../../shared/web/numbers.js';
import { bandPath, chartScales, curvePath, placeNames } from './curve_layout.js';
import { lineSample } from './network_marks.js';
import { colourOf, NETWORKS } from './networks.js';

const NOWHERE = -9; // x of a ruler that is not shown
const NARROWEST = 180; // pixels; a narrower chart is not on the page
let charts = 0; // names of clip paths

/** @type {WeakMap<any, () => void>} of each host, what draws its latest chart */
const redraw = new WeakMap();

/**
 * Draw a chart into an element, and again whenever the element's width changes.
 * @param {any} host
 * @param {import('./types').ChartSpec} spec
 * @returns {{ moveCursor: () => void }} puts the line of the time cursor where the cursor is now
 */
export function curveChart(host, spec) {
  const readings = make('div', 'gs-chart-read');
  readings.hidden = true;
  let drawing = null;
  const paint = () => {
    if (host.clientWidth < NARROWEST) return;
    drawing = drawChart(spec, host.clientWidth, readings);
    fill(host, drawing.svg, readings);
  };
  const watched = redraw.has(host);
  redraw.set(host, paint);
  if (!watched) new ResizeObserver(() => redraw.get(host)()).observe(host);
  paint();
  return { moveCursor: () => drawing?.moveCursor() };
}

function drawChart(spec, wide, readings) {
  const at = chartScales(spec, wide);
  const { edge, high } = at;
  const clip = `gs-clip-${(charts += 1)}`;
  const inside = { x: edge.left - 2, y: edge.top - 3, width: at.across + 4, height: at.down + 6 };
  const frame = draw('clipPath', { id: clip }, draw('rect', inside));
  const bands = spec.curves.filter((curve) => curve.low).map((curve) => bandShape(curve, at));
  const shapes = spec.curves.map((curve) => curveShape(curve, at));
  const curves = draw('g', { 'clip-path': `url(#${clip})` }, ...bands, ...shapes);
  const ruler = draw('line', { class: 'gs-ruler', y1: edge.top, y2: edge.top + at.down, x1: NOWHERE, x2: NOWHERE });
  const svg = draw(
    'svg',
    { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: 'img', 'aria-label': spec.title ?? '' },
    frame,
    axes(spec, at),
    levelLines(spec, at),
    curves,
    curveNames(spec, at),
    ruler,
  );
  const moveCursor = cursorLine(svg, spec, at);
  readByPointer(svg, spec, at, ruler, readings);
  return { svg, moveCursor };
}

/** A text in a chart. @param {string} text @param {number} x @param {number} y */
export function chartText(text, x, y, anchor = 'middle', className = 'gs-tick') {
  const made = draw('text', { x, y, 'text-anchor': anchor, class: className });
  made.textContent = text;
  return made;
}

function axes(spec, at) {
  const { edge, high } = at;
  const group = draw('g', {});
  for (const tick of spec.y.ticks) {
    const y = at.y(tick);
    group.append(
      draw('line', { class: 'gs-grid', x1: edge.left, x2: edge.left + at.across, y1: y, y2: y }),
      chartText(spec.y.name(tick), edge.left - 10, y + 5, 'end'),
    );
  }
  for (const tick of spec.x.ticks) {
    group.append(chartText(spec.x.name(tick), at.x(tick), high - edge.bottom + 21));
  }
  group.append(chartText(spec.x.title, edge.left + at.across / 2, high - 4, 'middle', 'gs-axis-title'));
  return group;
}

// Lines across at a level that has a name, such as blind guessing.
function levelLines(spec, at) {
  const [left, right] = [at.edge.left, at.edge.left + at.across];
  const shapes = (spec.lines ?? []).flatMap(({ y, label }) => [
    draw('line', { class: 'gs-level-line', x1: left, x2: right, y1: at.y(y), y2: at.y(y) }),
    chartText(label, right - 4, at.y(y) + 17, 'end', 'gs-tick gs-level-name'),
  ]);
  return draw('g', {}, ...shapes);
}

function curveShape(curve, at) {
  return draw('path', {
    class: `gs-curve ${curve.className ?? ''}`,
    d: curvePath(curve.xs, curve.ys, at),
    stroke: curve.colour ?? colourOf(curve.kind),
    'stroke-dasharray': curve.dash ?? NETWORKS[curve.kind]?.dash ?? '',
  });
}

function bandShape(curve, at) {
  return draw('path', { class: 'gs-band', d: bandPath(curve, at), fill: curve.colour ?? colourOf(curve.kind) });
}

function curveNames(spec, at) {
  if (spec.labels === false) return draw('g', {});
  const atLeft = spec.namesAt === 'left';
  const x = atLeft ? at.edge.left + 8 : at.edge.left + at.across + 8;
  const names = placeNames(spec.curves, at, atLeft).map(({ curve, y }) => {
    const name = chartText(curve.label, x, y, 'start', 'gs-curve-name');
    name.setAttribute('fill', curve.colour ?? colourOf(curve.kind));
    return name;
  });
  return draw('g', {}, ...names);
}

function moveLine(line, x) {
  line.setAttribute('x1', x);
  line.setAttribute('x2', x);
}

function cursorLine(svg, spec, at) {
  if (!spec.here) return () => {};
  const line = draw('line', { class: 'gs-cursor-line', y1: at.edge.top, y2: at.edge.top + at.down });
  svg.append(line);
  const move = () => moveLine(line, at.x(spec.here()));
  move();
  return move;
}

function readByPointer(svg, spec, at, ruler, readings) {
  const under = (event) =>
    clamp(Math.round(at.back(event.clientX - svg.getBoundingClientRect().left)), spec.x.from, spec.x.to);
  svg.addEventListener('pointermove', (event) => {
    if (!spec.read) return;
    const x = under(event);
    moveLine(ruler, at.x(x));
    showReadings(readings, spec.read(x), at.x(x), at);
  });
  svg.addEventListener('pointerleave', () => {
    readings.hidden = true;
    moveLine(ruler, NOWHERE);
  });
  if (spec.press) svg.addEventListener('click', (event) => spec.press(under(event)));
}

function showReadings(readings, [head, ...rows], pixel, at) {
  fill(readings, make('b', '', head), ...rows.map(([kind, text]) => readingRow(kind, text)));
  readings.hidden = false;
  const left = pixel > at.wide / 2 ? pixel - readings.offsetWidth - 14 : pixel + 14;
  const inside = clamp(left, 0, Math.max(0, at.wide - readings.offsetWidth));
  readings.style.transform = `translate(${inside}px, ${at.edge.top + 8}px)`;
}

function readingRow(kind, text) {
  const row = make('span', 'gs-read-row');
  if (kind && NETWORKS[kind]) row.append(lineSample(kind), make('span', 'gs-read-name', NETWORKS[kind].name));
  row.append(make('span', 'gs-number', text));
  return row;
}
