// How far back the gradient reaches: the controls, the question on their release, the curves and what they say.
import { $, fill, make, pressedIn, segmentButton, segments } from '../../shared/web/dom.js';
import { clamp, signed } from '../../shared/web/numbers.js';
import { curveChart } from './curve_chart.js';
import { clipOf, gradientChart, gradientOf, unpackGradient } from './gradient_curves.js';
import { networkSentence } from './network_marks.js';
import { askServer } from './questions.js';
import { tellSlider } from './sliders.js';
import { tasks } from './tasks.js';

const knobs = Object.fromEntries(
  ['T', 'width', 'forget', 'gain', 'clip'].map((knob) => [knob, $(`.gs-reach-${knob}`)]),
);
const UNTRAINED_ONLY = ['width', 'forget', 'gain']; // a trained network has its own
const trainedGroup = $('.gs-reach-trained');
const gradientEqual = $('.gs-reach-equal');
const withRespectTo = $('.gs-reach-of');
const boundBox = $('.gs-reach-bound');
const gradientStatus = $('.gs-reach-status');

/** @type {{ asked: object, together: string[], gradients: import('./types').Gradient[] } | null} on the page */
let measured = null;

const helped = tasks.filter((task) => Object.keys(task.scores.helped.networks).length);
trainedGroup.append(
  segmentButton('', 'Untrained', true),
  ...helped.map((task) => segmentButton(task.name, task.short)),
);

/** What was asked for the curves on the page; null: there are none yet. */
export const gradientsAsked = () => measured?.asked ?? null;

function gradientsWished() {
  return {
    T: Number(knobs.T.value),
    width: Number(knobs.width.value),
    forget_bias: Number(knobs.forget.value),
    gain: Number(knobs.gain.value),
    clip: clipOf(Number(knobs.clip.value)),
    equal: pressedIn(gradientEqual),
    trained: pressedIn(trainedGroup),
    bound: boundBox.checked,
  };
}

function tellKnobs() {
  const wish = gradientsWished();
  const texts = {
    T: wish.T,
    width: wish.width,
    forget: signed(wish.forget_bias),
    gain: `\u00d7${wish.gain.toFixed(1)}`,
    clip: wish.clip ?? 'off',
  };
  for (const [knob, input] of Object.entries(knobs)) {
    tellSlider(input, texts[knob]);
    input.setAttribute('aria-valuetext', String(texts[knob]));
  }
  for (const knob of UNTRAINED_ONLY) {
    knobs[knob].disabled = Boolean(wish.trained);
    knobs[knob].parentElement.classList.toggle('gs-off', Boolean(wish.trained));
  }
  $('.gs-reach-equal-field').classList.toggle('gs-off', Boolean(wish.trained));
}

function measure() {
  const asked = gradientsWished();
  showProgress(0, 4);
  gradientStatus.textContent = 'Measuring\u2026';
  const heard = (answer) => {
    if (answer.said) gradientStatus.textContent = answer.said;
    showProgress(answer.count ?? 0, answer.of);
    if (answer.done) showGradients(asked, answer);
  };
  askServer('reach', asked, heard, () => {
    showProgress(1, 1);
    gradientStatus.textContent = '';
  });
}

function showProgress(done, of) {
  const bar = $('.gs-progress');
  bar.hidden = done >= of;
  bar.style.setProperty('--p', done / of);
}

function showGradients(asked, answer) {
  measured = { asked, together: answer.together, gradients: answer.curves.map(unpackGradient) };
  showProgress(1, 1);
  gradientStatus.textContent = answer.took;
  drawGradients();
}

function drawGradients() {
  if (!measured) return;
  const { gradients, together } = measured;
  const of = pressedIn(withRespectTo);
  const high = () => clamp(innerHeight - 480, 320, 640);
  curveChart($('.gs-reach-chart'), { ...gradientChart(gradients, of), high });
  const sentences = gradients.map((gradient) => {
    const sentence = networkSentence(gradient.network, gradientOf(gradient, of).words);
    sentence.append(make('span', 'gs-verdict-size', gradient.size));
    return sentence;
  });
  fill($('.gs-reach-verdicts'), ...sentences, ...together.map((line) => networkSentence(null, line)));
}

/** The second step of the lab is shown. */
export function openGradients() {
  if (measured) drawGradients();
  else measure();
}

for (const input of Object.values(knobs)) {
  input.addEventListener('input', tellKnobs);
  input.addEventListener('change', measure);
}
segments(trainedGroup, () => {
  tellKnobs();
  measure();
});
segments(gradientEqual, measure);
segments(withRespectTo, drawGradients);
boundBox.addEventListener('change', measure);
tellKnobs();
