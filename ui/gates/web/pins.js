// The pinned units, in the order in which they were pinned; one of them is the chosen one, whose sums are shown. Nothing
// here needs a page.

/** @param {() => boolean} ready whether there is something on the page that shows pins */
export function createPins(ready) {
  return {
    /** @type {number[]} */
    units: [],
    one: 0, // the chosen one
    /** @type {(() => void)[]} */
    watchers: [],

    /** @param {() => void} watcher called after every change, in the order in which they came */
    watch(watcher) {
      this.watchers.push(watcher);
    },
    /** For a new run, whose panels are yet to be made: nobody is told. @param {number} unit */
    begin(unit) {
      this.units = [unit];
      this.one = unit;
    },
    /** @param {number[]} units @param {number} one */
    set(units, one = units[0] ?? this.one) {
      this.units = [...new Set(units)];
      this.one = one;
      if (ready()) for (const watcher of this.watchers) watcher();
    },
    /** Pin a unit and choose it; choose a pinned one; unpin the chosen one. @param {number} unit */
    toggle(unit) {
      if (!this.has(unit) || this.one !== unit) return this.choose(unit);
      const others = this.units.filter((other) => other !== unit);
      this.set(others, others[0] ?? unit);
    },
    /** @param {number} unit pinned too, where it is not yet */
    choose(unit) {
      this.set(this.has(unit) ? this.units : [...this.units, unit], unit);
    },
    /** @param {number} unit */
    has(unit) {
      return this.units.includes(unit);
    },
  };
}
