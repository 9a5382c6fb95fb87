// A caption, as ui/caption/payload.py packs it, as a run for the gate inspector (ui/gates/web/run.js tells what that is).
// Nothing here needs a page.
import { sharesOf } from './bytes.js';
import { shownWord } from './words.js';

/**
 * @param {import('./types').CaptionTrace} trace
 * @param {object} about
 * @param {string} about.key the run's own name
 * @param {import('./types').RunPicture | null} about.picture
 * @param {any} [about.subject] as shared/asking.js knows the picture
 * @param {any} [about.asked] what the server needs to make the run again
 * @param {number | null} [about.step] where the cursor stands
 * @returns {import('./types').Run}
 */
export function runOfCaption(trace, { key, picture, subject = null, asked = null, step = null }) {
  const steps = trace.words.length;
  const whose = subject?.example
    ? `\u201c${subject.example.title}\u201d`
    : picture
      ? 'your picture'
      : 'a picture that is not in the file';
  return {
    key,
    kind: 'caption',
    noun: 'word',
    title: `${trace.title}, looking at ${whose}`,
    labels: trace.words.map(shownWord),
    gates: trace.gates,
    picture,
    shares: trace.shares ?? (trace.maps ? sharesOf(trace.maps, trace.scale, trace.grid[0] * trace.grid[1]) : null),
    grid: trace.grid,
    frames: null,
    signals: signalsOfCaption(trace),
    parts: trace.parts,
    start: 'the picture',
    asked: asked && { ...asked, model: trace.model },
    subject,
    step: step ?? (trace.finished ? Math.max(0, steps - 2) : steps - 1),
  };
}

function signalsOfCaption(trace) {
  const signals = {
    'how sure it was (probability)': trace.logprobs.map((logprob) => (logprob === null ? null : Math.exp(logprob))),
  };
  if (trace.entropy) signals['how widely it looked (bits)'] = trace.entropy;
  if (trace.beta) signals['how much of its look it let in (\u03b2)'] = trace.beta;
  return { ...signals, ...trace.signals };
}
