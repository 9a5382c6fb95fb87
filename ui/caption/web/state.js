// What is on the page, for all that ask.
/** @type {{ chosen: import('./types').ChosenPicture | null, current: import('./types').CurrentCaptions | null }} */
export const captionPage = {
  chosen: null, // the picture that was asked about last and answered
  current: null, // the captions that are shown of it
};
