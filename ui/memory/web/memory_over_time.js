// What a network holds: its answer if the sequence stopped at each step, and the unit that carries it across the gap.
const holdNetworks = $('.gs-hold-networks');
holdNetworks.append(...KINDS.map((kind) => option(kind, NETWORKS[kind].name, kind === 'lstm')));
let held = null; // {run, before}: what is drawn
let holdPaint = () => {};

function hold(run, before) {
  held = { run, before };
  for (const button of $$('button', holdNetworks)) button.hidden = !run.networks[button.dataset.value];
  if (chapter === 'hold') drawHold();
}

function drawHold() {
  const { run, before } = held;
  const kind = pressedIn(holdNetworks);
  const network = run.networks[kind];
  const other = before?.networks[kind];
  if (other && !network.carrier && !chosen[kind]) units[kind] = changed(run, network, other);
  unitSlider($('.gs-hold-unit'), network, kind, drawHold);
  const [paintAnswers, paintStops] = [answers(run, network), stops(run, network)];
  const svgs = carrier(run, network, other && { run: before, network: other });
  $('.gs-carrier-line').textContent = network.carrier?.words ?? (chosen[kind] ? '' : other ? 'Shown is the unit whose memory the change moved most, where it is asked for.' : 'Shown is the unit whose memory moves most on this sequence.');
  $('.gs-hold-inspect').hidden = !network.gates;
  flip(run, network, before);
  holdPaint = (step) => {
    paintAnswers(step);
    paintStops(step);
    svgs()?.moveCursor?.();
  };
  holdPaint(clamp(cursor.shown, 0, run.labels.length - 1));
}

// The unit whose memory differs most between two runs where the answer is due.
function changed(run, network, other) {
  const field = network.values.cell ? 'cell' : 'hidden';
  const moved = Array.from({ length: network.width }, (_, unit) => Math.abs(valueOf(network, field, run.answer.due, unit) - valueOf(other, field, run.answer.due, unit)));
  return moved.indexOf(Math.max(...moved));
}

function answers(run, network) {
  const rows = run.says.map((word, said) => {
    const item = make('li', 'gs-bar');
    const [track_, number] = [make('span', 'gs-bar-track'), make('span', 'gs-number')];
    item.append(make('span', 'gs-bar-word', word), track_, number);
    return { item, track_, number };
  });
  fill($('.gs-answers'), ...rows.map((row) => row.item));
  return (step) => {
    $('.gs-answers-title').textContent = `If it stopped after \u201c${run.labels[step]}\u201d, it would answer`;
    rows.forEach((row, said) => {
      const p = answerAt(run, network, step, said);
      row.item.classList.toggle('gs-chosen', said === rightAt(run, step));
      row.track_.style.setProperty('--p', p);
      row.number.textContent = chance(p);
    });
  };
}

// The whole sequence, and under every symbol the answer if it stopped there.
function stops(run, network) {
  const chips = run.labels.map((word, step) => {
    const best = bestAt(run, network, step);
    const chip = make('button', 'gs-stop-chip');
    chip.type = 'button';
    chip.tabIndex = -1; // the slider of the time cursor says the same to the keyboard
    const said = make('span', 'gs-stop-said', best.word);
    const right = rightAt(run, step);
    chip.classList.toggle('gs-right', best.said === right);
    chip.classList.toggle('gs-unasked', right === null);
    chip.style.setProperty('--p', best.p);
    chip.append(make('span', 'gs-stop-word', word), said);
    chip.addEventListener('click', () => cursor.take(step));
    return chip;
  });
  fill($('.gs-stops'), ...chips);
  return (step) => chips.forEach((chip, one) => chip.classList.toggle('gs-here', one === step));
}

// The memory of one unit over the sequence; dashed, the same unit before the subject was changed.
function carrier(run, network, before) {
  const { kind } = network;
  const field = network.values.cell ? 'cell' : 'hidden';
  const xs = run.labels.map((_, step) => step);
  const now = [...track(network, field, units[kind])];
  const then = before ? [...track(before.network, field, units[kind])] : null;
  const most = Math.max(0.1, ...now.map(Math.abs), ...(then ?? []).map(Math.abs)) * 1.08;
  const name = field === 'cell' ? 'c' : 'h';
  $('.gs-carrier-title').textContent = `What one unit remembers (its ${name})`;
  $('.gs-carrier-how').textContent = `How to read: the line is the memory of this unit after every step${then ? `; the dashed line is the same unit when the ${taskNow().letters ? 'first letter' : 'subject'} was \u201c${before.run.answer.subject}\u201d` : ''}. A flat line far from 0 carries something; a line that dies away has let go.`;
  const host = $('.gs-carrier-chart');
  const every = Math.ceil(run.labels.length / (host.clientWidth / 70 || 10));
  chart(host, {
    title: `The memory of unit ${units[kind] + 1} over ${run.labels.length} steps`,
    high: 260,
    labels: Boolean(then),
    x: { from: 0, to: xs.length - 1, title: `${taskNow().noun} by ${taskNow().noun}`, ticks: xs.filter((step) => step % every === 0), name: (step) => run.labels[step] },
    y: { from: -most, to: most, ticks: ticks(-most, most, 4), name: (value) => signed(value, 1) },
    curves: [
      ...(then ? [{ kind, xs, ys: then, label: before.run.answer.subject, colour: 'var(--gs-muted)', dash: '6 5', className: 'gs-before' }] : []),
      { kind, xs, ys: now, label: then ? run.answer.subject : '', dash: '' },
    ],
    read: (step) => [`${step + 1}: ${run.labels[step]}`, [null, `${name} ${two(now[step])}`], ...(then ? [[null, `before ${two(then[step])}`]] : [])],
    here: () => cursor.shown,
    press: (step) => cursor.take(step),
  });
  return () => $('svg', host);
}

// What the change of the subject did, in one sentence of measured numbers.
function flip(run, network, before) {
  const box = $('.gs-flip');
  const other = before?.networks[network.kind];
  box.hidden = !other;
  if (!other) return fill(box);
  const field = network.values.cell ? 'cell' : 'hidden';
  const { due } = run.answer;
  const right = rightAt(run, due);
  const unit = units[network.kind];
  const [was, is] = [valueOf(other, field, due, unit), valueOf(network, field, due, unit)];
  const [then, now] = [bestAt(before, other, due), bestAt(run, network, due)];
  const when = due === run.labels.length - 1 ? 'At the last step' : `At \u201c${run.labels[due]}\u201d`;
  const flips = was * is < 0;
  fill(box, make('b', '', `\u201c${before.answer.subject}\u201d \u2192 \u201c${run.answer.subject}\u201d`), make('span', '', ` ${when} unit ${unit + 1} ${flips ? 'flips' : 'goes'} from ${two(was)} to ${two(is)}, and the answer ${then.said === now.said ? `stays \u201c${now.word}\u201d (${chance(now.p)})` : `flips from \u201c${then.word}\u201d (${chance(then.p)}) to \u201c${now.word}\u201d (${chance(now.p)})`}${now.said === right ? '.' : `: wrong, \u201c${run.says[right]}\u201d would be right.`}`));
  return box;
}

segments(holdNetworks, () => held && drawHold());
$('.gs-hold-inspect').addEventListener('click', () => {
  const kind = pressedIn(holdNetworks);
  const { run } = held;
  const network = run.networks[kind];
  const right = rightAt(run, run.answer.due);
  const signals = right === null ? {} : { 'probability of the right answer': run.labels.map((_, step) => answerAt(run, network, step, right)) };
  inspect({ key: run.answer.run, kind: 'memory', noun: taskNow().noun, title: `${NETWORKS[kind].name} on \u201c${textOf(run.labels.slice(0, 6))}${run.labels.length > 6 ? '\u2026' : ''}\u201d`, labels: run.labels, gates: network.gates, picture: null, shares: null, grid: null, frames: null, signals, parts: null, start: '', asked: null, subject: null, step: cursor.step });
});
