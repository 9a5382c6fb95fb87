// Files of the run on the page, made by the server when they are asked for.
let saving = null; // {button, subject, question} while a file is being made

// `question`: what the server needs to make the run again, and the kind of file.
function save(button, subject, question) {
  if (saving) return;
  saving = { button, subject, question: { ...question, has: '', kind: button.dataset.kind, run: name() } };
  button.setAttribute('aria-busy', 'true');
  send('save', saving.question);
}

function saved(answer) {
  if (!saving || (answer.run && answer.run !== saving.question.run)) return;
  saving.button.removeAttribute('aria-busy');
  saving = null;
  if (answer.error) return complain(answer.error);
  const link = make('a');
  link.href = answer.file.url;
  link.download = answer.file.orig_name;
  link.click();
}

// The server has lost what the file is made of: it travels again, then the question.
async function resend() {
  const { subject, question, tried } = saving;
  if (!subject.file || tried) return saved({ run: question.run, error: gone() });
  saving.tried = true;
  try {
    subject.path = (await upload(await lighter(subject.file))).path;
  } catch {
    return saved({ run: question.run, error: `The ${NOUN} did not reach the server: check the connection and try again.` });
  }
  Object.assign(question, { path: subject.path, hash: '' });
  send('save', question);
}
