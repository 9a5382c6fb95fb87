// Fill the screen with the stage, where the browser can; the button says whether it does.
import { $ } from './dom.js';

export const full = $('.gs-full');
full.hidden = !document.fullscreenEnabled;
full.addEventListener('click', fillScreen);
export function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else $('.gs-stage').requestFullscreen();
}
document.addEventListener('fullscreenchange', () =>
  full.setAttribute('aria-pressed', String(Boolean(document.fullscreenElement))),
);
