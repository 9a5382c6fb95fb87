// Captions aligned word by word: every word in order, common words together, no column more than needed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignWords, pathThrough, saidAlone } from '../../ui/caption/web/alignment.js';

const split = (...captions) => captions.map((caption) => caption.split(' '));
const wordsOf = (columns, captions, one) =>
  columns
    .map((column) => column[one])
    .filter((at) => at !== null)
    .map((at) => captions[one][at]);
const pairsOf = (columns, captions) =>
  columns.reduce((sum, column) => {
    const words = column.flatMap((at, one) => (at === null ? [] : [captions[one][at]]));
    return sum + words.reduce((found, word, at) => found + words.slice(0, at).filter((o) => o === word).length, 0);
  }, 0);

// Random captions of few words, so that they have much in common in many ways.
function randomCaptions(count, seed) {
  let state = seed;
  const draw = (below) => ((state = (1103515245 * state + 12345) % 2147483648) % 9973) % below;
  return Array.from({ length: count }, () => Array.from({ length: 1 + draw(5) }, () => 'abc'[draw(3)]));
}

/** Most pairs, then fewest columns, by going through all alignments. */
function byBruteForce(captions) {
  const rest = (taken) => {
    if (taken.every((at, one) => at === captions[one].length)) return { pairs: 0, columns: 0 };
    const ways = Array.from({ length: 2 ** captions.length - 1 }, (_, bits) => {
      const moved = captions.map((words, one) => ((bits + 1) & (1 << one) ? taken[one] < words.length : null));
      if (moved.includes(false)) return null;
      const after = rest(taken.map((at, one) => at + (moved[one] ? 1 : 0)));
      const column = taken.map((at, one) => (moved[one] ? at : null));
      return { pairs: after.pairs + pairsOf([column], captions), columns: after.columns + 1 };
    });
    return ways.filter((way) => way !== null).sort((a, b) => b.pairs - a.pairs || a.columns - b.columns)[0];
  };
  return rest(captions.map(() => 0));
}

test('every caption goes through the columns word by word, and no column is empty', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const captions = randomCaptions(2 + (seed % 2), seed);
    const columns = alignWords(captions);
    for (const [one, words] of captions.entries()) assert.deepEqual(wordsOf(columns, captions, one), words);
    assert.ok(columns.every((column) => column.some((at) => at !== null)));
  }
});

test('no alignment has more equal words together, and with as many none has fewer columns', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const captions = randomCaptions(2 + (seed % 2), 7 * seed).map((words) => words.slice(0, 4 - 2 * (seed % 2)));
    const columns = alignWords(captions);
    const found = { pairs: pairsOf(columns, captions), columns: columns.length };
    assert.deepEqual(found, byBruteForce(captions), JSON.stringify(captions));
  }
});

test('one word more or another word moves nothing that is common', () => {
  const captions = split('a brown dog runs', 'a dog runs', 'a small cat runs fast');
  assert.deepEqual(alignWords(captions), [
    [0, 0, 0],
    [1, null, 1],
    [2, 1, 2],
    [3, 2, 3],
    [null, null, 4],
  ]);
  assert.deepEqual(alignWords(split('a b', 'a b')), [
    [0, 0],
    [1, 1],
  ]);
});

test('a gap holds the word before; the way back leads to the column of each word', () => {
  const columns = [
    [0, null],
    [1, 0],
    [2, null],
    [null, 1],
  ];
  assert.deepEqual(pathThrough(columns, 0), { slots: [0, 1, 2, 2], columnOf: [0, 1, 2] });
  assert.deepEqual(pathThrough(columns, 1), { slots: [0, 0, 0, 1], columnOf: [1, 3] });
});

test('what no other says is marked; what one does not say is not', () => {
  assert.deepEqual(saidAlone(['dog', 'dog', 'cat']), [false, false, true]);
  assert.deepEqual(saidAlone(['dog', null, 'cat']), [true, false, true]);
});
