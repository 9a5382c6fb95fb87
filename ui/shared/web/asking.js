// Between the page and the server: one question at a time, the last wish wins, an answer to an older question is dropped.
// A subject is what is asked about: {example} or {file, name}; with path once the server has the file, with hash once it
// has read it. The component says NOUN ("picture"), DOING ("Looking and writing"), `chosen` (the subject on the page),
// `wish()` (the question as its controls stand), `lighter(file)` and `answered(question, answer)`; and where its controls
// are to go back to what is on the page when there is no answer, `refused()`.
let asking = null; // the question on its way
let next = null; // what was wished for meanwhile
let clock = null;
let runs = 0;

function name() {
  return `${Date.now().toString(36)}-${(runs += 1)}`;
}

// `subject`: a newly chosen one. Without a subject there is nothing to ask yet.
function ask(change) {
  const subject = change.subject ?? next?.subject ?? (asking?.subject || chosen);
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
  question.run = name();
  try {
    if (subject.file && !subject.path) subject.path = (await upload(await lighter(subject.file))).path;
  } catch {
    return received({ run: question.run, error: `The ${NOUN} did not reach the server: check the connection and try again.` });
  }
  Object.assign(question.asked, { path: subject.path ?? '' });
  send('ask', { ...question.asked, has: subject.source ? subject.hash : '', run: question.run });
}

function send(event, question) {
  if (event === 'save') trigger('save', question);
  else trigger('ask', question);
}

function received(answer) {
  if (!answer) return;
  if (saving && answer.run === saving.question.run) return answer.again ? resend() : saved(answer);
  if (answer.lost && saving && !asking) return saved(answer);
  if (!asking || (answer.run && answer.run !== asking.run)) return;
  if (answer.again && asking.tries++ < 1) {
    delete asking.subject.path; // the server has lost it: it is sent anew
    delete asking.subject.hash;
    return put(asking);
  }
  const question = asking;
  asking = null;
  const later = next;
  next = null;
  if (answer.error || answer.again) {
    complain(answer.error ?? gone());
    if (!later && typeof refused === 'function') refused();
  } else if (!later || later.subject !== question.subject) answered(question, answer);
  if (later) return ask(later);
  busy(false);
}

const gone = () => `The server no longer has this ${NOUN}: choose it again.`;

const PATIENCE = 90; // seconds after which the page no longer believes in an answer
const SENDING = 600; // and of a file that is on its way: a long clip by a slow line
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
    const doing = sending ? `Sending the ${NOUN}` : DOING;
    $('.gs-busy-text').textContent = seconds < 3 ? `${doing}\u2026` : `${doing}\u2026 ${seconds} s. ${sending ? '' : 'Others may be asking too.'}`;
    if (seconds >= (sending ? SENDING : PATIENCE)) received({ run: asking.run, error: 'The server has not answered: check the connection, then try again.' });
  };
  tell();
  clock = setInterval(tell, 500);
}

// Bring what was asked for into sight where it would begin below the fold, as on a phone.
function reveal() {
  const stage = $('.gs-stage');
  if (stage.getBoundingClientRect().top > innerHeight * 0.5) stage.scrollIntoView({ block: 'start', behavior: gentle.matches ? 'auto' : 'smooth' });
}

watch('value', () => received(typeof props.value === 'string' ? JSON.parse(props.value) : props.value));
