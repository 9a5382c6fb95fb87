// Between the page and the server: measurements, sequences to be read, trainings, and files of them.
import { props, trigger, watch } from 'gatescope:host';
import { complain } from '../../shared/web/alert.js';
import { newName } from '../../shared/web/run_name.js';
import { createSaving } from '../../shared/web/saving.js';
import { createQuestionQueue } from './question_queue.js';

const senders = {
  reach: (question) => trigger('reach', question),
  hold: (question) => trigger('hold', question),
  train: (question) => trigger('train', question),
};
const questions = createQuestionQueue({
  kinds: { reach: { patience: 40 }, hold: { patience: 20 }, train: { patience: 90, lasting: true } },
  send: (kind, question) => senders[kind](question),
  complain,
  newName,
});
const saving = createSaving({
  noun: 'measurement',
  gone: 'The server no longer has what this file is made of: run it again.',
  send: (question) => trigger('save', question),
});

export const askServer = questions.ask;
export const saveFile = saving.save;
/** Whether a question of this kind is on its way. @param {string} kind */
export const isAsking = (kind) => questions.runOf(kind) !== '';

/** The training on its way ends at the server; its last answer says so. */
export function stopTraining() {
  trigger('stop', { of: questions.runOf('train'), run: newName() });
}

function received(answer) {
  if (!answer) return;
  if (saving.owns(answer) || (answer.lost && saving.busy())) saving.received(answer);
  else questions.received(answer);
}

watch('value', () => received(typeof props.value === 'string' ? JSON.parse(props.value) : props.value));
