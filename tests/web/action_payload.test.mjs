// What the Action tab unpacks, against NumPy (fixtures_action.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runOfClip } from '../../ui/action/web/clip_run.js';
import { orderRows, unpackReading } from '../../ui/action/web/payload.js';

const { readings, orders } = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/action.json`, 'utf8'));

const close = (found, wanted, error) => {
  assert.equal(found.length, wanted.length);
  for (const [at, value] of wanted.entries()) assert.ok(Math.abs(found[at] - value) <= error, `${found[at]} ${value}`);
};

test('probabilities and leaders are those of the trace', () => {
  for (const { packed, chances, leaders, flips } of readings) {
    const reading = unpackReading(packed);
    assert.equal(reading.steps, chances.length);
    for (const [step, row] of chances.entries()) close(reading.chances[step], row, 1e-7);
    assert.deepEqual(reading.leaders, leaders);
    assert.deepEqual(reading.flips, flips);
  }
});

test('attention comes back as shares, as near as 255 levels of the strongest cell allow', () => {
  for (const { packed, shares } of readings) {
    const reading = unpackReading(packed);
    assert.equal(reading.shares.length, shares.length);
    for (const [step, row] of shares.entries()) close(reading.shares[step], row, (0.51 / 255) * Math.max(...row));
  }
});

test('the page draws the same labels as the slide that is saved', () => {
  for (const { packed, shown } of readings) assert.deepEqual(unpackReading(packed).shown, shown);
});

test('a tie is won by the label that stands first', () => {
  const chances = Buffer.from(new Uint16Array([0x3400, 0x3400, 0x3800, 0x3800]).buffer).toString('base64'); // .25 .25 .5 .5
  const reading = unpackReading({ ...readings[0].packed, labels: ['a', 'b', 'c', 'd'], chances });
  assert.deepEqual([reading.leaders, reading.shown], [[2], [2, 3, 0, 1]]);
});

test('an answer is the same where it is that for the clip as filmed', () => {
  for (const { table, backwards, yours, same, alike } of orders) {
    const rows = orderRows(table, backwards);
    assert.deepEqual(
      rows.map((row) => row.yours),
      yours,
    );
    assert.deepEqual(
      rows.map((row) => row.answers.map((answer) => answer.same)),
      same,
    );
    assert.deepEqual(
      rows.map((row) => row.alike),
      alike,
    );
    for (const [at, row] of rows.entries()) {
      assert.deepEqual(
        row.answers.map(({ label, p }) => [label, p]),
        table.rows[at].heads,
      );
    }
  }
});

test('what was measured stands once for each way and spans its rows', () => {
  for (const { table, backwards, begins } of orders) {
    const rows = orderRows(table, backwards);
    const told = [...rows.keys()].filter((at) => rows[at].measured.length);
    assert.deepEqual(told, table.measured ? begins : []);
    for (const at of told) assert.deepEqual(rows[at].measured, table.measured[rows[at].way]);
    const spanned = told.reduce((sum, at) => sum + rows[at].alike, 0);
    assert.equal(spanned, table.measured ? rows.length : 0);
  }
});

test('the gate inspector is handed one name, one frame and one signal value for every step', () => {
  for (const { packed, leaders, chances } of readings) {
    const reading = { ...unpackReading(packed), asked: { model: packed.model, start: 0, end: null, backwards: true } };
    const run = runOfClip(reading, { name: 'film.avi', frames: packed.frames }, 0);
    assert.equal(run.title, `${packed.title} on \u201cfilm.avi\u201d, backwards`);
    for (const each of [run.labels, run.frames, run.shares, ...Object.values(run.signals)]) {
      assert.equal(each.length, packed.gates.steps);
    }
    const [sure, final] = Object.values(run.signals);
    close(
      sure,
      chances.map((row) => Math.max(...row)),
      1e-7,
    );
    close(
      final,
      chances.map((row) => row[leaders.at(-1)]),
      1e-7,
    );
  }
});
