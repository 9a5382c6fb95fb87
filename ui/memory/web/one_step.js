// The first step of the lab: both networks on the same sequence under one cursor, with the numbers of one unit each.
const cellPanels = Object.fromEntries($$('.gs-cell-panel').map((panel) => [panel.dataset.network, panel]));
const drawings = { rnn: drawRnn(), lstm: drawLstm() };
for (const [kind, panel] of Object.entries(cellPanels)) fill($('.gs-cell-drawing', panel), drawings[kind].svg);
const units = { rnn: null, lstm: null, relu: null, gru: null }; // the unit looked at in each network; null: not chosen yet
const chosen = {}; // kind -> whether the visitor chose it

const two = (value) => (Number.isFinite(value) && Math.abs(value) < 1e4 ? signed(value, 2) : Number.isFinite(value) ? minus(value.toExponential(0)) : Number.isNaN(value) ? 'no number' : 'too large'); // infinite

// Of one network: a reader of the value of its unit after a step; what was before the first is nothing.
const valueOf = (network, field, step, unit) => (step < 0 ? 0 : network.values[field][step * network.width + unit]);
const track = (network, field, unit) => Float32Array.from({ length: network.steps }, (_, step) => valueOf(network, field, step, unit));

function loop(run) {
  for (const [kind, panel] of Object.entries(cellPanels)) {
    const network = run.networks[kind];
    panel.hidden = !network;
    if (!network) continue;
    const slider = $('.gs-unit', panel);
    unitSlider(slider, network, kind, () => loopUnit(run, kind));
    loopUnit(run, kind);
  }
}

function unitSlider(slider, network, kind, changed) {
  units[kind] = Math.min(units[kind] ?? network.carrier?.unit ?? busiest(network), network.width - 1);
  slider.max = network.width;
  slider.value = units[kind] + 1;
  const tell = () => {
    slider.parentElement.querySelector('output').textContent = `${slider.value} of ${network.width}${network.carrier?.unit === units[kind] ? ', the carrier' : ''}`;
    slider.style.setProperty('--p', (slider.value - 1) / (network.width - 1));
  };
  slider.oninput = () => {
    units[kind] = Number(slider.value) - 1;
    chosen[kind] = true;
    tell();
    changed();
  };
  tell();
}

// The unit whose memory moves most on this sequence, where none is known to carry something.
function busiest(network) {
  const field = network.values.cell ? 'cell' : 'hidden';
  const spreads = Array.from({ length: network.width }, (_, unit) => {
    const values = track(network, field, unit);
    return Math.max(...values) - Math.min(...values);
  });
  return spreads.indexOf(Math.max(...spreads));
}

const painters = { rnn: () => {}, lstm: () => {} };
function loopUnit(run, kind) {
  const [panel, network] = [cellPanels[kind], run.networks[kind]];
  const strip = unroll($('.gs-unrolled', panel), kind, run.labels, track(network, kind === 'lstm' ? 'cell' : 'hidden', units[kind]), (step) => cursor.take(step));
  const numbers = kind === 'lstm' ? lstmNumbers : rnnNumbers;
  painters[kind] = (step) => {
    strip(step);
    numbers(drawings[kind], network, units[kind], step, run.labels[step]);
    formulas($('.gs-formulas', panel), kind, network, units[kind], step);
  };
  painters[kind](clamp(cursor.shown, 0, run.labels.length - 1));
}

function rnnNumbers(drawing, network, unit, step, word) {
  const [drive, echo, hidden] = ['drive', 'echo', 'hidden'].map((field) => valueOf(network, field, step, unit));
  drawing.before.textContent = two(valueOf(network, 'hidden', step - 1, unit));
  drawing.after.textContent = two(hidden);
  drawing.echo.textContent = two(echo);
  drawing.drive.textContent = two(drive);
  drawing.sum.textContent = two(drive + echo);
  drawing.read.textContent = `reads \u201c${word}\u201d`;
}

function lstmNumbers(drawing, network, unit, step, word) {
  const [f, i, g, o, c, h] = ['forget', 'input', 'candidate', 'output', 'cell', 'hidden'].map((field) => valueOf(network, field, step, unit));
  const before = valueOf(network, 'cell', step - 1, unit);
  drawing.before.textContent = two(before);
  drawing.after.textContent = two(c);
  drawing.shown.textContent = two(h);
  drawing.kept.textContent = two(f * before);
  drawing.written.textContent = two(i * g);
  drawing.read.textContent = `reads \u201c${word}\u201d`;
  for (const [gate, value] of Object.entries({ forget: f, input: i, candidate: g, output: o })) drawing.gates[gate].number.textContent = two(value);
}

// The same step in words, in the symbols of the papers, and in numbers.
function formulas(list, kind, network, unit, step) {
  const at = (field, when = step) => two(valueOf(network, field, when, unit));
  const t = step + 1;
  const rows = kind === 'lstm' ? [
    ['new memory = keep \u00d7 previous memory + write \u00d7 what is new', `c${sub(t)} = f${sub(t)}\u00b7c${sub(t - 1)} + i${sub(t)}\u00b7g${sub(t)}`, `${at('cell')} = ${at('forget')} \u00b7 ${bracket(at('cell', step - 1))} + ${at('input')} \u00b7 ${bracket(at('candidate'))}`],
    ['shown = show \u00d7 tanh(new memory)', `h${sub(t)} = o${sub(t)}\u00b7tanh(c${sub(t)})`, `${at('hidden')} = ${at('output')} \u00b7 tanh(${at('cell')})`],
  ] : [
    ['new memory = tanh(what the input says + what the memory says)', `h${sub(t)} = tanh(W x${sub(t)} + U h${sub(t - 1)} + b)`, `${at('hidden')} = tanh(${at('drive')} + ${bracket(at('echo'))})`],
  ];
  fill(list, ...rows.flatMap(([words, symbols, numbers]) => [make('dt', '', words), make('dd', 'gs-symbols', symbols), make('dd', 'gs-number', numbers)]));
}

const sub = (number) => String(number).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)));
const bracket = (text) => (text.startsWith('\u2212') ? `(${text})` : text);
