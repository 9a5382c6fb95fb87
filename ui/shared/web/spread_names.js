// Names at the ends of lines, moved apart. Nothing here needs a page.

/**
 * Names at the ends of lines, moved apart until any two can be read.
 * @param {number[]} ends of the lines @param {number} least between two names @param {number} [lowest] a name may stand
 * @returns {number[]} the place of each name, in the order of `ends`
 */
export function spreadNames(ends, least, lowest = Infinity) {
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
