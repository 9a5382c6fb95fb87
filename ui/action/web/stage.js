// A reading laid out: every panel subscribes to the one time cursor.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make, root } from '../../shared/web/dom.js';
import { onPage } from '../../shared/web/files.js';
import { inspect } from '../../shared/web/inspect.js';
import { transport } from '../../shared/web/transport.js';
import { runOfClip } from './clip_run.js';
import { isOutside } from './controls.js';
import { frameInfluence } from './frame_influence.js';
import { forgetOrders } from './frame_orders.js';
import { frameStrip } from './frame_strip.js';
import { gateMeans } from './gate_means.js';
import { labelCurves } from './label_curves.js';
import { atSeconds, playingPause } from './moments.js';
import { measureClip } from './part.js';
import { framePlayer } from './player.js';
import { showPrediction } from './prediction.js';
import { clipPage } from './state.js';
import { frameInWords } from './texts.js';

/** @param {import('./types').AnsweredReading} reading @param {import('./types').Clip} clip */
export function showReading(reading, clip) {
  Object.assign(clipPage, { reading, clip });
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  cursor.reset(reading.steps, reading.key);
  cursor.pause = playingPause(reading.times);
  forgetOrders();
  measureClip(reading.seconds, clip.whole !== true);
  clip.whole = true;
  showNotes(reading, clip);
  showPrediction(reading);
  layPanels();
  cursor.go(0);
}

// Charts are drawn for the width that they have.
function layPanels() {
  const { reading, clip } = clipPage;
  cursor.painters.length = 0;
  cursor.paints(framePlayer(reading, clip));
  cursor.paints(labelCurves(reading));
  cursor.paints(gateMeans(reading));
  cursor.paints(frameStrip(reading, clip));
  cursor.paints(frameInfluence(reading));
  transport({
    noun: 'frame',
    steps: reading.steps,
    label: (step) => atSeconds(reading.times[step]),
    spoken: (step) => frameInWords(reading, step),
  });
}

let laidFor = innerWidth;
window.addEventListener('resize', () => {
  if (!clipPage.reading || !onPage() || innerWidth === laidFor) return;
  laidFor = innerWidth;
  layPanels();
  cursor.paint();
});

// What is to be said of the clip itself.
function showNotes({ model, notes, wants }, clip) {
  const lines = notes.map((note) => make('p', 'gs-how', note));
  if (isOutside(model, clip)) {
    const warning = make('p', 'gs-outside');
    warning.append(make('b', '', 'Outside what it knows? '), wants);
    lines.unshift(warning);
  }
  fill($('.gs-about'), ...lines).hidden = !lines.length;
}

$('.gs-inspect').addEventListener('click', () => inspect(runOfClip(clipPage.reading, clipPage.clip, cursor.step)));
