// The arithmetic of the chosen unit at the cursor, with its actual numbers, and the conveyor belt that they make.
function sumPanel(run) {
  return (step) => {
    const at = here(step);
    const now = numbersAt(at, pins.one);
    $('.gs-sum-title').textContent = `The arithmetic of unit ${pins.one} at ${quoted(at)}`;
    fill($('.gs-equations'), memorySum(now, at), shownSum(now));
    fill($('.gs-belt'), belt(now, run, pins.one));
  };
}

function numbersAt(step, unit) {
  const [f, i, o, g, c, h] = SIX.map((array) => valueAt(array, step, unit));
  const before = beforeAt(step, unit);
  return { f, i, o, g, c, h, before, kept: f * before, written: i * g };
}

function memorySum({ f, i, g, c, before, kept, written }, step) {
  const line = make('div', 'gs-equation');
  const earlier = step ? 'old memory' : current.start ? 'first memory' : 'empty memory';
  line.append(
    term('c', signed(c), 'new memory', 'gs-cell'), sign('='),
    term('f', f.toFixed(2), 'forget gate', 'gs-forget'), sign('\u00d7'), term('c before', signed(before), earlier, ''), sign('+'),
    term('i', i.toFixed(2), 'input gate', 'gs-in'), sign('\u00d7'), term('g', signed(g), 'candidate', 'gs-candidate'),
  );
  const words = make('p', 'gs-sum-words');
  words.append(
    part('gs-forget', 'Keep: '), `the forget gate throws ${percent(1 - f)} of the old away, ${signed(kept)} is kept. `,
    part('gs-in', 'Write: '), `the input gate lets ${percent(i)} of the new in, ${signed(written)} is stored.`,
  );
  const box = make('div');
  box.append(line, words);
  return box;
}

function shownSum({ o, c, h }) {
  const line = make('div', 'gs-equation');
  line.append(
    term('h', signed(h), 'what is shown', 'gs-shown'), sign('='),
    term('o', o.toFixed(2), 'output gate', 'gs-out'), sign('\u00d7'), term('tanh(c)', signed(Math.tanh(c)), 'memory, squashed', 'gs-cell'),
  );
  const words = make('p', 'gs-sum-words');
  words.append(part('gs-out', 'Show: '), `the output gate shows ${percent(o)} of it.`);
  const box = make('div');
  box.append(line, words);
  return box;
}

function term(symbol, number, name, kind) {
  const made = make('span', `gs-term ${kind}`.trim());
  made.append(make('i', '', symbol), make('b', '', number), make('small', '', name));
  return made;
}
const sign = (text) => make('span', 'gs-sign', text);
const part = (kind, text) => make('b', kind, text);

// The conveyor belt: what comes from the left is narrowed by the forget gate, what is written joins, what is shown leaves.
const BELT = { wide: 620, high: 270, middle: 110, most: 84 }; // pixels; the widest band

function belt(now, run, unit) {
  const largest = (run.belts ??= {})[unit] ??= beltScale(run, unit);
  const thick = (value) => Math.max(1.5, (BELT.most * Math.abs(value)) / largest);
  const { wide, high, middle } = BELT;
  const gate = (x, y, kind, symbol, value, says) => draw('g', { class: `gs-gate ${kind}`, transform: `translate(${x} ${y})` },
    draw('circle', { r: 25 }), text(0, 1, symbol, 'gs-gate-symbol'), text(0, 17, value.toFixed(2), 'gs-gate-number'), text(0, -34, says, 'gs-gate-says'));
  const parts = [
    band(0, 150, middle, thick(now.before), thick(now.before), 'gs-band-old'),
    band(150, 330, middle, thick(now.kept), thick(now.kept), 'gs-band-kept'),
    band(330, wide, middle, thick(now.c), thick(now.c), 'gs-band-new'),
    draw('path', { class: 'gs-band-written', d: `M330 ${high} V${middle}`, 'stroke-width': thick(now.written) }),
    draw('path', { class: 'gs-band-shown', d: `M500 ${middle} V${high}`, 'stroke-width': thick(now.h) }),
    gate(150, middle, 'gs-forget', 'f', now.f, 'keep'),
    gate(330, 205, 'gs-in', 'i', now.i, ''),
    gate(500, 205, 'gs-out', 'o', now.o, ''),
    text(4, middle - BELT.most / 2 - 12, `before ${signed(now.before)}`, 'gs-belt-number gs-from'),
    text(240, middle - BELT.most / 2 - 12, `kept ${signed(now.kept)}`, 'gs-belt-number'),
    text(wide - 4, middle - BELT.most / 2 - 12, `memory c ${signed(now.c)}`, 'gs-belt-number gs-until'),
    text(364, high - 8, `write ${signed(now.written)}`, 'gs-belt-number gs-from'),
    text(534, high - 8, `show ${signed(now.h)}`, 'gs-belt-number gs-from'),
  ];
  const says = `Of ${signed(now.before)} the forget gate keeps ${signed(now.kept)}; ${signed(now.written)} is written; the memory is ${signed(now.c)}, of which ${signed(now.h)} is shown.`;
  return draw('svg', { viewBox: `0 0 ${wide} ${high}`, role: 'img', 'aria-label': says }, ...parts);
}

const band = (from, to, y, left, right, kind) => draw('path', { class: kind, d: `M${from} ${y - left / 2}L${to} ${y - right / 2}V${y + right / 2}L${from} ${y + left / 2}Z` });

function text(x, y, says, kind) {
  const made = draw('text', { x, y, class: kind });
  made.textContent = says;
  return made;
}

// One scale for the whole run: then a narrow belt is a small memory.
function beltScale(run, unit) {
  let most = Math.abs(run.arrays.before[unit]);
  for (let step = 0; step < run.steps; step++) most = Math.max(most, Math.abs(valueAt('cell', step, unit)), Math.abs(valueAt('input', step, unit) * valueAt('candidate', step, unit)));
  return most || 1;
}

pins.watch(() => cursor.paint());
