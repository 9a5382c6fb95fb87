// What the Action tab says, against what NumPy found (fixtures_action.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { unpackReading } from '../../ui/action/web/payload.js';
import {
  confidenceInWords,
  decisionInWords,
  frameInWords,
  intervalInWords,
  leadsInWords,
  movieInWords,
  ordersInWords,
  orderTableInWords,
} from '../../ui/action/web/texts.js';

const fixture = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/action.json`, 'utf8'));
const readings = fixture.readings.map((one) => ({ ...one, reading: unpackReading(one.packed) }));

test('how many frames it took is the shortest beginning that already has the final answer', () => {
  for (const { reading, decided } of readings) {
    const sentence = decisionInWords(reading);
    assert.ok(sentence.includes(`\u201c${reading.labels[reading.leaders.at(-1)]}\u201d`));
    if (reading.steps === 1) assert.match(sentence, /one frame alone/);
    else if (decided + 1 === reading.steps) assert.match(sentence, new RegExp(`all ${reading.steps} frames`));
    else if (decided) assert.match(sentence, new RegExp(`The first ${decided + 1} of ${reading.steps} frames`));
    else assert.match(sentence, new RegExp(`The first of ${reading.steps} frames`));
  }
});

test('a decision by the first, a middle or the last frame is told of the same times', () => {
  const { reading } = readings.find((one) => one.reading.steps === 16);
  const until = (decided) => decisionInWords({ ...reading, decided });
  const all = reading.times.at(-1).toFixed(2);
  assert.match(until(0), new RegExp(`^The first of 16 frames \\(${reading.times[0].toFixed(2)} of ${all} seconds\\)`));
  assert.match(
    until(4),
    new RegExp(`^The first 5 of 16 frames \\(${reading.times[4].toFixed(2)} of ${all} seconds\\)`),
  );
  assert.match(until(15), new RegExp(`^Only the last frame .* all 16 frames \\(${all} of ${all} seconds\\)`));
});

test('every change of the lead is told, in order', () => {
  for (const { reading, flips, leaders } of readings) {
    const sentence = leadsInWords(reading);
    const told = flips.map((step) => `${reading.labels[leaders[step]]} from ${reading.times[step].toFixed(2)} seconds`);
    let place = 0;
    for (const lead of told) {
      assert.ok(sentence.indexOf(lead, place) >= place, `${lead} in ${sentence}`);
      place = sentence.indexOf(lead, place) + lead.length;
    }
    assert.ok(sentence.startsWith(reading.labels[leaders[0]]));
    assert.equal(place === 0, flips.length === 0);
  }
});

test('a frame is told with its place, its time, its label and how sure', () => {
  for (const { reading, chances, leaders } of readings) {
    for (let step = 0; step < reading.steps; step++) {
      const percent = Math.round(100 * chances[step][leaders[step]]);
      const place = `Frame ${step + 1} of ${reading.steps}, ${reading.times[step].toFixed(2)} seconds`;
      assert.equal(frameInWords(reading, step), `${place}: ${reading.labels[leaders[step]]}, ${percent} percent.`);
    }
  }
});

test('confidence speaks of the mark, and of how close it was where the two figures look the same', () => {
  const { reading } = readings.at(-1);
  const p = reading.chances.at(-1)[reading.leaders.at(-1)];
  const about = (changes) => confidenceInWords({ ...reading, ...changes });
  assert.match(about({ known: true, threshold: p - 0.1 }), /^Sure enough: /);
  assert.match(about({ known: true, threshold: p - 1e-4 }), /^Sure enough, if only just: /);
  assert.match(about({ known: false, threshold: p + 1e-4 }), /^Not sure, if only just: /);
  assert.match(about({ known: false, threshold: p + 0.1 }), /^Not sure: .* none of its 8 labels/);
  assert.equal(about({ doubt: 'It is drawn.' }), 'It is drawn.');
});

test('the film is explained where it cannot be shown', () => {
  assert.match(movieInWords(false, false), /cannot play/);
  assert.match(movieInWords(false, true), /cannot play/);
  assert.match(movieInWords(true, true), /forwards alone/);
  assert.match(movieInWords(true, false), /the clip itself/);
  assert.equal(movieInWords(null, false), '');
});

test('what order did to a clip is counted over the clip backwards and shuffled', () => {
  for (const { table, changed, others } of fixture.orders) {
    const sentence = ordersInWords(table.rows, 16);
    assert.ok(sentence.includes(`and ${changed} of ${others} other orders change its answer`));
    assert.ok(sentence.includes('backwards it is \u201cstand\u201d to the LSTM instead of \u201csit\u201d'));
    const unmoved = table.rows.map((row) => ({ ...row, heads: table.rows[0].heads }));
    assert.match(ordersInWords(unmoved, 16), /Its order did not matter\.$/);
    assert.match(ordersInWords(table.rows, 1), /no order/);
  }
});

test('the table is explained with what was measured, and with no figure where nothing was', () => {
  for (const { table } of fixture.orders) {
    const sentence = orderTableInWords(table);
    assert.equal(sentence.includes('1,234 clips'), table.measured !== null);
    assert.equal(sentence.includes('71 (60\u201381)'), table.motion !== null);
  }
  assert.equal(intervalInWords({ accuracy: 0.705, low: 0.604, high: 0.806 }), ' (60\u201381)');
});
