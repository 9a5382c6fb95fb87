// Doubt and the eye in the browser: the sentences are those of slides, the evidence is that of the trace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doubtSentence, thingAt, wordInWords } from '../../ui/caption/web/doubt.js';
import { evidenceOf, evidencePixels, shareSeen } from '../../ui/caption/web/evidence.js';
import { unpackCaption } from '../../ui/caption/web/unpack.js';
import { sourceOf, wordSources } from '../../ui/caption/web/word_source.js';
import { near, right } from './caption_fixture.mjs';
import { fixture as gates } from './gates_fixture.mjs';

for (const { sent, sentence, evidence } of right.doubts) {
  const trace = unpackCaption(sent);

  test(`the sentence on a caption is that of its slide: ${sentence || 'nothing'}`, () => {
    assert.equal(doubtSentence(trace), sentence);
  });

  test(`evidence comes back as exact as its bytes allow: ${sent.things.length} things`, () => {
    for (const [at, thing] of sent.things.entries()) {
      const [low, high] = thing.range;
      assert.ok(near([...evidenceOf(thing)], evidence[at], (high - low) / 500 + 1e-4));
      assert.equal(thingAt(trace, thing.step), trace.things[at]);
    }
  });
}

test('a doubtful thing is told with its probability; where nothing is known nothing is told', () => {
  const { sent } = right.doubts.find(({ sent }) => sent.things.some(({ doubtful }) => doubtful));
  const trace = unpackCaption(sent);
  const thing = sent.things.find(({ doubtful }) => doubtful);
  assert.match(wordInWords(trace, thing.step), /^probability .+, probably not in the picture \(\d+\u00a0%\)$/);
  assert.match(wordInWords({ ...trace, doubt: null }, thing.step), /^probability [^,]+$/);
});

test('the map is clear exactly where the evidence speaks for the thing, with a line around it', () => {
  const { data, width, height } = evidencePixels(Float32Array.of(-1, 1, -1, 1), [2, 2]);
  const alpha = (x, y) => data[4 * (y * width + x) + 3];
  assert.deepEqual([width, height], [24, 24]);
  assert.deepEqual([alpha(0, 0) > 0, alpha(23, 0), alpha(23, 23)], [true, 0, 0]);
  const lines = Array.from({ length: width }, (_, x) => data[4 * x]).filter((red) => red === 255);
  assert.equal(lines.length, 1);
  assert.equal(shareSeen(Float32Array.of(-1, 1, 0, 2)), 0.5);
});

test('sentence, look and eye add up to the score; shares are of what spoke for the word', () => {
  for (const { packed, total } of gates.captions) {
    wordSources(unpackCaption(packed)).forEach(({ parts }, step) => {
      assert.ok(near(parts.sentence + parts.look + parts.eye, total[step], 1e-3));
    });
  }
  const { shares, most } = sourceOf({ sentence: 1, look: -2, eye: 3 });
  assert.deepEqual([shares, most], [{ sentence: 0.25, look: 0, eye: 0.75 }, 'eye']);
});
