// Where things stand in the charts of the Action tab and on its clock, against NumPy (fixtures_action.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  barRange,
  linePath,
  nearestStep,
  placesOfNames,
  sharesOfPeak,
  spacedSteps,
  timeScales,
} from '../../ui/action/web/chart_layout.js';
import { atSeconds, frameAt, markedPart, playingPause, shortestPart } from '../../ui/action/web/moments.js';

const { layouts, names, films } = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/action.json`, 'utf8'));

const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-6, `${found} is not ${wanted}`);
const scalesOf = ({ times, options }) => timeScales(times, options);

test('frames stand by the clock or at equal distances, half a frame from both ends of the plot', () => {
  for (const layout of layouts) {
    const { x } = scalesOf(layout);
    for (const [step, wanted] of layout.x.entries()) near(x(step), wanted);
  }
});

test('values stand between the foot and the head of the plot', () => {
  for (const layout of layouts) {
    const { y } = scalesOf(layout);
    for (const [at, wanted] of layout.y.entries()) near(y(layout.values[at]), wanted);
    for (const [value, wanted] of layout.corners) near(y(value), wanted);
  }
});

test('a pointer looks at the frame that is nearest to it', () => {
  for (const layout of layouts) {
    const { x } = scalesOf(layout);
    const found = layout.places.map((place) => nearestStep(x, layout.times.length, place));
    assert.deepEqual(found, layout.nearest);
  }
});

test('written times do not touch, the first is written, and none that had room is left out', () => {
  for (const layout of layouts) {
    const { x } = scalesOf(layout);
    const steps = spacedSteps(x, layout.times.length, 64);
    assert.equal(steps[0], 0);
    for (let step = 1; step < layout.times.length; step++) {
      const before = steps.filter((one) => one < step).at(-1);
      assert.equal(steps.includes(step), x(step) - x(before) >= 64);
    }
  }
});

test('a line goes through every value, to a tenth of a pixel', () => {
  for (const layout of layouts) {
    const corners = linePath(layout.values, scalesOf(layout)).match(/[ML][^ML]+/g);
    assert.equal(corners.length, layout.times.length);
    for (const [step, corner] of corners.entries()) {
      assert.equal(corner[0], step ? 'L' : 'M');
      const [x, y] = corner.slice(1).split(' ').map(Number);
      assert.ok(Math.abs(x - layout.x[step]) < 0.051 && Math.abs(y - layout.y[step]) < 0.051);
    }
  }
});

test('names are moved apart, keep their order, and stay on the chart', () => {
  for (const { ends, least, lowest, places } of names) {
    const found = placesOfNames(ends, least, lowest);
    for (const [at, wanted] of places.entries()) near(found[at], wanted);
    const order = [...ends.keys()].sort((a, b) => ends[a] - ends[b]);
    for (const [at, line] of order.entries()) {
      assert.ok(found[line] <= lowest && found[line] >= 0);
      if (at) assert.ok(found[line] - found[order[at - 1]] >= least - 1e-9);
    }
  }
  assert.deepEqual(placesOfNames([100, 20, 60], 23, 250), [100, 20, 60]); // that are apart already stay
});

test('bars of either sign and the line at 0 are inside the plot', () => {
  for (const values of [[0.5, -0.2], [-1, -2], [3], [0, 0]]) {
    const { low, top } = barRange(values);
    for (const value of [0, ...values]) assert.ok(low < value && value < top, `${low} ${value} ${top}`);
  }
});

test('shares of the peak keep their ratios; of nothing they are nothing', () => {
  assert.deepEqual(sharesOfPeak([1, 4, 2]), [0.25, 1, 0.5]);
  assert.deepEqual(sharesOfPeak([0, 0]), [0, 0]);
});

test('a film stands at the last frame that has begun', () => {
  for (const { times, moments, frames } of films) {
    assert.deepEqual(
      moments.map((seconds) => frameAt(times, seconds)),
      frames,
    );
  }
});

test('played, a clip keeps its pace where one can follow', () => {
  for (const { times, pause } of films) near(playingPause(times), pause);
});

test('a part is as long as a fifth of a second, or a quarter of a very short clip', () => {
  near(shortestPart(10), 0.2);
  near(shortestPart(0.6), 0.15);
});

test('a handle at the end means the end, whatever the last digit of the clip', () => {
  assert.deepEqual(markedPart(0.5, 2.34, 2.344), { start: 0.5, end: null });
  assert.deepEqual(markedPart(0.5, 2.3, 2.344), { start: 0.5, end: 2.3 });
});

test('a moment is written in seconds that do not break from their unit', () => {
  assert.equal(atSeconds(1.005 + 1e-9), '1.01\u00a0s');
  assert.equal(atSeconds(75.26, 1), '75.3\u00a0s');
});
