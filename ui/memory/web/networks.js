// The four networks everywhere alike: a colour of the palette and a dash, because colour never speaks alone.
const NETWORKS = {
  rnn: { name: 'tanh-RNN', dash: '7 4' },
  relu: { name: 'ReLU-RNN', dash: '2 4' },
  gru: { name: 'GRU', dash: '11 3 2 3' },
  lstm: { name: 'LSTM', dash: '' },
};
const KINDS = Object.keys(NETWORKS);
const colourOf = (kind) => `var(--gs-net-${kind})`;

// A short piece of the network's line, for legends and buttons.
function sample(kind) {
  const line = draw('line', { x1: 1, y1: 7, x2: 33, y2: 7, stroke: colourOf(kind), 'stroke-width': 3.5, 'stroke-dasharray': NETWORKS[kind].dash });
  return draw('svg', { class: 'gs-sample', viewBox: '0 0 34 14', width: 34, height: 14, 'aria-hidden': 'true' }, line);
}

function option(value, title, pressed = false) {
  const button = make('button', '', title);
  button.type = 'button';
  button.dataset.value = value;
  button.setAttribute('aria-pressed', String(pressed));
  return button;
}

// A line of text that begins with the network's own line.
function verdict(kind, text) {
  const item = make('li', 'gs-verdict');
  if (kind) item.append(sample(kind), make('b', '', NETWORKS[kind].name));
  item.append(make('span', '', text));
  return item;
}
