// A chart of curves over steps, drawn anew when its room changes; the pointer reads values off it.
const SUPERSCRIPT = { '-': '\u207b', 0: '\u2070', 1: '\u00b9', 2: '\u00b2', 3: '\u00b3', 4: '\u2074', 5: '\u2075', 6: '\u2076', 7: '\u2077', 8: '\u2078', 9: '\u2079' };
const power = (exponent) => (exponent === 0 ? '1' : exponent === 1 ? '10' : `10${[...String(exponent)].map((sign) => SUPERSCRIPT[sign]).join('')}`);

// A number by its decimal logarithm: 0.34, 2.1·10⁻⁸, "0", "no number".
function byLog(log) {
  if (Number.isNaN(log)) return 'no number';
  if (log === -Infinity) return 'exactly 0';
  if (log > -2.3 && log < 4) return (10 ** log).toPrecision(2).replace(/e\+?(\d+)/, (_, digits) => `\u00b7${power(Number(digits))}`);
  const exponent = Math.floor(log);
  return `${(10 ** (log - exponent)).toFixed(1)}\u00b7${power(exponent)}`;
}

const hundredths = (share) => `${Math.round(100 * share)}\u00a0%`;

let charts = 0; // names of clip paths

// spec: {high, x: {from, to, title, ticks, name(x)}, y: {from, to, ticks, name(y), title}, curves: [{kind, label, xs, ys,
// low, high, className}], lines: [{y, label}], marks, read(x) -> [[kind, text]], press(x), here(): x of the cursor}.
function chart(host, spec) {
  const box = make('div', 'gs-chart-read');
  box.hidden = true;
  const paint = () => {
    const wide = host.clientWidth;
    if (wide < 180) return; // not on the page
    fill(host, drawChart(spec, wide, box), box);
  };
  host.chartPaint = paint;
  host.chartSpec = spec;
  if (!host.chartWatch) {
    host.chartWatch = new ResizeObserver(() => host.chartPaint());
    host.chartWatch.observe(host);
  }
  paint();
}

function scales(spec, wide) {
  const narrow = wide < 520;
  const edge = { left: narrow ? 52 : 66, right: spec.labels === false || spec.namesAt === 'left' ? 16 : narrow ? 90 : 104, top: 14, bottom: 46 };
  const high = typeof spec.high === 'function' ? spec.high() : spec.high;
  const across = wide - edge.left - edge.right;
  const down = high - edge.top - edge.bottom;
  const x = (value) => edge.left + (across * (value - spec.x.from)) / (spec.x.to - spec.x.from || 1);
  const y = (value) => edge.top + down * (1 - (value - spec.y.from) / (spec.y.to - spec.y.from || 1));
  const back = (pixel) => spec.x.from + ((pixel - edge.left) / across) * (spec.x.to - spec.x.from);
  return { edge, high, wide, x, y, back, across, down };
}

function drawChart(spec, wide, box) {
  const at = scales(spec, wide);
  const { edge, high } = at;
  const clip = `gs-clip-${(charts += 1)}`;
  const frame = draw('clipPath', { id: clip }, draw('rect', { x: edge.left - 2, y: edge.top - 3, width: at.across + 4, height: at.down + 6 }));
  const curves = draw('g', { 'clip-path': `url(#${clip})` }, ...spec.curves.filter((one) => one.low).map((one) => band(one, at)), ...spec.curves.map((one) => curve(one, at)));
  const ruler = draw('line', { class: 'gs-ruler', y1: edge.top, y2: edge.top + at.down, x1: -9, x2: -9 });
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: 'img', 'aria-label': spec.title ?? '' }, frame, axes(spec, at), lines(spec, at), curves, ends(spec, at), ruler);
  reading(svg, spec, at, ruler, box);
  return svg;
}

function label(text, x, y, anchor = 'middle', className = 'gs-tick') {
  const made = draw('text', { x, y, 'text-anchor': anchor, class: className });
  made.textContent = text;
  return made;
}

function axes(spec, at) {
  const { edge, high } = at;
  const group = draw('g', {});
  for (const tick of spec.y.ticks) {
    const y = at.y(tick);
    group.append(draw('line', { class: 'gs-grid', x1: edge.left, x2: edge.left + at.across, y1: y, y2: y }), label(spec.y.name(tick), edge.left - 10, y + 5, 'end'));
  }
  for (const tick of spec.x.ticks) group.append(label(spec.x.name(tick), at.x(tick), high - edge.bottom + 21));
  group.append(label(spec.x.title, edge.left + at.across / 2, high - 4, 'middle', 'gs-axis-title'));
  return group;
}

function lines(spec, at) {
  return draw('g', {}, ...(spec.lines ?? []).flatMap(({ y, label: text }) => [
    draw('line', { class: 'gs-level-line', x1: at.edge.left, x2: at.edge.left + at.across, y1: at.y(y), y2: at.y(y) }),
    label(text, at.edge.left + at.across - 4, at.y(y) + 17, 'end', 'gs-tick gs-level-name'),
  ]));
}

// Runs of finite points; a curve breaks where there is no number.
function pathOf(xs, ys, at) {
  let path = '';
  let pen = false;
  ys.forEach((value, step) => {
    if (!Number.isFinite(value)) return void (pen = false);
    path += `${pen ? 'L' : 'M'}${at.x(xs[step]).toFixed(1)} ${clamp(at.y(value), -9e3, 9e3).toFixed(1)}`;
    pen = true;
  });
  return path;
}

function curve(one, at) {
  return draw('path', { class: `gs-curve ${one.className ?? ''}`, d: pathOf(one.xs, one.ys, at), stroke: one.colour ?? colourOf(one.kind), 'stroke-dasharray': one.dash ?? NETWORKS[one.kind]?.dash ?? '' });
}

function band(one, at) {
  const steps = [...one.ys.keys()].filter((step) => Number.isFinite(one.low[step]) && Number.isFinite(one.high[step]));
  const there = steps.map((step) => `${at.x(one.xs[step]).toFixed(1)} ${clamp(at.y(one.high[step]), -9e3, 9e3).toFixed(1)}`);
  const back = steps.reverse().map((step) => `${at.x(one.xs[step]).toFixed(1)} ${clamp(at.y(one.low[step]), -9e3, 9e3).toFixed(1)}`);
  return draw('path', { class: 'gs-band', d: there.length ? `M${[...there, ...back].join('L')}Z` : '', fill: one.colour ?? colourOf(one.kind) });
}

// The names at one end of the curves, pushed apart so that none covers another.
function ends(spec, at) {
  const atLeft = spec.namesAt === 'left';
  if (spec.labels === false) return draw('g', {});
  const named = spec.curves.filter((one) => one.label).flatMap((one) => {
    const steps = [...one.ys.keys()].filter((step) => Number.isFinite(one.ys[step]));
    return steps.length ? [{ one, y: clamp(at.y(one.ys[atLeft ? steps[0] : steps.at(-1)]) - (atLeft ? 8 : -5), at.edge.top + 12, at.edge.top + at.down - 3) }] : [];
  });
  named.sort((a, b) => a.y - b.y);
  named.forEach((item, place) => (item.y = place ? Math.max(item.y, named[place - 1].y + 19) : item.y));
  const beyond = Math.max(0, (named.at(-1)?.y ?? 0) - at.edge.top - at.down + 3);
  return draw('g', {}, ...named.map(({ one, y }) => {
    const text = label(one.label, atLeft ? at.edge.left + 8 : at.edge.left + at.across + 8, y - beyond, 'start', 'gs-curve-name');
    text.setAttribute('fill', one.colour ?? colourOf(one.kind));
    return text;
  }));
}

function reading(svg, spec, at, ruler, box) {
  if (spec.here) {
    const mark = draw('line', { class: 'gs-cursor-line', y1: at.edge.top, y2: at.edge.top + at.down });
    svg.append(mark);
    svg.moveCursor = () => {
      const x = at.x(spec.here());
      mark.setAttribute('x1', x);
      mark.setAttribute('x2', x);
    };
    svg.moveCursor();
  }
  const place = (event) => clamp(Math.round(at.back(event.clientX - svg.getBoundingClientRect().left)), spec.x.from, spec.x.to);
  svg.addEventListener('pointermove', (event) => {
    if (!spec.read) return;
    const x = place(event);
    const pixel = at.x(x);
    ruler.setAttribute('x1', pixel);
    ruler.setAttribute('x2', pixel);
    const [head, ...rows] = spec.read(x);
    fill(box, make('b', '', head), ...rows.map(([kind, text]) => verdictRow(kind, text)));
    box.hidden = false;
    const left = pixel > at.wide / 2 ? pixel - box.offsetWidth - 14 : pixel + 14;
    box.style.transform = `translate(${clamp(left, 0, Math.max(0, at.wide - box.offsetWidth))}px, ${at.edge.top + 8}px)`;
  });
  svg.addEventListener('pointerleave', () => {
    box.hidden = true;
    ruler.setAttribute('x1', -9);
    ruler.setAttribute('x2', -9);
  });
  if (spec.press) svg.addEventListener('click', (event) => spec.press(place(event)));
}

function verdictRow(kind, text) {
  const row = make('span', 'gs-read-row');
  if (kind && NETWORKS[kind]) row.append(sample(kind), make('span', 'gs-read-name', NETWORKS[kind].name));
  row.append(make('span', 'gs-number', text));
  return row;
}

// About `count` round places from `from` to `to`, each a multiple of 1, 2 or 5 times a power of ten.
function ticks(from, to, count) {
  const rough = (to - from) / count || 1;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * [1, 2, 5, 10].find((factor) => factor * ten >= rough * 0.999);
  const places = [];
  for (let place = Math.ceil(from / step) * step; place <= to + step * 1e-6; place += step) places.push(Number(place.toFixed(10)));
  return places;
}
