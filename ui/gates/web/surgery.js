// Gate surgery: what is to be held or scaled, where, and for how long (models/surgery.py). It goes to the server as a
// value of the run. Nothing here needs a page.

/** @typedef {Partial<import('./types').Cut>} PartialCut */

/** Ready-made operations, by their names on the page. @type {Record<string, (step: number) => PartialCut>} */
export const PRESETS = {
  'Never forget': () => ({ gate: 'forget', clamp: 1 }),
  'Amnesia here': (step) => ({ gate: 'forget', clamp: 0, first: step, last: step }),
  'Deaf to input': () => ({ gate: 'input', clamp: 0 }),
  'Mute output': () => ({ gate: 'output', clamp: 0 }),
};

/** What is wrong with an operation, in one sentence; '' if nothing is. @param {import('./types').Cut} cut */
export function complaintAboutCut(cut) {
  if (cut.units && !cut.units.length) return 'No unit is pinned: press a row of the map, or operate on all units.';
  if (cut.last !== null && cut.last < cut.first)
    return 'The operation ends before it begins: choose a later last step.';
  return '';
}

/** @param {import('./types').Cut} cut @param {string[]} labels of the steps */
export function cutInWords({ gate, clamp: held, scale, units, first, last }, labels) {
  const what = scale === undefined || scale === null ? `held at ${held}` : `scaled by ${scale}`;
  const whose = units ? (units.length === 1 ? `of unit ${units[0]}` : `of ${units.length} units`) : 'of all units';
  return `The ${gate} gate ${whose} ${what} ${stepsInWords(first, last ?? null, labels)}`;
}

function stepsInWords(first, last, labels) {
  if (first === 0 && last === null) return 'at every step';
  if (first === last) return `at \u201c${labels[first]}\u201d only`;
  return `from \u201c${labels[first]}\u201d ${last === null ? 'on' : `to \u201c${labels[last]}\u201d`}`;
}
