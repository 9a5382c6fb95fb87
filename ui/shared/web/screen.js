// Fill the screen with the stage, where the browser can; the button says whether it does.
const full = $('.gs-full');
full.hidden = !document.fullscreenEnabled;
full.addEventListener('click', fillScreen);
function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else $('.gs-stage').requestFullscreen();
}
document.addEventListener('fullscreenchange', () => full.setAttribute('aria-pressed', String(Boolean(document.fullscreenElement))));
