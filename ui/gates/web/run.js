// A run that was handed over, ready to be read. T steps, H units. Any tab hands one over with `inspect(run)`:
// {
//   key: string,          the same run has the same key in every tab, so that their time cursors go together
//   kind: 'caption' | 'clip' | 'memory' | 'file',
//   noun: 'word' | 'frame' | 'symbol',   what a step is here
//   title: string,        whose run it is: "Guided attention on “Dog”"
//   labels: [T strings] | null,          the names of the steps; null: those of the gates
//   gates: what ui/gate_pack.py `pack_gates` makes,
//   picture: {source, width, height, alt} | null,
//   shares: [T arrays of rows * columns shares] | null, grid: [rows, columns] | null,   where it looked
//   window: [x1, y1, x2, y2] | undefined,   the part of the picture or frame that the grid lies on, as shares of it
//   frames: [T data URLs] | null,        a picture for every step
//   signals: {name: [T numbers or nulls]},   what units may be found to follow, beside the built-in ones
//   parts: {memory, word, context, bias, chances} | null,   from memory to word, as ui/viewer.py packs it
//   start: string,        what the memory before the first step is: "the picture"; '' where it is empty
//   asked: {...} | null,  what the server needs to make this run again; null where it cannot
//   subject: {...} | null,   the picture as shared/asking.js knows it; null with `asked`
//   step: number,         where the cursor stands
// }
const SIX = ['forget', 'input', 'output', 'candidate', 'cell', 'hidden'];
const SYMBOLS = { forget: 'f', input: 'i', output: 'o', candidate: 'g', cell: 'c', hidden: 'h' };

function unpackRun(run) {
  const { gates } = run;
  const [steps, units] = [gates.steps, gates.units];
  const arrays = unpackGates(gates);
  const labels = run.labels ?? gates.labels;
  return { ...run, given: run, steps, units, labels, arrays, start: run.start ?? '', signals: run.signals ?? {}, orders: unpackOrders(gates, units) };
}

// Float32Arrays of T * H, row by row: the four gates as they travelled, and c and h worked out from them. `before` is c_0.
function unpackGates({ steps, units, ...packed }) {
  const arrays = Object.fromEntries(['forget', 'input', 'output', 'candidate'].map((name) => [name, whole(packed[name])]));
  const { forget, input, output, candidate } = arrays;
  for (const gate of [forget, input, output]) for (let at = 0; at < gate.length; at++) gate[at] /= 65535;
  for (let at = 0; at < candidate.length; at++) candidate[at] = (candidate[at] - 32768) / 32767;
  const [cell, hidden] = [new Float32Array(steps * units), new Float32Array(steps * units)];
  const before = new Float32Array(bytes(packed.start).buffer).slice(units);
  for (let at = 0; at < cell.length; at++) {
    cell[at] = forget[at] * (at < units ? before[at] : cell[at - units]) + input[at] * candidate[at];
    hidden[at] = output[at] * Math.tanh(cell[at]);
  }
  return { ...arrays, cell, hidden, before };
}

// base64 of little-endian 16-bit numbers -> Float32Array of whole numbers.
function whole(base64) {
  return Float32Array.from(new Uint16Array(bytes(base64).buffer));
}

function unpackOrders({ orders }, units) {
  const stored = Array.from({ length: units }, (_, unit) => unit);
  return { stored, ...Object.fromEntries(Object.entries(orders ?? {}).map(([name, order]) => [name, [...whole(order)]])) };
}
