// What the tests of the gate inspector have in common: NumPy's numbers (fixtures_gates.py), and how close is equal.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { unpackRun } from '../../ui/gates/web/run.js';

export const fixture = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/gates.json`, 'utf8'));

/** Numbers, or lists of lists of numbers, that are the same but for `most`; null stands for infinity. */
export function assertClose(actual, expected, most, where = 'value') {
  if (expected !== null && typeof expected === 'object') {
    assert.equal(actual.length, expected.length, `${where}: as many numbers`);
    expected.forEach((value, at) => {
      assertClose(actual[at], value, most, `${where}[${at}]`);
    });
  } else if (expected === null) assert.equal(actual, Infinity, where);
  else assert.ok(Math.abs(actual - expected) <= most, `${where}: ${actual} is not ${expected}`);
}

/** A run as a tab hands it over, unpacked. */
export const runOf = (packed, more = {}) =>
  unpackRun({ key: 'k', noun: 'word', title: 'A run', gates: packed, start: 'the picture', step: 0, ...more });

/** (T * H) as T rows of H. */
export const asRows = (values, units) =>
  Array.from({ length: values.length / units }, (_, step) => [...values.slice(step * units, (step + 1) * units)]);
