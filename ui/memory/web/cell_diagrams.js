// One step of each network as a drawing, with room for the numbers of the current step.
import { draw } from '../../shared/web/dom.js';
import {
  arrow,
  arrowHead,
  cellNote,
  cellNumber,
  cellText,
  gateBox,
  operation,
  statePill,
  tanhBox,
  tanhTag,
} from './cell_shapes.js';
import { colourOf } from './networks.js';

/** new memory = tanh(what the input says + what the memory says) */
export function drawRnnCell() {
  const colour = colourOf('rnn');
  const before = statePill(62, 120, 'previous memory h', colour);
  const after = statePill(578, 120, 'new memory h', colour);
  const read = cellText(282, 262, '', 'gs-cell-read');
  const echo = cellNumber(168, 108);
  const drive = cellNumber(298, 194, 'start');
  const sum = cellNumber(366, 108);
  const svg = draw(
    'svg',
    { class: 'gs-cell', viewBox: '-14 0 668 270', role: 'img', 'aria-label': 'One step of the plain RNN' },
    arrowHead(),
    draw('rect', { class: 'gs-cell-body', x: 234, y: 70, width: 256, height: 148, rx: 16 }),
    arrow('M106 120H264'),
    arrow('M282 240V139'),
    arrow('M300 120H406'),
    arrow('M470 120H532'),
    arrow('M622 120C652 120 640 26 566 26H74C0 26 -12 120 16 120', 'gs-cell-loop'),
    before.group,
    after.group,
    operation(282, 120, '+'),
    tanhBox(438, 120),
    echo,
    drive,
    sum,
    read,
    cellNote(168, 141, 'memory says'),
    cellNote(298, 213, 'input says', 'start'),
    cellNote(320, 16, 'the loop: it is the previous memory of the next step'),
  );
  return { svg, before: before.number, after: after.number, read, echo, drive, sum };
}

/** The highway of c above; three gates and what is new below. */
export function drawLstmCell() {
  const colour = colourOf('lstm');
  const before = statePill(66, 52, 'previous memory c', colour);
  const after = statePill(654, 52, 'new memory c', colour);
  const shown = statePill(654, 166, 'shown h', colour);
  const gates = {
    forget: gateBox(206, 166, 'f', 'keep'),
    input: gateBox(316, 166, 'i', 'write'),
    candidate: gateBox(424, 166, 'g', 'what is new'),
    output: gateBox(534, 166, 'o', 'show'),
  };
  const read = cellText(66, 262, '', 'gs-cell-read');
  const written = cellNumber(388, 84, 'start');
  const kept = cellNumber(288, 40);
  const svg = draw(
    'svg',
    { class: 'gs-cell', viewBox: '-8 0 726 270', role: 'img', 'aria-label': 'One step of the LSTM' },
    arrowHead(),
    draw('rect', { class: 'gs-cell-body', x: 146, y: 4, width: 446, height: 212, rx: 16 }),
    draw('path', { class: 'gs-cell-highway', d: 'M110 52H608', stroke: colour }),
    ...lstmArrows(),
    before.group,
    after.group,
    shown.group,
    ...Object.values(gates).map((gate) => gate.group),
    operation(206, 52, '\u00d7'),
    operation(370, 52, '+'),
    operation(370, 114, '\u00d7'),
    operation(534, 126, '\u00d7'),
    tanhTag(534, 84),
    kept,
    written,
    read,
    cellNote(400, 258, 'every gate sees the input and what was shown before'),
  );
  return { svg, before: before.number, after: after.number, shown: shown.number, read, kept, written, gates };
}

// What each gate does to the highway, and below what all of them see.
function lstmArrows() {
  return [
    arrow('M206 147V71'),
    arrow('M316 147C316 124 338 118 352 116'),
    arrow('M424 147C424 124 404 118 390 116'),
    arrow('M370 96V71'),
    arrow('M534 52V108'),
    arrow('M534 147V144', 'gs-cell-bare'),
    arrow('M552 126H620C646 126 654 130 654 146'),
    draw('path', { class: 'gs-cell-way', d: 'M66 244V230H534' }),
    ...[206, 316, 424, 534].map((x) => arrow(`M${x} 230V210`)),
  ];
}
