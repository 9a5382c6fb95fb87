// The sequence that is read, in the first and the last step of the lab: drawn by the server, edited by the visitor.
import { complain } from '../../shared/web/alert.js';
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, segments } from '../../shared/web/dom.js';
import { transport } from '../../shared/web/transport.js';
import { drawMemory, paintMemory, showMemory } from './memory_over_time.js';
import { spokenStep, unpackMemoryRun } from './memory_run.js';
import { paintOneStep, showOneStep } from './one_step.js';
import { askServer, isAsking } from './questions.js';
import { tellSlider } from './sliders.js';
import { lab } from './state.js';
import { comparable } from './subject_change.js';
import { readableTasks, sequenceTask, sequenceTasks } from './tasks.js';
import { textOf, tokensOf } from './tokens.js';
import { forgetUnits } from './unit_choice.js';

const [subject, gap, typed] = ['.gs-subject', '.gs-gap', '.gs-sequence-text'].map((selector) => $(selector));
let seed = 0; // of the sequence that was drawn last

// Fill the controls with what the chosen task can be asked for.
function offerSequences() {
  const task = sequenceTask();
  $('.gs-subject-name').textContent = task.letters ? 'First letter' : 'Subject';
  fill(subject, ...task.subjects.map(([group, words]) => subjectGroup(group, words)));
  gap.max = task.longest;
  $('.gs-sequence-words').textContent = task.grammar;
}

function subjectGroup(group, words) {
  const holder = group ? make('optgroup') : document.createDocumentFragment();
  if (group) holder.label = `\u2026 ${group}`;
  holder.append(...words.map((word) => Object.assign(make('option', '', word), { value: word })));
  return holder;
}

const tellGap = () => tellSlider(gap, gap.value);

// `wanted`: {tokens} to be read as they stand, or {seed} for a sequence that the server draws.
function readSequence(wanted, subjectWord = subject.value) {
  const task = sequenceTask().name;
  const before = lab.run?.answer.task === task ? lab.run : null;
  $('.gs-sequence').setAttribute('aria-busy', 'true');
  const question = { task, T: Number(gap.value), subject: subjectWord, ...wanted };
  askServer('hold', question, (answer) => showRun(answer, before), settled);
}

const settled = () => $('.gs-sequence').removeAttribute('aria-busy');

function showRun(answer, before) {
  settled();
  complain('');
  const steps = answer.labels.length;
  const stays = lab.run && before?.labels.length === steps;
  const place = stays ? cursor.step : steps - 1;
  lab.run = lab.current = unpackMemoryRun(answer);
  tellSequence(answer);
  cursor.reset(steps, answer.run);
  showOneStep(lab.run);
  showMemory(lab.run, comparable(before, answer) ? before : null);
  cursor.paints((step) => {
    if (lab.chapter === 'loop') paintOneStep(step);
    if (lab.chapter === 'hold') paintMemory(step);
  });
  const run = lab.run;
  const { noun } = sequenceTask();
  transport({ noun, steps, label: (step) => run.labels[step], spoken: (step) => spokenStep(run, step) });
  cursor.go(place);
}

// The controls say what was read.
function tellSequence(answer) {
  typed.value = textOf(answer.labels, sequenceTask());
  subject.value = answer.subject;
  if (answer.gap >= gap.min && answer.gap <= gap.max) gap.value = answer.gap;
  tellGap();
}

// Whenever a chapter is shown that is about the sequence.
function openSequence(draw) {
  if (lab.run) {
    lab.current = lab.run;
    draw();
    cursor.go(cursor.step);
  } else if (readableTasks.length && !isAsking('hold')) readSequence({ seed }, '');
}

/** The first step of the lab is shown. */
export const openOneStep = () => openSequence(() => showOneStep(lab.run));

/** The last step of the lab is shown. */
export const openMemory = () => openSequence(drawMemory);

if (readableTasks.length) {
  offerSequences();
  tellGap();
}

segments(sequenceTasks, () => {
  offerSequences();
  forgetUnits();
  lab.run = null;
  readSequence({ seed }, '');
});
subject.addEventListener('change', () => {
  const tokens = lab.run ? [...lab.run.labels] : [];
  if (!tokens.length) return readSequence({ seed });
  tokens[sequenceTask().letters ? 0 : 1] = subject.value;
  readSequence({ tokens });
});
gap.addEventListener('input', tellGap);
gap.addEventListener('change', () => readSequence({ seed }));
$('.gs-redraw').addEventListener('click', () => {
  seed += 1;
  readSequence({ seed }, '');
});
$('.gs-sequence-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const task = sequenceTask();
  const tokens = tokensOf(typed.value, task);
  if (tokens.length) readSequence({ tokens });
  else complain(task.letters ? 'Type a few letters from A to H.' : 'Type a sentence of the words below.');
});
