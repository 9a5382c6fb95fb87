// The sequence that is read, in the first and the last step of the lab: drawn by the server, edited by the visitor.
const holdTasks = tasks.filter((task) => task.hold);
const [holdTask, subject, gap, typed] = ['.gs-hold-tasks', '.gs-subject', '.gs-gap', '.gs-sequence-text'].map((selector) => $(selector));
let lecture = null; // the run on the page: {answer, task, labels, networks}
let drawn = 0; // seed of the sequence drawn last

holdTask.append(...holdTasks.map((task) => option(task.name, task.short, task.letters === holdTasks.every((one) => one.letters))));
const taskNow = () => holdTasks.find((task) => task.name === pressedIn(holdTask));
const SPELT = { '.': '\u00b7', '-': '\u00b7', '_': '\u00b7', '>': '\u2192' }; // on a keyboard: blank, and the mark to say
const lettersOf = (text) => [...text.toUpperCase()].map((sign) => (taskNow().noun === 'symbol' ? SPELT[sign] ?? sign : sign)).filter((sign) => /[A-Z\u00b7\u2192]/.test(sign));
const tokensOf = (text) => (taskNow().letters ? lettersOf(text) : text.toLowerCase().split(/[\s.,;]+/).filter(Boolean));
const textOf = (labels) => labels.join(taskNow().letters ? '' : ' ');

function offerSubjects() {
  const task = taskNow();
  $('.gs-subject-name').textContent = task.letters ? 'First letter' : 'Subject';
  fill(subject, ...task.subjects.map(([group, words]) => {
    const holder = group ? make('optgroup') : document.createDocumentFragment();
    if (group) holder.label = `\u2026 ${group}`;
    holder.append(...words.map((word) => Object.assign(make('option', '', word), { value: word })));
    return holder;
  }));
  gap.max = task.longest;
  $('.gs-sequence-words').textContent = task.grammar;
}

function tellGap() {
  gap.parentElement.querySelector('output').textContent = gap.value;
  gap.style.setProperty('--p', (gap.value - gap.min) / (gap.max - gap.min));
}

// `wanted`: {tokens} to be read as they stand, or {seed} for a sequence that the server draws.
function readSequence(wanted, subjectWord = subject.value) {
  const task = taskNow().name;
  const before = lecture?.answer.task === task ? lecture : null;
  $('.gs-sequence').setAttribute('aria-busy', 'true');
  askOnce('hold', { task, T: Number(gap.value), subject: subjectWord, ...wanted }, (answer) => showRun(answer, before), () => settled());
}

const settled = () => $('.gs-sequence').removeAttribute('aria-busy');

function showRun(answer, before) {
  settled();
  complain('');
  const place = lecture && before && before.labels.length === answer.labels.length ? cursor.step : null;
  lecture = unpackLecture(answer);
  current = lecture;
  typed.value = textOf(answer.labels);
  subject.value = answer.subject;
  if (answer.gap >= gap.min && answer.gap <= gap.max) gap.value = answer.gap;
  tellGap();
  cursor.reset(lecture.labels.length, answer.run);
  loop(lecture);
  hold(lecture, comparable(before, answer) ? before : null);
  cursor.paints((step) => {
    if (chapter === 'loop') for (const paint of Object.values(painters)) paint(step);
    if (chapter === 'hold') holdPaint(step);
  });
  transport({ noun: taskNow().noun, steps: lecture.labels.length, label: (step) => lecture.labels[step], spoken: (step) => spokenRun(lecture, step) });
  cursor.go(place ?? lecture.labels.length - 1);
}

// Two runs that differ in what was read first and in nothing else can be laid over each other.
const comparable = (before, answer) => before && rightAt(before, before.answer.due) !== null && answer.right[answer.due] !== null && before.labels.length === answer.labels.length && before.answer.subject !== answer.subject;

function unpackLecture(answer) {
  const networks = Object.fromEntries(Object.entries(answer.networks).map(([kind, packed]) => [kind, {
    ...packed,
    kind,
    steps: answer.labels.length,
    values: Object.fromEntries(Object.entries(packed.values).map(([field, packed]) => [field, packed.half ? halves(packed.half) : new Float32Array(bytes(packed.single).buffer)])),
    answers: halves(packed.answers), // T * K probabilities
  }]));
  return { answer, labels: answer.labels, says: answer.says, networks };
}

const rightAt = (run, step) => run.answer.right[step]; // what would be right there; null: nothing is asked
const answerAt = (run, network, step, said) => network.answers[step * run.says.length + said];
function bestAt(run, network, step) {
  const chances = run.says.map((_, said) => answerAt(run, network, step, said));
  const said = chances.indexOf(Math.max(...chances));
  return { said, word: run.says[said], p: chances[said] };
}

const spokenRun = (run, step) => `${run.labels[step]}. ${['rnn', 'lstm'].filter((kind) => run.networks[kind]).map((kind) => `The ${NETWORKS[kind].name} would answer ${bestAt(run, run.networks[kind], step).word}`).join('; ')}.`;

segments(holdTask, () => {
  offerSubjects();
  for (const kind of KINDS) units[kind] = chosen[kind] = null; // the networks of another task
  lecture = null;
  readSequence({ seed: drawn }, '');
});
subject.addEventListener('change', () => {
  const tokens = lecture ? [...lecture.labels] : [];
  if (!tokens.length) return readSequence({ seed: drawn });
  tokens[taskNow().letters ? 0 : 1] = subject.value;
  readSequence({ tokens });
});
gap.addEventListener('input', tellGap);
gap.addEventListener('change', () => readSequence({ seed: drawn }));
$('.gs-redraw').addEventListener('click', () => readSequence({ seed: (drawn += 1) }, ''));
$('.gs-sequence-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const tokens = tokensOf(typed.value);
  if (!tokens.length) return complain(taskNow().letters ? 'Type a few letters from A to H.' : 'Type a sentence of the words below.');
  readSequence({ tokens });
});
for (const name of ['loop', 'hold']) {
  opened[name] = () => {
    if (!lecture) return holdTasks.length && !doors.hold && readSequence({ seed: drawn }, '');
    current = lecture;
    if (name === 'loop') loop(lecture);
    else drawHold();
    cursor.go(cursor.step);
  };
}
