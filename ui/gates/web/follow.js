// Find units that follow a signal: one of the run's, or a curve drawn with the pointer.
const DRAWN = 'a curve you draw';
const PAD = { wide: 520, high: 170, left: 10, bottom: 26, top: 10 };
let drawnCurve = []; // of the visitor, one number 0..1 a step

fill($('.gs-followed'), ...['cell', 'hidden', 'forget', 'input', 'output', 'candidate'].map((array) => choice(array, `${array} ${SYMBOLS[array]}`)));

function choice(value, title) {
  const option = make('option', '', title);
  option.value = value;
  return option;
}

function followPanel(run) {
  drawnCurve = Array.from({ length: run.steps }, (_, step) => 0.5 + 0.4 * Math.sin((2 * Math.PI * (step + 0.5)) / run.steps));
  fill($('.gs-signal'), ...[...Object.keys(signalsOf(run)), DRAWN].map((name) => choice(name, name)));
  $('.gs-follow-how').textContent = `How to read: r is the correlation over the steps, 1 in step with the signal, \u22121 against it. ${props.meaning}`;
  seek();
  return (step) => $('.gs-pad .gs-time')?.setAttribute('transform', `translate(${padX(here(step))} 0)`);
}

const padX = (step) => PAD.left + ((step + 0.5) * (PAD.wide - 2 * PAD.left)) / current.steps;

function seek() {
  const name = $('.gs-signal').value;
  const signal = name === DRAWN ? drawnCurve : signalsOf(current)[name];
  const found = follow(current, $('.gs-followed').value, signal);
  drawPad(signal, name === DRAWN, found?.ranked[0]);
  tellFound(name, found);
}

function tellFound(name, found) {
  const words = $('.gs-follow-words');
  if (!found) {
    fill($('.gs-found'));
    words.textContent = `\u201c${name}\u201d never changes in this run: there is nothing to follow.`;
    return;
  }
  const head = make('tr');
  for (const title of ['', 'r', 'p, one unit', 'p, best of all']) head.append(make('th', '', title));
  fill($('.gs-found'), head, ...found.ranked.map(({ unit, r, p, pBest }) => {
    const row = make('tr');
    const first = make('td');
    first.append(unitButton(unit, `Unit ${unit}`));
    row.append(first, make('td', 'gs-number', signed(r, 3)), make('td', 'gs-number', p.toFixed(3)), make('td', 'gs-number', pBest.toFixed(3)));
    return row;
  }));
  const [best] = found.ranked;
  const often = best.pBest > 0.05
    ? `Among ${current.units} units some unit follows a shuffled signal as closely in ${percent(best.pBest)} of ${SHUFFLES} shuffles: this may well be chance.`
    : `In only ${percent(best.pBest)} of ${SHUFFLES} shuffles does any of the ${current.units} units come as close: hardly chance, in this one run.`;
  words.textContent = `Unit ${best.unit} follows best: its ${$('.gs-followed').value} ${best.r > 0 ? 'goes along with' : 'goes against'} the signal, r = ${signed(best.r, 2)} over ${found.steps} steps. ${often}`;
}

// The signal as a line (drawn by hand: with a dot a step to drag), and the best unit beside it.
function drawPad(signal, byHand, best) {
  const { wide, high, top, bottom } = PAD;
  const y = (share) => top + (1 - share) * (high - top - bottom);
  const line = (values, kind) => draw('polyline', { class: kind, points: values.map((value, step) => (value === null ? '' : `${padX(step).toFixed(1)},${y(value).toFixed(1)}`)).filter(Boolean).join(' ') });
  const numbers = byHand ? signal : toUnit(signal);
  const array = $('.gs-followed').value;
  const followed = best ? toUnit(Array.from({ length: current.steps }, (_, step) => Math.sign(best.r || 1) * valueAt(array, step, best.unit))) : [];
  const every = Math.ceil(current.steps / 12);
  const words = current.labels.map((label, step) => (step % every ? '' : text(padX(step), high - 6, short(label, current.steps), 'gs-tick'))).filter(Boolean);
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${high}`, role: 'img', 'aria-label': byHand ? 'Draw a curve with the pointer' : 'The signal and the unit that follows it best', class: byHand ? 'gs-drawable' : '' },
    draw('line', { class: 'gs-time', x1: 0, x2: 0, y1: top, y2: high - bottom, transform: `translate(${padX(here(cursor.shown))} 0)` }),
    line(followed, 'gs-pad-unit'), line(numbers, 'gs-pad-signal'),
    ...numbers.map((value, step) => (value === null ? '' : draw('circle', { class: 'gs-pad-dot', cx: padX(step), cy: y(value), r: byHand ? 6 : 3.5 }))).filter(Boolean),
    ...words, text(wide - 8, 16, byHand ? 'draw here' : '', 'gs-tick gs-until'));
  if (byHand) drawing(svg);
  const key = make('p', 'gs-how gs-pad-key');
  key.append(make('span', 'gs-key gs-key-signal', 'the signal'), best ? make('span', 'gs-key gs-key-unit', `unit ${best.unit}${best.r < 0 ? ', upside down' : ''}`) : '');
  fill($('.gs-pad'), svg, key);
}

// Drawn by hand it fills in straight lines from the step before.
function drawing(svg) {
  let last = null;
  const put = (event) => {
    const area = svg.getBoundingClientRect();
    const x = ((event.clientX - area.left) / area.width) * PAD.wide;
    const step = clamp(Math.floor(((x - PAD.left) / (PAD.wide - 2 * PAD.left)) * current.steps), 0, current.steps - 1);
    const y = ((event.clientY - area.top) / area.height) * PAD.high;
    const value = clamp(1 - (y - PAD.top) / (PAD.high - PAD.top - PAD.bottom), 0, 1);
    const from = last ?? { step, value };
    const [low, high] = [Math.min(from.step, step), Math.max(from.step, step)];
    for (let at = low; at <= high; at++) drawnCurve[at] = high === low ? value : from.value + ((value - from.value) * (at - from.step)) / (step - from.step);
    last = { step, value };
    svg.querySelector('.gs-pad-signal').setAttribute('points', drawnCurve.map((one, at) => `${padX(at)},${PAD.top + (1 - one) * (PAD.high - PAD.top - PAD.bottom)}`).join(' '));
  };
  svg.addEventListener('pointerdown', (event) => {
    svg.setPointerCapture(event.pointerId);
    put(event);
  });
  svg.addEventListener('pointermove', (event) => last && put(event));
  svg.addEventListener('pointerup', () => {
    last = null;
    seek();
  });
}

// To 0..1, from its smallest to its largest number.
function toUnit(values) {
  const known = values.filter((value) => value !== null && Number.isFinite(value));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values.map((value) => (value === null || !Number.isFinite(value) ? null : high > low ? (value - low) / (high - low) : 0.5));
}

$('.gs-signal').addEventListener('change', seek);
$('.gs-followed').addEventListener('change', seek);
