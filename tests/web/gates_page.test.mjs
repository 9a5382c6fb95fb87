// Charts, colours, pins, operations and answers: what the page does before it draws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operatedRun, runOfExample, runOfFile } from '../../ui/gates/web/answered_runs.js';
import { colourAt, fullColourAt, isDark, shareOfSigned } from '../../ui/gates/web/colour_scale.js';
import { inspected, quotedStep, stepInRun } from '../../ui/gates/web/inspected.js';
import {
  drawStroke,
  hasName,
  linePoints,
  NAME_HEIGHT,
  placeOfStep,
  placeOfValue,
  SIGNAL_CHART,
  shareAtPlace,
  shortLabel,
  stepAtPlace,
  UNIT_CHART,
} from '../../ui/gates/web/line_layout.js';
import { createPins } from '../../ui/gates/web/pins.js';
import { complaintAboutCut, cutInWords, PRESETS } from '../../ui/gates/web/surgery.js';
import { bytes } from '../../ui/shared/web/bytes.js';
import { spreadNames } from '../../ui/shared/web/spread_names.js';
import { assertClose, fixture, runOf } from './gates_fixture.mjs';

const FRAMES = [UNIT_CHART, SIGNAL_CHART];

test('a place leads back to its step and its value', () => {
  for (const frame of FRAMES)
    for (const steps of [1, 2, 7, 100])
      for (let step = 0; step < steps; step++)
        assert.equal(stepAtPlace(frame, steps, placeOfStep(frame, steps, step)), step);
  for (const share of [0, 0.3, 1])
    assertClose(shareAtPlace(SIGNAL_CHART, placeOfValue(SIGNAL_CHART, [0, 1], share)), share, 1e-12);
  assert.deepEqual([stepAtPlace(UNIT_CHART, 5, -20), stepAtPlace(UNIT_CHART, 5, 999)], [0, 4]);
  assert.deepEqual([shareAtPlace(UNIT_CHART, -20), shareAtPlace(UNIT_CHART, 999)], [1, 0]);
});

test('steps go from left to right at equal distances, high values stand above low ones', () => {
  const places = [0, 1, 2].map((step) => placeOfStep(UNIT_CHART, 3, step));
  assertClose(places[1] - places[0], places[2] - places[1], 1e-9);
  assert.ok(places[0] > UNIT_CHART.left && places[2] < UNIT_CHART.wide - UNIT_CHART.right);
  assert.equal(placeOfValue(UNIT_CHART, [-2, 2], 2), UNIT_CHART.top);
  assert.equal(placeOfValue(UNIT_CHART, [-2, 2], -2), UNIT_CHART.high - UNIT_CHART.bottom);
});

test('a line leaves out steps without a value', () => {
  const points = linePoints(SIGNAL_CHART, 4, [0, 1], [0, null, 0.5, 1]).split(' ');
  assert.equal(points.length, 3);
  assert.equal(
    points[1],
    `${placeOfStep(SIGNAL_CHART, 4, 2).toFixed(1)},${placeOfValue(SIGNAL_CHART, [0, 1], 0.5).toFixed(1)}`,
  );
});

test('names at the ends of lines keep their order and do not cover each other', () => {
  for (const places of [[10, 10, 10], [50, 20, 21], [5, 100, 60], [3]]) {
    const spread = spreadNames(places, NAME_HEIGHT);
    const order = [...places.keys()].sort((a, b) => places[a] - places[b]);
    order.slice(1).forEach((one, rank) => {
      assert.ok(spread[one] - spread[order[rank]] >= NAME_HEIGHT - 1e-9);
    });
    places.forEach((place, one) => {
      assert.ok(spread[one] >= place);
    });
    assert.equal(spread[order[0]], places[order[0]]);
  }
});

test('no more steps are named than fit, the first one always', () => {
  for (const steps of [1, 8, 9, 60, 100]) {
    const named = Array.from({ length: steps }, (_, step) => hasName(step, steps, 8));
    assert.ok(named[0]);
    assert.ok(named.filter(Boolean).length <= 8);
  }
  assert.equal(shortLabel('elephants', 5), 'elephants');
  assert.equal(shortLabel('elephants', 9), 'elepha\u2026');
  assert.equal(shortLabel('rhinoceroses', 5), 'rhinocero\u2026');
});

test('a stroke by hand goes in a straight line through all steps between', () => {
  const curve = [0, 0, 0, 0, 0];
  drawStroke(curve, { step: 3, value: 0.2 }, { step: 1, value: 1 });
  assertClose(curve, [0, 1, 0.6, 0.2, 0], 1e-12);
  drawStroke(curve, { step: 4, value: 0.1 }, { step: 4, value: 0.9 });
  assertClose(curve[4], 0.9, 1e-12);
});

test('a number has the colour that it has in the figures', () => {
  const table = bytes(fixture.colours.table);
  fixture.colours.rgb.forEach((rgb, at) => {
    assert.deepEqual([...colourAt(table, at / 255)], rgb);
  });
  assert.deepEqual([...colourAt(table, -1)], fixture.colours.rgb[0]);
  assert.deepEqual([...colourAt(table, 2)], fixture.colours.rgb[255]);
  assert.deepEqual([-9, -1, 0, 1, 9].map(shareOfSigned), [0, 0, 0.5, 1, 1]);
});

test('white letters stand on dark colours only', () => {
  assert.ok(isDark([0, 0, 0]) && isDark([68, 1, 84])); // viridis begins so
  assert.ok(!isDark([255, 255, 255]) && !isDark([253, 231, 37])); // and ends so
});

test('the memory has full colour where NumPy has its 98th percentile, all else at 1', () => {
  for (const expected of fixture.runs) {
    const { arrays } = runOf(expected.packed);
    assertClose(fullColourAt('cell', arrays.cell), expected.full_colour, 1e-3);
    assert.equal(fullColourAt('hidden', arrays.hidden), 1);
  }
  assert.equal(fullColourAt('cell', new Float32Array(4)), 1);
});

test('pins: a first press pins and chooses, a second one chooses, a third one unpins', () => {
  const pins = createPins(() => true);
  let told = 0;
  pins.watch(() => (told += 1));
  pins.begin(4);
  assert.deepEqual([pins.units, pins.one, told], [[4], 4, 0]);
  pins.toggle(7);
  assert.deepEqual([pins.units, pins.one], [[4, 7], 7]);
  pins.toggle(4);
  assert.deepEqual([pins.units, pins.one], [[4, 7], 4]);
  pins.toggle(4);
  assert.deepEqual([pins.units, pins.one], [[7], 7]);
  pins.toggle(7);
  assert.deepEqual([pins.units, pins.one, told], [[], 7, 4]); // its sums are still shown
});

test('pins: no unit is pinned twice, and unpinning all keeps the chosen one', () => {
  const pins = createPins(() => true);
  pins.set([3, 5, 3]);
  assert.deepEqual([pins.units, pins.one], [[3, 5], 3]);
  pins.choose(5);
  pins.set([], pins.one);
  assert.deepEqual([pins.units, pins.one, pins.has(5)], [[], 5, false]);
});

test('pins: watchers are told in their order, and only while there is something on the page', () => {
  let ready = false;
  const heard = [];
  const pins = createPins(() => ready);
  for (const name of ['first', 'second']) pins.watch(() => heard.push(name));
  pins.choose(1);
  ready = true;
  pins.choose(2);
  assert.deepEqual(heard, ['first', 'second']);
});

test('an operation in words names gate, value, units and steps', () => {
  const labels = ['a', 'dog', 'runs'];
  const words = (cut) => cutInWords({ gate: 'forget', units: null, first: 0, last: null, ...cut }, labels);
  assert.equal(words({ clamp: 1 }), 'The forget gate of all units held at 1 at every step');
  assert.equal(
    words({ clamp: 0, first: 1, last: 1 }),
    'The forget gate of all units held at 0 at \u201cdog\u201d only',
  );
  assert.equal(
    words({ scale: 0.5, clamp: null, first: 1 }),
    'The forget gate of all units scaled by 0.5 from \u201cdog\u201d on',
  );
  assert.equal(
    words({ scale: 2, units: [3, 4], last: 1 }),
    'The forget gate of 2 units scaled by 2 from \u201ca\u201d to \u201cdog\u201d',
  );
  assert.equal(words({ clamp: 0, units: [3] }), 'The forget gate of unit 3 held at 0 at every step');
});

test('an operation on nothing, or one that ends before it begins, is refused in one sentence', () => {
  const cut = { gate: 'input', clamp: 0, units: null, first: 1, last: 2 };
  assert.equal(complaintAboutCut(cut), '');
  assert.equal(complaintAboutCut({ ...cut, last: null }), '');
  for (const wrong of [{ units: [] }, { first: 3 }])
    assert.match(complaintAboutCut({ ...cut, ...wrong }), /^[^.\n]+\.$/);
  assert.deepEqual(PRESETS['Amnesia here'](2), { gate: 'forget', clamp: 0, first: 2, last: 2 });
});

test('a cursor that is further than the run stands at its last step', () => {
  inspected.run = runOf(fixture.runs[0].packed);
  assert.deepEqual([stepInRun(2), stepInRun(99)], [2, 6]);
  assert.equal(quotedStep(1), '\u201cdog\u201d');
});

test('an example can be asked about again, a file cannot', () => {
  const { packed } = fixture.captions[0];
  const subject = { example: { id: '1', title: 'Dog', alt: 'A dog' }, source: 'data:old' };
  const answer = { run: 'r1', hash: 'h', picture: null, width: 4, height: 3, traces: [packed] };
  const run = runOfExample(answer, { subject, asked: { want: 'caption', mode: 'greedy' } });
  assert.deepEqual(run.asked, { want: 'caption', mode: 'greedy', hash: 'h', model: 'tiny' });
  assert.deepEqual(run.picture, { source: 'data:old', width: 4, height: 3, alt: 'A dog' }); // it was not sent again
  assert.equal(subject.hash, 'h');
  const file = runOfFile({ run: 'r2', trace: packed, notes: ['A note.'] }, 'run.npz');
  assert.deepEqual([file.kind, file.asked, file.title, file.notes], ['file', null, 'Tiny, from run.npz', ['A note.']]);
  const alone = runOfFile({ run: 'r3', gates: fixture.runs[0].packed }, 'gates.npz');
  assert.deepEqual([alone.kind, alone.asked, alone.step, alone.title], ['file', null, 6, 'Gates from gates.npz']);
});

test('an operated run knows the run that it was made of, and how it was made', () => {
  const { packed } = fixture.captions[0];
  const asked = { want: 'caption', model: 'tiny' };
  const original = runOf(packed.gates, { asked, subject: { hash: 'h' }, picture: null });
  const surgery = [{ gate: 'forget', clamp: 1, units: null, first: 0, last: null }];
  const run = operatedRun({ run: 'r4', operation: { trace: packed, surgery } }, original);
  assert.equal(run.back, original.given);
  assert.equal(run.subject, original.subject);
  assert.deepEqual(run.asked, { ...asked, surgery });
  assert.ok(run.title.endsWith(', operated on'));
});
