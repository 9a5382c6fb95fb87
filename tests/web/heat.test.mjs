// Heatmaps in the browser against Pillow, NumPy and SciPy (tests/web/fixtures_heat.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { levels, outline, smooth, whereLooked } from '../../ui/shared/web/heat_levels.js';
import { percent } from '../../ui/shared/web/numbers.js';

const { maps, measures } = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/heat.json`, 'utf8'));

const levelOf = ({ share, grid, size }) =>
  smooth(levels(Float32Array.from(share), measures.even), grid[0], grid[1], size[0], size[1]);
const linesOf = (map) => outline(levelOf(map), map.size[0], map.size[1], measures);
const named = (name) => maps.find((map) => map.name === name);

test('the level at every pixel of the picture is that of the figures', () => {
  for (const map of maps) {
    const worst = Math.max(...levelOf(map).map((value, pixel) => Math.abs(value - map.level[pixel])));
    assert.ok(worst < 1e-5, `${map.name}: off by ${worst}`);
  }
});

test('the lines around the peak run where those of the figures run', () => {
  for (const map of maps) {
    const found = outline(Float64Array.from(map.level), map.size[0], map.size[1], measures);
    assert.deepEqual([...found], map.lines, map.name);
  }
});

test('the light line runs within the peak, and no line along the edge of the picture', () => {
  for (const map of maps) {
    const level = levelOf(map);
    for (const [pixel, line] of linesOf(map).entries()) {
      if (line === 1) assert.ok(level[pixel] >= measures.peak, `${map.name}, pixel ${pixel}`);
    }
  }
  assert.equal(linesOf(named('corner'))[0], 0);
  assert.ok(linesOf(named('corner')).includes(1));
});

test('a map that looks everywhere alike has no outline', () => {
  assert.ok(linesOf(named('flat')).every((line) => !line));
});

test('in words: the place of the peak and its share of the picture', () => {
  for (const { name, share, grid, where } of maps) {
    const found = whereLooked(Float32Array.from(share), grid[0], grid[1], measures);
    const wanted = where ? `${where[0]}, ${percent(where[1])} of the picture` : 'nowhere more than elsewhere';
    assert.equal(found, wanted, name);
  }
});

test('the nine places have nine names, and a peak in two parts is where its strongest cell is', () => {
  const words = maps.filter(({ name }) => name.startsWith('spot')).map(({ where }) => where[0]);
  assert.equal(new Set(words).size, 9);
  const { share, grid } = named('twice');
  assert.match(whereLooked(Float32Array.from(share), grid[0], grid[1], measures), /^upper right, /);
});
