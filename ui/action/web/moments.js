// Moments of a clip, in seconds. Nothing here needs a page.
import { clamp } from '../../shared/web/numbers.js';

const BETWEEN_FRAMES = [250, 800]; // milliseconds while playing: no faster and no slower than one can follow

/** @param {number} seconds */
export const atSeconds = (seconds, digits = 2) => `${seconds.toFixed(digits)}\u00a0s`;

/** The frame that was the last one seen at this moment of the film. @param {number[]} times @param {number} seconds */
export function frameAt(times, seconds) {
  let frame = 0;
  while (frame + 1 < times.length && times[frame + 1] <= seconds + 0.02) frame += 1; // a film stops just short of it
  return frame;
}

/** Milliseconds from frame to frame while playing, as in the film where one can follow. @param {number[]} times */
export function playingPause(times) {
  const [least, most] = BETWEEN_FRAMES;
  if (times.length < 2) return most;
  return clamp((1000 * (times.at(-1) - times[0])) / (times.length - 1), least, most);
}

/** The shortest part that can be marked. @param {number} seconds of the whole clip */
export const shortestPart = (seconds) => Math.min(0.2, seconds / 4);

/**
 * What two handles mark; at its end a handle means the end, whatever the last digit.
 * @param {number} from @param {number} to @param {number} seconds of the whole clip
 * @returns {import('./types').Part}
 */
export const markedPart = (from, to, seconds) => ({ start: from, end: to >= seconds - 0.011 ? null : to });
