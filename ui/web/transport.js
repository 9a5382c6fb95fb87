// Play, step, scrub: the time cursor in reach of the thumb.
const scrub = $('.gs-scrub');
const play = $('.gs-play');

function transport(traces) {
  const longest = traces.reduce((a, b) => (b.steps > a.steps ? b : a));
  scrub.max = longest.steps - 1;
  cursor.paints((step) => {
    const words = [...new Set(traces.map((trace) => trace.shown[Math.min(step, trace.steps - 1)]))];
    scrub.value = step;
    scrub.style.setProperty('--p', longest.steps > 1 ? step / (longest.steps - 1) : 0);
    scrub.setAttribute('aria-valuetext', `word ${step + 1} of ${longest.steps}: ${words.join(', ')}`);
    $('.gs-place-word').textContent = words.join(' / ');
    $('.gs-place-count').textContent = `${step + 1} of ${longest.steps}`;
  });
  cursor.told = () => {
    play.setAttribute('aria-pressed', String(cursor.playing));
    $('.gs-play-text').textContent = cursor.playing ? 'Pause' : 'Play';
    if (!cursor.playing) $('.gs-live').textContent = spoken(traces);
  };
  cursor.told();
}

function spoken(traces) {
  return traces.map((trace) => {
    const at = Math.min(cursor.step, trace.steps - 1);
    const p = trace.probabilities[at];
    return `${traces.length > 1 ? `${trace.title}: ` : ''}word ${at + 1} of ${trace.steps}, ${trace.shown[at]}, ${p === null ? 'not in its vocabulary' : `probability ${chance(p)}`}.`;
  }).join(' ');
}

scrub.addEventListener('input', () => cursor.take(Number(scrub.value)));
play.addEventListener('click', () => cursor.toggle());
$('.gs-back').addEventListener('click', () => cursor.take(cursor.step - 1));
$('.gs-next-word').addEventListener('click', () => cursor.take(cursor.step + 1));

segments($('.gs-kinds'), (kind) => {
  view.kind = kind;
  cursor.paint();
});
$('.gs-opacity').addEventListener('input', (event) => {
  view.opacity = event.target.value / 100;
  cursor.paint();
});

// On a wide screen the heatmap's tools stand in the bar, on a phone above the picture: the bar is to stay small there.
const tools = $('.gs-tools');
const wide = matchMedia('(min-width: 1001px)');
const place = () => (wide.matches ? $('.gs-transport') : $('.gs-top')).append(tools);
wide.addEventListener('change', place);
place();

const full = $('.gs-full');
full.hidden = !document.fullscreenEnabled;
full.addEventListener('click', fillScreen);
function fillScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else $('.gs-stage').requestFullscreen();
}
document.addEventListener('fullscreenchange', () => full.setAttribute('aria-pressed', String(Boolean(document.fullscreenElement))));
