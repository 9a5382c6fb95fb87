// Train now: the chosen networks side by side on the visitor's own run, its curves growing while it learns.
import { complain } from '../../shared/web/alert.js';
import { $, $$, pressedIn, segmentButton, segments } from '../../shared/web/dom.js';
import { clamp } from '../../shared/web/numbers.js';
import { curveChart } from './curve_chart.js';
import { lineSample } from './network_marks.js';
import { KINDS, NETWORKS } from './networks.js';
import { askServer, stopTraining } from './questions.js';
import { tellSlider } from './sliders.js';
import { accuracyTask, tasks } from './tasks.js';
import { kindsTrained, trainingCharts } from './training_curves.js';

const AT_FIRST = ['rnn', 'lstm']; // the networks that are pressed
const [lengthKnob, widthKnob] = [$('.gs-train-T'), $('.gs-train-width')];
const learners = $('.gs-train-networks');
const trainingEqual = $('.gs-train-equal');
const [startButton, stopButton, continueButton] = ['start', 'stop', 'continue'].map((part) => $(`.gs-train-${part}`));
const trainingStatus = $('.gs-train-status');

/** @type {import('./types').Training | null} */
let training = null;

/** The name by which the server knows the training that can be continued or saved; '' where there is none. */
export const trainingKept = () => training?.kept ?? '';

function offerLearners() {
  for (const kind of KINDS) {
    const button = segmentButton(kind, '', AT_FIRST.includes(kind));
    button.append(lineSample(kind), NETWORKS[kind].name);
    learners.append(button);
  }
}

const networksPressed = () => $$('[aria-pressed="true"]', learners);

function toggleNetwork(button) {
  const on = button.getAttribute('aria-pressed') === 'true';
  if (on && networksPressed().length === 1) complain('At least one network has to learn.');
  else button.setAttribute('aria-pressed', String(!on));
}

function trainingWished() {
  return {
    task: accuracyTask().name,
    networks: networksPressed().map((button) => button.dataset.value),
    T: Number(lengthKnob.value),
    width: Number(widthKnob.value),
    lengthen: $('.gs-train-lengthen').checked,
    equal: pressedIn(trainingEqual),
    seed: clamp(Math.floor(Number($('.gs-train-seed').value)) || 0, 0, 999999),
  };
}

// `after`: the name of the training that goes on; '': from nothing.
function train(wish, after = '') {
  training = { wish, points: after ? training.points : {}, running: true, kept: '' };
  showButtons();
  trainingStatus.textContent = 'Waiting for a place\u2026';
  askServer('train', { ...wish, after }, showTraining, () => {
    training.running = false;
    training.kept = after;
    trainingStatus.textContent = '';
    showButtons();
  });
}

function showTraining(answer, run) {
  const { wish } = training;
  trainingStatus.textContent = answer.said;
  $('.gs-train-verdict').textContent = answer.verdict ?? '';
  $('.gs-train-sizes').textContent = answer.sizes ?? '';
  if (answer.points) training.points = answer.points;
  const size = wish.equal === 'width' ? `width ${wish.width}` : 'equal in size';
  $('.gs-train-which').textContent = `${taskOfTraining().title}, T = ${wish.T}, ${size}`;
  if (answer.done) Object.assign(training, { running: false, kept: answer.kept ? run : '' });
  showButtons();
  drawTraining();
}

const taskOfTraining = () => tasks.find((task) => task.name === training.wish.task);

export function showButtons() {
  const running = training?.running ?? false;
  startButton.hidden = running;
  startButton.textContent = trainingKept() ? 'Train anew' : 'Train';
  stopButton.hidden = !running;
  if (!training) {
    trainingStatus.textContent =
      'Press Train: the networks that are chosen start from nothing and learn side by side, before your eyes.';
  }
  continueButton.hidden = !trainingKept() || running;
  if (continueButton.hidden) $('.gs-which').value = 'before';
  $('.gs-save-which').hidden = continueButton.hidden;
}

export function drawTraining() {
  const [accuracy, loss] = [$('.gs-train-accuracy'), $('.gs-train-loss')];
  const points = training?.points ?? {};
  const none = !kindsTrained(points).length;
  for (const host of [accuracy, loss]) host.hidden = none;
  if (none) return;
  const charts = trainingCharts(points, taskOfTraining().chance); // they stay, whatever task is looked at
  curveChart(accuracy, charts.accuracy);
  curveChart(loss, charts.loss);
}

offerLearners();
learners.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button) toggleNetwork(button);
});
for (const knob of [lengthKnob, widthKnob]) {
  const tell = () => tellSlider(knob, knob.value);
  knob.addEventListener('input', tell);
  tell();
}
segments(trainingEqual, () => {});
startButton.addEventListener('click', () => train(trainingWished()));
continueButton.addEventListener('click', () => train(training.wish, training.kept));
stopButton.addEventListener('click', () => {
  trainingStatus.textContent = 'Stopping\u2026';
  stopTraining();
});
