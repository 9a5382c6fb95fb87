// A panel that is out of sight is painted when it comes into sight, or when the cursor rests.
import { cursor } from '../../shared/web/cursor.js';
import { $, $$ } from '../../shared/web/dom.js';

const RESTING = 250; // milliseconds without a step
const AHEAD = '160px'; // of being in sight

/** Of every panel: {seen, stale, painter}. @type {Map<any, { seen?: boolean, stale?: boolean, painter?: any }>} */
const panels = new Map();

const stateOf = (panel) => panels.get(panel) ?? panels.set(panel, {}).get(panel);

const sight = new IntersectionObserver(
  (changes) => {
    for (const { target, isIntersecting } of changes) {
      const state = stateOf(target);
      state.seen = isIntersecting;
      if (isIntersecting && state.stale) freshen(state);
    }
  },
  { rootMargin: AHEAD },
);
sight.observe($('.gs-stage'));

/**
 * A painter that spares itself the work where it would not be seen.
 * @param {any} panel @param {(step: number) => void} painter
 */
export function whenSeen(panel, painter) {
  const state = stateOf(panel);
  state.painter = painter;
  state.seen ??= true;
  sight.observe(panel);
  return (step) => {
    if (state.seen) painter(step);
    else state.stale = true;
  };
}

function freshen(state) {
  state.stale = false;
  state.painter?.(cursor.shown);
}

/** Whatever was to be painted belongs to the run before. */
export function forgetPainters() {
  for (const panel of $$('.gs-panel')) Object.assign(stateOf(panel), { painter: null, stale: false });
}

let resting = null;

/** Paints what is out of sight too once the cursor rests. */
export function paintAtRest() {
  clearTimeout(resting);
  resting = setTimeout(() => {
    if (stateOf($('.gs-stage')).seen === false) return;
    for (const panel of $$('.gs-panel')) if (stateOf(panel).stale) freshen(stateOf(panel));
  }, RESTING);
}
