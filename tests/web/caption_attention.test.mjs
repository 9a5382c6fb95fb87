// Maps of attention in the browser against SciPy and NumPy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  cellAtPoint,
  cellsOfEntropy,
  hardlyShifts,
  jensenShannon,
  looksAtCell,
  shiftsOf,
  stepThatLookedMost,
} from '../../ui/caption/web/attention.js';
import { caption, near, right } from './caption_fixture.mjs';

const maps = caption('attention').shares.map((map) => Float32Array.from(map));

test('the divergence of two maps is that of SciPy, whatever they sum to', () => {
  for (const { before, after, bits } of right.divergences) {
    const found = jensenShannon(Float32Array.from(before), Float32Array.from(after));
    assert.ok(near(found, bits, 1e-6), `${found} is not ${bits}`);
  }
});

test('the divergence is 0 from a map to itself, 1 where nothing is shared, and the same both ways', () => {
  const [left, other] = [new Float32Array([1, 0, 0]), new Float32Array([0, 0.5, 0.5])];
  assert.equal(jensenShannon(left, left), 0);
  assert.equal(jensenShannon(left, other), 1);
  for (const [step, map] of maps.entries()) {
    assert.ok(near(jensenShannon(maps[0], map), jensenShannon(map, maps[0]), 1e-9), `step ${step}`);
  }
});

test('the shift of each step is its divergence from the step before, and the first has none', () => {
  assert.ok(near(shiftsOf(maps), caption('attention').shifts, 1e-5));
});

test('a look that stays where it is hardly shifts; one that moves does; of a single shift nothing is said', () => {
  const [still, moving] = [shiftsOf([maps[0], maps[0], maps[0]]), shiftsOf(maps)];
  assert.equal(hardlyShifts(still), true);
  assert.equal(hardlyShifts(moving), false);
  assert.equal(hardlyShifts(still.slice(0, 2)), false);
});

test('as many cells as have the entropy: P when all are alike, 1 at a single one, never none', () => {
  const { sent, cells } = caption('attention');
  assert.deepEqual(sent.entropy.map(cellsOfEntropy), cells.map(Math.round));
  assert.equal(cellsOfEntropy(Math.log2(15)), 15);
  assert.equal(cellsOfEntropy(0), 1);
});

test('the step that looked at a cell the most is the argmax of NumPy', () => {
  const { most } = caption('attention');
  assert.deepEqual(
    most.map((_, cell) => stepThatLookedMost(maps, cell)),
    most,
  );
});

test('how much each step looked at a cell is scaled to the step that looked there the most', () => {
  const { relative } = caption('attention');
  for (const cell of maps[0].keys()) {
    const wanted = relative.map((map) => map[cell]);
    assert.ok(near(looksAtCell(maps, cell), wanted, 1e-6), `cell ${cell}`);
  }
  assert.deepEqual(looksAtCell([new Float32Array(2), new Float32Array(2)], 1), [0, 0]);
});

test('the middle of each cell is in that cell, and a point outside the picture in the nearest one', () => {
  const { grid, box, middles } = right.cells;
  for (const [cell, [x, y]] of middles.entries()) assert.equal(cellAtPoint(x, y, box, grid), cell);
  assert.equal(cellAtPoint(-1e6, -1e6, box, grid), 0);
  assert.equal(cellAtPoint(1e6, 1e6, box, grid), middles.length - 1);
  assert.equal(cellAtPoint(box.left + box.width, box.top + box.height, box, grid), middles.length - 1);
});
