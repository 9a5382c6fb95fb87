// What a visitor types, as the symbols of a task, and back. Nothing here needs a page.

const SPELT = { '.': '\u00b7', '-': '\u00b7', _: '\u00b7', '>': '\u2192' }; // on a keyboard: blank, and the mark to say

/**
 * @param {string} text
 * @param {{ letters: boolean, noun: string }} task
 * @returns {string[]} letters of a task of letters, else words
 */
export function tokensOf(text, task) {
  return task.letters
    ? lettersOf(text, task)
    : text
        .toLowerCase()
        .split(/[\s.,;]+/)
        .filter(Boolean);
}

function lettersOf(text, task) {
  const signs = [...text.toUpperCase()].map((sign) => (task.noun === 'symbol' ? (SPELT[sign] ?? sign) : sign));
  return signs.filter((sign) => /[A-Z\u00b7\u2192]/.test(sign));
}

/** @param {string[]} tokens @param {{ letters: boolean }} task */
export const textOf = (tokens, task) => tokens.join(task.letters ? '' : ' ');
