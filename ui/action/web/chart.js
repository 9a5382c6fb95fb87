// A chart over the clip's time, in SVG: what all three charts of this tab share.
const DASHES = ['', '9 5', '3 4', '9 4 3 4', '1 4'];

// `room`: pixels left, right, above, below the plot; `even`: frames stand at equal distances instead of by the clock. Returns the svg, the scales, and a cursor line to be moved.
function chart(place, run, { high, room, label, low = 0, top = 1, even = false }) {
  const wide = Math.max(320, Math.round(place.clientWidth || 640));
  const [left, right, above, below] = room;
  const first = run.times[0];
  const span = run.times.at(-1) - first || 1;
  const inner = wide - left - right;
  const margin = inner / (2 * run.steps);
  const share = (step) => (even ? step / (run.steps - 1) : (run.times[step] - first) / span);
  const x = (step) => (run.steps === 1 ? left + inner / 2 : left + margin + share(step) * (inner - 2 * margin));
  const y = (value) => above + (1 - (value - low) / (top - low || 1)) * (high - above - below);
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, class: 'gs-chart', role: 'img', 'aria-label': label });
  const here = draw('line', { class: 'gs-chart-here', y1: above - 6, y2: high - below + 6 });
  svg.append(here);
  fill(place, svg);
  const nearest = (event) => {
    const box = svg.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * wide;
    let found = 0;
    for (let step = 1; step < run.steps; step++) if (Math.abs(x(step) - at) < Math.abs(x(found) - at)) found = step;
    return found;
  };
  svg.addEventListener('pointermove', (event) => event.pointerType === 'mouse' && cursor.look(nearest(event)));
  svg.addEventListener('pointerleave', () => cursor.look(null));
  svg.addEventListener('click', (event) => cursor.take(nearest(event)));
  const paint = (step) => {
    here.setAttribute('x1', x(step));
    here.setAttribute('x2', x(step));
  };
  return { svg, x, y, wide, high, left, right, above, below, margin, paint };
}

function text(words, attributes) {
  const made = draw('text', attributes);
  made.textContent = words;
  return made;
}

function axis(made, ticks, said) {
  const lines = ticks.map((tick) => draw('line', { class: 'gs-chart-rule', x1: made.left, x2: made.wide - made.right, y1: made.y(tick), y2: made.y(tick) }));
  const words = ticks.map((tick) => text(said(tick), { class: 'gs-chart-tick', x: made.left - 8, y: made.y(tick) + 5, 'text-anchor': 'end' }));
  made.svg.prepend(...lines, ...words);
}

function timeAxis(made, run) {
  let last = -Infinity;
  for (let step = 0; step < run.steps; step++) {
    if (made.x(step) - last < 64) continue;
    last = made.x(step);
    made.svg.append(text(atSeconds(run.times[step]), { class: 'gs-chart-tick', x: made.x(step), y: made.high - 6, 'text-anchor': 'middle' }));
  }
}

const path = (values, made) => values.map((value, step) => `${step ? 'L' : 'M'}${made.x(step).toFixed(1)} ${made.y(value).toFixed(1)}`).join('');

// Names at the ends of lines, moved apart until any two can be read: [{y, ...}] -> the same with `place`.
function apart(ends, least, lowest) {
  const sorted = [...ends].sort((a, b) => a.y - b.y);
  sorted.forEach((end, at) => (end.place = Math.max(end.y, at ? sorted[at - 1].place + least : 0)));
  for (let at = sorted.length - 1, limit = lowest; at >= 0; at--, limit -= least) sorted[at].place = Math.min(sorted[at].place, limit);
  return sorted;
}
