// The form in which an operation is put together, and ready-made ones.
import { complain } from '../../shared/web/alert.js';
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, press, pressedIn, segments } from '../../shared/web/dom.js';
import { optionOf } from './choices.js';
import { inspected, quotedStep, stepInRun } from './inspected.js';
import { pins } from './pinned.js';
import { complaintAboutCut, PRESETS } from './surgery.js';

/** @param {import('./types').UnpackedRun} run */
export function surgeryPanel(run) {
  const can = Boolean(run.asked) && run.kind === 'caption' && !run.back;
  $('.gs-operate').hidden = !can;
  const not = $('.gs-surgery-not');
  not.hidden = can;
  not.textContent =
    run.why ??
    'Only captions can be operated on here: open a caption from the Caption tab, or choose an example above.';
  $('.gs-outcome').hidden = true;
  $('.gs-surgery-how').hidden = true;
  for (const end of ['.gs-cut-first', '.gs-cut-last']) {
    fill($(end), ...run.labels.map((label, step) => optionOf(step, `${step + 1} ${label}`)));
  }
  $('.gs-cut-last').value = run.steps - 1;
  return (step) => {
    $('[data-preset="Amnesia here"]').textContent = `Amnesia at ${quotedStep(stepInRun(step))}`;
  };
}

/** Show a ready-made operation in the form, so that it can be changed. @param {import('./surgery').PartialCut} cut */
function fillForm({ gate, clamp: held, first = 0, last = inspected.run.steps - 1 }) {
  press($('.gs-cut-gate'), gate);
  press($('.gs-cut-how'), 'clamp');
  $('.gs-cut-value').value = held;
  $('.gs-cut-first').value = first;
  $('.gs-cut-last').value = last;
}

function readForm() {
  const how = pressedIn($('.gs-cut-how'));
  const [first, last] = ['.gs-cut-first', '.gs-cut-last'].map((end) => Number($(end).value));
  return {
    gate: pressedIn($('.gs-cut-gate')),
    [how]: Number($('.gs-cut-value').value),
    units: pressedIn($('.gs-cut-units')) === 'pinned' ? [...pins.units] : null,
    first,
    last: last === inspected.run.steps - 1 ? null : last,
  };
}

/** @param {(cut: import('./types').Cut) => void} operate asks for the operation */
export function listenForSurgery(operate) {
  const submit = () => {
    const cut = /** @type {any} */ (readForm());
    const complaint = complaintAboutCut(cut);
    complain(complaint);
    if (!complaint) operate(cut);
  };
  const presets = Object.entries(PRESETS).map(([name, cutAt]) => {
    const button = make('button', 'gs-button', name);
    button.type = 'button';
    button.dataset.preset = name;
    button.addEventListener('click', () => {
      fillForm(cutAt(stepInRun(cursor.step)));
      submit();
    });
    return button;
  });
  fill($('.gs-presets'), ...presets);
  for (const group of ['.gs-cut-gate', '.gs-cut-how', '.gs-cut-units']) segments($(group), () => {});
  $('.gs-operate').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
}
