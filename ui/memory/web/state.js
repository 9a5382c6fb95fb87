// What the lab shows, for all its files.

export const lab = {
  chapter: 'loop', // loop, reach, recall or hold: the four steps of the lab
  /** @type {import('./types').MemoryRun | null} the sequence that was read last */
  run: null,
  /** @type {import('./types').MemoryRun | null} what the keys move the time cursor through; null where there is no cursor */
  current: null,
};
