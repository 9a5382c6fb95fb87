// The ledger in the browser is that of models/lstm/cell_attribution.py, and its sentences say what it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contributions,
  contributionsOf,
  halfLives,
  ledgerOf,
  medianOf,
  rankedEarlier,
  sharesOfSources,
  strongestSources,
} from '../../ui/gates/web/cell_attribution.js';
import {
  halfLifeWords,
  howToReadLedger,
  sourceLabel,
  sourceName,
  spokenMemory,
} from '../../ui/gates/web/ledger_words.js';
import { valueAt } from '../../ui/gates/web/run.js';
import { assertClose, fixture, runOf } from './gates_fixture.mjs';

const ALL = [...fixture.runs, fixture.steady];
const sumOf = (values) => values.reduce((sum, value) => sum + value, 0);

test('shares are those of NumPy and rows sum to 1', () => {
  for (const expected of ALL) {
    const shares = sharesOfSources(runOf(expected.packed));
    shares.forEach((row, step) => {
      assertClose(row, expected.shares[step].slice(0, step + 2), 1e-4, `shares[${step}]`);
      assertClose(sumOf(row), 1, 1e-12, 'row');
    });
  }
});

test('what the sources give to a unit is its memory, with no remainder', () => {
  for (const expected of ALL) {
    const run = runOf(expected.packed);
    for (let unit = 0; unit < run.units; unit++)
      contributions(run, unit).forEach((row, step) => {
        assertClose(
          row,
          expected.contributions[step].slice(0, step + 2).map((all) => all[unit]),
          1e-3,
          'given',
        );
        assertClose(sumOf(row), valueAt(run, 'cell', step, unit), 1e-5, 'c');
      });
  }
});

test('a unit is unrolled once, and its largest part is above 0', () => {
  const run = runOf(fixture.steady.packed);
  assert.equal(contributionsOf(run, 3), contributionsOf(run, 3));
  assert.equal(contributionsOf(run, 0).most, 1); // nothing was ever in it
  assertClose(contributionsOf(run, 3).most, Math.max(...contributions(run, 3).flat().map(Math.abs)), 0);
});

test('half-lives are those of NumPy; what is never forgotten has none', () => {
  for (const expected of fixture.runs) {
    const run = runOf(expected.packed);
    const close = expected.half_life.map((steps) => 1e-3 * (1 + steps));
    halfLives(run).forEach((steps, unit) => {
      assertClose(steps, expected.half_life[unit], close[unit], `unit ${unit}`);
    });
    assertClose(medianOf(halfLives(run)), expected.median_half_life, 0.01, 'median');
  }
  assert.ok(halfLives(runOf(fixture.steady.packed)).every((steps) => steps === Infinity));
});

test('the median lies in the middle, of an even number between the two', () => {
  assert.equal(medianOf([9, 1, 5]), 5);
  assert.equal(medianOf(Float64Array.of(10, 1, 2, 3)), 2.5);
});

test('the largest share of a run is one of its shares', () => {
  const { shares, most } = ledgerOf(runOf(fixture.runs[0].packed));
  assert.ok(shares.flat().includes(most));
  assert.ok(shares.flat().every((share) => share <= most));
});

test('a row shows all sources in the order of time, or the strongest of them', () => {
  const row = [0.1, -0.5, 0.2, 0.05, 0.15];
  assert.deepEqual(strongestSources(row, true, 5), [0, 1, 2, 3, 4]);
  assert.deepEqual(strongestSources(row, false, 4), [1, 2, 3, 4]);
  assert.deepEqual(strongestSources(row, true, 4), [1, 2, 4]); // a place is kept for the others
  assert.deepEqual(strongestSources(row, false, 3), [1, 2]);
});

test('what came before is ranked by what NumPy says is left of it; neither the start nor the last step takes part', () => {
  for (const expected of fixture.runs.filter(({ labels }) => labels.length > 1)) {
    const run = runOf(expected.packed);
    const [best, ...others] = rankedEarlier(ledgerOf(run).shares, run.steps - 1);
    const earlier = expected.shares.at(-1).slice(1, -1);
    assert.equal(best.source - 1, earlier.indexOf(Math.max(...earlier)));
    assert.equal(others.length, run.steps - 2);
    assert.ok(others.every(({ share }, rank) => share <= [best, ...others][rank].share));
  }
  assert.deepEqual(rankedEarlier(ledgerOf(runOf(fixture.runs.at(-1).packed)).shares, 0), []);
});

test('a word that is said more than once is told apart', () => {
  const run = runOf(fixture.runs[0].packed);
  const names = run.labels.map((_, step) => sourceName(run, step + 1));
  assert.deepEqual(names.slice(0, 3), ['the 1st \u201ca\u201d', '\u201cdog\u201d', 'the 2nd \u201ca\u201d']);
  assert.equal(names[5], 'the 3rd \u201ca\u201d');
  assert.equal(new Set(names).size, names.length);
  assert.equal(sourceName(run, 0), 'the picture');
  assert.deepEqual([sourceLabel(run, 0), sourceLabel(run, 3)], ['the picture', 'a']);
  const empty = runOf(fixture.runs[0].packed, { start: '' });
  assert.equal(sourceName(empty, 0), 'the time before the first step');
  assert.equal(sourceLabel(empty, 0), 'the start');
});

test('times too long and too short to matter are not counted out', () => {
  assert.equal(halfLifeWords(3.14), '3.1 steps');
  assert.equal(halfLifeWords(Infinity), 'more than 100 steps');
  assert.equal(halfLifeWords(0), 'less than 0.1 steps');
});

test('the sentences name the step, who is remembered best, and how many units there are', () => {
  const run = runOf(fixture.runs[0].packed);
  const row = fixture.runs[0].shares.at(-1).slice(0, -1);
  const best = row.indexOf(Math.max(...row));
  const sentence = spokenMemory(run, run.steps - 1);
  assert.ok(sentence.startsWith(`word ${run.steps} of ${run.steps}, <end>; `));
  assert.ok(sentence.includes(`it remembers ${sourceName(run, best)} best, `));
  assert.ok(howToReadLedger(run).includes(`over all ${run.units} units`));
  assert.ok(howToReadLedger({ ...run, kind: 'clip' }).includes('in the step that read it.'));
  assert.ok(howToReadLedger({ ...run, kind: 'caption' }).includes('in the step that said it,'));
});
