// Small words for the page's own elements. Whatever a network or a visitor said is set as text, never as HTML.
const root = element.querySelector('.gs');
const $ = (selector, within = root) => within.querySelector(selector);
const $$ = (selector, within = root) => [...within.querySelectorAll(selector)];
const gentle = matchMedia('(prefers-reduced-motion: reduce)');

function make(tag, className = '', text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function fill(parent, ...children) {
  parent.replaceChildren(...children);
  return parent;
}

const SVG = 'http://www.w3.org/2000/svg';
function draw(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

// Numbers as a student reads them.
const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
const minus = (text) => text.replace('-', '\u2212');
const signed = (value, digits = 2) => (value === null ? '\u2013' : minus(value.toFixed(digits)));
const chance = (p) => (p === null ? '\u2013' : p >= 0.0095 || p === 0 ? p.toFixed(2) : p >= 0.00095 ? p.toFixed(3) : '<0.001');
const percent = (share) => `${share >= 0.0995 ? Math.round(100 * share) : (100 * share).toFixed(1)}\u00a0%`;

// A group of buttons of which one is pressed. Buttons rather than radios: the arrow keys belong to the time cursor.
function segments(group, pressed) {
  group.addEventListener('click', (event) => {
    const button = event.target.closest('button[data-value]');
    if (!button) return;
    press(group, button.dataset.value);
    pressed(button.dataset.value);
  });
}

function press(group, value) {
  for (const button of $$('button[data-value]', group)) {
    button.setAttribute('aria-pressed', String(button.dataset.value === value));
  }
}

const pressedIn = (group) => $('button[aria-pressed="true"]', group)?.dataset.value;
