// Numbers as a student reads them. Nothing here needs a page.

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

/** A minus sign instead of a hyphen. @param {string} text */
export const minus = (text) => text.replace('-', '\u2212');

/** @param {number | null} value null: there is none */
export const signed = (value, digits = 2) => (value === null ? '\u2013' : minus(value.toFixed(digits)));

/** A probability with as many digits as say something. @param {number | null} p 0..1; null: there is none */
export function chance(p) {
  if (p === null) return '\u2013';
  if (p >= 0.0095 || p === 0) return p.toFixed(2);
  return p >= 0.00095 ? p.toFixed(3) : '<0.001';
}

/** @param {number} share 0..1 */
export const percent = (share) => `${share >= 0.0995 ? Math.round(100 * share) : (100 * share).toFixed(1)}\u00a0%`;
