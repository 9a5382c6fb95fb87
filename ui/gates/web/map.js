// The map: a row a unit, a column a step, one of the six numbers as colour. One pixel a number, scaled by the browser.
const map = { array: 'forget', order: 'stored', zoom: 1, rows: [], row: new Map() };
const MEANINGS = {
  forget: 'Forget gate f: what old information to throw away. Yellow keeps all of it, dark throws it away.',
  input: 'Input gate i: what new information to store. Yellow lets all of it in, dark none.',
  output: 'Output gate o: what part of the memory to show. Yellow shows all of it, dark hides it.',
  candidate: 'Candidate g: what would be written, if the input gate lets it. Red is positive, blue negative.',
  cell: 'Cell state c: the memory itself. Red is positive, blue negative.',
  hidden: 'Hidden state h: what the rest of the network sees of the memory. Red is positive, blue negative.',
};
const SORTS = { activity: 'activity (mean |h|)', change: 'change from step to step', saturation: 'saturated gates', similarity: 'likeness', stored: 'number, as stored' };

fill($('.gs-arrays'), ...SIX.map((array) => {
  const button = make('button', '', `${array} ${SYMBOLS[array]}`);
  button.type = 'button';
  button.dataset.value = array;
  button.setAttribute('aria-pressed', String(array === map.array));
  return button;
}));

function mapPanel(run) {
  const select = $('.gs-order');
  fill(select, ...Object.keys(SORTS).filter((name) => name in run.orders).map((name) => {
    const option = make('option', '', SORTS[name]);
    option.value = name;
    return option;
  }));
  if (!(map.order in run.orders)) map.order = 'stored';
  if ('activity' in run.orders && !map.picked) map.order = 'activity';
  select.value = map.order;
  $('.gs-pin-number').max = run.units - 1;
  $('.gs-map-how').textContent = `How to read: one row a unit (${run.units} of them), one column a ${run.noun}; the outlined column is the time cursor. Rest the pointer on a cell for its number; press it to pin the unit.`;
  fill($('.gs-map-labels'), ...run.labels.map((label, step) => mapLabel(run, label, step)));
  const frame = $('.gs-map-frame');
  frame.style.setProperty('--steps', run.steps);
  frame.classList.toggle('gs-many', run.steps > 40);
  sortMap();
  return (step) => {
    const at = here(step);
    Object.assign($('.gs-map-column').style, { left: `${(100 * at) / run.steps}%`, width: `${100 / run.steps}%` });
    [...$('.gs-map-labels').children].forEach((label, one) => label.classList.toggle('gs-here', one === at));
    tellUnit(pins.one, at);
  };
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
  map.rows = current.orders[map.order];
  map.row = new Map(map.rows.map((unit, row) => [unit, row]));
  paintArray();
}

function paintArray() {
  const { steps, units } = current;
  const values = current.arrays[map.array];
  const canvas = $('.gs-map-canvas');
  if (canvas.width !== steps || canvas.height !== units) [canvas.width, canvas.height] = [steps, units];
  const most = ((current.reaches ??= {})[map.array] ??= reach(map.array, values));
  const image = new ImageData(steps, units);
  map.rows.forEach((unit, row) => {
    for (let step = 0; step < steps; step++) {
      const pixel = 4 * (row * steps + step);
      const [red, green, blue] = toneOf(map.array, values[step * units + unit], most);
      image.data[pixel] = red;
      image.data[pixel + 1] = green;
      image.data[pixel + 2] = blue;
      image.data[pixel + 3] = 255;
    }
  });
  canvas.getContext('2d').putImageData(image, 0, 0);
  canvas.setAttribute('aria-label', `${map.array}: ${units} units by ${steps} steps`);
  $('.gs-meaning').textContent = MEANINGS[map.array];
  legend(most);
  layMap();
  tellUnit(pins.one, here(cursor.shown));
}

function layMap() {
  const high = Math.max(map.zoom, map.zoom === 1 ? Math.floor(512 / current.units) : 1);
  $('.gs-map-plane').style.height = `${high * current.units}px`;
  const named = high >= 14;
  fill($('.gs-map-names'), ...(named ? map.rows.map((unit) => make('span', '', unit)) : []));
  $('.gs-map-plane').classList.toggle('gs-named', named);
  map.high = high;
  markPins();
}

function markPins() {
  fill($('.gs-map-pins'), ...pins.units.map((unit) => {
    const mark = make('i', unit === pins.one ? 'gs-pin gs-pin-one' : 'gs-pin');
    mark.style.top = `${((map.row.get(unit) + 0.5) * 100) / current.units}%`;
    mark.style.height = `${Math.max(3, map.high)}px`;
    return mark;
  }));
}

function legend(most) {
  const canvas = $('.gs-legend-bar');
  const sign = IS_SIGNED.has(map.array);
  const image = new ImageData(1, 256);
  for (let at = 0; at < 256; at++) {
    const share = 1 - at / 255;
    image.data.set([...(sign ? toneSigned(2 * share - 1) : toneShare(share)), 255], 4 * at);
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
  const beyond = map.array === 'cell' ? ' and beyond' : '';
  const marks = sign ? [`${signed(most, 1)}${beyond}`, '0', `${signed(-most, 1)}${beyond}`] : ['1 open', '0.5', '0 shut'];
  fill($('.gs-legend-marks'), ...marks.map((mark) => make('li', '', mark)));
}

segments($('.gs-arrays'), (array) => {
  map.array = array;
  paintArray();
});
segments($('.gs-zoom'), (zoom) => {
  map.zoom = Number(zoom);
  layMap();
  if (pins.units.length) $('.gs-map-scroll').scrollTop = map.row.get(pins.one) * map.high - 200;
});
$('.gs-order').addEventListener('change', (event) => {
  map.order = event.target.value;
  map.picked = true;
  sortMap();
});
