// Files of the run on the page, made by the server when they are asked for.
import { upload } from 'gatescope:host';
import { complain } from './alert.js';
import { make } from './dom.js';
import { newName } from './run_name.js';

/**
 * @param {object} options
 * @param {string} options.noun what a file is made of: "picture"
 * @param {string} options.gone what is said when the server no longer has it and the page neither
 * @param {(question: object) => void} options.send
 * @param {(file: File) => Promise<File>} [options.lighter] a file made small enough to travel
 */
export function createSaving({ noun, gone, send, lighter = async (file) => file }) {
  /** @type {{ button: any, subject: any, question: any, tried?: boolean } | null} */
  let saving = null; // while a file is being made

  /** @param {any} button with the kind of file @param {any} subject @param {object} question as the server makes the run again */
  function save(button, subject, question) {
    if (saving) return;
    saving = { button, subject, question: { ...question, has: '', kind: button.dataset.kind, run: newName() } };
    button.setAttribute('aria-busy', 'true');
    send(saving.question);
  }

  /** Whether this answer is about the file that is being made. */
  const owns = (answer) => saving !== null && answer.run === saving.question.run;

  function received(answer) {
    if (!saving) return;
    if (answer.again) {
      resend();
      return;
    }
    saving.button.removeAttribute('aria-busy');
    saving = null;
    if (answer.error) {
      complain(answer.error);
      return;
    }
    const link = make('a');
    link.href = answer.file.url;
    link.download = answer.file.orig_name;
    link.click();
  }

  // The server has lost what the file is made of: it travels again, then the question.
  async function resend() {
    const { subject, question, tried } = saving;
    if (!subject.file || tried) return received({ run: question.run, error: gone });
    saving.tried = true;
    try {
      subject.path = (await upload(await lighter(subject.file))).path;
    } catch {
      return received({ run: question.run, error: notSent(noun) });
    }
    Object.assign(question, { path: subject.path, hash: '' });
    send(question);
  }

  return { save, owns, received, busy: () => saving !== null };
}

/** @param {string} noun */
export const notSent = (noun) => `The ${noun} did not reach the server: check the connection and try again.`;
