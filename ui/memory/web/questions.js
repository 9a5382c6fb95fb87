// Between the page and the server: of every kind one question at a time. A later wish waits, the last one wins, and an
// answer that no longer belongs to the page's wish is dropped. What gets lost on the way is asked once more.
const NOUN = 'measurement';
const SENDERS = {
  reach: (question) => trigger('reach', question),
  hold: (question) => trigger('hold', question),
  train: (question) => trigger('train', question),
  stop: (question) => trigger('stop', question),
  save: (question) => trigger('save', question),
};
const PATIENCE = { reach: 40, hold: 20, train: 90 }; // seconds without a word
const doors = {}; // kind -> {question, told, next, clock, tries}
let runs = 0;

const name = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}-${(runs += 1)}`;
const send = (kind, question) => SENDERS[kind](question);
const gone = () => 'The server no longer has what this file is made of: run it again.';
const lighter = (file) => file;

// `told(answer)` hears every answer to `wanted`, the last of which says `done`; `failed(sentence)` what went wrong.
function askOnce(kind, wanted, told, failed) {
  const wish = { kind, wanted, told, failed, tries: 0 };
  if (doors[kind]) doors[kind].next = wish;
  else put(wish);
}

function put(wish) {
  wish.question = { ...wish.wanted, run: name() };
  doors[wish.kind] = wish;
  wait(wish);
  send(wish.kind, wish.question);
}

function wait(wish) {
  clearTimeout(wish.clock);
  wish.clock = setTimeout(() => {
    if (wish.kind !== 'train' && wish.tries++ < 1) return put(wish);
    finish(wish, { error: 'The server has not answered: check the connection, then try again.' });
  }, PATIENCE[wish.kind] * 1000);
}

function finish(wish, answer) {
  clearTimeout(wish.clock);
  doors[wish.kind] = null;
  const { next } = wish;
  if (answer.error) {
    if (!next || wish.kind === 'train') complain(answer.error);
    wish.failed?.(answer.error);
  } else if (!next) wish.told(answer, wish);
  if (next) put(next);
}

function received(answer) {
  if (!answer) return;
  if (saving && (answer.run === saving.question.run || answer.lost)) return saved(answer);
  const wish = Object.values(doors).find((one) => one && (answer.run === one.question.run || answer.lost));
  if (!wish) return;
  if (answer.error || answer.done) return finish(wish, answer);
  wait(wish);
  if (!wish.next) wish.told(answer, wish);
}

watch('value', () => received(typeof props.value === 'string' ? JSON.parse(props.value) : props.value));
