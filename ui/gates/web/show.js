// Lay a run out: what answers the question first, the rest as soon as that is on the screen.
const FIRST = [headPanel, picturePanel, sharesPanel, triangle, mapPanel];
const LATER = { '.gs-sum': sumPanel, '.gs-story': storyPanel, '.gs-saying': sayingPanel, '.gs-follow': followPanel, '.gs-surgery': surgeryPanel };

// A panel that is out of sight is painted when it comes into sight, or when the cursor rests.
const sight = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) {
    target.seen = isIntersecting;
    if (isIntersecting && target.stale) freshen(target);
  }
}, { rootMargin: '160px' });
sight.observe($('.gs-stage'));

function whenSeen(panel, painter) {
  panel.painter = painter;
  panel.seen ??= true;
  sight.observe(panel);
  return (step) => {
    if (panel.seen) painter(step);
    else panel.stale = true;
  };
}

function freshen(panel) {
  panel.stale = false;
  panel.painter?.(cursor.shown);
}

let resting = null;
const rest = () => {
  clearTimeout(resting);
  resting = setTimeout(() => {
    if ($('.gs-stage').seen !== false) for (const panel of $$('.gs-panel')) if (panel.stale) freshen(panel);
  }, 250);
};

function present(given) {
  current = unpackRun(given);
  chosen = current.subject;
  press($('.gs-models'), current.asked?.model); // a clip's run and a saved one are of none of these
  saturation.bundled = saturation.model === current.asked?.model ? saturation.bundled : null;
  cursor.reset(current.steps, current.key);
  for (const panel of $$('.gs-panel')) Object.assign(panel, { painter: null, stale: false }); // of the run before
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  pins.units = [loudest(current)];
  pins.one = pins.units[0];
  answer(current);
  for (const panel of FIRST) cursor.paints(whenSeen(panelOf(panel), panel(current)));
  cursor.paints(rest);
  transport({ noun: current.noun, steps: current.steps, label: (step) => current.labels[here(step)], spoken: (step) => spokenStep(here(step)) });
  for (const watcher of [markPins, pinList]) watcher();
  tellUnit(pins.one, here(current.step ?? 0));
  $('.gs-remember-how').textContent = howToRemember(current);
  cursor.go(current.step ?? current.steps - 1);
  laterOn(current);
}

const panelOf = (panel) => (panel === mapPanel ? $('.gs-map') : panel === headPanel ? $('.gs-run') : panel === picturePanel ? $('.gs-picture') : panel === sharesPanel ? $('.gs-now') : $('.gs-ledger'));

// The rest, one panel after the other, so that nothing keeps the page from answering.
function laterOn(run) {
  const tasks = [...Object.entries(LATER).map(([selector, panel]) => () => {
    const painter = whenSeen($(selector), panel(run));
    cursor.paints(painter);
    painter(cursor.shown);
  }), layPlots, layMoments, offerFigures];
  const step = () => {
    if (current !== run || !tasks.length) return;
    tasks.shift()();
    setTimeout(step);
  };
  requestAnimationFrame(() => setTimeout(step));
}

// The unit to begin with: the one that remembers most at the end.
function loudest({ arrays: { cell }, steps, units }) {
  let best = 0;
  for (let unit = 0; unit < units; unit++) if (Math.abs(cell[(steps - 1) * units + unit]) > Math.abs(cell[(steps - 1) * units + best])) best = unit;
  return best;
}

function howToRemember(run) {
  const half = median(ledgerOf(run).halfLives);
  return `How to read: every memory cell is a sum of what each ${run.noun} once wrote into it, less what was forgotten since; this is exact. A share is the size of those parts over all ${run.units} units. \u201cWritten at\u201d a ${run.noun} means in the step that ${run.kind === 'caption' || run.kind === 'file' ? 'said it, having just looked and read the word before' : 'read it'}. Half of the units halve what they hold within ${halfLife(half)}.`;
}

function spokenStep(step) {
  const row = ledgerOf(current).shares[step];
  const best = row.slice(0, -1).reduce((most, share, source) => (share > row[most] && (source || current.start) ? source : most), 0);
  return `${current.noun} ${step + 1} of ${current.steps}, ${current.labels[step]}; of what came before it remembers ${sourceName(current, best)} best, ${percent(row[best])}.`;
}
