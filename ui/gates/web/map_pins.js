// The pins beside the map and on it.
import { complain } from '../../shared/web/alert.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { inspected } from './inspected.js';
import { mapView } from './map_view.js';
import { pins, unitButton } from './pinned.js';

const NAMED_PINS = 12; // as buttons; the rest is counted
const ABOVE = 200; // pixels that are seen of the map above a unit

/** The marks at the rows of the pinned units. */
export function markPins() {
  const { units } = inspected.run;
  const marks = pins.units.map((unit) => {
    const mark = make('i', unit === pins.one ? 'gs-pin gs-pin-one' : 'gs-pin');
    mark.style.top = `${((mapView.row.get(unit) + 0.5) * 100) / units}%`;
    mark.style.height = `${Math.max(3, mapView.high)}px`;
    return mark;
  });
  fill($('.gs-map-pins'), ...marks);
}

/** The pinned units as buttons. */
export function listPins() {
  const { units, one } = pins;
  const shown = units.includes(one) ? [one, ...units.filter((unit) => unit !== one)] : [...units];
  const named = shown.slice(0, NAMED_PINS).sort((a, b) => a - b);
  const buttons = named.map((unit) => {
    const button = unitButton(unit, `${unit}`);
    button.setAttribute('aria-pressed', String(unit === one));
    button.setAttribute('aria-label', `Pinned unit ${unit}`);
    return button;
  });
  const title = make('span', 'gs-label', units.length ? 'Pinned' : 'No unit is pinned.');
  const rest = units.length - buttons.length;
  fill($('.gs-pin-list'), title, ...buttons, rest > 0 ? make('span', 'gs-label', `and ${rest} more`) : '');
  $('.gs-unpin').hidden = !units.length;
}

/** Scroll the map to a unit. @param {number} unit */
export function scrollToUnit(unit) {
  $('.gs-map-scroll').scrollTop = mapView.row.get(unit) * mapView.high - ABOVE;
}

$('.gs-pin-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const { units } = inspected.run;
  const unit = Number($('.gs-pin-number').value);
  if (!$('.gs-pin-number').value || !Number.isInteger(unit) || unit < 0 || unit >= units) {
    complain(`There is no such unit: this layer has units 0 to ${units - 1}.`);
    return;
  }
  complain('');
  pins.choose(unit);
  scrollToUnit(unit);
});

$('.gs-unpin').addEventListener('click', () => pins.set([], pins.one));
