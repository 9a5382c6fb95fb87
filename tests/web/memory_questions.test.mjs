// The memory lab's questions to the server: of every kind one at a time, the last wish wins.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQuestionQueue } from '../../ui/memory/web/question_queue.js';

const KINDS = { reach: { patience: 40 }, hold: { patience: 20 }, train: { patience: 90, lasting: true } };

/** A queue, what it sent, and what was heard. */
function setUp() {
  const sent = [];
  const heard = [];
  let names = 0;
  const queue = createQuestionQueue({
    kinds: KINDS,
    send: (kind, question) => sent.push({ kind, ...question }),
    complain: (sentence) => heard.push(['complaint', sentence]),
    newName: () => `run-${(names += 1)}`,
  });
  const ask = (kind, T) =>
    queue.ask(
      kind,
      { T },
      (answer, run) => heard.push([T, answer.said ?? 'done', run]),
      () => heard.push([T, 'failed']),
    );
  return { ...queue, ask, sent, heard };
}

test('what is asked is sent with a name, and its answers are heard until it is done', () => {
  const { ask, received, runOf, sent, heard } = setUp();
  ask('train', 5);
  assert.deepEqual(sent, [{ kind: 'train', T: 5, run: 'run-1' }]);
  received({ run: 'run-1', said: 'half' });
  assert.equal(runOf('train'), 'run-1');
  received({ run: 'run-1', done: true });
  assert.equal(runOf('train'), '');
  assert.deepEqual(heard, [
    [5, 'half', 'run-1'],
    [5, 'done', 'run-1'],
  ]);
});

test('of several wishes while one is on its way, the last is asked, and nothing else is heard', () => {
  const { ask, received, sent, heard } = setUp();
  for (const T of [40, 60, 80, 20]) ask('reach', T);
  assert.equal(sent.length, 1);
  received({ run: 'run-1', said: 'one measured' });
  received({ run: 'run-1', done: true });
  received({ run: 'run-2', done: true });
  assert.deepEqual(
    sent.map(({ T }) => T),
    [40, 20],
  );
  assert.deepEqual(heard, [[20, 'done', 'run-2']]);
});

test('kinds do not wait for one another', () => {
  const { ask, received, sent, heard } = setUp();
  ask('train', 1);
  ask('hold', 2);
  assert.equal(sent.length, 2);
  received({ run: 'run-2', done: true });
  assert.deepEqual(heard, [[2, 'done', 'run-2']]);
});

test('an answer to a question that nobody waits for is dropped', () => {
  const { ask, received, heard } = setUp();
  ask('hold', 1);
  received({ run: 'another page', done: true });
  received({ run: 'run-1', done: true });
  received({ run: 'run-1', done: true });
  assert.equal(heard.length, 1);
});

test('an error is told once, and not where a later wish waits, unless a training ends with it', () => {
  const { ask, received, heard } = setUp();
  ask('hold', 1);
  ask('hold', 2);
  received({ run: 'run-1', error: 'no' });
  assert.deepEqual(heard, [[1, 'failed']]);
  received({ run: 'run-2', error: 'no' });
  assert.deepEqual(heard.slice(1), [
    ['complaint', 'no'],
    [2, 'failed'],
  ]);
  ask('train', 3);
  ask('train', 4);
  received({ run: 'run-3', error: 'stopped' });
  assert.deepEqual(heard.slice(3), [
    ['complaint', 'stopped'],
    [3, 'failed'],
  ]);
});

test('a question that never arrived is found without its name', () => {
  const { ask, received, heard } = setUp();
  ask('hold', 1);
  received({ error: 'busy', lost: 1 });
  assert.deepEqual(heard, [
    ['complaint', 'busy'],
    [1, 'failed'],
  ]);
});

test('silence is asked once more and then told; every word renews the patience', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { ask, received, sent, heard } = setUp();
  ask('reach', 1);
  context.mock.timers.tick(39_000);
  received({ run: 'run-1', said: 'one measured' });
  context.mock.timers.tick(39_000);
  assert.equal(sent.length, 1);
  context.mock.timers.tick(1_000);
  assert.deepEqual(
    sent.map(({ run }) => run),
    ['run-1', 'run-2'],
  );
  context.mock.timers.tick(40_000);
  assert.equal(sent.length, 2);
  assert.match(heard.at(-2)[1], /has not answered/);
  assert.deepEqual(heard.at(-1), [1, 'failed']);
});

test('a training that is silent is not begun twice', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const { ask, sent, heard } = setUp();
  ask('train', 1);
  context.mock.timers.tick(90_000);
  assert.equal(sent.length, 1);
  assert.deepEqual(heard.at(-1), [1, 'failed']);
});
