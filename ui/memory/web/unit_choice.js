// Which unit of each network is looked at: the one that carries something, where that was measured, until the visitor
// chooses.

import { busiestUnit } from './memory_run.js';
import { KINDS } from './networks.js';
import { tellSlider } from './sliders.js';

/** @type {Record<string, number | null>} by network; null: not chosen yet */
const units = {};
/** @type {Record<string, boolean | null>} by network, whether the visitor chose it */
const byVisitor = {};
forgetUnits();

/** The networks of another task come: no unit is chosen. */
export function forgetUnits() {
  for (const kind of KINDS) units[kind] = byVisitor[kind] = null;
}

/** @param {string} kind of network */
export const unitOf = (kind) => units[kind];

/** @param {string} kind of network */
export const isUnitOfVisitor = (kind) => Boolean(byVisitor[kind]);

/** A unit that the lab finds worth looking at. @param {string} kind @param {number} unit */
export function proposeUnit(kind, unit) {
  units[kind] = unit;
}

/**
 * @param {any} slider
 * @param {import('./types').NetworkRun} network
 * @param {() => void} changed
 */
export function unitSlider(slider, network, changed) {
  const { kind, width, carrier } = network;
  units[kind] = Math.min(units[kind] ?? carrier?.unit ?? busiestUnit(network), width - 1);
  slider.max = width;
  slider.value = units[kind] + 1;
  const tell = () => {
    const known = carrier?.unit === units[kind] ? ', the carrier' : '';
    tellSlider(slider, `${slider.value} of ${width}${known}`);
  };
  slider.oninput = () => {
    units[kind] = Number(slider.value) - 1;
    byVisitor[kind] = true;
    tell();
    changed();
  };
  tell();
}
