// Figures and numbers as files. A run that only the browser still has travels along, packed as it came.
import { $, fill } from '../../shared/web/dom.js';
import { optionOf } from './choices.js';
import { inspected } from './inspected.js';
import { mapView } from './map_view.js';
import { pins } from './pinned.js';
import { thresholds } from './saturation_plots.js';
import { CHARTED_UNITS } from './unit_charts.js';

const FIGURES = {
  ledger: 'who is still remembered',
  map: 'the map',
  story: 'the pinned units',
  saying: 'from memory to word',
  saturation: 'open and shut',
};

/** The figures that there are of this run. */
export function offerFigures() {
  const { parts, asked } = inspected.run;
  const offered = Object.entries(FIGURES).filter(([name]) => name !== 'saying' || (parts && asked));
  fill($('.gs-figure'), ...offered.map(([name, title]) => optionOf(name, title)));
}

/** @param {(button: any, subject: any, question: object) => void} save as ui/shared/web/saving.js has it */
export function listenForSaves(save) {
  $('.gs-save').addEventListener('click', (event) => {
    const button = event.target.closest('button[data-kind]');
    const { run } = inspected;
    if (!button || !run) return;
    save(button, run.asked ? run.subject : { file: gatesFile(run) }, {
      ...(run.asked ?? { gates: true }),
      title: run.title,
      figure: $('.gs-figure').value,
      units: pins.units.slice(0, CHARTED_UNITS),
      array: mapView.array,
      order: mapView.order,
      start: run.start.replace('the ', ''),
      ...thresholds(),
    });
  });
}

const gatesFile = ({ gates, labels }) =>
  new File([JSON.stringify({ ...gates, labels })], 'gates.json', { type: 'application/json' });
