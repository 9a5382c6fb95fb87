// Open or shut: for every unit the share of steps at which a gate stands above one threshold and below another.
// Karpathy, Johnson, Fei-Fei 2015, arXiv 1506.02078.
const PLOT = { size: 250, left: 46, bottom: 40, top: 8, right: 10 };
const KINDS = ['forget', 'input', 'output'];
const saturation = { bundled: null }; // histograms over the examples, once they were asked for

// [{open, shut}] of every unit, 0..1
function standing(gate, open, shut) {
  const { steps, units } = current;
  if (pressedIn($('.gs-saturation-of')) === 'bundled' && saturation.bundled) return fromHistogram(saturation.bundled, gate, open, shut);
  const values = current.arrays[gate];
  return Array.from({ length: units }, (_, unit) => {
    let [above, below] = [0, 0];
    for (let step = 0; step < steps; step++) {
      const value = values[step * units + unit];
      above += value > open;
      below += value < shut;
    }
    return { open: above / steps, shut: below / steps };
  });
}

function layPlots() {
  const [open, shut] = [Number($('.gs-open').value), Number($('.gs-shut').value)];
  $('.gs-open-number').textContent = open.toFixed(2);
  $('.gs-shut-number').textContent = shut.toFixed(2);
  fill($('.gs-plots'), ...KINDS.map((gate) => plot(gate, standing(gate, open, shut), open, shut)));
}

function plot(gate, units, open, shut) {
  const { size, left, bottom, top, right } = PLOT;
  const x = (share) => left + share * (size - left - right);
  const y = (share) => size - bottom - share * (size - bottom - top);
  const heaps = new Map(); // units with the same two shares are one dot
  units.forEach((one, unit) => {
    const key = `${one.shut.toFixed(3)} ${one.open.toFixed(3)}`;
    heaps.set(key, [...(heaps.get(key) ?? []), unit]);
  });
  const dots = [...heaps.values()].map((members) => {
    const { open: up, shut: over } = units[members[0]];
    const dot = draw('circle', { cx: x(over), cy: y(up), r: clamp(1.6 * Math.sqrt(members.length), 2.5, 22), class: members.some((unit) => pins.has(unit)) ? 'gs-dot gs-dot-pinned' : 'gs-dot' });
    return Object.assign(dot, { members, up, over });
  });
  const box = draw('rect', { class: 'gs-brush', width: 0, height: 0 });
  const svg = draw('svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', 'aria-label': `${gate} gate: ${units.length} units by how often it stands shut and open` },
    draw('path', { class: 'gs-axis', d: `M${left} ${top}V${size - bottom}H${size - right}` }), draw('path', { class: 'gs-grid', d: `M${left} ${y(1)}L${x(1)} ${y(0)}` }),
    text(left - 6, y(0) + 4, '0', 'gs-tick gs-until'), text(left - 6, y(1) + 8, '1', 'gs-tick gs-until'), text(x(0), size - bottom + 18, '0', 'gs-tick'), text(x(1) - 4, size - bottom + 18, '1', 'gs-tick'),
    text((left + size) / 2, size - 6, `shut (< ${shut.toFixed(2)})`, 'gs-tick'), draw('g', { transform: `translate(14 ${(size - bottom) / 2}) rotate(-90)` }, text(0, 0, `open (> ${open.toFixed(2)})`, 'gs-tick')),
    draw('g', { class: `gs-dots-${gate}` }, ...dots), box);
  brush(svg, box, dots);
  const figure = make('figure', 'gs-plot');
  figure.append(make('figcaption', 'gs-plot-title', `${gate} gate`), svg);
  return figure;
}

// A dragged box pins what lies in it; a plain press pins the dot under it.
function brush(svg, box, dots) {
  let from = null;
  const at = (event) => {
    const area = svg.getBoundingClientRect();
    return [((event.clientX - area.left) / area.width) * PLOT.size, ((event.clientY - area.top) / area.height) * PLOT.size];
  };
  const within = (a, b) => dots.filter((dot) => {
    const [x, y] = [Number(dot.getAttribute('cx')), Number(dot.getAttribute('cy'))];
    return x >= Math.min(a[0], b[0]) && x <= Math.max(a[0], b[0]) && y >= Math.min(a[1], b[1]) && y <= Math.max(a[1], b[1]);
  });
  svg.addEventListener('pointerdown', (event) => {
    from = at(event);
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener('pointermove', (event) => {
    if (!from) return tellDot(dots.find((dot) => Math.hypot(...at(event).map((place, axis) => place - Number(dot.getAttribute(axis ? 'cy' : 'cx')))) <= Number(dot.getAttribute('r')) + 2));
    const to = at(event);
    for (const [name, value] of Object.entries({ x: Math.min(from[0], to[0]), y: Math.min(from[1], to[1]), width: Math.abs(to[0] - from[0]), height: Math.abs(to[1] - from[1]) })) box.setAttribute(name, value);
  });
  svg.addEventListener('pointerup', (event) => {
    const to = at(event);
    const small = Math.hypot(to[0] - from[0], to[1] - from[1]) < 6;
    const taken = small ? dots.filter((dot) => Math.hypot(to[0] - dot.getAttribute('cx'), to[1] - dot.getAttribute('cy')) <= Number(dot.getAttribute('r')) + 4) : within(from, to);
    from = null;
    if (taken.length) pins.set(taken.flatMap((dot) => dot.members));
    else layPlots();
  });
}

function tellDot(dot) {
  $('.gs-saturation-readout').textContent = dot ? `${dot.members.length === 1 ? `Unit ${dot.members[0]}` : `${dot.members.length} units`}: open at ${percent(dot.up)} of the steps, shut at ${percent(dot.over)}.` : 'Rest the pointer on a dot to read it.';
}

for (const slider of ['.gs-open', '.gs-shut']) $(slider).addEventListener('input', layPlots);
segments($('.gs-saturation-of'), (which) => (which === 'bundled' && !saturation.bundled ? askBundled() : layPlots()));
pins.watch(layPlots);
