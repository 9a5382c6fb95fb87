// Open or shut: for every unit the share of steps at which a gate stands above one threshold and below another, as in
// models/lstm/saturation.py. Karpathy, Johnson, Fei-Fei 2015, arXiv 1506.02078. Nothing here needs a page.
const BINS = 20; // of 0.05 each, as models/lstm/saturation.py counts

/** @typedef {import('./types').Saturation} Saturation */

/**
 * In one run.
 * @param {import('./types').RunNumbers} run @param {import('./types').GateName} gate
 * @param {number} open open is above this @param {number} shut shut is below this
 * @returns {Saturation[]} of every unit
 */
export function saturationOfRun({ steps, units, arrays }, gate, open, shut) {
  const values = arrays[gate];
  return Array.from({ length: units }, (_, unit) => {
    let [above, below] = [0, 0];
    for (let step = 0; step < steps; step++) {
      const value = values[step * units + unit];
      if (value > open) above += 1;
      if (value < shut) below += 1;
    }
    return { open: above / steps, shut: below / steps };
  });
}

/**
 * Over many runs that were counted in bins.
 * @param {import('./types').HistogramCounts} counted @param {number} units @param {import('./types').GateName} gate
 * @param {number} open @param {number} shut multiples of 0.05, as for one run
 * @returns {Saturation[]} of every unit
 */
export function saturationOfCounts({ counts, steps, gates }, units, gate, open, shut) {
  const from = gates.indexOf(gate) * units * BINS;
  const [first, last] = [Math.round(open * BINS), Math.round(shut * BINS)];
  const share = (bins) => bins.reduce((sum, value) => sum + value, 0) / steps;
  return Array.from({ length: units }, (_, unit) => {
    const bins = counts.subarray(from + unit * BINS, from + (unit + 1) * BINS);
    return { open: share(bins.subarray(first)), shut: share(bins.subarray(0, last)) };
  });
}

/**
 * Units with the same two shares, together.
 * @param {Saturation[]} units
 * @returns {import('./types').SaturationGroup[]} in the order of their first members
 */
export function groupUnits(units) {
  const groups = new Map();
  units.forEach(({ open, shut }, unit) => {
    const key = `${shut.toFixed(3)} ${open.toFixed(3)}`;
    if (!groups.has(key)) groups.set(key, { open, shut, members: [] });
    groups.get(key).members.push(unit);
  });
  return [...groups.values()];
}
