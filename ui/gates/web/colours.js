// Colours for numbers: viridis from 0 to 1, blue - white - red for what has a sign; the same tables as in the figures.
import { props } from 'gatescope:host';
import { bytes } from '../../shared/web/bytes.js';
import { COLOURS } from '../../shared/web/heat.js';
import { colourAt, HAS_SIGN, shareOfSigned } from './colour_scale.js';

const SIGNED_COLOURS = bytes(props.signed); // ui/gates/component.py `signed_table`

/** @param {number} share 0..1 */
export const colourOfShare = (share) => colourAt(COLOURS, share);

/** @param {number} value -1..1 */
export const colourOfSigned = (value) => colourAt(SIGNED_COLOURS, shareOfSigned(value));

/** @param {string} array which of the six @param {number} value @param {number} most that has full colour */
export const colourOfNumber = (array, value, most) =>
  HAS_SIGN.has(array) ? colourOfSigned(value / most) : colourOfShare(value);
