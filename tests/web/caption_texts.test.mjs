// What the page says of captions in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  betaInWords,
  captionFacts,
  shiftInWords,
  spreadInWords,
  stepInWords,
  wordsAtStep,
} from '../../ui/caption/web/texts.js';
import { unpackCaption } from '../../ui/caption/web/unpack.js';
import { caption } from './caption_fixture.mjs';

const trace = (name) => unpackCaption(caption(name).sent);

test('the facts of a caption carry its log-probability with a minus sign, and its perplexity', () => {
  for (const name of ['attention', 'plain', 'beam', 'forced']) {
    const { logprob, perplexity } = caption(name).sent;
    const facts = captionFacts(trace(name));
    assert.ok(facts.includes(`log-probability \u2212${(-logprob).toFixed(2)}`), facts);
    assert.ok(facts.includes(`perplexity ${perplexity.toFixed(1)}`), facts);
  }
});

test('a caption that did not end is called cut off, and one that did is not', () => {
  assert.match(captionFacts(trace('plain')), /cut off/);
  assert.doesNotMatch(captionFacts(trace('attention')), /cut off/);
});

test('unknown words are named, each once, in the number that they have', () => {
  const sent = caption('forced').sent;
  const with_ = (unknown) => captionFacts(unpackCaption({ ...sent, unknown }));
  assert.match(with_(['zebra', 'yak', 'zebra']), /\u201czebra\u201d, \u201cyak\u201d are not in its vocabulary$/);
  assert.match(with_(['zebra', 'zebra']), /\u201czebra\u201d is not in its vocabulary$/);
  assert.doesNotMatch(with_([]), /vocabulary/);
});

test('captions that say the same word at a step have one label, and a shorter one stays at its end', () => {
  const [long, short] = [trace('attention'), trace('plain')];
  assert.equal(wordsAtStep([long, long], 1), long.labels[1]);
  const last = long.steps - 1;
  assert.equal(wordsAtStep([long, short], last), `${long.labels[last]} / ${short.labels.at(-1)}`);
});

test('a step is told with its place, its word and its probability; whose it is only where there are several', () => {
  const forced = trace('forced');
  assert.equal(
    stepInWords([forced], 1),
    `word 2 of ${forced.steps}, zebra, not in its vocabulary, probably in the picture (60\u00a0%).`,
  );
  assert.match(stepInWords([forced], 0), /^word 1 of \d+, a, probability /);
  assert.match(stepInWords([forced, trace('plain')], 0), /^forced: word 1 of .+\. plain: word 1 of 3, .+\.$/);
});

test('the words for spread, for what is let in and for movement follow one another as the number grows', () => {
  const seen = (inWords) => [...new Set(Array.from({ length: 101 }, (_, at) => inWords(at / 100)))];
  assert.deepEqual(seen(spreadInWords), ['narrowly', 'at a region', 'widely', 'nearly everywhere']);
  assert.deepEqual(seen(betaInWords), ['Lets little of it in', 'Lets half of it in', 'Lets most of it in']);
  assert.deepEqual(seen(shiftInWords), ['Stays where it was', 'Moves a little', 'Moves on']);
  assert.equal(shiftInWords(null), 'First look');
});
