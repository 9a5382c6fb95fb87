// Of every kind one question at a time: a later wish waits, the last one wins, and an answer that no longer belongs to the
// page's wish is dropped. What gets lost on the way is asked once more. Nothing here needs a page.

const SILENT = 'The server has not answered: check the connection, then try again.';

/**
 * @param {object} options
 * @param {Record<string, { patience: number, lasting?: boolean }>} options.kinds `patience`: seconds without a word;
 *   `lasting`: it goes on at the server once begun, so it is never asked twice, and its end is told even if another waits
 * @param {(kind: string, question: object) => void} options.send
 * @param {(sentence: string) => void} options.complain
 * @param {() => string} options.newName
 * @returns {{ ask: (kind: string, wanted: object, heard: (answer: any, run: string) => void, failed: () => void) => void,
 *   received: (answer: any) => void, runOf: (kind: string) => string }}
 */
export function createQuestionQueue({ kinds, send, complain, newName }) {
  /** @type {Record<string, any>} kind -> the wish whose question is on its way */
  const asked = {};

  // `heard(answer, run)` hears every answer, the last of which says `done`; `failed()` that there will be none.
  function ask(kind, wanted, heard, failed) {
    const wish = { kind, wanted, heard, failed, tries: 0 };
    if (asked[kind]) asked[kind].next = wish;
    else put(wish);
  }

  function put(wish) {
    wish.run = newName();
    asked[wish.kind] = wish;
    wait(wish);
    send(wish.kind, { ...wish.wanted, run: wish.run });
  }

  function wait(wish) {
    const { patience, lasting } = kinds[wish.kind];
    clearTimeout(wish.clock);
    wish.clock = setTimeout(() => {
      if (!lasting && wish.tries++ < 1) put(wish);
      else finish(wish, { error: SILENT });
    }, patience * 1000);
  }

  function finish(wish, answer) {
    clearTimeout(wish.clock);
    asked[wish.kind] = null;
    const { next } = wish;
    if (answer.error) {
      if (!next || kinds[wish.kind].lasting) complain(answer.error);
      wish.failed();
    } else if (!next) wish.heard(answer, wish.run);
    if (next) put(next);
  }

  /** @param {{ run?: string, error?: string, done?: boolean, lost?: unknown }} answer `lost`: its question never arrived */
  function received(answer) {
    const wish = Object.values(asked).find((one) => one && (answer.run === one.run || answer.lost));
    if (!wish) return;
    if (answer.error || answer.done) return finish(wish, answer);
    wait(wish);
    if (!wish.next) wish.heard(answer, wish.run);
  }

  /** The name of the question of this kind that is on its way, '' where there is none. @param {string} kind */
  const runOf = (kind) => asked[kind]?.run ?? '';

  return { ask, received, runOf };
}
