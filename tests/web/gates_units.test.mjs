// Saturation, units that follow a signal, the parts of a word's score: the browser finds what NumPy finds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logitParts, sumOfParts } from '../../ui/gates/web/logit_attribution.js';
import { keepExamples, overExamples } from '../../ui/gates/web/over_examples.js';
import { followSignal, randomFrom, SHUFFLES, signalsOf, standardize, toUnitRange } from '../../ui/gates/web/probing.js';
import { GATES } from '../../ui/gates/web/run.js';
import { groupUnits, saturationOfCounts, saturationOfRun } from '../../ui/gates/web/saturation.js';
import { runOfCaption } from '../../ui/shared/web/caption_run.js';
import { assertClose, fixture, runOf } from './gates_fixture.mjs';

const OPEN = 0.7; // as in fixtures_gates.py
const SHUT = 0.25;
// Both sides estimate p from shuffles of their own: four standard errors of the difference.
const chanceError = (p) => 4 * Math.sqrt((2 * p * (1 - p)) / SHUFFLES) + 2 / SHUFFLES;

test('a run is as saturated as NumPy says', () => {
  for (const expected of [...fixture.runs, fixture.steady])
    for (const gate of GATES) {
      const found = saturationOfRun(runOf(expected.packed), gate, OPEN, SHUT);
      assertClose(
        found.map(({ open }) => open),
        expected.open[gate],
        1e-12,
        `${gate} open`,
      );
      assertClose(
        found.map(({ shut }) => shut),
        expected.shut[gate],
        1e-12,
        `${gate} shut`,
      );
    }
});

test('runs counted in bins are as saturated as Python reads off the same bins', () => {
  const { packed, units, steps, edges } = fixture.counts;
  keepExamples(packed);
  assert.equal(overExamples.counted.steps, steps);
  assert.deepEqual(overExamples.moments, packed.moments);
  for (const { open, shut, right, left } of edges)
    ['input', 'forget', 'output'].forEach((gate, one) => {
      const found = saturationOfCounts(overExamples.counted, units, gate, open, shut);
      assertClose(
        found.map((unit) => unit.open),
        right[one],
        1e-9,
        `${gate} above ${open}`,
      );
      assertClose(
        found.map((unit) => unit.shut),
        left[one],
        1e-9,
        `${gate} below ${shut}`,
      );
    });
});

test('every unit is in one dot, and the units of a dot have the same two shares', () => {
  const units = saturationOfRun(runOf(fixture.runs[0].packed), 'forget', OPEN, SHUT);
  const groups = groupUnits(units);
  const members = groups.flatMap((group) => group.members);
  assert.deepEqual(
    members.toSorted((a, b) => a - b),
    [...units.keys()],
  );
  for (const { open, shut, members } of groups)
    for (const unit of members) assert.deepEqual(units[unit], { open, shut });
  assert.ok(groups.length < units.length);
});

test('the units that follow a signal are those that NumPy finds', () => {
  const run = runOf(fixture.signals.packed);
  for (const { array, name, signal, r, ranked, p, p_best } of fixture.signals.found) {
    const { ranked: found, steps } = followSignal(run, array, signal);
    assert.equal(steps, run.steps);
    assert.equal(found.length, 8);
    found.forEach((one, rank) => {
      const where = `${array} ${name} ${rank}`;
      assertClose(one.r, r[one.unit], 1e-3, where);
      assertClose(Math.abs(one.r), Math.abs(r[ranked[rank]]), 1e-3, where);
      assertClose(one.p, p[one.unit], chanceError(p[one.unit]), `${where} p`);
      assertClose(one.pBest, p_best[one.unit], chanceError(p_best[one.unit]), `${where} p of the best`);
      assert.ok(one.p >= 1 / (1 + SHUFFLES) && one.p <= one.pBest + 1e-12, where);
    });
  }
});

test('a unit follows its own course, and with what is missing left out', () => {
  const run = runOf(fixture.signals.packed);
  const course = Array.from({ length: run.steps }, (_, step) => run.arrays.cell[step * run.units + 3]);
  assert.equal(followSignal(run, 'cell', course).ranked[0].unit, 3);
  const gaps = course.map((value, step) => (step % 4 ? value : null));
  const found = followSignal(run, 'cell', gaps);
  assert.equal(found.steps, gaps.filter((value) => value !== null).length);
  assertClose(found.ranked[0].r, 1, 1e-9, 'r');
});

test('nothing follows what never changes, nor two steps', () => {
  const run = runOf(fixture.signals.packed);
  assert.equal(followSignal(run, 'cell', Array(run.steps).fill(3)), null);
  assert.equal(followSignal(run, 'cell', [1, 2, ...Array(run.steps - 2).fill(null)]), null);
  assert.equal(followSignal(run, 'cell', Array(run.steps).fill(null)), null);
});

test('the same seed gives the same shuffles, and numbers lie evenly in 0..1', () => {
  const [one, same, other] = [randomFrom(1), randomFrom(1), randomFrom(2)];
  const numbers = Array.from({ length: 5000 }, () => one());
  assert.deepEqual(
    Array.from({ length: 5000 }, () => same()),
    numbers,
  );
  assert.notEqual(other(), numbers[0]);
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  for (let bin = 0; bin < 10; bin++) {
    const inside = numbers.filter((number) => Math.floor(10 * number) === bin).length;
    assert.ok(Math.abs(inside - 500) < 5 * Math.sqrt(450), `bin ${bin}: ${inside}`);
  }
});

test('standard signals have mean 0 and length 1', () => {
  const found = standardize([3, 1, 4, 1, 5]);
  assertClose(
    found.reduce((sum, value) => sum + value, 0),
    0,
    1e-12,
    'mean',
  );
  assertClose(
    found.reduce((sum, value) => sum + value * value, 0),
    1,
    1e-12,
    'length',
  );
  assert.equal(standardize([2, 2, 2]), null);
});

test('a signal fills the chart from its smallest to its largest number', () => {
  assert.deepEqual(toUnitRange([2, null, 4, 3, NaN]), [0, null, 1, 0.5, null]);
  assert.deepEqual(toUnitRange([7, 7]), [0.5, 0.5]);
});

test('every run has its position as a signal, beside its own', () => {
  const run = runOf(fixture.runs[0].packed, { signals: { mine: [1, 2] } });
  assert.deepEqual(signalsOf(run), { 'position of the word': [0, 1, 2, 3, 4, 5, 6], mine: [1, 2] });
});

test('the parts of a word add up to its score less the mean score of all words', () => {
  for (const { packed, total } of fixture.captions) {
    const run = captionRun(packed);
    logitParts(run).forEach((parts, step) => {
      assertClose(sumOfParts(parts), total[step], 1e-3, `step ${step}`);
      const remembered = parts.filter(({ beside }) => !beside);
      assert.equal(remembered.length, step + 2); // nothing that is written later
      assert.equal(remembered.at(-1).name, 'memory just written');
      assert.equal(remembered[0].name, 'memory of the picture');
    });
  }
});

test('what plays no part is not listed; a word that cannot be said has no parts', () => {
  const [looking, blind] = fixture.captions.map(({ packed }) => logitParts(captionRun(packed))[0]);
  const looks = ({ name }) => name === 'what it looks at now';
  assert.ok(looking.some(looks));
  assert.ok(!blind.some(looks));
  const { packed } = fixture.captions[0];
  const eye = ({ name }) => name.startsWith('the eye');
  const seen = packed.parts.word.map((_, step) => (step === 0 ? 2.5 : 0));
  const seeing = logitParts(captionRun({ ...packed, parts: { ...packed.parts, eye: seen } }));
  assert.deepEqual(
    seeing.slice(0, 2).map((parts) => parts.find(eye)?.value),
    [2.5, undefined],
  );
  const before = { ...packed.parts, eye: undefined }; // saved before there was an eye
  assert.ok(!logitParts(captionRun({ ...packed, parts: before }))[0].some(eye));
  const unknown = { ...packed, parts: { ...packed.parts, word: packed.parts.word.map(() => null) } };
  assert.ok(Number.isNaN(sumOfParts(logitParts(captionRun(unknown))[0])));
});

const captionRun = (trace) => runOf(trace.gates, runOfCaption(trace, { key: 'c', picture: null }));
