// Numbers as the lab writes them: powers of ten, shares, two decimals, indices. Nothing here needs a page.
import { minus, signed } from '../../shared/web/numbers.js';

const SUPERSCRIPTS = {
  '-': '\u207b',
  0: '\u2070',
  1: '\u00b9',
  2: '\u00b2',
  3: '\u00b3',
  4: '\u2074',
  5: '\u2075',
  6: '\u2076',
  7: '\u2077',
  8: '\u2078',
  9: '\u2079',
};

/** 1, 10, 10², 10⁻³. @param {number} exponent a whole number */
export function powerOfTen(exponent) {
  if (exponent === 0) return '1';
  if (exponent === 1) return '10';
  return `10${[...String(exponent)].map((sign) => SUPERSCRIPTS[sign]).join('')}`;
}

/** A number by its decimal logarithm: 0.34, 2.1·10⁻⁸, "exactly 0", "no number". @param {number} log */
export function numberByLog(log) {
  if (Number.isNaN(log)) return 'no number';
  if (log === -Infinity) return 'exactly 0';
  if (log > -2.3 && log < 4) {
    return (10 ** log).toPrecision(2).replace(/e\+?(\d+)/, (_, digits) => `\u00b7${powerOfTen(Number(digits))}`);
  }
  const exponent = Math.floor(log);
  return `${(10 ** (log - exponent)).toFixed(1)}\u00b7${powerOfTen(exponent)}`;
}

/** @param {number} share 0..1 */
export const wholePercent = (share) => `${Math.round(100 * share)}\u00a0%`;

/** Two decimals, or in words what a ReLU's memory may become. @param {number} value */
export function twoDecimals(value) {
  if (Number.isNaN(value)) return 'no number';
  if (!Number.isFinite(value)) return 'too large'; // infinite
  return Math.abs(value) < 1e4 ? signed(value, 2) : minus(value.toExponential(0));
}

/** @param {number} number whole, not negative */
export const subscript = (number) =>
  String(number).replace(/\d/g, (digit) => String.fromCharCode(0x2080 + Number(digit)));

/** Brackets around what begins with a minus sign. @param {string} text */
export const bracketed = (text) => (text.startsWith('\u2212') ? `(${text})` : text);
