// One network's caption with everything that belongs to it; the page holds one lane, or one for each network compared.
function lane(trace, picture) {
  const made = $('.gs-lane-template').content.firstElementChild.cloneNode(true);
  made.dataset.model = trace.model;
  made.classList.toggle('gs-looks', Boolean(trace.shares));
  made.setAttribute('aria-label', trace.title);
  $('.gs-lane-title', made).textContent = trace.title;
  $('.gs-lane-line', made).textContent = trace.line;
  $('.gs-network-line', made).textContent = `${trace.title}. ${trace.line}`;
  const { paint, lift } = chips(made, trace);
  for (const painter of [heatmap(made, trace, picture, lift), paint, bars(made, trace), look(made, trace), film(made, trace, picture)]) cursor.paints(painter);
  return made;
}

let current = null; // {answer, traces, picture}: what is on the page

// Lay an answer out. `revealing`: let its words come one by one.
function present(answer, picture, revealing) {
  const traces = answer.traces.map(unpack);
  current = { answer, traces, picture };
  cursor.reset(Math.max(...traces.map((trace) => trace.steps)), answer.run);
  root.dataset.lanes = traces.length;
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  const lanes = traces.map((trace) => lane(trace, picture));
  fill($('.gs-lanes'), ...lanes);
  traces.forEach((trace, one) => cursor.paints(tree(lanes[one], trace)));
  traces.forEach((trace, one) => inspectable(lanes[one], trace));
  below(lanes, traces);
  score($('.gs-score'), traces);
  about(picture, answer.notes);
  offer(traces);
  const longest = traces.reduce((a, b) => (b.steps > a.steps ? b : a));
  transport({ noun: 'word', steps: longest.steps, label: (step) => together(traces, step), spoken: (step) => spoken(traces, step) });
  const last = Math.max(...traces.map((trace) => trace.last));
  if (revealing) cursor.reveal(last, 420);
  else cursor.go(last);
}

// What is wide has the whole width, also when lanes stand side by side.
function below(lanes, traces) {
  const many = lanes.length > 1;
  const panels = many ? ['.gs-film', '.gs-tree'].flatMap((name) => lanes.map((one) => $(name, one))) : [];
  panels.forEach((panel, one) => $('.gs-title', panel).append(make('span', 'gs-after', ` \u00b7 ${traces[one % traces.length].title}`)));
  fill($('.gs-below'), ...panels).hidden = !many;
}

// What is to be said of the picture itself.
function about(picture, notes) {
  const { example } = picture;
  const lines = notes.map((note) => make('p', 'gs-how', note));
  if (example && !example.inside) {
    const warning = make('p', 'gs-outside');
    warning.append(make('b', '', 'Outside what it knows: '), example.why);
    lines.unshift(warning);
  }
  fill($('.gs-about'), ...lines).hidden = !lines.length;
}

// The words of all captions at a step, each once.
const together = (traces, step) => [...new Set(traces.map((trace) => trace.shown[Math.min(step, trace.steps - 1)]))].join(traces.length > 1 ? ' / ' : '');

function spoken(traces, step) {
  return traces.map((trace) => {
    const at = Math.min(step, trace.steps - 1);
    const p = trace.probabilities[at];
    return `${traces.length > 1 ? `${trace.title}: ` : ''}word ${at + 1} of ${trace.steps}, ${trace.shown[at]}, ${p === null ? 'not in its vocabulary' : `probability ${chance(p)}`}.`;
  }).join(' ');
}
