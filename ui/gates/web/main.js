// The gate inspector: it reads one run, handed over by another tab, of an example captioned anew, or of a saved file.
import { complain } from '../../shared/web/alert.js';
import { createAsking } from '../../shared/web/asking.js';
import { cursor } from '../../shared/web/cursor.js';
import { $, segments } from '../../shared/web/dom.js';
import { takeFiles } from '../../shared/web/files.js';
import { bridge } from '../../shared/web/inspect.js';
import { listenForKeys } from '../../shared/web/keys.js';
import { operatedRun, runOfExample, runOfFile } from './answered_runs.js';
import { inspected } from './inspected.js';
import { repaintLedger } from './ledger_triangle.js';
import { listPins, markPins } from './map_pins.js';
import { tellChosenUnit } from './map_readout.js';
import { keepExamples } from './over_examples.js';
import { pins } from './pinned.js';
import { present } from './present.js';
import { createQuestions, wish } from './questions.js';
import { layPlots, listenForSaturation } from './saturation_plots.js';
import { listenForSaves } from './saves.js';
import { showOutcome } from './surgery_outcome.js';
import { listenForSurgery } from './surgery_panel.js';
import { layMoments } from './top_activations.js';
import { repaintCharts } from './unit_charts.js';

const { ask, forget, save } = createAsking({
  noun: 'file',
  doing: 'Running the network',
  chosen: () => inspected.run?.subject ?? null,
  wish,
  answered,
});
const { askExample, openFile, operate, askOverExamples } = createQuestions(ask);

function answered(question, answer) {
  const { want } = question.asked;
  if (want === 'operate') showOperation(answer);
  else if (want === 'bundled') showExamples(answer);
  else if (want === 'file') present(runOfFile(answer, question.subject.name));
  else present(runOfExample(answer, question));
}

function showOperation(answer) {
  const { labels } = inspected.run;
  showOutcome(answer.operation, labels, () => present(operatedRun(answer, inspected.run)));
}

function showExamples(answer) {
  keepExamples(answer);
  layPlots();
  layMoments();
}

// What shows pins, in the order in which it is painted.
const SHOW_PINS = [
  repaintLedger,
  markPins,
  listPins,
  tellChosenUnit,
  () => cursor.paint(),
  repaintCharts,
  layPlots,
  layMoments,
];
for (const repaint of SHOW_PINS) pins.watch(repaint);

$('.gs-example').addEventListener('change', askExample);
segments($('.gs-models'), askExample);
takeFiles(openFile, { noun: 'saved run', smaller: 'a saved run is smaller than that' });
listenForSurgery(operate);
listenForSaturation(askOverExamples);
listenForSaves(save);
listenForKeys(() => Boolean(inspected.run));

// A run that another tab has handed over, before this one was opened or since; else an example.
function takeOver() {
  const { run } = bridge;
  if (!run) {
    askExample();
    return;
  }
  bridge.run = null;
  forget(); // an example that is still on its way is not waited for
  complain('');
  present(run);
}
window.addEventListener('gatescope:inspect', takeOver);
takeOver();
