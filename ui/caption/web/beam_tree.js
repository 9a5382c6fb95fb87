// What beam search considered: a column a step, likelier hypotheses higher, the winner's path drawn strong.
import { cursor } from '../../shared/web/cursor.js';
import { $, draw, fill, root } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { END } from '../../shared/web/words.js';
import { edgePath, hypothesesOf, layOutBeam, ROW } from './beam_layout.js';
import { slotOf, stepWithin } from './unpack.js';

const FONT = 17; // pixels of the words
const TREE_HELP =
  'How to read: one column a step, likelier beginnings higher; the strong line is the caption that won in the end. Rest the pointer on a word to read its beginning.';

/** @param {any} lane @param {import('./types').Caption} trace @returns {(step: number) => void} paints a step */
export function beamTree(lane, trace) {
  const panel = $('.gs-tree', lane);
  panel.hidden = !trace.beams.length;
  if (panel.hidden) return () => {};
  const nodes = hypothesesOf(trace.beams);
  const dropped = $('.gs-dropped', lane);
  let paint;
  const redraw = () => {
    const shown = nodes.filter((node) => dropped.checked || node.kept || node.chosen);
    paint = drawTree(panel, shown, nodes, trace);
    paint(stepWithin(cursor.shown, trace));
  };
  dropped.addEventListener('change', redraw);
  redraw();
  return (step) => paint(step);
}

// Draws the nodes that are shown. Returns what marks the column of a step.
function drawTree(panel, shown, nodes, trace) {
  const layout = layOutBeam(shown, textMeasure());
  const band = draw('rect', { class: 'gs-band', y: 0, height: layout.height, rx: 8 });
  const parts = new Map(shown.map((node) => [node.number, drawNode(node, layout.places)]));
  const edges = draw('g', {}, ...[...parts.values()].map((part) => part.edge));
  const words = draw('g', {}, ...[...parts.values()].map((part) => part.word));
  const size = { viewBox: `0 0 ${layout.width} ${layout.height}`, width: layout.width, height: layout.height };
  const label = `${nodes.length} hypotheses considered; the winner: ${trace.caption}`;
  listenToTree(words, nodes, trace, (node) => {
    markPath(node, nodes, parts);
    $('.gs-tree-said', panel).textContent = node ? hypothesisInWords(node) : TREE_HELP;
  });
  fill($('.gs-tree-scroll', panel), draw('svg', { ...size, role: 'img', 'aria-label': label }, band, edges, words));
  return (step) => {
    band.setAttribute('transform', `translate(${layout.columns[step]?.x ?? 0} 0)`);
    band.setAttribute('width', layout.columns[step]?.width ?? 0);
  };
}

// `rested` hears which node is under the pointer; undefined: none.
function listenToTree(words, nodes, trace, rested) {
  const nodeOf = (event) => nodes[event.target.closest('[data-node]')?.dataset.node];
  words.addEventListener('pointerover', (event) => rested(nodeOf(event)));
  words.addEventListener('pointerleave', () => rested(undefined));
  words.addEventListener('click', (event) => {
    const node = nodeOf(event);
    if (node) cursor.take(slotOf(node.step, trace));
  });
  rested(undefined);
}

// The whole beginning that ends with a node stands out.
function markPath(node, nodes, parts) {
  const piecesOf = (number) => Object.values(parts.get(number) ?? {});
  for (const number of parts.keys()) for (const piece of piecesOf(number)) piece.classList.remove('gs-path');
  for (let one = node; one; one = nodes[one.parent]) {
    for (const piece of piecesOf(one.number)) piece.classList.add('gs-path');
  }
}

function hypothesisInWords(node) {
  const fate = node.chosen ? 'won' : node.kept ? 'kept, overtaken later' : 'dropped at once';
  return `\u201c${node.says}\u201d \u00b7 log-probability ${signed(node.logprob)} \u00b7 ${fate}`;
}

// How long a node is: its name in the page's letters, with room at both ends.
function textMeasure() {
  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = `600 ${FONT}px ${getComputedStyle(root).fontFamily}`;
  return (node) => ruler.measureText(nodeName(node)).width + 16;
}

const nodeName = (node) => (node.word === END ? '\u25a0 end' : node.word);

function drawNode(node, places) {
  const kind = node.chosen ? 'gs-won' : node.kept ? 'gs-kept' : 'gs-gone';
  const [place, parent] = [places.get(node.number), places.get(node.parent)];
  const edge = draw('path', { d: parent ? edgePath(parent, place) : '', class: `gs-edge ${kind}` });
  const text = draw('text', { x: 8, y: 6 });
  text.textContent = nodeName(node);
  const back = draw('rect', { x: 0, y: -ROW / 2 + 3, width: place.length, height: ROW - 6, rx: 7 });
  const where = { class: `gs-node ${kind}`, transform: `translate(${place.x} ${place.y})`, 'data-node': node.number };
  return { edge, word: draw('g', where, back, text) };
}
