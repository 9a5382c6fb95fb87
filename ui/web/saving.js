// Files of the caption on the page, made by the server when they are asked for.
const which = $('.gs-which');

function offer(traces) {
  $('.gs-save-which').hidden = traces.length < 2;
  fill(which, ...traces.map((trace, number) => {
    const one = make('option', '', trace.title);
    one.value = number;
    return one;
  }));
}

let saving = null; // {button, question} while a file is being made

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (!button || saving || !current) return;
  const { asked } = current.answer;
  const model = current.traces[Number(which.value) || 0].model;
  saving = { button, question: { ...asked, has: '', model, kind: button.dataset.kind, run: name() } };
  button.setAttribute('aria-busy', 'true');
  send('save', saving.question);
});

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
