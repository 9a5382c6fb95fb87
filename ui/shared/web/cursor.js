// The one time cursor. Whoever shows something of a step subscribes with `cursor.paints`; nobody else keeps the time.
const cursor = {
  step: 0, // where it stands
  steps: 0, // of the longest caption on the page
  peek: null, // a step that the pointer rests on: shown, but the cursor stays
  reached: Infinity, // while a new caption is revealed: no word behind this one is shown yet
  painters: [],
  timer: null,
  pause: 800, // milliseconds from step to step while playing
  key: null, // of the run on the page: the cursors of other tabs on the same run go along

  get shown() {
    return this.peek ?? this.step;
  },
  get playing() {
    return this.timer !== null;
  },

  paints(painter) {
    this.painters.push(painter);
  },
  paint() {
    for (const painter of this.painters) painter(this.shown);
  },

  reset(steps, key = null) {
    this.halt();
    Object.assign(this, { step: 0, steps, key, peek: null, reached: Infinity, painters: [] });
  },
  go(step) {
    this.peek = null;
    this.step = clamp(step, 0, Math.max(0, this.steps - 1));
    this.paint();
    if (this.key) window.dispatchEvent(new CustomEvent('gatescope:step', { detail: { key: this.key, step: this.step, by: root } }));
  },
  // Moved by the visitor: whatever plays or is being revealed is over.
  take(step) {
    this.halt();
    this.go(step);
    this.told();
  },
  look(step) {
    if (this.playing || this.peek === step) return;
    this.peek = step;
    this.paint();
  },

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

window.addEventListener('gatescope:step', ({ detail: { key, step, by } }) => {
  if (by === root || key !== cursor.key || step === cursor.step) return;
  cursor.peek = null;
  cursor.step = step;
  cursor.paint();
  cursor.told();
});
