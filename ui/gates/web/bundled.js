// What the server keeps beside the weights about all its examples: how often every gate of every unit had which value, and
// the five moments that excited every unit most. Asked for once a network, when it is first wanted.
const BINS = 20; // of 0.05 each, as models/saturation.py counts

function askBundled() {
  if (!current.asked) {
    press($('.gs-saturation-of'), 'run');
    return complain('The examples were counted for the captioners of this page only: this run is of another network.');
  }
  intent = { want: 'bundled', model: current.asked.model };
  ask({ subject: current.subject });
}

function bundledArrived(answer) {
  const { counts, steps, gates } = answer.bundled;
  saturation.bundled = { counts: whole(counts), steps, gates };
  saturation.moments = answer.moments;
  layPlots();
  layMoments();
}

// [{open, shut}] of every unit from the counts (3, H, 20).
function fromHistogram({ counts, steps, gates }, gate, open, shut) {
  const { units } = current;
  const from = gates.indexOf(gate) * units * BINS;
  const [first, last] = [Math.round(open * BINS), Math.round(shut * BINS)];
  return Array.from({ length: units }, (_, unit) => {
    const bins = counts.subarray(from + unit * BINS, from + (unit + 1) * BINS);
    const total = (part) => part.reduce((sum, value) => sum + value, 0) / steps;
    return { open: total(bins.subarray(first)), shut: total(bins.subarray(0, last)) };
  });
}

// The five moments of the chosen unit, as cards.
function layMoments() {
  const panel = $('.gs-excite');
  const { moments } = saturation;
  panel.hidden = !moments;
  if (!moments) return;
  $('.gs-excite-title').textContent = `What excites unit ${pins.one} most, over all examples`;
  const five = moments.units[pins.one] ?? [];
  fill($('.gs-moments'), ...five.map(([run, step, value]) => moment(moments.runs[run], step, value)));
  $('.gs-excite-how').textContent = `How to read: the five steps, of ${moments.runs.length} captions that this network wrote for the examples, at which ${moments.of} of this unit was furthest from 0; the word that was then said is marked. Five pictures are few: they suggest what a unit may be about, they do not prove it.`;
}

function moment(run, step, value) {
  const card = make('li', 'gs-moment');
  const image = make('img');
  image.src = run.thumbnail;
  image.alt = run.title;
  const words = make('p', 'gs-moment-words');
  run.words.forEach((word, at) => words.append(make(at === step ? 'b' : 'span', '', word === SHARED.end ? '(end)' : word), ' '));
  image.hidden = !run.thumbnail; // an example that is no longer there
  card.append(image, words, make('span', 'gs-number', signed(value)));
  return card;
}

pins.watch(layMoments);
