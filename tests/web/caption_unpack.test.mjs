// A caption as Python sends it, unpacked in the browser: what was measured comes back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CANDIDATE_ROWS, candidateRows, wordsBefore } from '../../ui/caption/web/candidates.js';
import { stepWithin, unpackCaption } from '../../ui/caption/web/unpack.js';
import { near, right } from './caption_fixture.mjs';

for (const { name, sent, ...wanted } of right.captions) {
  const trace = unpackCaption(sent);

  test(`${name}: probabilities are those of the trace, and a word outside the vocabulary has none`, () => {
    assert.ok(near(trace.probabilities, wanted.probabilities, 1e-4));
  });

  test(`${name}: only the end of a finished caption ends it, and the last spoken word is before`, () => {
    const ends = sent.words.filter((_, step) => trace.ends(step));
    assert.equal(ends.length, wanted.finished ? 1 : 0);
    if (wanted.spoken.length) assert.equal(trace.words[trace.last], wanted.spoken.at(-1));
    else assert.equal(trace.last, 0);
    assert.deepEqual(trace.labels.slice(0, wanted.spoken.length), wanted.spoken);
  });

  test(`${name}: maps come back as exact as their bytes allow`, () => {
    if (!wanted.shares) {
      assert.deepEqual([trace.shares, trace.shifts, trace.cells], [null, null, 0]);
      return;
    }
    for (const [step, map] of wanted.shares.entries()) {
      assert.equal(map.length, trace.cells);
      assert.ok(near([...trace.shares[step]], map, sent.scale[step] / 500), `step ${step}`);
    }
    assert.ok(near(trace.shifts, wanted.shifts, 0.01));
  });

  test(`${name}: the word that was said has a row of its own, and all words together have probability 1`, () => {
    for (const [step, word] of sent.words.entries()) {
      const rows = candidateRows(trace, step);
      assert.equal(rows.length, CANDIDATE_ROWS);
      const shown = rows.filter((row) => row !== null);
      assert.equal(shown.filter(([one]) => one === word).length, 1);
      assert.ok(near(shown.at(-1)[1], Math.max(0, wanted.rest[step]), 1e-4));
      const listed = shown.filter(([one]) => sent.top[step].some(([other]) => other === one));
      const sum = [...listed, shown.at(-1)].reduce((total, [, p]) => total + p, 0);
      assert.ok(near(sum, 1, 1e-4));
    }
  });
}

test('candidates stand likeliest first', () => {
  for (const { sent } of right.captions) {
    const trace = unpackCaption(sent);
    for (const step of sent.words.keys()) {
      const chances = candidateRows(trace, step)
        .slice(0, sent.top[step].length)
        .map(([, p]) => p);
      assert.deepEqual(
        chances,
        chances.toSorted((a, b) => b - a),
      );
    }
  }
});

test('the words before a step are the two before it, and what was left out is told', () => {
  const words = ['a', 'brown', 'dog', 'runs'];
  assert.deepEqual(
    words.map((_, step) => wordsBefore(words, step)),
    ['', 'a', 'a brown', '\u2026 brown dog'],
  );
});

test('a shorter caption stays at its end while the cursor goes on', () => {
  const caption = { steps: 3 };
  assert.deepEqual(
    [0, 2, 3, 9].map((step) => stepWithin(step, caption)),
    [0, 2, 2, 2],
  );
});
