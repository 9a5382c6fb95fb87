// A slider says its value beside it, and is filled up to its thumb.

/** @param {any} slider @param {string | number} text */
export function tellSlider(slider, text) {
  slider.parentElement.querySelector('output').textContent = text;
  slider.style.setProperty('--p', (slider.value - slider.min) / (slider.max - slider.min));
}
