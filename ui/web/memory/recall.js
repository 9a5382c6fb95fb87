// Accuracy against the distance, of the networks that were trained before: with n, intervals, and the guess of who is blind.
const recallTasks = $('.gs-recall-tasks');
recallTasks.append(...tasks.map((task, place) => option(task.name, task.short, place === 0)));
const recallTask = () => tasks.find((task) => task.name === pressedIn(recallTasks));

function drawRecall() {
  const task = recallTask();
  $('.gs-task-line').textContent = task.line;
  const { Ts, networks, how } = task.accuracy;
  $('.gs-recall-how').textContent = how;
  const curves = KINDS.filter((kind) => networks[kind]).map((kind) => ({ kind, label: NETWORKS[kind].name, xs: Ts, ys: networks[kind].share, low: networks[kind].low, high: networks[kind].high }));
  const place = (T) => Ts.reduce((best, one, at) => (Math.abs(one - T) < Math.abs(Ts[best] - T) ? at : best), 0);
  chart($('.gs-recall-chart'), {
    title: 'Share of right answers against the distance T',
    high: 380,
    x: { from: Math.min(...Ts), to: Math.max(...Ts), title: 'distance T in steps', ticks: ticks(0, Math.max(...Ts), 6), name: String },
    y: { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], name: hundredths },
    lines: [{ y: task.chance, label: `blind guess ${percent(task.chance)}` }],
    curves,
    read: (T) => {
      const at = place(T);
      return [`T = ${Ts[at]}`, ...curves.map((one) => [one.kind, `${percent(one.ys[at])} (${percent(one.low[at])} to ${percent(one.high[at])})`])];
    },
  });
  fill($('.gs-recall-verdicts'), ...KINDS.filter((kind) => networks[kind]).map((kind) => verdict(kind, networks[kind].words)), ...task.accuracy.together.map((line) => verdict(null, line)));
}
segments(recallTasks, () => {
  drawRecall();
  drawTraining();
});
