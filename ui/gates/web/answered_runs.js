// The server's answers as runs for the inspector. Nothing here needs a page.
import { runOfCaption } from '../../shared/web/caption_run.js';

/** @typedef {import('./types').GivenRun} GivenRun */
/** @typedef {import('./types').UnpackedRun} UnpackedRun */

const NO_PICTURE =
  'A saved run does not hold its picture, so it cannot be run again: caption the picture in the Caption tab, and operate on that.';
const OPERATED = 'This run has been operated on: go back to the run as it was, and operate on that.';

/**
 * An example captioned anew; the subject keeps what the next question needs.
 * @param {any} answer ui/caption/payload.py `pack` @param {{ subject: any, asked: object }} question
 * @returns {GivenRun}
 */
export function runOfExample(answer, { subject, asked }) {
  const source = answer.picture ?? subject.source;
  const picture = { source, width: answer.width, height: answer.height, alt: subject.example.alt };
  Object.assign(subject, { hash: answer.hash, source });
  const about = { key: answer.run, picture, subject, asked: { ...asked, hash: answer.hash } };
  return runOfCaption(answer.traces[0], about);
}

/**
 * A file holds every number, but not the picture: it can be read to the end, but not be run again.
 * @param {any} answer ui/gates/files.py `open_run` @param {string} file its name
 * @returns {GivenRun}
 */
export function runOfFile(answer, file) {
  const about = { kind: /** @type {const} */ ('file'), asked: null, why: NO_PICTURE };
  if (!answer.trace) return { ...gatesAlone(answer, file), ...about };
  const run = runOfCaption(answer.trace, { key: answer.run, picture: null });
  return { ...run, ...about, title: `${answer.trace.title}, from ${file}`, notes: answer.notes };
}

const gatesAlone = ({ run, gates }, file) => ({
  key: run,
  noun: 'step',
  title: `Gates from ${file}`,
  gates,
  picture: null,
  shares: null,
  grid: null,
  frames: null,
  parts: null,
  start: 'the start',
  subject: null,
  step: gates.steps - 1,
});

/**
 * The operated run is a run like any other; what the server would need to make it again goes along.
 * @param {{ run: string, operation: import('./types').PackedOperation }} answer @param {UnpackedRun} original
 * @returns {GivenRun}
 */
export function operatedRun({ run: key, operation }, original) {
  const { picture, subject, asked, given } = original;
  const run = runOfCaption(operation.trace, { picture, key, subject });
  return {
    ...run,
    title: `${run.title}, operated on`,
    asked: { ...asked, surgery: operation.surgery },
    back: given,
    why: OPERATED,
  };
}
