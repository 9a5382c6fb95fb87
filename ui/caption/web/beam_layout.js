// Where the hypotheses of beam search are drawn: a column a step, likelier ones higher. Nothing here needs a page.
import { END } from '../../shared/web/words.js';

export const ROW = 32; // pixels from row to row
const TOP = 4; // pixels above the first row and below the last
const GAP = 34; // pixels between two columns, for the curves

/** The nodes of the tree. @param {import('../../shared/web/types').CaptionTrace['beams']} beams @returns {import('./types').Hypothesis[]} */
export function hypothesesOf(beams) {
  const nodes = [];
  beams.forEach(([parent, word, step, logprob, kept, chosen], number) => {
    const says = `${nodes[parent]?.says ?? ''}${word === END ? '.' : ` ${word}`}`.trim();
    nodes.push({ number, parent, word, says, step, logprob, kept: Boolean(kept), chosen: Boolean(chosen) });
  });
  return nodes;
}

/**
 * @param {import('./types').Hypothesis[]} shown at least one of every step
 * @param {(node: import('./types').Hypothesis) => number} lengthOf how long a node is drawn, in pixels
 * @returns {import('./types').TreeLayout}
 */
export function layOutBeam(shown, lengthOf) {
  const byStep = [];
  for (const node of shown) (byStep[node.step] ??= []).push(node);
  const places = new Map();
  let x = 0;
  const columns = byStep.map((nodes) => {
    nodes.sort((a, b) => Number(b.kept) - Number(a.kept) || b.logprob - a.logprob);
    const lengths = nodes.map(lengthOf);
    nodes.forEach((node, row) => {
      places.set(node.number, { row, x, y: row * ROW + ROW / 2 + TOP, length: lengths[row] });
    });
    const column = { x, width: Math.max(...lengths) };
    x += column.width + GAP;
    return column;
  });
  const last = columns.at(-1);
  const rows = Math.max(...byStep.map((nodes) => nodes.length));
  return { columns, places, width: last.x + last.width, height: rows * ROW + 2 * TOP };
}

/** The curve from the end of a node to the beginning of one that continues it. @param {import('./types').TreePlace} from @param {import('./types').TreePlace} to */
export function edgePath(from, to) {
  const start = from.x + from.length;
  const middle = (start + to.x) / 2;
  return `M${start} ${from.y}C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`;
}
