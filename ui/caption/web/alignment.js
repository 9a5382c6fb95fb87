// Captions side by side, word by word: an alignment of several sequences in as few columns as their common words allow.
// Nothing here needs a page.

const PAIR = 4096; // two captions with the same word in one column outweigh any number of columns

/**
 * Columns in which every caption has one of its words, in order, or none. Of all ways the one with the most pairs of equal
 * words in a column (for two captions: their longest common subsequence), and of these one with the fewest columns.
 * @param {string[][]} captions two or three lists of words
 * @returns {(number | null)[][]} of each column: of each caption the number of its word there
 */
export function alignWords(captions) {
  const begun = commonBeginning(captions);
  const rests = captions.map((words) => words.slice(begun));
  const columns = backThrough(rests, bestMoves(rests));
  const whole = Array.from({ length: begun }, (_, at) => captions.map(() => at));
  return [...whole, ...columns.map((column) => column.map((at) => (at === null ? null : at + begun)))];
}

function commonBeginning(captions) {
  const [first, ...others] = captions;
  const differs = first.findIndex((word, at) => others.some((words) => words[at] !== word));
  return differs < 0 ? first.length : differs;
}

/** How far apart in the table of beginnings one more word of each caption is. */
function stridesOf(captions) {
  let size = 1;
  return captions.map((words) => {
    const stride = size;
    size *= words.length + 1;
    return stride;
  });
}

/** For every set of beginnings, which captions (bits) have a word in the last column of their best alignment. */
function bestMoves(captions) {
  const strides = stridesOf(captions);
  const size = captions.reduce((product, words) => product * (words.length + 1), 1);
  const [best, moves] = [new Float64Array(size), new Uint8Array(size)];
  const most = 2 ** captions.length;
  for (let place = 1; place < size; place++) {
    const taken = captions.map((words, one) => Math.floor(place / strides[one]) % (words.length + 1));
    best[place] = -Infinity;
    for (let move = most - 1; move > 0; move--) {
      const moved = movedBy(move, captions);
      if (moved.some((one) => taken[one] === 0)) continue;
      const before = moved.reduce((at, one) => at - strides[one], place);
      const value = best[before] - 1 + PAIR * equalPairs(moved.map((one) => captions[one][taken[one] - 1]));
      if (value > best[place]) [best[place], moves[place]] = [value, move];
    }
  }
  return moves;
}

const movedBy = (move, captions) => captions.map((_, one) => one).filter((one) => move & (1 << one));

function equalPairs(words) {
  return words.reduce((pairs, word, at) => pairs + words.slice(0, at).filter((other) => other === word).length, 0);
}

function backThrough(captions, moves) {
  const strides = stridesOf(captions);
  const left = captions.map((words) => words.length);
  const columns = [];
  let place = moves.length - 1;
  while (place > 0) {
    const moved = movedBy(moves[place], captions);
    columns.push(left.map((count, one) => (moved.includes(one) ? count - 1 : null)));
    for (const one of moved) {
      left[one] -= 1;
      place -= strides[one];
    }
  }
  return columns.reverse();
}

/**
 * An alignment as one caption goes through it; a gap holds the word before, the first word where there is none.
 * @param {(number | null)[][]} columns @param {number} caption
 * @returns {{ slots: number[], columnOf: number[] }} column -> word, word -> column
 */
export function pathThrough(columns, caption) {
  let held = 0;
  const slots = columns.map((column) => (held = column[caption] ?? held));
  const columnOf = columns.flatMap((column, at) => (column[caption] === null ? [] : [at]));
  return { slots, columnOf };
}

/** Which captions say a word of a column that no other says there. @param {(string | null)[]} words of the column */
export const saidAlone = (words) =>
  words.map((word) => word !== null && words.filter((other) => other === word).length === 1);
