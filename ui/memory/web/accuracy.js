// Accuracy against the distance, of the networks that were trained before: with n, intervals, and the guess of who is blind.
import { $, $$, fill, press, pressedIn, segments } from '../../shared/web/dom.js';
import { accuracyChart, howToReadAccuracy, kindsMeasured } from './accuracy_curves.js';
import { curveChart } from './curve_chart.js';
import { networkSentence } from './network_marks.js';
import { accuracyTask } from './tasks.js';

const wayGroup = $('.gs-recall-way');

/** How the networks on the page learnt: alone or helped. */
export const wayShown = () => pressedIn(wayGroup);

export function drawAccuracy() {
  const task = accuracyTask();
  offerWays(task);
  const scores = task.scores[wayShown()];
  const kinds = kindsMeasured(scores);
  $('.gs-task-line').textContent = task.line;
  $('.gs-recall-chart').hidden = !kinds.length;
  if (!kinds.length) {
    $('.gs-recall-how').textContent = 'No trained networks of this task are here: let some learn it now.';
    fill($('.gs-recall-verdicts'));
    return;
  }
  $('.gs-recall-how').textContent = howToReadAccuracy(wayShown(), scores);
  curveChart($('.gs-recall-chart'), accuracyChart(scores, task.chance, innerWidth < 600 ? 8 : 13));
  fill(
    $('.gs-recall-verdicts'),
    ...kinds.map((kind) => networkSentence(kind, scores.networks[kind].words)),
    ...scores.together.map((line) => networkSentence(null, line)),
  );
}

// Only the ways of learning that were measured; another one is pressed where the pressed one was not.
function offerWays(task) {
  for (const button of $$('button', wayGroup)) {
    button.hidden = !Object.keys(task.scores[button.dataset.value]?.networks ?? {}).length;
  }
  if (!$('button[aria-pressed="true"]', wayGroup).hidden) return;
  press(wayGroup, $('button:not([hidden])', wayGroup)?.dataset.value ?? 'alone');
}

segments(wayGroup, drawAccuracy);
