// The tree of beam search in the browser: what each hypothesis says, and where it is drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { edgePath, hypothesesOf, layOutBeam, ROW } from '../../ui/caption/web/beam_layout.js';
import { caption, right } from './caption_fixture.mjs';

const { sent, spoken } = caption('beam');
const nodes = hypothesesOf(sent.beams);
const lengthOf = (node) => 10 * node.word.length + 16;
const layout = layOutBeam(nodes, lengthOf);

test('each hypothesis says the whole beginning that it stands for', () => {
  assert.deepEqual(
    nodes.map((node) => node.says),
    right.beam.says,
  );
});

test('the hypotheses that won are the words of the caption, in order', () => {
  const won = nodes.filter((node) => node.chosen);
  assert.deepEqual(
    won.map((node) => node.word),
    sent.words,
  );
  assert.equal(won.at(-1).says, `${spoken.join(' ')}.`);
});

test('in each column those that were kept stand above those that were dropped, likelier ones higher', () => {
  for (const [step, order] of right.beam.order.entries()) {
    const column = nodes.filter((node) => node.step === step);
    const found = column.toSorted((a, b) => layout.places.get(a.number).row - layout.places.get(b.number).row);
    assert.deepEqual(
      found.map((node) => node.number),
      order,
    );
  }
});

test('what was kept stands above what was dropped, even where that was likelier', () => {
  const turned = nodes.map((node) => ({ ...node, kept: !node.kept }));
  const { places } = layOutBeam(turned, lengthOf);
  const rowOf = (node) => places.get(node.number).row;
  for (const node of turned.filter(({ kept }) => kept)) {
    const dropped = turned.filter(({ step, kept }) => step === node.step && !kept);
    assert.ok(dropped.length && dropped.every((other) => rowOf(node) < rowOf(other)));
  }
});

test('no two nodes overlap, and all lie within the drawing', () => {
  const places = [...layout.places.values()];
  assert.equal(places.length, nodes.length);
  for (const [one, place] of places.entries()) {
    assert.ok(place.x >= 0 && place.x + place.length <= layout.width);
    assert.ok(place.y - ROW / 2 >= 0 && place.y + ROW / 2 <= layout.height);
    for (const other of places.slice(one + 1)) {
      const beside = place.x + place.length <= other.x || other.x + other.length <= place.x;
      assert.ok(beside || Math.abs(place.y - other.y) >= ROW);
    }
  }
});

test('a column is as wide as its longest node, and the next begins behind it', () => {
  for (const [step, { x, width }] of layout.columns.entries()) {
    const lengths = nodes.filter((node) => node.step === step).map(lengthOf);
    assert.equal(width, Math.max(...lengths));
    if (step) assert.ok(x > layout.columns[step - 1].x + layout.columns[step - 1].width);
  }
});

test('without those that were dropped at once the others keep their order, and every one has its parent', () => {
  const kept = nodes.filter((node) => node.kept || node.chosen);
  const { places, height } = layOutBeam(kept, lengthOf);
  assert.equal(places.size, kept.length);
  assert.ok(height < layout.height);
  for (const node of kept) {
    assert.ok(node.parent < 0 || places.has(node.parent));
    assert.ok(places.get(node.number).row <= layout.places.get(node.number).row);
  }
});

test('an edge begins where its parent ends and ends where its node begins', () => {
  for (const node of nodes.filter(({ parent }) => parent >= 0)) {
    const [from, to] = [layout.places.get(node.parent), layout.places.get(node.number)];
    const numbers = edgePath(from, to)
      .match(/-?[\d.]+/g)
      .map(Number);
    assert.deepEqual(numbers.slice(0, 2), [from.x + from.length, from.y]);
    assert.deepEqual(numbers.slice(-2), [to.x, to.y]);
  }
});
