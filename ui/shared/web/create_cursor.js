// The time cursor as a value of its own: where it stands, whether it plays, who is painted when it moves.
import { clamp } from './numbers.js';

/**
 * @param {object} options
 * @param {unknown} options.root whose cursor it is: cursors of other tabs on the same run go along
 * @param {{ matches: boolean }} options.gentle whether the visitor wants less motion
 * @param {EventTarget} options.bus where cursors hear of one another
 */
export function createCursor({ root, gentle, bus }) {
  const cursor = {
    step: 0, // where it stands
    steps: 0, // of the longest run on the page
    /** @type {number | null} */
    peek: null, // a step that the pointer rests on: shown, but the cursor stays
    reached: Infinity, // while a new run is revealed: no step behind this one is shown yet
    /** @type {((step: number) => void)[]} */
    painters: [],
    /** @type {any} */
    timer: null,
    pause: 800, // milliseconds from step to step while playing
    /** @type {string | null} */
    key: null, // of the run on the page

    get shown() {
      return this.peek ?? this.step;
    },
    get playing() {
      return this.timer !== null;
    },

    /** @param {(step: number) => void} painter */
    paints(painter) {
      this.painters.push(painter);
    },
    paint() {
      for (const painter of this.painters) painter(this.shown);
    },

    /** @param {number} steps @param {string | null} key */
    reset(steps, key = null) {
      this.halt();
      Object.assign(this, { step: 0, steps, key, peek: null, reached: Infinity, painters: [] });
    },
    /** @param {number} step */
    go(step) {
      this.peek = null;
      this.step = clamp(step, 0, Math.max(0, this.steps - 1));
      this.paint();
      if (this.key)
        bus.dispatchEvent(new CustomEvent('gatescope:step', { detail: { key: this.key, step: this.step, by: root } }));
    },
    /** Moved by the visitor: whatever plays or is being revealed is over. @param {number} step */
    take(step) {
      this.halt();
      this.go(step);
      this.told();
    },
    /** @param {number | null} step */
    look(step) {
      if (this.playing || this.peek === step) return;
      this.peek = step;
      this.paint();
    },

    /** @param {number} first @param {number} last @param {number} pause @param {() => void} done */
    play(first, last, pause, done = () => {}) {
      this.halt();
      this.go(first);
      this.timer = setInterval(() => {
        if (this.step >= last) return this.halt(done);
        if (this.reached !== Infinity) this.reached = this.step + 1;
        this.go(this.step + 1);
      }, pause);
      this.told();
    },
    /** @param {number} last @param {number} pause */
    reveal(last, pause) {
      if (gentle.matches) return this.take(last);
      this.play(0, last, pause);
      this.reached = 0; // only now: to play ends whatever was being revealed
      this.paint();
    },
    toggle() {
      if (this.playing) return this.halt();
      const last = this.steps - 1;
      this.play(this.step >= last ? 0 : this.step, last, this.pause);
    },
    halt(done = () => {}) {
      if (this.timer !== null) clearInterval(this.timer);
      const revealing = this.reached !== Infinity;
      this.timer = null;
      this.reached = Infinity;
      if (revealing) this.paint();
      done();
      this.told();
    },
    told: () => {}, // the transport bar listens here
  };

  bus.addEventListener('gatescope:step', (/** @type {any} */ event) => {
    const { key, step, by } = event.detail;
    if (by === root || key !== cursor.key || step === cursor.step) return;
    cursor.peek = null;
    cursor.step = step;
    cursor.paint();
    cursor.told();
  });
  return cursor;
}
