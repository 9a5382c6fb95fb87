// A file of the visitor's: by the button, dropped anywhere on the tab, or pasted. A file that misses does not replace the
// page.
import { complain } from './alert.js';
import { $, root } from './dom.js';

/** Whether this tab is the one in sight. */
export const onPage = () => root.isConnected && root.offsetParent !== null;

/**
 * @param {(file: File) => void} take
 * @param {object} options
 * @param {string} options.noun what is wanted, "picture"
 * @param {string} options.smaller how to make one that is too large smaller
 * @param {number} [options.largest] in MB, no more than ui/page.py lets through
 */
export function takeFiles(take, { noun, smaller, largest = 50 }) {
  const input = $('.gs-input');
  const taken = (file) => {
    if (!file) return;
    if (file.size > largest * 1e6) complain(`This file is larger than ${largest} MB: ${smaller}, and try again.`);
    else take(file);
  };
  $('.gs-file').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    taken(input.files[0]);
    input.value = ''; // the same file again is a new choice
  });
  dropping(taken, noun);
  document.addEventListener('paste', (event) => {
    const file = event.clipboardData?.files[0];
    if (!onPage() || !file) return;
    event.preventDefault();
    taken(file);
  });
  return taken;
}

function dropping(taken, noun) {
  let hovering = 0;
  const carries = (event) =>
    [...(event.dataTransfer?.types ?? [])].some((type) => type === 'Files' || type === 'text/uri-list');
  const over = (change) => {
    hovering = Math.max(0, hovering + change);
    root.classList.toggle('gs-dropping', hovering > 0);
  };
  document.addEventListener('dragenter', (event) => onPage() && carries(event) && over(1));
  document.addEventListener('dragleave', (event) => onPage() && carries(event) && over(-1));
  document.addEventListener('dragover', (event) => onPage() && carries(event) && event.preventDefault());
  document.addEventListener('drop', (event) => {
    if (!onPage() || !carries(event)) return;
    event.preventDefault();
    over(-hovering);
    if (event.dataTransfer.files.length) taken(event.dataTransfer.files[0]);
    else complain(`This is a link, not a ${noun}: save the ${noun} as a file and drop that.`);
  });
}
