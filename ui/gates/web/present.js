// Lay a run out: what answers the question first, the rest as soon as that is on the screen.
import { cursor } from '../../shared/web/cursor.js';
import { $, press, root } from '../../shared/web/dom.js';
import { transport } from '../../shared/web/transport.js';
import { arithmeticPanel } from './arithmetic_panel.js';
import { followPanel } from './follow_panel.js';
import { inspected, stepInRun } from './inspected.js';
import { sharesPanel, tellMemory } from './ledger_panel.js';
import { trianglePanel } from './ledger_triangle.js';
import { howToReadLedger, spokenMemory } from './ledger_words.js';
import { logitPanel } from './logit_panel.js';
import { listPins, markPins } from './map_pins.js';
import { tellUnit } from './map_readout.js';
import { overExamples } from './over_examples.js';
import { pins } from './pinned.js';
import { unpackRun } from './run.js';
import { headPanel, picturePanel } from './run_head.js';
import { layPlots } from './saturation_plots.js';
import { offerFigures } from './saves.js';
import { forgetPainters, paintAtRest, whenSeen } from './sight.js';
import { surgeryPanel } from './surgery_panel.js';
import { layMoments } from './top_activations.js';
import { loudestUnit } from './unit_arithmetic.js';
import { chartsPanel } from './unit_charts.js';
import { mapPanel } from './unit_map.js';

// A panel lays a run out and returns what paints a step of it.
const FIRST = {
  '.gs-run': (run) => headPanel(run, present),
  '.gs-picture': picturePanel,
  '.gs-now': sharesPanel,
  '.gs-ledger': trianglePanel,
  '.gs-map': mapPanel,
};
const LATER = {
  '.gs-sum': arithmeticPanel,
  '.gs-story': chartsPanel,
  '.gs-saying': logitPanel,
  '.gs-follow': followPanel,
  '.gs-surgery': surgeryPanel,
};

/** @param {import('./types').GivenRun} given */
export function present(given) {
  const run = unpackRun(given);
  inspected.run = run;
  press($('.gs-models'), run.asked?.model); // a clip's run and a saved one are of none of these
  if (run.asked) overExamples.counted = null; // what is known over the examples is asked for anew
  cursor.reset(run.steps, run.key);
  forgetPainters();
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  pins.begin(loudestUnit(run));
  tellMemory(run);
  for (const [selector, panel] of Object.entries(FIRST)) cursor.paints(whenSeen($(selector), panel(run)));
  cursor.paints(paintAtRest);
  transport({
    noun: run.noun,
    steps: run.steps,
    label: (step) => run.labels[stepInRun(step)],
    spoken: (step) => spokenMemory(run, stepInRun(step)),
  });
  markPins();
  listPins();
  tellUnit(pins.one, stepInRun(run.step ?? 0));
  $('.gs-remember-how').textContent = howToReadLedger(run);
  cursor.go(run.step ?? run.steps - 1);
  presentRest(run);
}

// The rest, one panel after the other, so that nothing keeps the page from answering.
function presentRest(run) {
  const panels = Object.entries(LATER).map(([selector, panel]) => () => {
    const painter = whenSeen($(selector), panel(run));
    cursor.paints(painter);
    painter(cursor.shown);
  });
  const tasks = [...panels, layPlots, layMoments, offerFigures];
  const nextTask = () => {
    if (inspected.run !== run || !tasks.length) return;
    tasks.shift()();
    setTimeout(nextTask);
  };
  requestAnimationFrame(() => setTimeout(nextTask));
}
