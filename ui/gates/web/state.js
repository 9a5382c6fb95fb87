// What is on the page: one run, and the units that are pinned.
let current = null; // as `unpackRun` makes it
let chosen = null; // the subject that the run is of, as shared/asking.js knows it

const here = (step) => Math.min(step, current.steps - 1); // the cursor of a comparison may be further than this run
const valueAt = (array, step, unit) => current.arrays[array][step * current.units + unit];
const beforeAt = (step, unit) => (step ? valueAt('cell', step - 1, unit) : current.arrays.before[unit]);
const quoted = (step) => `\u201c${current.labels[step]}\u201d`;

// The pinned units: in the order in which they were pinned; one of them is the chosen one, whose sums are shown.
const pins = {
  units: [],
  one: 0,
  watchers: [],

  watch(watcher) {
    this.watchers.push(watcher);
  },
  set(units, one = units[0] ?? this.one) {
    this.units = [...new Set(units)];
    this.one = one;
    if (current) for (const watcher of this.watchers) watcher();
  },
  toggle(unit) {
    if (!this.units.includes(unit)) this.set([...this.units, unit], unit);
    else if (this.one !== unit) this.set(this.units, unit);
    else this.set(this.units.filter((other) => other !== unit), this.units.find((other) => other !== unit) ?? unit);
  },
  has(unit) {
    return this.units.includes(unit);
  },
};

// A button that chooses a pinned unit, or pins one.
function unitButton(unit, text = `unit ${unit}`) {
  const button = make('button', 'gs-unit', text);
  button.type = 'button';
  button.setAttribute('aria-pressed', String(pins.has(unit)));
  button.addEventListener('click', () => (pins.has(unit) ? pins.set(pins.units, unit) : pins.set([...pins.units, unit], unit)));
  return button;
}
