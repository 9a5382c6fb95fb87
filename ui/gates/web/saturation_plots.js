// Which gates stand open, which stand shut: a plot for each gate, a dot for all units with the same two shares.
import { $, draw, fill, make, pressedIn, segments } from '../../shared/web/dom.js';
import { clamp, percent } from '../../shared/web/numbers.js';
import { svgText } from './chart_parts.js';
import { inspected } from './inspected.js';
import { overExamples } from './over_examples.js';
import { pins } from './pinned.js';
import { GATES } from './run.js';
import { groupUnits, saturationOfCounts, saturationOfRun } from './saturation.js';

const PLOT = { size: 250, left: 46, bottom: 40, top: 8, right: 10 };
const PRESS = 6; // pixels: a shorter way is no drag
const xOfShare = (share) => PLOT.left + share * (PLOT.size - PLOT.left - PLOT.right);
const yOfShare = (share) => PLOT.size - PLOT.bottom - share * (PLOT.size - PLOT.bottom - PLOT.top);

/** The two thresholds, as the sliders stand. */
export const thresholds = () => ({ open: Number($('.gs-open').value), shut: Number($('.gs-shut').value) });

/** Draw the plots as the controls stand. */
export function layPlots() {
  const { open, shut } = thresholds();
  $('.gs-open-number').textContent = open.toFixed(2);
  $('.gs-shut-number').textContent = shut.toFixed(2);
  const plots = GATES.map((gate) => saturationPlot(gate, saturationOf(gate, open, shut), open, shut));
  fill($('.gs-plots'), ...plots);
}

function saturationOf(gate, open, shut) {
  const { run } = inspected;
  const { counted } = overExamples;
  if (pressedIn($('.gs-saturation-of')) !== 'bundled' || !counted) return saturationOfRun(run, gate, open, shut);
  return saturationOfCounts(counted, run.units, gate, open, shut);
}

function saturationPlot(gate, units, open, shut) {
  const { size } = PLOT;
  const dots = groupUnits(units).map(dotOfGroup);
  const box = draw('rect', { class: 'gs-brush', width: 0, height: 0 });
  const svg = draw(
    'svg',
    {
      viewBox: `0 0 ${size} ${size}`,
      role: 'img',
      'aria-label': `${gate} gate: ${units.length} units by how often it stands shut and open`,
    },
    ...plotAxes(open, shut),
    draw('g', { class: `gs-dots-${gate}` }, ...dots.map((dot) => dot.circle)),
    box,
  );
  listenOnPlot(svg, box, dots);
  const figure = make('figure', 'gs-plot');
  figure.append(make('figcaption', 'gs-plot-title', `${gate} gate`), svg);
  return figure;
}

function dotOfGroup({ open, shut, members }) {
  const [x, y, radius] = [xOfShare(shut), yOfShare(open), clamp(1.6 * Math.sqrt(members.length), 2.5, 22)];
  const kind = members.some((unit) => pins.has(unit)) ? 'gs-dot gs-dot-pinned' : 'gs-dot';
  return { open, shut, members, x, y, radius, circle: draw('circle', { cx: x, cy: y, r: radius, class: kind }) };
}

function plotAxes(open, shut) {
  const { size, left, bottom, top, right } = PLOT;
  const [x, y] = [xOfShare, yOfShare];
  return [
    draw('path', { class: 'gs-axis', d: `M${left} ${top}V${size - bottom}H${size - right}` }),
    draw('path', { class: 'gs-grid', d: `M${left} ${y(1)}L${x(1)} ${y(0)}` }),
    svgText(left - 6, y(0) + 4, '0', 'gs-tick gs-until'),
    svgText(left - 6, y(1) + 8, '1', 'gs-tick gs-until'),
    svgText(x(0), size - bottom + 18, '0', 'gs-tick'),
    svgText(x(1) - 4, size - bottom + 18, '1', 'gs-tick'),
    svgText((left + size) / 2, size - 6, `shut (< ${shut.toFixed(2)})`, 'gs-tick'),
    draw(
      'g',
      { transform: `translate(14 ${(size - bottom) / 2}) rotate(-90)` },
      svgText(0, 0, `open (> ${open.toFixed(2)})`, 'gs-tick'),
    ),
  ];
}

// A dragged box pins what lies in it; a plain press pins the dot under it.
function listenOnPlot(svg, box, dots) {
  let from = null;
  const placeOf = (event) => {
    const area = svg.getBoundingClientRect();
    return [
      ((event.clientX - area.left) / area.width) * PLOT.size,
      ((event.clientY - area.top) / area.height) * PLOT.size,
    ];
  };
  svg.addEventListener('pointerdown', (event) => {
    from = placeOf(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    if (from) showBox(box, from, placeOf(event));
    else tellDot(dots.find((dot) => isNear(dot, placeOf(event), 2)));
  });
  svg.addEventListener('pointerup', (event) => {
    const to = placeOf(event);
    const pressed = Math.hypot(to[0] - from[0], to[1] - from[1]) < PRESS;
    const taken = dots.filter((dot) => (pressed ? isNear(dot, to, 4) : isBetween(dot, from, to)));
    from = null;
    if (taken.length) pins.set(taken.flatMap((dot) => dot.members));
    else layPlots();
  });
}

const isNear = ({ x, y, radius }, place, beyond) => Math.hypot(place[0] - x, place[1] - y) <= radius + beyond;

function isBetween({ x, y }, a, b) {
  const within = (value, one, other) => value >= Math.min(one, other) && value <= Math.max(one, other);
  return within(x, a[0], b[0]) && within(y, a[1], b[1]);
}

function showBox(box, from, to) {
  const sides = {
    x: Math.min(from[0], to[0]),
    y: Math.min(from[1], to[1]),
    width: Math.abs(to[0] - from[0]),
    height: Math.abs(to[1] - from[1]),
  };
  for (const [name, value] of Object.entries(sides)) box.setAttribute(name, value);
}

function tellDot(dot) {
  const line = $('.gs-saturation-readout');
  if (!dot) {
    line.textContent = 'Rest the pointer on a dot to read it.';
    return;
  }
  const { members, open, shut } = dot;
  const who = members.length === 1 ? `Unit ${members[0]}` : `${members.length} units`;
  line.textContent = `${who}: open at ${percent(open)} of the steps, shut at ${percent(shut)}.`;
}

for (const slider of ['.gs-open', '.gs-shut']) $(slider).addEventListener('input', layPlots);

/** @param {() => void} askExamples asks for the counts over all examples */
export function listenForSaturation(askExamples) {
  segments($('.gs-saturation-of'), (which) => {
    if (which === 'bundled' && !overExamples.counted) askExamples();
    else layPlots();
  });
}
