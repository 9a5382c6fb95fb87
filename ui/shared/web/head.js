// Light or dark: as the visitor's system says, until the button is pressed; a link may force it with ?__theme=light.
import { element } from 'gatescope:host';

const button = element.querySelector('.gs-scheme');
const body = document.body;
const remembered = 'gatescope-scheme';

function store(value) {
  try {
    localStorage.setItem(remembered, value);
  } catch {
    /* a browser that keeps nothing: then it is not remembered */
  }
}

function recall() {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

function tell() {
  button.setAttribute('aria-pressed', String(body.classList.contains('dark')));
}

const forced = new URLSearchParams(location.search).has('__theme');
if (!forced && recall()) body.classList.toggle('dark', recall() === 'dark');
button.addEventListener('click', () => {
  store(body.classList.toggle('dark') ? 'dark' : 'light');
  tell();
});
new MutationObserver(tell).observe(body, { attributes: true, attributeFilter: ['class'] });
tell();
