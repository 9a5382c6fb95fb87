// Gate surgery: what is to be held or scaled, where, and for how long. It goes to the server as a value of the run.
const PRESETS = {
  'Never forget': () => ({ gate: 'forget', clamp: 1 }),
  'Amnesia here': () => ({ gate: 'forget', clamp: 0, first: here(cursor.step), last: here(cursor.step) }),
  'Deaf to input': () => ({ gate: 'input', clamp: 0 }),
  'Mute output': () => ({ gate: 'output', clamp: 0 }),
};

fill($('.gs-presets'), ...Object.keys(PRESETS).map((name) => {
  const button = make('button', 'gs-button', name);
  button.type = 'button';
  button.dataset.preset = name;
  button.addEventListener('click', () => operate(fillForm(PRESETS[name]())));
  return button;
}));

function surgeryPanel(run) {
  const can = Boolean(run.asked) && run.kind === 'caption' && !run.back;
  $('.gs-operate').hidden = !can;
  const not = $('.gs-surgery-not');
  not.hidden = can;
  not.textContent = run.why ?? 'Only captions can be operated on here: open a caption from the Caption tab, or choose an example above.';
  $('.gs-outcome').hidden = true;
  $('.gs-surgery-how').hidden = true;
  const options = () => run.labels.map((label, step) => choice(step, `${step + 1} ${label}`));
  fill($('.gs-cut-first'), ...options());
  fill($('.gs-cut-last'), ...options());
  $('.gs-cut-last').value = run.steps - 1;
  return (step) => {
    $('[data-preset="Amnesia here"]').textContent = `Amnesia at ${quoted(here(step))}`;
  };
}

// Show a ready-made operation in the form, so that it can be changed; returns it.
function fillForm({ gate, clamp: held, first = 0, last = current.steps - 1 }) {
  press($('.gs-cut-gate'), gate);
  press($('.gs-cut-how'), 'clamp');
  $('.gs-cut-value').value = held;
  $('.gs-cut-first').value = first;
  $('.gs-cut-last').value = last;
  return readForm();
}

function readForm() {
  const how = pressedIn($('.gs-cut-how'));
  const [first, last] = [Number($('.gs-cut-first').value), Number($('.gs-cut-last').value)];
  const units = pressedIn($('.gs-cut-units')) === 'pinned' ? [...pins.units] : null;
  return { gate: pressedIn($('.gs-cut-gate')), [how]: Number($('.gs-cut-value').value), units, first, last: last === current.steps - 1 ? null : last };
}

function operate(cut) {
  if (cut.units && !cut.units.length) return complain('No unit is pinned: press a row of the map, or operate on all units.');
  if (cut.last !== null && cut.last < cut.first) return complain('The operation ends before it begins: choose a later last step.');
  complain('');
  intent = { want: 'operate', surgery: [cut] };
  ask({ subject: current.subject });
}

for (const group of ['.gs-cut-gate', '.gs-cut-how', '.gs-cut-units']) segments($(group), () => {});
$('.gs-operate').addEventListener('submit', (event) => {
  event.preventDefault();
  operate(readForm());
});

const cutInWords = ({ gate, clamp: held, scale, units, first, last }) => {
  const what = scale === undefined || scale === null ? `held at ${held}` : `scaled by ${scale}`;
  const when = first === 0 && (last ?? null) === null ? 'at every step' : first === last ? `at ${quoted(first)} only` : `from ${quoted(first)} ${(last ?? null) === null ? 'on' : `to ${quoted(last)}`}`;
  const whose = units ? (units.length === 1 ? `of unit ${units[0]}` : `of ${units.length} units`) : 'of all units';
  return `The ${gate} gate ${whose} ${what} ${when}`;
};
