// How far back the gradient reaches: the controls, the question on their release, the curves and what they say.
const FLOOR = -24; // decimal logarithms that the axis shows at most: what is beyond them is said in words
const CEILING = 24;
const knobs = Object.fromEntries(['T', 'width', 'forget', 'gain', 'clip'].map((knob) => [knob, $(`.gs-reach-${knob}`)]));
const reachTrained = $('.gs-reach-trained');
const reachEqual = $('.gs-reach-equal');
const reachOf = $('.gs-reach-of');
const reachBound = $('.gs-reach-bound');
let reaches = null; // {asked, curves} on the page

const tasks = props.tasks ?? [];
reachTrained.append(option('', 'Untrained', true), ...tasks.filter((task) => Object.keys(task.scores.helped.networks).length).map((task) => option(task.name, task.short)));

function reachWish() {
  const clip = Number(knobs.clip.value);
  return {
    T: Number(knobs.T.value),
    width: Number(knobs.width.value),
    forget_bias: Number(knobs.forget.value),
    gain: Number(knobs.gain.value),
    clip: clip > 2 ? null : Number((10 ** clip).toPrecision(2)),
    equal: pressedIn(reachEqual),
    trained: pressedIn(reachTrained),
    bound: reachBound.checked,
  };
}

function tellKnobs() {
  const wish = reachWish();
  const said = { T: wish.T, width: wish.width, forget: signed(wish.forget_bias), gain: `\u00d7${wish.gain.toFixed(1)}`, clip: wish.clip === null ? 'off' : wish.clip };
  for (const [knob, input] of Object.entries(knobs)) {
    input.parentElement.querySelector('output').textContent = said[knob];
    input.setAttribute('aria-valuetext', String(said[knob]));
    input.style.setProperty('--p', (input.value - input.min) / (input.max - input.min));
  }
  for (const knob of ['width', 'forget', 'gain']) { // a trained network has its own
    knobs[knob].disabled = Boolean(wish.trained);
    knobs[knob].parentElement.classList.toggle('gs-off', Boolean(wish.trained));
  }
  $('.gs-reach-equal-field').classList.toggle('gs-off', Boolean(wish.trained));
}

function measureReach() {
  const asked = reachWish();
  progress(0, 4);
  $('.gs-reach-status').textContent = 'Measuring\u2026';
  askOnce('reach', asked, (answer) => {
    if (answer.said) $('.gs-reach-status').textContent = answer.said;
    progress(answer.count ?? 0, answer.of);
    if (answer.done) showReach(asked, answer);
  }, () => {
    progress(1, 1);
    $('.gs-reach-status').textContent = '';
  });
}

function progress(done, of) {
  const bar = $('.gs-progress');
  bar.hidden = done >= of;
  bar.style.setProperty('--p', done / of);
}

const logs = (base64) => [...new Float32Array(bytes(base64).buffer)];
const spreadOf = (packed) => packed && { median: logs(packed.median), low: logs(packed.low), high: logs(packed.high) };

function showReach(asked, answer) {
  reaches = { asked, together: answer.together, curves: answer.curves.map((one) => ({ ...one, hidden: spreadOf(one.hidden), cell: spreadOf(one.cell), bound: spreadOf(one.bound), cell_bound: spreadOf(one.cell_bound) })) };
  progress(1, 1);
  $('.gs-reach-status').textContent = answer.took;
  drawReach();
}

// Of each network the curve that is asked for: c where there is one, h otherwise.
const curveOf = (one) => (pressedIn(reachOf) === 'cell' && one.cell ? one.cell : one.hidden);
const boundOf = (one) => (pressedIn(reachOf) === 'cell' && one.cell ? one.cell_bound : one.bound);

function drawReach() {
  if (!reaches) return;
  const { curves } = reaches;
  const T = curves[0].T;
  const xs = Array.from({ length: T }, (_, step) => step + 1);
  const bounds = curves.filter((one) => boundOf(one)).map((one) => ({ kind: one.network, xs, ys: boundOf(one).median, className: 'gs-bound', dash: '1 5' }));
  const measured = curves.map((one) => ({ kind: one.network, label: NETWORKS[one.network].name, xs, ys: curveOf(one).median, low: curveOf(one).low, high: curveOf(one).high }));
  const finite = [...measured, ...bounds].flatMap((one) => one.ys.filter(Number.isFinite));
  const from = Math.max(FLOOR, Math.floor(Math.min(-2, ...finite)));
  const to = Math.min(CEILING, Math.ceil(Math.max(1, ...finite)));
  chart($('.gs-reach-chart'), {
    title: `Length of the gradient at each of ${T} steps, one curve a network`,
    high: () => clamp(innerHeight - 480, 320, 640),
    x: { from: 1, to: T, title: `step t  (the loss is at step ${T})`, ticks: [1, ...ticks(1, T, 6).filter((tick) => tick > 1)], name: String },
    y: { from, to, ticks: ticks(from, to, 7).filter(Number.isInteger), name: power },
    curves: [...bounds, ...measured],
    namesAt: 'left',
    read: (t) => [`t = ${t}: ${T - t === 0 ? 'the last step' : `${T - t} ${T - t === 1 ? 'step' : 'steps'} back`}`, ...curves.map((one) => [one.network, byLog(curveOf(one).median[t - 1]) + (boundOf(one) ? ` \u2264 ${byLog(boundOf(one).median[t - 1])}` : '')])],
  });
  fill($('.gs-reach-verdicts'), ...curves.map((one) => sized(verdict(one.network, pressedIn(reachOf) === 'cell' && one.cell ? one.cell_words : one.words), one.size)), ...reaches.together.map((line) => verdict(null, line)));
}

function sized(item, size) {
  item.append(make('span', 'gs-verdict-size', size));
  return item;
}

for (const input of Object.values(knobs)) {
  input.addEventListener('input', tellKnobs);
  input.addEventListener('change', measureReach);
}
segments(reachTrained, () => {
  tellKnobs();
  measureReach();
});
segments(reachEqual, measureReach);
segments(reachOf, drawReach);
reachBound.addEventListener('change', measureReach);
tellKnobs();
opened.reach = () => {
  if (!reaches) measureReach();
  else drawReach();
};
