// From any tab to the gate inspector: the run is handed over in the browser, nothing is asked of the server.
// A run: {key, kind, title, gates, labels, picture, maps, frames, signals, asked}, as ui/gates/web/run.js tells.
/** @type {{ run: any }} */
export const bridge = (window.gatescope ??= { run: null });

/** @param {any} run */
export function inspect(run) {
  bridge.run = run; // a tab that was never opened has no component yet: it finds the run here
  window.dispatchEvent(new CustomEvent('gatescope:inspect'));
  openTab('Gates');
  window.scrollTo({ top: 0 }); // the answer stands first there, wherever the visitor came from
}

/** @param {string} title */
function openTab(title) {
  /** @type {NodeListOf<HTMLElement>} */
  const tabs = document.querySelectorAll('#gs-tabs [role="tab"]');
  [...tabs].find((tab) => tab.textContent.trim() === title)?.click();
}
