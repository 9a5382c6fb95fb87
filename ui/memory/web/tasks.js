// The tasks that the networks learnt, as the server sent them with the page, and which of them is chosen: one for the
// sequence that is read, one for the accuracies.
import { props } from 'gatescope:host';
import { $, pressedIn, segmentButton } from '../../shared/web/dom.js';

/** @type {import('./types').MemoryTask[]} */
export const tasks = props.tasks ?? [];
export const readableTasks = tasks.filter((task) => task.hold);
export const sequenceTasks = $('.gs-hold-tasks');
export const accuracyTasks = $('.gs-recall-tasks');

// The sentence comes first where there is one.
const onlyLetters = readableTasks.every((task) => task.letters);
sequenceTasks.append(
  ...readableTasks.map((task) => segmentButton(task.name, task.short, task.letters === onlyLetters)),
);
accuracyTasks.append(...tasks.map((task, place) => segmentButton(task.name, task.short, place === 0)));

/** The task whose sequences are read. */
export const sequenceTask = () => readableTasks.find((task) => task.name === pressedIn(sequenceTasks));

/** The task whose accuracies are shown. */
export const accuracyTask = () => tasks.find((task) => task.name === pressedIn(accuracyTasks));
