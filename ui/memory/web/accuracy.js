// Accuracy against the distance, of the networks that were trained before: with n, intervals, and the guess of who is blind.
const recallTasks = $('.gs-recall-tasks');
recallTasks.append(...tasks.map((task, place) => option(task.name, task.short, place === 0)));
const recallTask = () => tasks.find((task) => task.name === pressedIn(recallTasks));

const recallWay = $('.gs-recall-way');
const WAYS = {
  alone: 'each network learnt from scratch at that T alone, asked only at the end, none with more steps than the others may take; LSTM and GRU began with time scales up to T, the ReLU-RNN as the identity, the tanh-RNN with the usual small random weights',
  helped: 'each network learnt with short sequences first, longer ones when it was ready, and is asked at all T',
};

// The band: how far the seeds lie apart, or, of a single one, the interval of its answers.
const bandOf = (all, one) => (all.seeds > 1 ? { low: one.worst, high: one.best } : { low: one.low, high: one.high });
const pointsOf = ({ n, seeds }) => (seeds > 1
  ? `Each point is the mean of ${seeds} seeds, each measured on ${n.toLocaleString('en')} fresh sequences; the band goes from the worst to the best seed.`
  : `Each point is measured on ${n.toLocaleString('en')} fresh sequences; the band is the 95\u00a0% interval.`);

// The distances that were measured, as many of them as have room.
const apart = (places, room) => places.reduce((kept, T) => (kept.length && T - kept.at(-1) < room ? kept : [...kept, T]), []);

function drawRecall() {
  const task = recallTask();
  for (const button of $$('button', recallWay)) button.hidden = !Object.keys(task.scores[button.dataset.value]?.networks ?? {}).length;
  if ($('button[aria-pressed="true"]', recallWay).hidden) press(recallWay, $('button:not([hidden])', recallWay)?.dataset.value ?? 'alone');
  const way = pressedIn(recallWay);
  $('.gs-task-line').textContent = task.line;
  const scores = task.scores[way]?.networks ?? {};
  const kinds = KINDS.filter((kind) => scores[kind]?.T.length);
  $('.gs-recall-chart').hidden = !kinds.length;
  if (!kinds.length) {
    $('.gs-recall-how').textContent = 'No trained networks of this task are here: let some learn it now.';
    return fill($('.gs-recall-verdicts'));
  }
  $('.gs-recall-how').textContent = `How to read: the share of answers that are right when they are asked T steps later; ${WAYS[way]}. ${pointsOf(task.scores[way])}`;
  const curves = kinds.map((kind) => ({ kind, label: NETWORKS[kind].name, xs: scores[kind].T, ys: scores[kind].share, ...bandOf(task.scores[way], scores[kind]) }));
  const near = (one, T) => one.xs.reduce((best, x, at) => (Math.abs(x - T) < Math.abs(one.xs[best] - T) ? at : best), 0);
  const [from, to] = [Math.min(...curves.map((one) => one.xs[0])), Math.max(...curves.map((one) => one.xs.at(-1)))];
  chart($('.gs-recall-chart'), {
    title: 'Share of right answers against the distance T',
    high: 380,
    x: { from, to, title: 'distance T in steps', ticks: apart(curves[0].xs, (to - from) / (innerWidth < 600 ? 8 : 13)), name: String },
    y: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], name: hundredths },
    lines: [{ y: task.chance, label: `blind guess ${Number((100 * task.chance).toFixed(1))}\u00a0%` }],
    curves,
    read: (T) => [`T = ${curves[0].xs[near(curves[0], T)]}`, ...curves.map((one) => {
      const at = near(one, T);
      return [one.kind, `${percent(one.ys[at])} (${percent(one.low[at])} to ${percent(one.high[at])})`];
    })],
  });
  fill($('.gs-recall-verdicts'), ...kinds.map((kind) => verdict(kind, scores[kind].words)), ...task.scores[way].together.map((line) => verdict(null, line)));
}
segments(recallWay, drawRecall);
segments(recallTasks, () => {
  drawRecall();
  drawTraining();
});
