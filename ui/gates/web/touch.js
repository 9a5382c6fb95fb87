// The map under the pointer: the exact number, and a press pins the unit.
const plane = $('.gs-map-canvas');

function cellUnder(event) {
  const area = plane.getBoundingClientRect();
  const step = clamp(Math.floor(((event.clientX - area.left) / area.width) * current.steps), 0, current.steps - 1);
  const row = clamp(Math.floor(((event.clientY - area.top) / area.height) * current.units), 0, current.units - 1);
  return { step, row, unit: map.rows[row] };
}

plane.addEventListener('pointermove', (event) => {
  const { step, row, unit } = cellUnder(event);
  const cell = $('.gs-map-cell');
  cell.hidden = false;
  Object.assign(cell.style, { left: `${(100 * step) / current.steps}%`, width: `${100 / current.steps}%`, top: `${(100 * row) / current.units}%`, height: `${100 / current.units}%` });
  tellUnit(unit, step);
});
plane.addEventListener('pointerleave', () => {
  $('.gs-map-cell').hidden = true;
  tellUnit(pins.one, here(cursor.shown));
});
plane.addEventListener('click', (event) => {
  const { step, unit } = cellUnder(event);
  pins.toggle(unit);
  cursor.take(step);
});

function tellUnit(unit, step) {
  const value = valueAt(map.array, step, unit);
  const half = ledgerOf(current).halfLives[unit];
  fill(
    $('.gs-map-readout'),
    make('b', '', `Unit ${unit} at ${quoted(step)}`),
    make('span', '', `${SYMBOLS[map.array]} = ${signed(value, 3)}, ${meaningOf(map.array, value)}`),
    make('span', 'gs-after', `Its memory halves in ${halfLife(half)}.`),
  );
}

function meaningOf(array, value) {
  const share = percent(value);
  if (array === 'forget') return `keeps ${share} of the old`;
  if (array === 'input') return `lets ${share} of the new in`;
  if (array === 'output') return `shows ${share} of the memory`;
  if (array === 'candidate') return 'would be written';
  return array === 'cell' ? 'is remembered' : 'is shown';
}

const halfLife = (steps) => (steps > 100 ? 'more than 100 steps' : steps < 0.1 ? 'less than 0.1 steps' : `${steps.toFixed(1)} steps`);

$('.gs-pin-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const unit = Number($('.gs-pin-number').value);
  if (!$('.gs-pin-number').value || !Number.isInteger(unit) || unit < 0 || unit >= current.units) return complain(`There is no such unit: this layer has units 0 to ${current.units - 1}.`);
  complain('');
  pins.set([...pins.units, unit], unit);
  $('.gs-map-scroll').scrollTop = map.row.get(unit) * map.high - 200;
});

const NAMED_PINS = 12; // as buttons; the rest is counted
function pinList() {
  const shown = pins.units.includes(pins.one) ? [pins.one, ...pins.units.filter((unit) => unit !== pins.one)] : pins.units;
  const buttons = [...shown].slice(0, NAMED_PINS).sort((a, b) => a - b).map((unit) => {
    const button = unitButton(unit, `${unit}`);
    button.setAttribute('aria-pressed', String(unit === pins.one));
    button.setAttribute('aria-label', `Pinned unit ${unit}`);
    return button;
  });
  const rest = pins.units.length - buttons.length;
  fill($('.gs-pin-list'), make('span', 'gs-label', pins.units.length ? 'Pinned' : 'No unit is pinned.'), ...buttons, rest > 0 ? make('span', 'gs-label', `and ${rest} more`) : '');
  $('.gs-unpin').hidden = !pins.units.length;
}

$('.gs-unpin').addEventListener('click', () => pins.set([], pins.one));
pins.watch(() => {
  markPins();
  pinList();
  tellUnit(pins.one, here(cursor.shown));
});
