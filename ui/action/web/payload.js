// A reading and a table of orders as ui/action/payload.py packs them, ready to be drawn. T frames, C labels.
// Nothing here needs a page.
import { halves, sharesOf } from '../../shared/web/bytes.js';

const MOST_LINES = 5; // labels that have a line of their own

/** @param {import('./types').PackedReading} packed @returns {import('./types').Reading} */
export function unpackReading(packed) {
  const steps = packed.times.length;
  const count = packed.labels.length;
  const flat = halves(packed.chances); // (T * C)
  const chances = Array.from({ length: steps }, (_, step) => flat.slice(step * count, (step + 1) * count));
  const [rows, columns] = packed.grid;
  const shares = sharesOf(packed.maps, packed.scale, rows * columns);
  const leaders = chances.map(likeliest);
  const flips = leaders.flatMap((leader, step) => (step && leader !== leaders[step - 1] ? [step] : []));
  return { ...packed, steps, chances, shares, leaders, flips, shown: labelsWithLines(chances, leaders) };
}

const likeliest = (chances) => chances.reduce((best, p, label) => (p > chances[best] ? label : best), 0);

// The final answer, then the labels that ever led, then the strongest of the rest.
function labelsWithLines(chances, leaders) {
  const last = leaders.at(-1);
  const peaks = Array.from(chances[0], (_, label) => Math.max(...chances.map((step) => step[label])));
  const led = peaks.map((_, label) => Number(leaders.includes(label)));
  const others = [...peaks.keys()].filter((label) => label !== last);
  others.sort((a, b) => led[b] - led[a] || peaks[b] - peaks[a]);
  return [last, ...others].slice(0, MOST_LINES);
}

/**
 * The rows of the table of orders; the first one is the clip as filmed.
 * @param {import('./types').OrderTable} table
 * @param {boolean} backwards whether the clip on the page was played backwards
 * @returns {import('./types').OrderRow[]}
 */
export function orderRows({ rows, measured }, backwards) {
  const filmed = rows[0].heads;
  const played = backwards ? 'reversed' : 'forward';
  return rows.map(({ way, seed, heads }, at) => ({
    way,
    seed,
    yours: way === played,
    answers: heads.map(([label, p], head) => ({ label, p, same: label === filmed[head][0] })),
    measured: (way !== rows[at - 1]?.way && measured?.[way]) || [],
    alike: rows.filter((other) => other.way === way).length,
  }));
}
