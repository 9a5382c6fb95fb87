// How words are shown. Nothing here needs a page.
export const END = '<end>'; // ends a caption, in every vocabulary (models/trace.py)

/** @param {string} word as the network says it */
export const shownWord = (word) => (word === END ? 'end of sentence' : word);
