// What the tab says of a reading, in sentences. Nothing here needs a page.
import { percent } from '../../shared/web/numbers.js';

/** @typedef {import('./types').Reading} Reading */

const labelAt = (reading, step) => reading.labels[reading.leaders[step]];
const finalLabel = (reading) => labelAt(reading, reading.steps - 1);

/** A frame for who listens. @param {Reading} reading @param {number} step */
export function frameInWords(reading, step) {
  const p = reading.chances[step][reading.leaders[step]];
  const place = `Frame ${step + 1} of ${reading.steps}, ${reading.times[step].toFixed(2)} seconds`;
  return `${place}: ${labelAt(reading, step)}, ${Math.round(100 * p)} percent.`;
}

/** Who led from when on. @param {Reading} reading */
export function leadsInWords(reading) {
  if (!reading.flips.length) return `${finalLabel(reading)} leads from the first frame to the last`;
  const leads = reading.flips.map((step) => `${labelAt(reading, step)} from ${reading.times[step].toFixed(2)} seconds`);
  return `${labelAt(reading, 0)} leads at first, then ${leads.join(', then ')}`;
}

/** How far the answer is to be believed. @param {Reading} reading */
export function confidenceInWords(reading) {
  if (reading.doubt) return reading.doubt;
  const mark = percent(reading.threshold);
  const p = reading.chances.at(-1)[reading.leaders.at(-1)];
  const barely = percent(p) === mark ? ', if only just' : ''; // or the two figures would seem to contradict the word
  return reading.known
    ? `Sure enough${barely}: its confidence is above ${mark}, the mark below which it is not to be believed.`
    : `Not sure${barely}: below ${mark} it is not to be believed. Perhaps this clip shows none of its ${reading.labels.length} labels; it can only choose among those.`;
}

/** How many frames it took. @param {Reading} reading */
export function decisionInWords(reading) {
  const { steps, times, decided } = reading;
  const label = finalLabel(reading);
  const frames = decided + 1;
  if (steps === 1) return `It saw one frame alone: \u201c${label}\u201d is all that it could make of it.`;
  const much = `${times[decided].toFixed(2)} of ${times.at(-1).toFixed(2)} seconds`;
  if (frames === steps) {
    return `Only the last frame brought \u201c${label}\u201d to the lead: it took all ${steps} frames (${much}).`;
  }
  if (frames === 1) {
    return `The first of ${steps} frames (${much}) already gives \u201c${label}\u201d, and no later frame changed that.`;
  }
  return `The first ${frames} of ${steps} frames (${much}) already give \u201c${label}\u201d, and no later frame changed that.`;
}

/** What is said beside the film. @param {boolean | null} playable null: not known yet @param {boolean} backwards */
export function movieInWords(playable, backwards) {
  if (playable === false)
    return 'Your browser cannot play this kind of file: above are the frames that were read from it.';
  if (backwards) return 'Above are the frames that it saw, the last one first: a browser plays clips forwards alone.';
  return playable ? 'Above, the frames that it saw, under the time cursor; here, the clip itself.' : '';
}

/** What this one clip showed about order. @param {import('./types').OrderTable['rows']} rows @param {number} frames */
export function ordersInWords(rows, frames) {
  const [label] = rows[0].heads[0];
  if (frames === 1) return 'This clip: a single frame has no order.';
  const others = rows.filter((row) => row.way === 'reversed' || row.way === 'shuffled');
  const changed = others.filter((row) => row.heads[0][0] !== label).length;
  if (!changed) {
    return `This clip: the LSTM says \u201c${label}\u201d backwards and shuffled as well. Its order did not matter.`;
  }
  const back = others[0].heads[0][0];
  const backwards =
    back === label
      ? `backwards it is still \u201c${label}\u201d to the LSTM`
      : `backwards it is \u201c${back}\u201d to the LSTM instead of \u201c${label}\u201d`;
  return `This clip: ${backwards}, and ${changed} of ${others.length} other orders change its answer. The average of the frames cannot tell any of them apart.`;
}

/** How to read the table of orders. @param {import('./types').OrderTable} table */
export function orderTableInWords(table) {
  const parts = [
    'How to read: an arrow marks an answer other than that for the clip as filmed; \u201caverage\u201d is the mean of what is seen in all frames, \u201cone frame\u201d the middle one.',
  ];
  if (table.measured) {
    parts.push(`Right: on ${table.many}, in brackets the 95\u00a0% Wilson interval; shuffled is the mean over five.`);
  }
  parts.push('The LSTM also sees what moved since the frame before; the other two see single frames alone.');
  if (table.motion) {
    const right = Math.round(100 * table.motion.accuracy);
    parts.push(`An average that sees that motion as well: ${right}${intervalInWords(table.motion)}.`);
  }
  return parts.join(' ');
}

/** The 95 % interval, in percent. @param {import('./types').Accuracy} accuracy */
export const intervalInWords = ({ low, high }) => ` (${Math.round(100 * low)}\u2013${Math.round(100 * high)})`;
