// A part of the clip, marked in seconds by two handles.
const [from, to] = [$('.gs-from'), $('.gs-to')];
let part = { start: 0, end: null }; // what is read: null is the end
let whole = 0; // seconds of the whole clip

const marked = () => ({ ...part });

function wholeAgain() {
  part = { start: 0, end: null };
}

// `seconds` of the clip as it was read: of a part that is only where the part ends, so the longest counts.
function measureClip(seconds, first) {
  whole = first ? seconds : Math.max(whole, seconds);
  for (const handle of [from, to]) {
    handle.max = whole.toFixed(2);
    handle.step = whole > 60 ? 0.1 : 0.01;
  }
  from.value = part.start;
  to.value = part.end ?? whole;
  $('.gs-part').hidden = whole < 0.5;
  $('.gs-part-all').hidden = !part.start && part.end === null;
  sayPart();
}

const shortest = () => Math.min(0.2, whole / 4);
const seconds = (value) => `${Number(value).toFixed(whole > 60 ? 1 : 2)}\u00a0s`;

function sayPart() {
  $('.gs-part-said').textContent = `${seconds(from.value)} to ${seconds(to.value)}`;
  for (const handle of [from, to]) handle.setAttribute('aria-valuetext', seconds(handle.value));
  const track = $('.gs-handles');
  track.style.setProperty('--from', whole ? from.value / whole : 0);
  track.style.setProperty('--to', whole ? to.value / whole : 1);
}

from.addEventListener('input', () => {
  from.value = Math.min(from.value, to.value - shortest());
  sayPart();
});
to.addEventListener('input', () => {
  to.value = Math.max(to.value, Number(from.value) + shortest());
  sayPart();
});
$('.gs-part-read').addEventListener('click', () => {
  const end = Number(to.value) >= whole - 0.011 ? null : Number(to.value);
  part = { start: Number(from.value), end };
  reread({});
});
$('.gs-part-all').addEventListener('click', () => {
  wholeAgain();
  reread({});
});
