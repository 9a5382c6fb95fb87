// What beam search considered: a column a step, likelier hypotheses higher, the winner's path drawn strong.
const ROW = 32; // pixels from row to row
const FONT = 17; // pixels of the words

function tree(lane, trace) {
  const panel = $('.gs-tree', lane);
  panel.hidden = !trace.beams.length;
  if (panel.hidden) return () => {};
  const nodes = trace.beams.map(([parent, word, step, logprob, kept, chosen]) => ({ parent, word, step, logprob, kept, chosen }));
  nodes.forEach((node, number) => Object.assign(node, { number, says: (nodes[node.parent]?.says ?? '') + (node.word === SHARED.end ? '.' : ` ${node.word}`) }));
  const box = $('.gs-dropped', lane);
  const said = $('.gs-tree-said', lane);
  const scroll = $('.gs-tree-scroll', lane);
  let band = null;
  const paint = (step) => {
    const at = Math.min(step, trace.steps - 1);
    band?.setAttribute('transform', `translate(${band.places[at]?.x ?? 0} 0)`);
    band?.setAttribute('width', band.places[at]?.width ?? 0);
  };
  const redraw = () => {
    const shown = nodes.filter((node) => box.checked || node.kept || node.chosen);
    band = drawTree(scroll, shown, nodes, said, trace);
    paint(cursor.shown);
  };
  box.addEventListener('change', redraw);
  redraw();
  return paint;
}

function drawTree(scroll, shown, nodes, said, trace) {
  const places = layOut(shown);
  const wide = places.at(-1).x + places.at(-1).width;
  const high = Math.max(...shown.map((node) => node.row + 1)) * ROW + 8;
  const band = draw('rect', { class: 'gs-band', y: 0, height: high, rx: 8 });
  const parts = new Map(shown.map((node) => [node.number, drawNode(node, nodes, places)]));
  const edges = draw('g', {}, ...[...parts.values()].map((part) => part.edge));
  const words = draw('g', {}, ...[...parts.values()].map((part) => part.word));
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: 'img', 'aria-label': `${nodes.length} hypotheses considered; the winner: ${trace.caption}` }, band, edges, words);
  const explain = (node) => {
    for (const part of parts.values()) for (const piece of Object.values(part)) piece.classList.remove('gs-path');
    if (!node) {
      said.textContent = 'How to read: one column a step, likelier beginnings higher; the strong line is the caption that won in the end. Rest the pointer on a word to read its beginning.';
      return;
    }
    for (let one = node; one; one = nodes[one.parent]) for (const piece of Object.values(parts.get(one.number) ?? {})) piece.classList.add('gs-path');
    const fate = node.chosen ? 'won' : node.kept ? 'kept, overtaken later' : 'dropped at once';
    said.textContent = `\u201c${node.says.trim()}\u201d \u00b7 log-probability ${signed(node.logprob)} \u00b7 ${fate}`;
  };
  words.addEventListener('pointerover', (event) => explain(nodes[event.target.closest('[data-node]')?.dataset.node]));
  words.addEventListener('pointerleave', () => explain(null));
  words.addEventListener('click', (event) => {
    const node = nodes[event.target.closest('[data-node]')?.dataset.node];
    if (node) cursor.take(node.step);
  });
  explain(null);
  fill(scroll, svg);
  return Object.assign(band, { places });
}

// Gives every node its row, and says where each step's column lies.
function layOut(shown) {
  const ruler = document.createElement('canvas').getContext('2d');
  ruler.font = `600 ${FONT}px ${getComputedStyle(root).fontFamily}`;
  const columns = [];
  for (const node of shown) (columns[node.step] ??= []).push(node);
  let x = 0;
  return columns.map((column) => {
    column.sort((a, b) => b.kept - a.kept || b.logprob - a.logprob);
    column.forEach((node, row) => Object.assign(node, { row, length: ruler.measureText(nameOf(node)).width + 16 }));
    const place = { x, width: Math.max(...column.map((node) => node.length)) };
    x += place.width + 34;
    return place;
  });
}

const nameOf = (node) => (node.word === SHARED.end ? '\u25a0 end' : node.word);

function drawNode(node, nodes, places) {
  const kind = node.chosen ? 'gs-won' : node.kept ? 'gs-kept' : 'gs-gone';
  const { x } = places[node.step];
  const y = node.row * ROW + ROW / 2 + 4;
  const parent = nodes[node.parent];
  let path = '';
  if (parent) {
    const from = places[parent.step].x + parent.length;
    const start = parent.row * ROW + ROW / 2 + 4;
    path = `M${from} ${start}C${(from + x) / 2} ${start} ${(from + x) / 2} ${y} ${x} ${y}`;
  }
  const edge = draw('path', { d: path, class: `gs-edge ${kind}` });
  const text = draw('text', { x: 8, y: 6 });
  text.textContent = nameOf(node);
  const back = draw('rect', { x: 0, y: -ROW / 2 + 3, width: node.length, height: ROW - 6, rx: 7 });
  const word = draw('g', { class: `gs-node ${kind}`, transform: `translate(${x} ${y})`, 'data-node': node.number }, back, text);
  return { edge, word };
}
