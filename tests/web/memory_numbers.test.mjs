// Numbers as the memory lab writes them: what is read back is the number, as far as its digits tell.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { numberByLog, powerOfTen, subscript, twoDecimals, wholePercent } from '../../ui/memory/web/number_text.js';

const { numbers } = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/memory.json`, 'utf8'));
const SUPERSCRIPTS = '\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079';

/** "2.1·10⁻⁸" -> 2.1e-8 */
function readBack(text) {
  const [factor, power = '1'] = text.split('\u00b7');
  const digits = [...power.slice(2)].map((sign) => (sign === '\u207b' ? '-' : SUPERSCRIPTS.indexOf(sign)));
  const exponent = power === '1' ? 0 : digits.length ? Number(digits.join('')) : 1;
  return Number(factor) * 10 ** exponent;
}

test('a number of any size is read back from its text to two digits', () => {
  for (const [at, log] of numbers.logs.entries()) {
    const found = readBack(numberByLog(log));
    assert.ok(Math.abs(found / numbers.values[at] - 1) < 0.0501, `${numberByLog(log)} is not ${numbers.values[at]}`);
  }
});

test('what is no number and what is exactly 0 is said', () => {
  assert.equal(numberByLog(NaN), 'no number');
  assert.equal(numberByLog(-Infinity), 'exactly 0');
});

test('powers of ten are written as one writes them', () => {
  assert.deepEqual([-12, -1, 0, 1, 2, 30].map(powerOfTen), [
    '10\u207b\u00b9\u00b2',
    '10\u207b\u00b9',
    '1',
    '10',
    '10\u00b2',
    '10\u00b3\u2070',
  ]);
});

test('two decimals tell a number, one digit a large one, and words what is none', () => {
  for (const value of numbers.signed) {
    const found = Number(twoDecimals(value).replace('\u2212', '-'));
    const slack = Math.abs(value) < 1e4 ? 0.005 + 1e-9 : 0.51 * 10 ** Math.floor(Math.log10(Math.abs(value)));
    assert.ok(Math.abs(found - value) <= slack, `${twoDecimals(value)} is not ${value}`);
    assert.ok(!twoDecimals(value).startsWith('-'));
  }
  assert.equal(twoDecimals(Infinity), 'too large');
  assert.equal(twoDecimals(-Infinity), 'too large');
  assert.equal(twoDecimals(NaN), 'no number');
});

test('shares and indices', () => {
  assert.equal(wholePercent(0.755), '76\u00a0%');
  assert.equal(subscript(1203), '\u2081\u2082\u2080\u2083');
});
