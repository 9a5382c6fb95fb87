// A part of the clip, marked in seconds by two handles.
import { $ } from '../../shared/web/dom.js';
import { atSeconds, markedPart, shortestPart } from './moments.js';

const [beginHandle, endHandle] = [$('.gs-from'), $('.gs-to')];
/** @type {import('./types').Part} */
let readPart = { start: 0, end: null }; // as the next question asks for it
let clipSeconds = 0; // of the whole clip

/** The part that is asked for. @returns {import('./types').Part} */
export const askedPart = () => ({ ...readPart });

/** @param {import('./types').Part} part */
export function setPart({ start, end }) {
  readPart = { start, end };
}

/** The whole clip is asked for again. */
export const wholeClip = () => setPart({ start: 0, end: null });

/** @param {() => void} read what the handles mark, or all of it again */
export function offerParts(read) {
  $('.gs-part-read').addEventListener('click', () => {
    setPart(markedPart(Number(beginHandle.value), Number(endHandle.value), clipSeconds));
    read();
  });
  $('.gs-part-all').addEventListener('click', () => {
    wholeClip();
    read();
  });
}

/**
 * Lay the handles where the part that was read begins and ends.
 * @param {number} seconds of the clip as it was read: of a part that is only where it ends, so the longest counts
 * @param {boolean} first whether the clip is a new one
 */
export function measureClip(seconds, first) {
  clipSeconds = first ? seconds : Math.max(clipSeconds, seconds);
  for (const handle of [beginHandle, endHandle]) {
    handle.max = clipSeconds.toFixed(2);
    handle.step = clipSeconds > 60 ? 0.1 : 0.01;
  }
  beginHandle.value = readPart.start;
  endHandle.value = readPart.end ?? clipSeconds;
  $('.gs-part').hidden = clipSeconds < 0.5;
  $('.gs-part-all').hidden = !readPart.start && readPart.end === null;
  paintHandles();
}

function paintHandles() {
  const [from, to] = [beginHandle, endHandle].map((handle) => Number(handle.value));
  const [begin, end] = [from, to].map((seconds) => atSeconds(seconds, clipSeconds > 60 ? 1 : 2));
  $('.gs-part-said').textContent = `${begin} to ${end}`;
  beginHandle.setAttribute('aria-valuetext', begin);
  endHandle.setAttribute('aria-valuetext', end);
  const track = $('.gs-handles');
  track.style.setProperty('--from', clipSeconds ? from / clipSeconds : 0);
  track.style.setProperty('--to', clipSeconds ? to / clipSeconds : 1);
}

beginHandle.addEventListener('input', () => {
  beginHandle.value = Math.min(Number(beginHandle.value), Number(endHandle.value) - shortestPart(clipSeconds));
  paintHandles();
});
endHandle.addEventListener('input', () => {
  endHandle.value = Math.max(Number(endHandle.value), Number(beginHandle.value) + shortestPart(clipSeconds));
  paintHandles();
});
