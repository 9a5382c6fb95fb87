// The keys of the time cursor, wherever the focus is, unless it is where keys have a meaning of their own.
import { cursor } from './cursor.js';
import { $, root } from './dom.js';
import { onPage } from './files.js';
import { fillScreen, full } from './screen.js';

const OWN_KEYS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="tab"], dialog';
const PRESSABLE = 'button, a, summary, input, label';
let byPointer = false; // whether the visitor's last deed was with the mouse or a finger

/** Listen for keys while there is something on the page. @param {() => boolean} ready whether there is */
export function listenForKeys(ready) {
  document.addEventListener('keydown', (/** @type {any} */ event) => {
    if (!ready() || !onPage() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(OWN_KEYS)) return;
    const moves = { ArrowRight: cursor.step + 1, ArrowLeft: cursor.step - 1, Home: 0, End: cursor.steps - 1 };
    if (event.key in moves) cursor.take(moves[event.key]);
    else if (event.key === ' ' && !event.target.closest?.(PRESSABLE)) cursor.toggle();
    else if (event.key === 'f' && !full.hidden) fillScreen();
    else return;
    event.preventDefault();
  });
}

const toStage = () =>
  !document.activeElement?.matches('input[type="text"]') && $('.gs-stage').focus({ preventScroll: true });

/** After a press with the mouse the focus goes back to the stage: then space plays, and no button is pressed again. */
export function toStageAfterPress() {
  if (byPointer) toStage();
}

root.addEventListener('pointerdown', () => (byPointer = true), true);
root.addEventListener('keydown', () => (byPointer = false), true);
root.addEventListener('click', (event) => {
  if (event.target.closest('button') && !event.target.closest('.gs-camera')) toStageAfterPress();
});
root.addEventListener('pointerup', (event) => {
  if (event.target.matches?.('input[type="range"]')) toStage();
});
