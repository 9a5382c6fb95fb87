// How likely each of five labels was after every frame; the leader's changes are marked.
function race(run) {
  const narrow = innerWidth <= 700;
  const made = chart($('.gs-race-chart'), run, { high: narrow ? 280 : 300, room: [58, narrow ? 142 : 226, 22, 28], label: spokenRace(run) });
  axis(made, [0, 0.25, 0.5, 0.75, 1], (tick) => `${100 * tick}\u00a0%`);
  timeAxis(made, run);
  const edge = made.wide - made.right;
  made.svg.append(draw('line', { class: 'gs-chart-sure', x1: made.left, x2: edge, y1: made.y(run.threshold), y2: made.y(run.threshold) }));
  const lines = run.shown.map((label, rank) => {
    const values = run.chances.map((step) => step[label]);
    const kind = `gs-line gs-line-${rank}`;
    const dots = values.map((value, step) => draw('circle', { class: kind, cx: made.x(step), cy: made.y(value), r: rank ? 2.5 : 4 }));
    return { label, rank, values, y: made.y(values.at(-1)), parts: [draw('path', { class: kind, d: path(values, made), 'stroke-dasharray': DASHES[rank] }), ...dots] };
  });
  for (const line of [...lines].reverse()) made.svg.append(...line.parts);
  for (const step of run.flips) {
    const [x, y] = [made.x(step), Math.max(12, made.y(run.chances[step][run.leaders[step]]) - 9)];
    const mark = draw('path', { class: 'gs-flip', d: `M${x} ${y}l-6 -10h12z` });
    const title = draw('title', {});
    title.textContent = `${atSeconds(run.times[step])}: from ${run.labels[run.leaders[step - 1]]} to ${run.labels[run.leaders[step]]}`;
    mark.append(title);
    made.svg.append(mark);
  }
  const names = lines.map((line) => text('', { class: `gs-chart-name gs-line-${line.rank}`, x: edge + 26 }));
  apart(lines, 23, made.high - made.below + 6);
  lines.forEach((line, at) => {
    names[at].setAttribute('y', line.place + 5);
    made.svg.append(draw('line', { class: `gs-line gs-line-${line.rank}`, x1: edge + 2, x2: edge + 22, y1: line.place, y2: line.place, 'stroke-dasharray': DASHES[line.rank] }), names[at]);
  });
  return (step) => {
    made.paint(step);
    lines.forEach((line, at) => (names[at].textContent = `${short(run.labels[line.label], narrow ? 9 : 17)} ${percent(line.values[step])}`));
  };
}

const short = (words, most) => (words.length > most ? `${words.slice(0, most - 1)}\u2026` : words);

function spokenRace(run) {
  const last = run.labels[run.leaders.at(-1)];
  if (!run.flips.length) return `${last} leads from the first frame to the last`;
  const leads = run.flips.map((step) => `${run.labels[run.leaders[step]]} from ${run.times[step].toFixed(2)} seconds`);
  return `${run.labels[run.leaders[0]]} leads at first, then ${leads.join(', then ')}`;
}
