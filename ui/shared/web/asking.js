// Between the page and the server: one question at a time, the last wish wins, an answer to an older question is dropped.
// A subject is what is asked about: {example} or {file, name}; with path once the server has the file, with hash once it
// has read it.
import { props, trigger, upload, watch } from 'gatescope:host';
import { complain } from './alert.js';
import { $, gentle, root } from './dom.js';
import { newName } from './run_name.js';
import { createSaving, notSent } from './saving.js';

const PATIENCE = 90; // seconds after which the page no longer believes in an answer
const SENDING = 600; // and of a file that is on its way: a long clip by a slow line

/**
 * The component's one line to the server.
 * @param {object} options
 * @param {string} options.noun what is asked about: "picture"
 * @param {string} options.doing what the server does meanwhile: "Looking and writing"
 * @param {() => any} options.chosen the subject on the page
 * @param {() => object} options.wish the question as the controls stand
 * @param {(question: any, answer: any) => void} options.answered
 * @param {() => void} [options.refused] there is no answer: the controls go back to what is on the page
 * @param {(file: File) => Promise<File>} [options.lighter] a file made small enough to travel
 */
export function createAsking({
  noun,
  doing,
  chosen,
  wish,
  answered,
  refused = () => {},
  lighter = async (file) => file,
}) {
  let asking = null; // the question on its way
  let next = null; // what was wished for meanwhile
  let clock = null;
  const gone = `The server no longer has this ${noun}: choose it again.`;
  const saving = createSaving({ noun, gone, lighter, send: (question) => trigger('save', question) });

  // `subject`: a newly chosen one. Without a subject there is nothing to ask yet.
  function ask(change) {
    const subject = change.subject ?? next?.subject ?? (asking?.subject || chosen());
    if (!subject) return;
    const wanted = { subject, fresh: change.fresh || next?.fresh || false };
    if (asking) {
      next = wanted;
      return;
    }
    asking = { ...wanted, tries: 0 };
    busy(true);
    put(asking);
  }

  async function put(question) {
    const { subject } = question;
    question.asked = { ...wish(), example: subject.example?.id ?? '', hash: subject.hash ?? '' };
    question.run = newName();
    try {
      if (subject.file && !subject.path) subject.path = (await upload(await lighter(subject.file))).path;
    } catch {
      return received({ run: question.run, error: notSent(noun) });
    }
    Object.assign(question.asked, { path: subject.path ?? '' });
    trigger('ask', { ...question.asked, has: subject.source ? subject.hash : '', run: question.run });
  }

  function received(answer) {
    if (!answer) return;
    if (saving.owns(answer) || (answer.lost && saving.busy() && !asking)) {
      saving.received(answer);
      return;
    }
    if (!asking || (answer.run && answer.run !== asking.run)) return;
    if (answer.again && asking.tries++ < 1) {
      delete asking.subject.path; // the server has lost it: it is sent anew
      delete asking.subject.hash;
      put(asking);
      return;
    }
    settle(answer);
  }

  function settle(answer) {
    const [question, later] = [asking, next];
    [asking, next] = [null, null];
    if (answer.error || answer.again) {
      complain(answer.error ?? gone);
      if (!later) refused();
    } else if (!later || later.subject !== question.subject) answered(question, answer);
    if (later) ask(later);
    else busy(false);
  }

  function busy(is) {
    clearInterval(clock);
    root.setAttribute('aria-busy', String(is));
    $('.gs-busy').hidden = !is;
    if (!is) return;
    let began = Date.now();
    let sent = true;
    const tell = () => {
      const sending = Boolean(asking.subject.file && !asking.subject.path);
      if (!sending && !sent) began = Date.now(); // only now the server has something to answer
      sent = !sending;
      const seconds = Math.round((Date.now() - began) / 1000);
      const deed = sending ? `Sending the ${noun}` : doing;
      const others = sending ? '' : 'Others may be asking too.';
      $('.gs-busy-text').textContent = seconds < 3 ? `${deed}\u2026` : `${deed}\u2026 ${seconds} s. ${others}`;
      if (seconds >= (sending ? SENDING : PATIENCE)) {
        received({ run: asking.run, error: 'The server has not answered: check the connection, then try again.' });
      }
    };
    tell();
    clock = setInterval(tell, 500);
  }

  // What is on its way is not waited for any more.
  function forget() {
    [asking, next] = [null, null];
    busy(false);
  }

  watch('value', () => received(typeof props.value === 'string' ? JSON.parse(props.value) : props.value));
  return { ask, forget, busy, save: saving.save };
}

/** Bring what was asked for into sight where it would begin below the fold, as on a phone. */
export function reveal() {
  const stage = $('.gs-stage');
  if (stage.getBoundingClientRect().top > innerHeight * 0.5) {
    stage.scrollIntoView({ block: 'start', behavior: gentle.matches ? 'auto' : 'smooth' });
  }
}
