// The loop unrolled along time: a box a step, what was read below it, a bar for what one unit remembers there.
const LEAST_STEP = 17; // pixels
const UNROLL = { top: 8, bar: 32, box: 12, foot: 26 };

// values: Float32Array, one a step; `press(step)` when a step is pressed. Returns a painter of the step.
function unroll(host, kind, labels, values, press) {
  const steps = labels.length;
  const room = Math.max(host.clientWidth - 30, 200);
  const pitch = Math.max(LEAST_STEP, room / steps);
  const longest = Math.max(...labels.map((text) => text.length));
  const flat = longest * 9 < pitch;
  const slanted = !flat && pitch > 26;
  const foot = flat ? UNROLL.foot : slanted ? 20 + longest * 6.5 : 14 + longest * 8.5;
  const [wide, middle] = [pitch * steps + 30, UNROLL.top + UNROLL.bar];
  const chain = middle + UNROLL.bar + 18;
  const high = chain + UNROLL.box + foot;
  const most = Math.max(1e-6, ...values.map((value) => Math.abs(value)));
  const colour = colourOf(kind);
  const x = (step) => pitch * (step + 0.5) + 6;
  const half = Math.min(UNROLL.box, pitch * 0.36);
  const parts = labels.map((text, step) => {
    const length = (values[step] / most) * UNROLL.bar;
    const bar = draw('rect', { class: 'gs-unroll-bar', x: x(step) - half, width: 2 * half, y: middle - Math.max(0, length), height: Math.max(1, Math.abs(length)), rx: 2, fill: colour });
    const box = draw('rect', { class: 'gs-unroll-box', x: x(step) - half, y: chain - half, width: 2 * half, height: 2 * half, rx: 4, stroke: colour });
    const word = label(text, 0, 0, flat ? 'middle' : 'end', 'gs-unroll-word');
    word.setAttribute('transform', `translate(${x(step) + (flat ? 0 : 4)} ${chain + half + 18 - (flat ? 0 : 6)})${flat ? '' : ` rotate(${slanted ? -45 : -90})`}`);
    const area = draw('rect', { class: 'gs-unroll-area', x: x(step) - pitch / 2, y: 0, width: pitch, height: high, 'data-step': step });
    return { group: draw('g', { class: 'gs-unroll-step' }, area, bar, box, word), arrow: step ? draw('path', { class: 'gs-unroll-arrow', d: `M${x(step - 1) + half} ${chain}H${x(step) - half - 1}`, stroke: colour }) : null };
  });
  const zero = draw('line', { class: 'gs-grid', x1: 0, x2: wide, y1: middle, y2: middle });
  const range = label(`\u00b1${most < 0.1 ? most.toFixed(2) : most.toFixed(1)}`, wide - 2, UNROLL.top + 5, 'end');
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: 'img', 'aria-label': `What the unit remembers after each of ${steps} steps` }, zero, ...parts.map((part) => part.arrow).filter(Boolean), ...parts.map((part) => part.group), range);
  svg.addEventListener('click', (event) => event.target.dataset.step !== undefined && press(Number(event.target.dataset.step)));
  fill(host, svg);
  return (step) => {
    parts.forEach((part, one) => {
      part.group.classList.toggle('gs-here', one === step);
      part.group.classList.toggle('gs-later', one > step);
      part.arrow?.classList.toggle('gs-later', one > step);
    });
    if (host.scrollWidth > host.clientWidth + 2) host.scrollLeft = x(step) - host.clientWidth / 2;
  };
}
