// A sequence as the networks of the memory lab read it, against NumPy and models/lstm (fixtures_memory.py).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  answerChance,
  bestAnswer,
  busiestUnit,
  memoryField,
  rightAnswer,
  spokenStep,
  unitValue,
  unitValues,
  unpackMemoryRun,
} from '../../ui/memory/web/memory_run.js';
import { stepFormulas } from '../../ui/memory/web/step_formulas.js';
import { comparable, mostChangedUnit, subjectChange } from '../../ui/memory/web/subject_change.js';
import { textOf, tokensOf } from '../../ui/memory/web/tokens.js';

const { pairs, sequences } = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/memory.json`, 'utf8'));
const runs = pairs.map(({ before, after, found }) => ({
  before: unpackMemoryRun(before),
  run: unpackMemoryRun(after),
  found,
}));

/** For every network of every pair: its run before and after, and what NumPy found. */
function* networks() {
  for (const { before, run, found } of runs) {
    for (const wanted of found) {
      const [network, other] = [run, before].map((one) => one.networks[wanted.network]);
      yield { before, run, network, other, wanted };
    }
  }
}

const near = (found, wanted, slack = 1e-6) =>
  assert.ok(Math.abs(found - wanted) <= slack * Math.max(1, Math.abs(wanted)), `${found} is not ${wanted}`);

/** The numbers in a text, in order. */
const numbersIn = (text) =>
  [...text.replaceAll('\u2212', '-').matchAll(/-?\d+\.\d+/g)].map(([number]) => Number(number));

test('every value of every unit arrives as it was sent, in 16 bits or in 32', () => {
  for (const { network, wanted } of networks()) {
    for (const [field, rows] of Object.entries(wanted.values)) {
      for (const [step, row] of rows.entries()) {
        for (const [unit, value] of row.entries()) near(unitValue(network, field, step, unit), value);
      }
    }
  }
});

test('before the first step there is nothing, and the values of a unit are its column', () => {
  for (const { network, wanted } of networks()) {
    assert.equal(memoryField(network), wanted.field);
    assert.equal(unitValue(network, wanted.field, -1, 0), 0);
    const column = [...unitValues(network, wanted.field, 1)];
    assert.equal(column.length, wanted.memory.length);
    for (const [step, value] of column.entries()) near(value, wanted.memory[step][1]);
  }
});

test('the busiest unit and the most changed one are those that NumPy finds', () => {
  for (const { run, network, other, wanted } of networks()) {
    assert.equal(busiestUnit(network), wanted.busiest);
    assert.equal(mostChangedUnit(run, network, other), wanted.changed);
  }
});

test('the best answer is the likeliest, and the chances of a step add up to 1', () => {
  for (const { run, network, wanted } of networks()) {
    for (const [step, chances] of wanted.answers.entries()) {
      const best = bestAnswer(run, network, step);
      assert.equal(best.said, wanted.best[step]);
      assert.equal(best.word, run.says[best.said]);
      near(best.p, Math.max(...chances));
      const sum = chances.reduce((total, _, said) => total + answerChance(run, network, step, said), 0);
      near(sum, 1, 2e-3); // of four half floats
    }
  }
});

test('what is spoken of a step names both networks of the first chapter and no other', () => {
  for (const { run } of runs) {
    const said = spokenStep(run, 1);
    assert.ok(said.startsWith(`${run.labels[1]}. `));
    for (const kind of ['rnn', 'lstm']) assert.ok(said.includes(bestAnswer(run, run.networks[kind], 1).word));
    assert.ok(!said.includes('ReLU'));
  }
});

test('the numbers of a formula fulfil it, as far as two decimals tell', () => {
  for (const { run } of runs) {
    for (let step = 0; step < run.labels.length; step += 1) {
      const [memory, shown] = stepFormulas(run.networks.lstm, 2, step).map(({ numbers }) => numbersIn(numbers));
      const [c, f, before, i, g] = memory;
      near(c, f * before + i * g, 0.02);
      const [h, o, cell] = shown;
      near(h, o * Math.tanh(cell), 0.02);
      const [{ numbers }] = stepFormulas(run.networks.rnn, 2, step);
      const [hidden, drive, echo] = numbersIn(numbers);
      near(hidden, Math.tanh(drive + echo), 0.02);
    }
  }
});

test('a formula counts its steps from 1, and what was before the first is 0', () => {
  const [first] = stepFormulas(runs[0].run.networks.lstm, 0, 0);
  assert.equal(first.symbols, 'c\u2081 = f\u2081\u00b7c\u2080 + i\u2081\u00b7g\u2081');
  assert.ok(first.numbers.includes('\u00b7 0.00 +'));
  const [tenth] = stepFormulas(runs[1].run.networks.rnn, 0, 8);
  assert.equal(tenth.symbols, 'h\u2089 = tanh(W x\u2089 + U h\u2088 + b)');
});

test('a negative number after a sign stands in brackets', () => {
  for (const { run } of runs) {
    for (let unit = 0; unit < 6; unit += 1) {
      for (const { numbers } of stepFormulas(run.networks.lstm, unit, 1))
        assert.doesNotMatch(numbers, /[\u00b7+] \u2212/);
    }
  }
});

test('two runs can be compared if they differ in the subject alone and an answer is due in both', () => {
  for (const { before, run } of runs) {
    assert.ok(comparable(before, run.answer));
    assert.ok(!comparable(null, run.answer));
    assert.ok(!comparable(run, run.answer)); // the same subject
    assert.ok(!comparable(before, { ...run.answer, right: run.answer.right.map(() => null) }));
    const longer = { ...run.answer, labels: [...run.labels, 'sat'], right: [...run.answer.right, 2] };
    assert.ok(!comparable(before, longer));
  }
});

test('the sentence about a change says what the unit and the answer did', () => {
  for (const { before, run, wanted } of networks()) {
    for (const [unit, flips] of wanted.flips.entries()) {
      const [headline, sentence] = subjectChange(run, before, wanted.network, unit);
      assert.equal(headline, '\u201ccats\u201d \u2192 \u201ccat\u201d');
      assert.equal(sentence.includes(`unit ${unit + 1} flips from`), flips);
      assert.equal(sentence.includes(`unit ${unit + 1} goes from`), !flips);
      const small = wanted.moved.every((values) => Math.abs(values[unit]) < 1e4);
      if (!small) continue;
      for (const [at, values] of wanted.moved.entries()) near(numbersIn(sentence)[at], values[unit], 0.006);
    }
  }
});

test('the sentence names the right answer where the given one is wrong, and the step it was due at', () => {
  for (const { before, run, wanted } of networks()) {
    const { due } = run.answer;
    const [, sentence] = subjectChange(run, before, wanted.network, 0);
    const best = wanted.best[due];
    assert.equal(sentence.includes('stays \u201c'), best === wanted.best_before);
    assert.equal(sentence.includes('\u201cit\u201d would be right'), best !== rightAnswer(run, due));
    assert.equal(sentence.startsWith(' At the last step'), due === run.labels.length - 1);
  }
});

test('what is shown of a sequence can be typed back', () => {
  for (const { tokens, task } of sequences) {
    assert.deepEqual(tokensOf(textOf(tokens, task), task), tokens);
    assert.deepEqual(tokensOf(textOf(tokens, task).toUpperCase(), task), tokens);
  }
});

test('a copy is typed with what a keyboard has, letters with blanks between them', () => {
  const [words, letters, symbols] = sequences.map(({ task }) => task);
  assert.deepEqual(tokensOf('ca h-._>', symbols), ['C', 'A', 'H', '\u00b7', '\u00b7', '\u00b7', '\u2192']);
  assert.deepEqual(tokensOf('g, a 7 b', letters), ['G', 'A', 'B']);
  assert.deepEqual(tokensOf(' The cats;  slept. ', words), ['the', 'cats', 'slept']);
  assert.deepEqual(tokensOf('', words), []);
});
