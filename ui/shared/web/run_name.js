// Names by which the page knows its own questions again.
let runs = 0;

/** A name that no other question of any page has. */
export function newName() {
  runs += 1;
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}-${runs}`;
}
