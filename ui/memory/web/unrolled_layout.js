// Where things are in the drawing of an unrolled network: a box a step, what was read below it, a bar for what one unit
// remembers above it. Numbers in, pixels out; nothing here needs a page.

const LEAST_STEP = 17; // pixels of one step
const [TOP, BAR, BOX] = [8, 32, 12]; // pixels: above the longest bar, the longest bar, half a box

/**
 * @param {string[]} labels one a step
 * @param {Float32Array} values of the unit, one a step
 * @param {number} room pixels across that there are; a long sequence takes more
 * @returns {import('./types').UnrolledLayout} pixels
 */
export function unrolledLayout(labels, values, room) {
  const pitch = Math.max(LEAST_STEP, Math.max(room - 30, 200) / labels.length);
  const longest = Math.max(...labels.map((text) => text.length));
  const words = wordsOf(longest, pitch);
  const middle = TOP + BAR;
  const chain = middle + BAR + 18;
  const most = Math.max(1e-6, ...values.map(Math.abs));
  const half = Math.min(BOX, pitch * 0.36);
  const x = (step) => pitch * (step + 0.5) + 6;
  return {
    pitch,
    middle,
    chain,
    most,
    half,
    x,
    anchor: words.turn ? 'end' : 'middle',
    top: TOP,
    wide: pitch * labels.length + 30,
    high: chain + BOX + words.foot,
    barOf: (step) => {
      const length = (values[step] / most) * BAR;
      return { y: middle - Math.max(0, length), height: Math.max(1, Math.abs(length)) };
    },
    wordAt: (step) => {
      const [along, up] = words.turn ? [4, 6] : [0, 0];
      const place = `translate(${x(step) + along} ${chain + half + 18 - up})`;
      return words.turn ? `${place} rotate(${words.turn})` : place;
    },
  };
}

// Words lie flat where they have room, else they slant, else they stand. `foot`: pixels that they need below the boxes.
function wordsOf(longest, pitch) {
  if (longest * 9 < pitch) return { turn: 0, foot: 26 };
  return pitch > 26 ? { turn: -45, foot: 20 + longest * 6.5 } : { turn: -90, foot: 14 + longest * 8.5 };
}
