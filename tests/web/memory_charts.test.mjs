// Where things are in the charts of the memory lab, and what their curves are, against NumPy (fixtures_memory.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { accuracyChart, accuracyCurves, howToReadAccuracy, sparsePlaces } from '../../ui/memory/web/accuracy_curves.js';
import { bandPath, chartScales, curvePath, nearest, placeNames, roundTicks } from '../../ui/memory/web/curve_layout.js';
import { clipOf, gradientChart, gradientOf, logRange, unpackGradient } from '../../ui/memory/web/gradient_curves.js';
import { KINDS } from '../../ui/memory/web/networks.js';
import { lossLimit, trainingCharts } from '../../ui/memory/web/training_curves.js';
import { unrolledLayout } from '../../ui/memory/web/unrolled_layout.js';

const fixture = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/memory.json`, 'utf8'));

const near = (found, wanted, slack = 1e-6) =>
  assert.ok(Math.abs(found - wanted) <= slack * Math.max(1, Math.abs(wanted)), `${found} is not ${wanted}`);
const numbersOrNone = (values) => values.map((value) => value ?? NaN);

/** The points of SVG path data. */
const pointsOf = (path) => [...path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

test('a curve goes through its finite points and breaks where there is no number', () => {
  for (const { spec, wide, curve, points, runs } of fixture.charts) {
    const path = curvePath(curve.xs, numbersOrNone(curve.ys), chartScales(spec, wide));
    const found = pointsOf(path);
    assert.equal(found.length, points.length);
    for (const [at, [x, y]] of points.entries()) {
      near(found[at][0], x, 0.051);
      near(found[at][1], y, 0.051);
    }
    assert.equal(path.split('M').length - 1, runs);
  }
});

test('the band covers the area between its two edges', () => {
  for (const { spec, wide, curve, area } of fixture.charts) {
    const corners = pointsOf(bandPath(curve, chartScales(spec, wide)));
    const doubled = corners.reduce((sum, [x, y], at) => {
      const [nextX, nextY] = corners[(at + 1) % corners.length];
      return sum + x * nextY - nextX * y;
    }, 0);
    assert.ok(Math.abs(Math.abs(doubled) / 2 - area) < 0.1 * 700);
  }
});

test('a band of nothing is no path', () => {
  const { spec, wide } = fixture.charts[0];
  const none = { kind: 'rnn', xs: [0, 1], ys: [0, 1], low: [NaN, NaN], high: [1, 1] };
  assert.equal(bandPath(none, chartScales(spec, wide)), '');
});

test('a pixel leads back to the value that stands there', () => {
  for (const { spec, wide } of fixture.charts.slice(1)) {
    for (const narrower of [wide, 400]) {
      const at = chartScales(spec, narrower);
      for (const value of [0, 0.5, spec.x.to]) near(at.back(at.x(value)), value);
      near(at.y(spec.y.from), at.edge.top + at.down);
      near(at.y(spec.y.to), at.edge.top);
    }
  }
});

test('no name covers another, all keep their order and stay on the chart', () => {
  const spec = { high: 260, x: { from: 0, to: 1 }, y: { from: 0, to: 1 } };
  const at = chartScales(spec, 700);
  for (const ends of fixture.names) {
    const curves = ends.map((end, place) => ({ label: String(place), xs: [0, 1], ys: [end, end] }));
    for (const atLeft of [true, false]) {
      const named = placeNames(curves, at, atLeft);
      assert.equal(named.length, curves.length);
      for (const [place, { curve, y }] of named.entries()) {
        if (place) assert.ok(y - named[place - 1].y >= 19 - 1e-9);
        if (place) assert.ok(curve.ys[0] <= named[place - 1].curve.ys[0] + 1e-9);
        assert.ok(y <= at.edge.top + at.down - 3 + 1e-9);
      }
    }
  }
});

test('a curve without a name or without a number is not named', () => {
  const at = chartScales({ high: 260, x: { from: 0, to: 1 }, y: { from: 0, to: 1 } }, 700);
  const curves = [
    { label: '', xs: [0], ys: [0.5] },
    { label: 'lost', xs: [0], ys: [NaN] },
    { label: 'there', xs: [0, 1], ys: [0.5, NaN] },
  ];
  assert.deepEqual(
    placeNames(curves, at, false).map(({ curve }) => curve.label),
    ['there'],
  );
});

test('ticks are round, lie inside, are equally apart and about as many as wanted', () => {
  for (const [from, to, count] of fixture.numbers.ranges) {
    const places = roundTicks(from, to, count);
    assert.ok(places.length >= 1 && places.length <= count + 1, `${places}`);
    const step = places.length > 1 ? places[1] - places[0] : 0;
    for (const [at, place] of places.entries()) {
      assert.ok(place >= from - 1e-6 * step && place <= to + 1e-5 * step);
      if (at > 1) near((place - places[at - 1]) / step, 1, 1e-4);
    }
    if (places.length < 2) continue;
    const lead = step / 10 ** Math.floor(Math.log10(step) + 1e-6);
    assert.ok(
      [1, 2, 5, 10].some((round) => Math.abs(lead - round) < 1e-3),
      `${step}`,
    );
  }
});

test('the nearest point is the one that NumPy finds, the first of equals', () => {
  for (const { points, asked, nearest: wanted } of fixture.trainings) {
    assert.deepEqual(
      asked.map((place) => nearest(points.lstm.steps, place)),
      wanted,
    );
  }
  assert.equal(nearest([0, 2], 1), 0);
});

test('gradients arrive as decimal logarithms, exact zeros as minus infinity', () => {
  for (const { packed, logs, zeros } of fixture.gradients) {
    for (const [place, gradient] of packed.map(unpackGradient).entries()) {
      const { median } = gradient.hidden;
      for (const [step, log] of logs[place].entries()) {
        if (zeros[place][step]) assert.equal(median[step], -Infinity);
        else near(median[step], log, 1e-5);
      }
    }
  }
  const bursting = unpackGradient(fixture.gradients[0].packed[1]);
  assert.ok(Number.isNaN(bursting.hidden.high[0]));
});

test('with respect to c only where there is one', () => {
  const [rnn, lstm] = fixture.gradients[0].packed.map(unpackGradient);
  assert.equal(gradientOf(rnn, 'cell').spread, rnn.hidden);
  assert.equal(gradientOf(lstm, 'cell').spread, lstm.cell);
  assert.equal(gradientOf(lstm, 'hidden').bound, lstm.bound);
});

test('the axis of the gradients holds every finite value, but no more than 48 powers of ten', () => {
  for (const { packed, range } of fixture.gradients) {
    const chart = gradientChart(packed.map(unpackGradient), 'hidden');
    assert.deepEqual([chart.y.from, chart.y.to], range);
    assert.ok(chart.y.ticks.every(Number.isInteger));
  }
  assert.deepEqual(logRange([-Infinity, NaN]), { from: -2, to: 1 });
});

test('the chart of gradients reads every network at a step, and says how far back it is', () => {
  for (const { packed } of fixture.gradients) {
    const { T } = packed[0];
    const chart = gradientChart(packed.map(unpackGradient), 'hidden');
    assert.equal(chart.read(T)[0], `t = ${T}: the last step`);
    assert.equal(chart.read(T - 1)[0], `t = ${T - 1}: 1 step back`);
    assert.equal(chart.read(1)[0], `t = 1: ${T - 1} steps back`);
    assert.deepEqual(chart.read(1)[1], ['rnn', 'exactly 0']);
    assert.equal(chart.read(1).length, 1 + packed.length);
    assert.equal(chart.x.ticks[0], 1);
  }
});

test('the slider of the greatest length counts in powers of ten, and its end means any', () => {
  assert.equal(clipOf(2.5), null);
  for (const log of [-2, -0.5, 0, 1.5, 2]) near(Math.log10(clipOf(log)), log, 0.03);
});

test('a curve of accuracies is the mean of the seeds, its band theirs, or of one seed its interval', () => {
  for (const { packed, seeds, T, shares, bands } of fixture.tasks) {
    const scores = packed.scores.alone;
    const curves = accuracyCurves(scores);
    assert.deepEqual(
      curves.map(({ kind }) => kind),
      ['rnn', 'lstm'],
    );
    for (const [place, { xs, ys, low, high }] of curves.entries()) {
      assert.deepEqual(xs, T);
      for (const at of T.keys()) {
        near(ys[at], shares[place][at], 6e-5);
        near(low[at], bands[place][0][at], 6e-5);
        near(high[at], bands[place][1][at], 6e-5);
      }
    }
    assert.equal(howToReadAccuracy('alone', scores).includes('interval'), seeds === 1);
    assert.ok(howToReadAccuracy('alone', scores).includes('1,000 fresh sequences'));
  }
});

test('a chart of accuracies goes from chance to all right, and is read at the measured distance nearest', () => {
  for (const { packed, T } of fixture.tasks) {
    const chart = accuracyChart(packed.scores.alone, packed.chance, 10);
    assert.deepEqual([chart.x.from, chart.x.to], [T[0], T.at(-1)]);
    assert.equal(chart.lines[0].label, 'blind guess 12.5\u00a0%');
    assert.equal(chart.read(12)[0], 'T = 10');
    assert.equal(chart.read(12).length, 3);
  }
});

test('distances are named where they have room, and none is left out that has', () => {
  for (const { T } of fixture.tasks) {
    for (const room of [0, 3, 7.5, 60]) {
      const kept = sparsePlaces(T, room);
      assert.equal(kept[0], T[0]);
      for (const [at, place] of kept.entries()) if (at) assert.ok(place - kept[at - 1] >= room);
      for (const place of T) {
        const before = kept.filter((one) => one <= place).at(-1);
        assert.ok(before === place || place - before < room);
      }
    }
  }
});

test('a chart of losses ends a quarter above the first loss that is a number', () => {
  for (const { points, limit } of fixture.trainings) {
    near(lossLimit(Object.values(points).map(({ losses }) => losses)), limit);
    const { accuracy, loss } = trainingCharts(points, 0.125);
    near(loss.y.to, limit);
    assert.deepEqual(
      loss.curves.map(({ kind }) => kind),
      KINDS.filter((kind) => points[kind]),
    );
    const missing = points.relu.losses.filter((value) => value === null).length;
    assert.equal(loss.curves[0].ys.filter(Number.isNaN).length, missing);
    if (missing) assert.deepEqual(loss.read(0)[1], ['relu', 'no number']);
    assert.equal(accuracy.x.to, Math.max(100, points.lstm.steps.at(-1)));
  }
});

test('bars of the unrolled network are as long as the memory is strong, up for positive', () => {
  for (const { found } of fixture.pairs) {
    for (const { memory } of found) {
      const values = Float32Array.from(memory, (row) => row[0]);
      const at = unrolledLayout(
        memory.map(() => 'word'),
        values,
        800,
      );
      near(at.most, Math.max(...values.map(Math.abs), 1e-6));
      for (const [step, value] of values.entries()) {
        const { y, height } = at.barOf(step);
        near(height, Math.max(1, (32 * Math.abs(value)) / at.most), 1e-4);
        near(value > 0 ? y + Math.max(height, 0) : y, at.middle, value > 0 && height === 1 ? 0.03 : 1e-4);
      }
    }
  }
});

test('boxes of the unrolled network never overlap, and a long sequence is wider than its room', () => {
  for (const steps of [1, 5, 30, 120]) {
    for (const room of [250, 900]) {
      const at = unrolledLayout(Array(steps).fill('river'), new Float32Array(steps), room);
      assert.ok(at.x(1) - at.x(0) > 2 * at.half);
      assert.ok(at.x(0) - at.half > 0 && at.x(steps - 1) + at.half < at.wide);
      if (steps === 120) assert.ok(at.wide > room);
      else if (steps * 17 < room - 30) near(at.wide, room);
    }
  }
});

test('words below the boxes lie flat where they have room, else they slant, else they stand', () => {
  const turn = (steps) => unrolledLayout(Array(steps).fill('because'), new Float32Array(steps), 800).wordAt(0);
  assert.doesNotMatch(turn(8), /rotate/);
  assert.match(turn(20), /rotate\(-45\)/);
  assert.match(turn(45), /rotate\(-90\)/);
});
