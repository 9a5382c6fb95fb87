// How closely units follow a signal, and how easily that is chance: models/signals.py in the browser, so that it serves
// every run and a curve that is being drawn. Pearson's r over the steps; the steps of the signal are shuffled, and counted
// is how often the unit itself, and how often the best of all units, is as close then.
const SHUFFLES = 1000;
const FOUND = 8; // units listed

// Signals that every run has, and those that it brings along.
function signalsOf(run) {
  const position = Array.from({ length: run.steps }, (_, step) => step);
  return { [`position of the ${run.noun}`]: position, ...run.signals };
}

function follow(run, array, signal, seed = 1) {
  const steps = signal.map((value, step) => (Number.isFinite(value) && value !== null ? step : -1)).filter((step) => step >= 0);
  const target = standardize(steps.map((step) => signal[step]));
  if (steps.length < 3 || !target) return null;
  const columns = Array.from({ length: run.units }, (_, unit) => standardize(steps.map((step) => run.arrays[array][step * run.units + unit])));
  const dot = (column, other) => {
    let sum = 0;
    for (let at = 0; at < other.length; at++) sum += column[at] * other[at];
    return sum;
  };
  const r = columns.map((column) => (column ? dot(column, target) : 0));
  const ranked = r.map((value, unit) => ({ unit, r: value })).sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).slice(0, FOUND);
  const shuffles = shuffled(columns, target, dot, ranked.map(({ unit }) => columns[unit]), seed);
  const p = (found, value) => (1 + found.filter((other) => other >= Math.abs(value) - 1e-9).length) / (1 + SHUFFLES);
  return { ranked: ranked.map((one, rank) => ({ ...one, p: p(shuffles.alone[rank], one.r), pBest: p(shuffles.best, one.r) })), steps: steps.length };
}

// Mean 0 and length 1; null for what does not move.
function standardize(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const length = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0));
  return length > 1e-9 ? centred.map((value) => value / length) : null;
}

// |r| with every shuffle: the best of all units, and each of a few units alone.
function shuffled(columns, target, dot, few, seed) {
  const draw01 = chanceFrom(seed);
  const order = [...target];
  const moving = columns.filter(Boolean);
  const best = new Float64Array(SHUFFLES);
  const alone = few.map(() => new Float64Array(SHUFFLES));
  for (let turn = 0; turn < SHUFFLES; turn++) {
    for (let last = order.length - 1; last > 0; last--) {
      const other = Math.floor(draw01() * (last + 1));
      [order[last], order[other]] = [order[other], order[last]];
    }
    for (const column of moving) best[turn] = Math.max(best[turn], Math.abs(dot(column, order)));
    few.forEach((column, one) => (alone[one][turn] = column ? Math.abs(dot(column, order)) : 0));
  }
  return { best, alone };
}

// The same seed, the same shuffles (mulberry32).
function chanceFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
