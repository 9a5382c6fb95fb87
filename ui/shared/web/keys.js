// The keys of the time cursor, wherever the focus is, unless it is where keys have a meaning of their own.
// The component says `current`: what is on the page, null before there is anything.
const OWN_KEYS = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"], [role="tab"], dialog';
const PRESSABLE = 'button, a, summary, input, label';

document.addEventListener('keydown', (event) => {
  if (!current || !onPage() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.(OWN_KEYS)) return;
  const moves = { ArrowRight: cursor.step + 1, ArrowLeft: cursor.step - 1, Home: 0, End: cursor.steps - 1 };
  if (event.key in moves) cursor.take(moves[event.key]);
  else if (event.key === ' ' && !event.target.closest?.(PRESSABLE)) cursor.toggle();
  else if (event.key === 'f' && !full.hidden) fillScreen();
  else return;
  event.preventDefault();
});

// After a press with the mouse the focus goes back to the stage: then space plays, and no button is pressed again.
let byPointer = false;
const toStage = () => !document.activeElement?.matches('input[type="text"]') && $('.gs-stage').focus({ preventScroll: true });
root.addEventListener('pointerdown', () => (byPointer = true), true);
root.addEventListener('keydown', () => (byPointer = false), true);
root.addEventListener('click', (event) => {
  if (byPointer && event.target.closest('button') && !event.target.closest('.gs-camera')) toStage();
});
root.addEventListener('pointerup', (event) => {
  if (event.target.matches?.('input[type="range"]')) toStage();
});
