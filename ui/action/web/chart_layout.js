// Where things stand in a chart over the clip's time, in pixels. Nothing here needs a page.

/**
 * @param {number[]} times T seconds, rising
 * @param {object} options
 * @param {number} options.wide of the whole chart
 * @param {number} options.high
 * @param {number[]} options.room left, right, above, below the plot
 * @param {number} [options.low] the value at the foot of the plot
 * @param {number} [options.top] the value at its head
 * @param {boolean} [options.even] frames stand at equal distances instead of by the clock
 * @returns {import('./types').TimeScales}
 */
export function timeScales(times, { wide, high, room: [left, right, above, below], low = 0, top = 1, even = false }) {
  const steps = times.length;
  const span = times.at(-1) - times[0] || 1;
  const inner = wide - left - right;
  const margin = inner / (2 * steps);
  const share = (step) => (even ? step / (steps - 1) : (times[step] - times[0]) / span);
  const x = (step) => (steps === 1 ? left + inner / 2 : left + margin + share(step) * (inner - 2 * margin));
  const y = (value) => above + (1 - (value - low) / (top - low || 1)) * (high - above - below);
  return { wide, high, left, right, above, below, margin, x, y };
}

/** The frame that stands nearest to a place. @param {(step: number) => number} x @param {number} steps @param {number} place */
export function nearestStep(x, steps, place) {
  let nearest = 0;
  for (let step = 1; step < steps; step++) {
    if (Math.abs(x(step) - place) < Math.abs(x(nearest) - place)) nearest = step;
  }
  return nearest;
}

/** As many frames as can have their time written under them. @param {(step: number) => number} x @param {number} steps */
export function spacedSteps(x, steps, least = 64) {
  const spaced = [];
  for (let step = 0; step < steps; step++) {
    if (!spaced.length || x(step) - x(spaced.at(-1)) >= least) spaced.push(step);
  }
  return spaced;
}

/** An SVG path through a value at every frame. @param {number[]} values @param {import('./types').TimeScales} scales */
export const linePath = (values, { x, y }) =>
  values.map((value, step) => `${step ? 'L' : 'M'}${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join('');

/**
 * Names at the ends of lines, moved apart until any two can be read.
 * @param {number[]} ends of the lines @param {number} least between two names @param {number} lowest a name may stand
 * @returns {number[]} the place of each name, in the order of `ends`
 */
export function placesOfNames(ends, least, lowest) {
  const sorted = [...ends.keys()].sort((a, b) => ends[a] - ends[b]);
  const places = [];
  let free = 0; // no name stands above this
  for (const line of sorted) {
    places[line] = Math.max(ends[line], free);
    free = places[line] + least;
  }
  let limit = lowest; // no name stands below this
  for (const line of sorted.reverse()) {
    places[line] = Math.min(places[line], limit);
    limit -= least;
  }
  return places;
}

/** From where to where a chart of bars goes: 0 is in it, and there is room for a figure above and below. @param {number[]} values */
export function barRange(values) {
  const high = Math.max(0.01, ...values);
  const low = Math.min(0, ...values);
  const pad = 0.12 * (high - low);
  return { low: low - pad, top: high + pad };
}

/** As shares of the highest of them. @param {number[]} values none below 0 */
export function sharesOfPeak(values) {
  const peak = Math.max(...values) || 1;
  return values.map((value) => value / peak);
}
