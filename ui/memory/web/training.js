// Train now: the chosen networks side by side on the visitor's own run, its curves growing while it learns.
const trainKnobs = Object.fromEntries(['T', 'width'].map((knob) => [knob, $(`.gs-train-${knob}`)]));
const [trainNetworks, trainSeed, startButton, stopButton, continueButton] = ['networks', 'seed', 'start', 'stop', 'continue'].map((part) => $(`.gs-train-${part}`));
const LEARNERS = ['rnn', 'lstm']; // pressed at first
const trainEqual = $('.gs-train-equal');
let training = null; // {wish, networks, points: {kind: {steps, losses, shares}}, running, kept}

trainNetworks.append(...KINDS.map((kind) => {
  const button = option(kind, '', LEARNERS.includes(kind));
  button.append(sample(kind), NETWORKS[kind].name);
  return button;
}));
trainNetworks.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const on = button.getAttribute('aria-pressed') === 'true';
  if (on && $$('[aria-pressed="true"]', trainNetworks).length === 1) return complain('At least one network has to learn.');
  button.setAttribute('aria-pressed', String(!on));
});

function trainWish() {
  return {
    task: recallTask().name,
    networks: $$('[aria-pressed="true"]', trainNetworks).map((button) => button.dataset.value),
    T: Number(trainKnobs.T.value),
    width: Number(trainKnobs.width.value),
    lengthen: $('.gs-train-lengthen').checked,
    equal: pressedIn(trainEqual),
    seed: clamp(Math.floor(Number(trainSeed.value)) || 0, 0, 999999),
  };
}

function train(wish, after = '') {
  training = { ...(after ? training : {}), wish, after, points: after ? training.points : {}, running: true, kept: '', verdict: '' };
  if (!after) training.seconds = 0;
  trainButtons();
  $('.gs-train-status').textContent = 'Waiting for a place\u2026';
  askOnce('train', { ...wish, after }, learnt, (sentence) => {
    training.running = false;
    $('.gs-train-status').textContent = '';
    if (after) training.kept = after;
    trainButtons();
    return sentence;
  });
}

function learnt(answer, { question }) {
  training.run = question.run;
  $('.gs-train-status').textContent = answer.said;
  $('.gs-train-verdict').textContent = answer.verdict ?? '';
  $('.gs-train-sizes').textContent = answer.sizes ?? '';
  if (answer.points) training.points = answer.points;
  $('.gs-train-which').textContent = `${tasks.find((task) => task.name === training.wish.task).title}, T = ${training.wish.T}, ${training.wish.equal === 'width' ? `width ${training.wish.width}` : 'equal in size'}`;
  if (answer.done) Object.assign(training, { running: false, kept: answer.kept ? question.run : '' });
  trainButtons();
  drawTraining();
}

function trainButtons() {
  startButton.hidden = training?.running;
  startButton.textContent = training?.kept ? 'Train anew' : 'Train';
  stopButton.hidden = !training?.running;
  if (!training) $('.gs-train-status').textContent = 'Press Train: the networks that are chosen start from nothing and learn side by side, before your eyes.';
  continueButton.hidden = !training?.kept || training.running;
  if (continueButton.hidden) $('.gs-which').value = 'before';
  $('.gs-save-which').hidden = continueButton.hidden;
}

function drawTraining() {
  const task = training ? tasks.find((one) => one.name === training.wish.task) : recallTask(); // the curves stay, whatever task is looked at
  const points = training?.points ?? {};
  const kinds = KINDS.filter((kind) => points[kind]?.steps.length);
  const last = Math.max(100, ...kinds.map((kind) => points[kind].steps.at(-1)));
  const x = { from: 0, to: last, title: 'training steps', ticks: ticks(0, last, 5), name: String };
  const curves = (field) => kinds.map((kind) => ({ kind, label: NETWORKS[kind].name, xs: points[kind].steps, ys: points[kind][field].map((value) => value ?? NaN) }));
  for (const host of [$('.gs-train-accuracy'), $('.gs-train-loss')]) host.hidden = !kinds.length;
  if (!kinds.length) return;
  const near = (kind, step) => points[kind].steps.reduce((best, one, at) => (Math.abs(one - step) < Math.abs(points[kind].steps[best] - step) ? at : best), 0);
  const read = (field, say) => ((step) => [`step ${points[kinds[0]].steps[near(kinds[0], step)]}`, ...kinds.map((kind) => [kind, say(points[kind][field][near(kind, step)])])]);
  const most = Math.max(0.1, ...kinds.flatMap((kind) => points[kind].losses.filter((value) => value !== null && Number.isFinite(value)).slice(0, 1))) * 1.25;
  chart($('.gs-train-accuracy'), { title: 'Share of right answers while it learns', high: 230, x: { ...x, title: '' }, y: { from: 0, to: 1, ticks: [0, 0.5, 1], name: hundredths }, lines: [{ y: task.chance, label: 'blind guess' }], curves: curves('shares'), read: read('shares', percent) });
  chart($('.gs-train-loss'), { title: 'Loss while it learns', high: 200, x, y: { from: 0, to: most, ticks: ticks(0, most, 3), name: (value) => value.toFixed(1) }, curves: curves('losses'), read: read('losses', (value) => (value === null ? 'no number' : value.toFixed(3))) });
}

function tellTraining() {
  for (const input of Object.values(trainKnobs)) {
    input.parentElement.querySelector('output').textContent = input.value;
    input.style.setProperty('--p', (input.value - input.min) / (input.max - input.min));
  }
}
for (const input of Object.values(trainKnobs)) input.addEventListener('input', tellTraining);
segments(trainEqual, () => {});
startButton.addEventListener('click', () => train(trainWish()));
continueButton.addEventListener('click', () => train(training.wish, training.kept));
stopButton.addEventListener('click', () => {
  $('.gs-train-status').textContent = 'Stopping\u2026';
  send('stop', { of: doors.train?.question.run ?? '', run: name() });
});
tellTraining();
opened.recall = () => {
  current = null; // no time cursor here
  if (!tasks.length) return;
  drawRecall();
  drawTraining();
  trainButtons();
};
