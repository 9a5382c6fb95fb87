// Which network writes, and how.
const networks = props.networks ?? [];
const COMPARE = 'compare';

const models = $('.gs-models');
for (const network of networks) models.append(option(network.name, network.title));
if (networks.length > 1) models.append(option(COMPARE, 'Compare all'));
press(models, networks[0]?.name);

function option(value, title) {
  const button = make('button', '', title);
  button.type = 'button';
  button.dataset.value = value;
  button.setAttribute('aria-pressed', 'false');
  return button;
}

const modes = $('.gs-modes');
const [beam, temperature, seed, text] = ['.gs-beam', '.gs-temperature', '.gs-seed', '.gs-text'].map((name) => $(name));

// The question as the controls stand. A caption of one's own that is not typed yet is not asked for.
function wish() {
  const model = pressedIn(models);
  const typed = text.value.trim();
  const mode = pressedIn(modes);
  return {
    models: model === COMPARE ? networks.map((network) => network.name) : [model],
    mode: mode === 'forced' && !typed ? 'greedy' : mode,
    beam: Number(beam.value),
    temperature: Number((10 ** temperature.value).toFixed(2)),
    seed: clamp(Math.floor(Number(seed.value)) || 0, 0, 2 ** 32 - 1),
    text: typed,
  };
}

function explain() {
  const mode = pressedIn(modes);
  for (const part of $$('[data-for]')) part.hidden = part.dataset.for !== mode;
  beam.parentElement.querySelector('output').textContent = beam.value;
  temperature.parentElement.querySelector('output').textContent = (10 ** temperature.value).toFixed(2);
  temperature.setAttribute('aria-valuetext', (10 ** temperature.value).toFixed(2));
}

segments(models, () => {
  explain();
  ask({});
});
segments(modes, (mode) => {
  explain();
  if (mode !== 'forced') return ask({});
  if (!text.value && current) text.value = current.traces[0].caption;
  text.focus({ preventScroll: true });
  text.select();
});
for (const control of [beam, temperature, seed]) {
  control.addEventListener('input', explain);
  control.addEventListener('change', () => ask({}));
}
$('.gs-again').addEventListener('click', () => {
  seed.value = (Number(seed.value) || 0) + 1;
  ask({});
});
$('.gs-typed').addEventListener('submit', (event) => {
  event.preventDefault();
  if (!text.value.trim()) return complain('Type the caption that is to be scored: a few words, as you would say them.');
  if (!chosen) return complain('Choose a picture first: your caption is scored on it.');
  complain('');
  ask({});
});
explain();
