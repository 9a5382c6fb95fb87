// A reading of a clip as a run for the gate inspector (ui/shared/web/types.d.ts tells what that is). Nothing here needs a
// page.

/**
 * @param {import('./types').AnsweredReading} reading
 * @param {import('./types').Clip} clip
 * @param {number} step where the cursor stands
 * @returns {import('../../shared/web/types').Run}
 */
export function runOfClip(reading, clip, step) {
  const whose = clip.example?.title ?? clip.name ?? 'your clip';
  const last = reading.leaders.at(-1);
  return {
    key: reading.key,
    kind: 'clip',
    noun: 'frame',
    title: `${reading.title} on \u201c${whose}\u201d${reading.asked.backwards ? ', backwards' : ''}`,
    labels: reading.times.map((time) => `${time.toFixed(2)} s`),
    gates: reading.gates,
    picture: null,
    shares: reading.shares,
    grid: reading.grid,
    window: reading.window,
    frames: clip.frames,
    signals: {
      'how sure it is': reading.chances.map((chances, at) => chances[reading.leaders[at]]),
      'the final label': reading.chances.map((chances) => chances[last]),
    },
    parts: null,
    start: '',
    asked: null,
    subject: null,
    step,
  };
}
