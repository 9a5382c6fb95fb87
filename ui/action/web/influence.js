// What each frame did to the final answer, and from where on the answer stood.
function influence(run) {
  const values = run.influence.map((value) => value ?? 0);
  const high = Math.max(0.01, ...values);
  const low = Math.min(0, ...values);
  const pad = 0.12 * (high - low);
  const made = chart($('.gs-influence-chart'), run, { high: 190, even: true, room: [56, 20, 14, 28], low: low - pad, top: high + pad, label: decided(run) });
  axis(made, [0], () => '0');
  timeAxis(made, run);
  const wide = clamp(made.margin * 1.3, 4, 90);
  const bars = values.map((value, step) => {
    const [top, base] = [made.y(Math.max(0, value)), made.y(Math.min(0, value))];
    return draw('rect', { class: value >= 0 ? 'gs-for' : 'gs-against', x: made.x(step) - wide / 2, y: top, width: wide, height: Math.max(1.5, base - top) });
  });
  const said = text('', { class: 'gs-chart-name', 'text-anchor': 'middle' });
  made.svg.append(...bars, said);
  $('.gs-decided').textContent = decided(run);
  return (step) => {
    made.paint(step);
    bars.forEach((bar, at) => bar.classList.toggle('gs-here', at === step));
    said.textContent = signed(values[step]);
    said.setAttribute('x', clamp(made.x(step), made.left + 20, made.wide - made.right - 10));
    said.setAttribute('y', values[step] >= 0 ? made.y(values[step]) - 4 : made.y(values[step]) + 16);
  };
}

function decided(run) {
  const label = run.labels[run.leaders.at(-1)];
  const frames = run.decided + 1;
  if (run.steps === 1) return `It saw one frame alone: \u201c${label}\u201d is all that it could make of it.`;
  const much = `${run.times[run.decided].toFixed(2)} of ${run.times.at(-1).toFixed(2)} seconds`;
  if (frames === run.steps) return `Only the last frame brought \u201c${label}\u201d to the lead: it took all ${run.steps} frames (${much}).`;
  if (frames === 1) return `The first of ${run.steps} frames (${much}) already gives \u201c${label}\u201d, and no later frame changed that.`;
  return `The first ${frames} of ${run.steps} frames (${much}) already give \u201c${label}\u201d, and no later frame changed that.`;
}
