// What Python says is right (tests/web/fixtures_caption.py), for the tests of the caption room.
import { readFileSync } from 'node:fs';

export const right = JSON.parse(readFileSync(`${process.env.GATESCOPE_FIXTURES}/caption.json`, 'utf8'));

/** The caption of this name: as it was sent, and what is right of it. */
export const caption = (name) => right.captions.find((one) => one.name === name);

/** Whether two numbers, or two lists of them, are as near as `slack` everywhere; null only equals null. */
export function near(found, wanted, slack) {
  if (found === null || wanted === null) return found === wanted;
  if (typeof wanted === 'number') return Math.abs(found - wanted) <= slack;
  return found.length === wanted.length && wanted.every((one, at) => near(found[at], one, slack));
}
