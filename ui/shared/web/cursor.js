// The one time cursor of this tab. Whoever shows something of a step subscribes with `cursor.paints`; nobody else keeps
// the time.
import { createCursor } from './create_cursor.js';
import { gentle, root } from './dom.js';

export const cursor = createCursor({ root, gentle, bus: window });
