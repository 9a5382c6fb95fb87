// A reading as ui/clip_pack.py packs it, ready to be drawn. T frames, C labels.
function unpack(answer) {
  const steps = answer.times.length;
  const count = answer.labels.length;
  const flat = halves(answer.chances);
  const chances = Array.from({ length: steps }, (_, step) => flat.slice(step * count, (step + 1) * count));
  const [rows, columns] = answer.grid;
  const cells = rows * columns;
  const raw = bytes(answer.maps);
  const shares = answer.scale.map((scale, step) => Float32Array.from({ length: cells }, (_, cell) => (raw[step * cells + cell] / 255) * scale));
  const leaders = chances.map(best);
  const flips = leaders.flatMap((leader, step) => (step && leader !== leaders[step - 1] ? [step] : []));
  return { ...answer, steps, chances, cells, shares, leaders, flips, shown: running(chances, leaders) };
}

const best = (values) => values.reduce((found, value, at) => (value > values[found] ? at : found), 0);

// Which labels have a line: the final answer, those that ever led, then the strongest of the rest; five at most.
function running(chances, leaders, most = 5) {
  const last = leaders.at(-1);
  const peak = (label) => Math.max(...chances.map((step) => step[label]));
  const others = [...chances[0].keys()].filter((label) => label !== last);
  others.sort((a, b) => leaders.includes(b) - leaders.includes(a) || peak(b) - peak(a));
  return [last, ...others].slice(0, most);
}

const atSeconds = (value) => `${value.toFixed(2)}\u00a0s`;
