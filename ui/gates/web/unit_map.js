// The map: a row a unit, a column a step, one of the six numbers as colour. One pixel a number, scaled by the browser.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, segmentButton, segments } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { optionOf } from './choices.js';
import { fullColourAt, HAS_SIGN } from './colour_scale.js';
import { colourOfNumber, colourOfShare, colourOfSigned } from './colours.js';
import { inspected, stepInRun } from './inspected.js';
import { markPins, scrollToUnit } from './map_pins.js';
import { tellChosenUnit, tellUnit } from './map_readout.js';
import { mapView } from './map_view.js';
import { pins } from './pinned.js';
import { ARRAYS, oncePerRun, SYMBOLS } from './run.js';

const MEANINGS = {
  forget: 'Forget gate f: what old information to throw away. Yellow keeps all of it, dark throws it away.',
  input: 'Input gate i: what new information to store. Yellow lets all of it in, dark none.',
  output: 'Output gate o: what part of the memory to show. Yellow shows all of it, dark hides it.',
  candidate: 'Candidate g: what would be written, if the input gate lets it. Red is positive, blue negative.',
  cell: 'Cell state c: the memory itself. Red is positive, blue negative.',
  hidden: 'Hidden state h: what the rest of the network sees of the memory. Red is positive, blue negative.',
};
const ORDERS = {
  activity: 'activity (mean |h|)',
  change: 'change from step to step',
  saturation: 'saturated gates',
  similarity: 'likeness',
  stored: 'number, as stored',
};
const MANY = 40; // steps, of which not every one has room for its name
const NAMED_ROW = 14; // pixels of a row that has room for its number
const WHOLE_MAP = 512; // pixels

const fullColours = oncePerRun(() => ({}));

fill(
  $('.gs-arrays'),
  ...ARRAYS.map((array) => segmentButton(array, `${array} ${SYMBOLS[array]}`, array === mapView.array)),
);

/** @param {import('./types').UnpackedRun} run */
export function mapPanel(run) {
  offerRowOrders(run);
  $('.gs-pin-number').max = run.units - 1;
  $('.gs-map-how').textContent =
    `How to read: one row a unit (${run.units} of them), one column a ${run.noun}; the outlined column is the time cursor. Rest the pointer on a cell for its number; press it to pin the unit.`;
  const labels = run.labels.map((label, step) => mapLabel(run, label, step));
  fill($('.gs-map-labels'), ...labels);
  const frame = $('.gs-map-frame');
  frame.style.setProperty('--steps', run.steps);
  frame.classList.toggle('gs-many', run.steps > MANY);
  sortMap();
  return (step) => {
    const at = stepInRun(step);
    const column = { left: `${(100 * at) / run.steps}%`, width: `${100 / run.steps}%` };
    Object.assign($('.gs-map-column').style, column);
    for (const [one, label] of labels.entries()) label.classList.toggle('gs-here', one === at);
    tellUnit(pins.one, at);
  };
}

function offerRowOrders({ orders }) {
  const select = $('.gs-order');
  const known = Object.entries(ORDERS).filter(([order]) => order in orders);
  fill(select, ...known.map(([order, title]) => optionOf(order, title)));
  if (!(mapView.order in orders)) mapView.order = 'stored';
  if ('activity' in orders && !mapView.ordered) mapView.order = 'activity';
  select.value = mapView.order;
}

function mapLabel(run, label, step) {
  const one = make('button', 'gs-map-label');
  one.type = 'button';
  one.tabIndex = -1; // the steps above say the same to the keyboard
  one.title = label;
  if (run.frames) {
    const image = make('img');
    image.src = run.frames[step];
    image.alt = '';
    one.append(image);
  } else one.append(make('span', '', label));
  one.addEventListener('click', () => cursor.take(step));
  return one;
}

function sortMap() {
  mapView.rows = inspected.run.orders[mapView.order];
  mapView.row = new Map(mapView.rows.map((unit, row) => [unit, row]));
  paintArray();
}

function paintArray() {
  const { run } = inspected;
  const { array } = mapView;
  const most = (fullColours(run)[array] ??= fullColourAt(array, run.arrays[array]));
  paintNumbers(run, $('.gs-map-canvas'), array, most);
  $('.gs-meaning').textContent = MEANINGS[array];
  paintLegend(array, most);
  layMap();
  tellChosenUnit();
}

function paintNumbers({ steps, units, arrays }, canvas, array, most) {
  if (canvas.width !== steps || canvas.height !== units) [canvas.width, canvas.height] = [steps, units];
  const image = new ImageData(steps, units);
  mapView.rows.forEach((unit, row) => {
    for (let step = 0; step < steps; step++) {
      const pixel = 4 * (row * steps + step);
      image.data.set(colourOfNumber(array, arrays[array][step * units + unit], most), pixel);
      image.data[pixel + 3] = 255;
    }
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  canvas.setAttribute('aria-label', `${array}: ${units} units by ${steps} steps`);
}

function layMap() {
  const { units } = inspected.run;
  const { zoom, rows } = mapView;
  mapView.high = Math.max(zoom, zoom === 1 ? Math.floor(WHOLE_MAP / units) : 1);
  $('.gs-map-plane').style.height = `${mapView.high * units}px`;
  const named = mapView.high >= NAMED_ROW;
  fill($('.gs-map-names'), ...(named ? rows.map((unit) => make('span', '', `${unit}`)) : []));
  $('.gs-map-plane').classList.toggle('gs-named', named);
  markPins();
}

function paintLegend(array, most) {
  const sign = HAS_SIGN.has(array);
  const image = new ImageData(1, 256);
  for (let at = 0; at < 256; at++) {
    const share = 1 - at / 255;
    image.data.set([...(sign ? colourOfSigned(2 * share - 1) : colourOfShare(share)), 255], 4 * at);
  }
  $('.gs-legend-bar').getContext('2d').putImageData(image, 0, 0);
  const beyond = array === 'cell' ? ' and beyond' : '';
  const ends = [most, -most].map((value) => `${signed(value, 1)}${beyond}`);
  const marks = sign ? [ends[0], '0', ends[1]] : ['1 open', '0.5', '0 shut'];
  fill($('.gs-legend-marks'), ...marks.map((mark) => make('li', '', mark)));
}

segments($('.gs-arrays'), (array) => {
  mapView.array = array;
  paintArray();
});
segments($('.gs-zoom'), (zoom) => {
  mapView.zoom = Number(zoom);
  layMap();
  if (pins.units.length) scrollToUnit(pins.one);
});
$('.gs-order').addEventListener('change', (event) => {
  mapView.order = event.target.value;
  mapView.ordered = true;
  sortMap();
});
