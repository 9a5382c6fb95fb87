// What is on the page. Nothing here needs a page.

/** @type {{ reading: import('./types').AnsweredReading | null, clip: import('./types').Clip | null }} */
export const clipPage = {
  reading: null, // how the clip was read
  clip: null,
};
