// A lane: one network's caption with everything that belongs to it. The page holds one, or one for each network compared.
import { runOfCaption } from '../../shared/web/caption_run.js';
import { cursor } from '../../shared/web/cursor.js';
import { $ } from '../../shared/web/dom.js';
import { inspect } from '../../shared/web/inspect.js';
import { attentionGauges } from './attention_gauges.js';
import { beamTree } from './beam_tree.js';
import { candidateBars } from './candidate_bars.js';
import { wordChips } from './chips.js';
import { eyePanel } from './eye_panel.js';
import { filmStrip } from './film_strip.js';
import { attentionHeatmap } from './heatmap.js';
import { people } from './people.js';
import { stepWithin } from './unpack.js';

/**
 * @param {import('./types').Caption} trace
 * @param {import('./types').ChosenPicture} picture
 * @param {import('./types').Answer} answer that the caption came with
 */
export function captionLane(trace, picture, answer) {
  const lane = $('.gs-lane-template').content.firstElementChild.cloneNode(true);
  lane.dataset.model = trace.model;
  lane.classList.toggle('gs-looks', Boolean(trace.shares));
  lane.setAttribute('aria-label', trace.title);
  $('.gs-lane-title', lane).textContent = trace.title;
  $('.gs-lane-line', lane).textContent = trace.line;
  $('.gs-network-line', lane).textContent = `${trace.title}. ${trace.line}`;
  people(lane, picture.example);
  const { paint, lift } = wordChips(lane, trace);
  const painters = [
    attentionHeatmap(lane, trace, picture, lift),
    paint,
    candidateBars(lane, trace),
    attentionGauges(lane, trace),
    eyePanel(lane, trace, picture),
    filmStrip(lane, trace, picture),
    beamTree(lane, trace),
  ];
  for (const painter of painters) cursor.paints((step) => painter(stepWithin(step, trace)));
  $('.gs-inspect', lane).addEventListener('click', () => inspectCaption(trace, picture, answer));
  return lane;
}

// From a caption to the gates of the network that wrote it: all of it is here already.
function inspectCaption(trace, picture, answer) {
  cursor.halt();
  const { source, width, height, alt } = picture;
  inspect(
    runOfCaption(trace, {
      key: trace.path ? `${answer.run} ${trace.model}` : answer.run, // aligned, its steps are not those of the cursor
      picture: { source, width, height, alt },
      subject: picture,
      asked: answer.asked,
      step: stepWithin(cursor.step, trace),
    }),
  );
}
