// How full the memory is and how far its gates are open, on average over the units.
const MEANS = [
  ['cell', '|c|', '--gs-cell', ''],
  ['forget', 'f keep', '--gs-forget', ''],
  ['input', 'i write', '--gs-input', '6 3'],
  ['output', 'o show', '--gs-output', '2 3'],
];

function memory(run) {
  const made = chart($('.gs-memory-chart'), run, { high: 190, room: [58, innerWidth <= 700 ? 142 : 226, 10, 28], label: 'How full the memory is, and how far the gates are open, after each frame' });
  axis(made, [0, 0.5, 1], (tick) => String(tick));
  timeAxis(made, run);
  const fullest = Math.max(...run.memory.cell) || 1;
  const edge = made.wide - made.right;
  const lines = MEANS.map(([name, said, colour, dashes]) => {
    const raw = run.memory[name];
    const values = name === 'cell' ? raw.map((value) => value / fullest) : raw;
    made.svg.append(draw('path', { class: 'gs-mean', d: path(values, made), stroke: `var(${colour})`, 'stroke-width': name === 'cell' ? 4 : 2.2, 'stroke-dasharray': dashes }));
    return { raw, said, colour, dashes, name, y: made.y(values.at(-1)), word: text('', { class: 'gs-chart-name', x: edge + 26, fill: `var(${colour})` }) };
  });
  apart(lines, 22, made.high - made.below + 8);
  for (const line of lines) {
    line.word.setAttribute('y', line.place + 5);
    made.svg.append(draw('line', { class: 'gs-mean', x1: edge + 2, x2: edge + 22, y1: line.place, y2: line.place, stroke: `var(${line.colour})`, 'stroke-width': line.name === 'cell' ? 4 : 2.2, 'stroke-dasharray': line.dashes }), line.word);
  }
  return (step) => {
    made.paint(step);
    for (const line of lines) line.word.textContent = `${line.said} ${line.raw[step].toFixed(2)}`;
  };
}
