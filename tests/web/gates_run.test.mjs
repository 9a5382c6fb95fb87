// A packed run becomes the arrays that the network had.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ARRAYS, memoryBefore, oncePerRun, SYMBOLS, unpackRun, valueAt } from '../../ui/gates/web/run.js';
import { largestMemory, loudestUnit, numbersOfUnit } from '../../ui/gates/web/unit_arithmetic.js';
import { asRows, assertClose, fixture, runOf } from './gates_fixture.mjs';

const TRAVELLED = 1 / 32767; // what a gate may lose on its way

test('the gates arrive as they were, c and h follow from them', () => {
  for (const expected of [...fixture.runs, fixture.steady]) {
    const { arrays, units } = runOf(expected.packed);
    for (const array of ['forget', 'input', 'output', 'candidate'])
      assertClose(asRows(arrays[array], units), expected[array], TRAVELLED, array);
    for (const array of ['cell', 'hidden']) assertClose(asRows(arrays[array], units), expected[array], 1e-3, array);
    assertClose(arrays.before, expected.before, 0, 'before');
  }
});

test('gates that stand wide open or are shut arrive exactly', () => {
  const { arrays } = runOf(fixture.steady.packed);
  assert.ok(arrays.forget.every((value) => value === 1));
});

test('rows stand in the orders that Python found, and as stored', () => {
  for (const expected of fixture.runs) assert.deepEqual(runOf(expected.packed).orders, expected.orders);
});

test('a run names its own steps, else the gates name them', () => {
  const { packed, labels } = fixture.runs[0];
  assert.deepEqual(runOf(packed).labels, labels);
  const own = labels.map((_, step) => `${step}`);
  assert.deepEqual(runOf(packed, { labels: own }).labels, own);
  const given = { key: 'k', noun: 'word', title: 'A run', gates: packed, step: 0 };
  const run = unpackRun(given);
  assert.deepEqual([run.start, run.signals, run.given], ['', {}, given]);
});

test('each of the six has a symbol of its own', () => {
  assert.equal(new Set(ARRAYS.map((array) => SYMBOLS[array])).size, 6);
});

test('the sum of a unit is its own arithmetic, at every step', () => {
  for (const expected of fixture.runs) {
    const run = runOf(expected.packed);
    for (let step = 0; step < run.steps; step++)
      for (let unit = 0; unit < run.units; unit++) {
        const now = numbersOfUnit(run, step, unit);
        assertClose(now.kept + now.written, now.c, 1e-6, 'c');
        assertClose(now.o * Math.tanh(now.c), now.h, 1e-6, 'h');
        assert.equal(now.before, step ? valueAt(run, 'cell', step - 1, unit) : run.arrays.before[unit]);
        assert.equal(memoryBefore(run, step, unit), now.before);
        for (const value of [now.before, now.c, now.written]) assert.ok(Math.abs(value) <= largestMemory(run, unit));
      }
  }
});

test('a unit that never holds anything has a scale all the same', () => {
  assert.equal(largestMemory({ ...runOf(fixture.steady.packed) }, 0), 1);
});

test('the unit to begin with remembers most at the end', () => {
  for (const expected of fixture.runs) {
    const sizes = expected.cell.at(-1).map(Math.abs);
    assert.equal(loudestUnit(runOf(expected.packed)), sizes.indexOf(Math.max(...sizes)));
  }
});

test('what is worked out for a run is worked out once', () => {
  let times = 0;
  const work = oncePerRun(({ steps }) => [steps, (times += 1)]);
  const [run, other] = [{ steps: 1 }, { steps: 2 }];
  assert.equal(work(run), work(run));
  assert.deepEqual([work(run), work(other), times], [[1, 1], [2, 2], 2]);
});
