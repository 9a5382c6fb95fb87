// Which run: handed over by another tab, an example captioned anew, or a file saved from the Caption tab.
const NOUN = 'file';
const DOING = 'Running the network';
let intent = { want: 'caption' }; // what the next question is about

const lighter = async (file) => file;
const examples = props.examples ?? [];

fill($('.gs-example'), ...examples.map(({ id, title }) => choice(id, title)));
fill($('.gs-models'), ...(props.networks ?? []).map(({ name: value, title }) => {
  const button = make('button', '', title);
  button.type = 'button';
  button.dataset.value = value;
  button.setAttribute('aria-pressed', 'false');
  return button;
}));
press($('.gs-models'), props.networks?.[0]?.name);

// The question as it is meant; what the server needs to make the run on the page again goes along.
function wish() {
  if (intent.want === 'caption') return { ...intent, model: pressedIn($('.gs-models')) ?? props.networks[0].name, mode: 'greedy' };
  return intent.want === 'file' ? intent : { ...current.asked, ...intent };
}

function askExample() {
  const example = examples.find(({ id }) => id === $('.gs-example').value);
  if (!example) return complain('There is no example here: open a caption from the Caption tab, or a saved run.');
  complain('');
  intent = { want: 'caption' };
  ask({ subject: { example } });
}

$('.gs-example').addEventListener('change', askExample);
segments($('.gs-models'), askExample);
takeFiles((file) => {
  complain('');
  intent = { want: 'file' };
  ask({ subject: { file, name: file.name } });
}, { noun: 'saved run', smaller: 'a saved run is smaller than that' });

function answered(question, answer) {
  const { want } = question.asked;
  if (want === 'operate') return outcome(answer);
  if (want === 'bundled') return bundledArrived(answer);
  if (want === 'file') return present(runOfFile(answer, question.subject.name));
  const subject = question.subject;
  const picture = { source: answer.picture ?? subject.source, width: answer.width, height: answer.height, alt: subject.example.alt };
  Object.assign(subject, { hash: answer.hash, source: picture.source });
  present(runOfCaption(answer.traces[0], { key: answer.run, picture, subject, asked: { ...question.asked, hash: answer.hash } }));
}

// A file holds every number, but not the picture: it can be read to the end, but not be run again.
function runOfFile(answer, file) {
  const about = { kind: 'file', asked: null, why: 'A saved run does not hold its picture, so it cannot be run again: caption the picture in the Caption tab, and operate on that.' };
  if (!answer.trace) return { ...gatesAlone(answer, file), ...about };
  const run = runOfCaption(answer.trace, { key: answer.run, picture: null });
  return { ...run, ...about, title: `${answer.trace.title}, from ${file}`, notes: answer.notes };
}

const gatesAlone = (answer, file) => ({ key: answer.run, noun: 'step', title: `Gates from ${file}`, gates: answer.gates, picture: null, shares: null, grid: null, frames: null, parts: null, start: 'the start', subject: null, step: answer.gates.steps - 1 });

function takeOver() {
  const { run } = bridge;
  if (!run) return askExample();
  bridge.run = null;
  [asking, next] = [null, null]; // an example that is still on its way is not waited for
  busy(false);
  complain('');
  present(run);
}
window.addEventListener('gatescope:inspect', takeOver);
