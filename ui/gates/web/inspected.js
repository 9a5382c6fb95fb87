// What is on the page: one run. Nothing here needs a page.

export const inspected = {
  /** @type {import('./types').UnpackedRun | null} */
  run: null,
};

/** The step of this run where the cursor stands: the cursor of a comparison may be further. @param {number} step */
export const stepInRun = (step) => Math.min(step, inspected.run.steps - 1);

/** The name of a step of this run, in quotes. @param {number} step */
export const quotedStep = (step) => `\u201c${inspected.run.labels[step]}\u201d`;
