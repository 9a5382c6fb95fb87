// A reading laid out: every panel subscribes to the one time cursor.
let current = null; // {answer, run, clip}: what is on the page

function present(answer, clip) {
  const run = unpack(answer);
  current = { answer, run, clip };
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  cursor.reset(run.steps, run.key);
  cursor.pause = run.steps > 1 ? clamp((1000 * (run.times.at(-1) - run.times[0])) / (run.steps - 1), 250, 800) : 800;
  noOrders();
  measureClip(answer.seconds, clip.whole !== true);
  clip.whole = true;
  about(answer, clip);
  verdict(run);
  lay();
  cursor.go(0);
}

// Charts are drawn for the width that they have.
function lay() {
  const { run, clip } = current;
  cursor.painters.length = 0;
  for (const painter of [player(run, clip), race(run), memory(run), strip(run, clip), influence(run)]) cursor.paints(painter);
  transport({ noun: 'frame', steps: run.steps, label: (step) => atSeconds(run.times[step]), spoken: (step) => spoken(run, step) });
}

let laidFor = innerWidth;
window.addEventListener('resize', () => {
  if (!current || !onPage() || innerWidth === laidFor) return;
  laidFor = innerWidth;
  lay();
  cursor.paint();
});

// What is to be said of the clip itself.
function about({ model, notes, wants }, clip) {
  const lines = notes.map((note) => make('p', 'gs-how', note));
  const drawn = networks.find((network) => network.name === model)?.drawn ?? false;
  if (drawn === Boolean(clip.file)) {
    const warning = make('p', 'gs-outside');
    warning.append(make('b', '', 'Outside what it knows? '), wants);
    lines.unshift(warning);
  }
  fill($('.gs-about'), ...lines).hidden = !lines.length;
}

function spoken(run, step) {
  const leader = run.leaders[step];
  return `Frame ${step + 1} of ${run.steps}, ${run.times[step].toFixed(2)} seconds: ${run.labels[leader]}, ${Math.round(100 * run.chances[step][leader])} percent.`;
}

$('.gs-inspect').addEventListener('click', () => {
  const { run, clip } = current;
  inspect({
    key: run.key,
    kind: 'clip',
    noun: 'frame',
    title: `${run.title} on \u201c${clip.example?.title ?? clip.name ?? 'your clip'}\u201d${run.asked.backwards ? ', backwards' : ''}`,
    labels: run.times.map((time) => `${time.toFixed(2)} s`),
    gates: run.gates,
    picture: null,
    shares: run.shares,
    grid: run.grid,
    window: run.window,
    frames: clip.frames,
    signals: { 'how sure it is': run.chances.map((step, at) => step[run.leaders[at]]), 'the final label': run.chances.map((step) => step[run.leaders.at(-1)]) },
    parts: null,
    start: '',
    asked: null,
    subject: null,
    step: cursor.step,
  });
});

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (button && current) save(button, current.clip, { ...current.answer.asked, order: false });
});
