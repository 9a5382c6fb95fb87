// One step of each network as a drawing, with room for the numbers of the current step.
const parts = {
  text(x, y, className = '', anchor = 'middle') {
    return draw('text', { x, y, 'text-anchor': anchor, class: className });
  },
  pill(x, y, name, colour) {
    const number = parts.text(x, y + 7, 'gs-cell-number');
    const title = parts.text(x, y + 37, 'gs-cell-name');
    title.textContent = name;
    return { number, group: draw('g', {}, draw('rect', { class: 'gs-cell-pill', x: x - 44, y: y - 19, width: 88, height: 38, rx: 19, stroke: colour }), title, number) };
  },
  node(x, y, sign) {
    const made = parts.text(x, y + 7, 'gs-cell-sign');
    made.textContent = sign;
    return draw('g', {}, draw('circle', { class: 'gs-cell-node', cx: x, cy: y, r: 17 }), made);
  },
  gate(x, y, name, what) {
    const number = parts.text(x, y + 7, 'gs-cell-number');
    const title = parts.text(x, y + 38, 'gs-cell-name');
    title.textContent = what;
    const letter = parts.text(x - 45, y + 6, 'gs-cell-letter', 'end');
    letter.textContent = name;
    return { number, group: draw('g', { class: 'gs-cell-gate', 'data-gate': name }, draw('rect', { class: 'gs-cell-box', x: x - 40, y: y - 19, width: 80, height: 38, rx: 8 }), letter, title, number) };
  },
  way(d, className = '') {
    return draw('path', { class: `gs-cell-way ${className}`, d, 'marker-end': 'url(#gs-arrow)' });
  },
  arrows() {
    return draw('defs', {}, draw('marker', { id: 'gs-arrow', viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 5, markerHeight: 5, orient: 'auto-start-reverse' }, draw('path', { d: 'M0 0 10 5 0 10Z', fill: 'context-stroke' })));
  },
};

// new memory = tanh(what the input says + what the memory says)
function drawRnn() {
  const colour = colourOf('rnn');
  const before = parts.pill(62, 120, 'previous memory h', colour);
  const after = parts.pill(578, 120, 'new memory h', colour);
  const read = parts.text(282, 262, 'gs-cell-read');
  const [echo, drive] = [parts.text(168, 108, 'gs-cell-number'), parts.text(298, 194, 'gs-cell-number', 'start')];
  const sum = parts.text(366, 108, 'gs-cell-number');
  const svg = draw('svg', { class: 'gs-cell', viewBox: '-14 0 668 270', role: 'img', 'aria-label': 'One step of the plain RNN' }, parts.arrows(),
    draw('rect', { class: 'gs-cell-body', x: 234, y: 70, width: 256, height: 148, rx: 16 }),
    parts.way('M106 120H264'), parts.way('M282 240V139'), parts.way('M300 120H406'), parts.way('M470 120H532'),
    parts.way('M622 120C652 120 640 26 566 26H74C0 26 -12 120 16 120', 'gs-cell-loop'),
    before.group, after.group, parts.node(282, 120, '+'), tanhBox(438, 120), echo, drive, sum, read, note(168, 141, 'memory says'), note(298, 213, 'input says', 'start'), note(320, 16, 'the loop: it is the previous memory of the next step'));
  return { svg, before: before.number, after: after.number, read, echo, drive, sum };
}

function tanhBox(x, y) {
  const sign = parts.text(x, y + 6, 'gs-cell-sign gs-cell-tanh');
  sign.textContent = 'tanh';
  return draw('g', {}, draw('rect', { class: 'gs-cell-box', x: x - 31, y: y - 18, width: 62, height: 36, rx: 8 }), sign);
}

function note(x, y, text, anchor = 'middle') {
  const made = parts.text(x, y, 'gs-cell-note', anchor);
  made.textContent = text;
  return made;
}

// The highway of c above; three gates and what is new below.
function drawLstm() {
  const colour = colourOf('lstm');
  const before = parts.pill(66, 52, 'previous memory c', colour);
  const after = parts.pill(654, 52, 'new memory c', colour);
  const shown = parts.pill(654, 166, 'shown h', colour);
  const gates = { forget: parts.gate(206, 166, 'f', 'keep'), input: parts.gate(316, 166, 'i', 'write'), candidate: parts.gate(424, 166, 'g', 'what is new'), output: parts.gate(534, 166, 'o', 'show') };
  const read = parts.text(66, 262, 'gs-cell-read');
  const written = parts.text(388, 84, 'gs-cell-number', 'start');
  const kept = parts.text(288, 40, 'gs-cell-number');
  const svg = draw('svg', { class: 'gs-cell', viewBox: '-8 0 726 270', role: 'img', 'aria-label': 'One step of the LSTM' }, parts.arrows(),
    draw('rect', { class: 'gs-cell-body', x: 146, y: 4, width: 446, height: 212, rx: 16 }),
    draw('path', { class: 'gs-cell-highway', d: 'M110 52H608', stroke: colour }),
    parts.way('M206 147V71'), parts.way('M316 147C316 124 338 118 352 116'), parts.way('M424 147C424 124 404 118 390 116'), parts.way('M370 96V71'),
    parts.way('M534 52V108'), parts.way('M534 147V144', 'gs-cell-bare'), parts.way('M552 126H620C646 126 654 130 654 146'),
    draw('path', { class: 'gs-cell-way', d: 'M66 244V230H534' }), ...[206, 316, 424, 534].map((x) => parts.way(`M${x} 230V210`)),
    before.group, after.group, shown.group, ...Object.values(gates).map((gate) => gate.group),
    parts.node(206, 52, '\u00d7'), parts.node(370, 52, '+'), parts.node(370, 114, '\u00d7'), parts.node(534, 126, '\u00d7'), tanhTag(534, 84), kept, written, read,
    note(400, 258, 'every gate sees the input and what was shown before'));
  return { svg, before: before.number, after: after.number, shown: shown.number, read, kept, written, gates };
}

function tanhTag(x, y) {
  const sign = parts.text(x, y + 5, 'gs-cell-note');
  sign.textContent = 'tanh';
  return draw('g', {}, draw('rect', { class: 'gs-cell-box', x: x - 26, y: y - 13, width: 52, height: 26, rx: 7 }), sign);
}
