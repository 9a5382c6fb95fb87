// How far a caption is to be believed, in words: the same ones as on slides (visualize/caption/texts.py). Nothing here
// needs a page.
import { chance, percent } from '../../shared/web/numbers.js';

const AMONG_SUCH = 'captions with this confidence name nothing that is not there';

/** One calibrated sentence on a caption; '' where nothing is known of it. @param {import('./types').Caption} trace */
export function doubtSentence({ doubt, things }) {
  if (!doubt) return '';
  const tenths = Math.floor(10 * doubt.probability + 0.5);
  const many = { 0: 'Hardly any', 10: 'Nearly all' }[tenths] ?? `${tenths} of 10`;
  const words = [...new Set(things.filter((thing) => thing.doubtful).map(({ word }) => `\u201c${word}\u201d`))];
  const absent = `${words.join(' and ') || 'something that it names'} may not be there`;
  if (doubt.doubtful) return `Not confident: ${absent}. ${many} ${AMONG_SUCH}.`;
  const but = words.length ? `; but ${absent}` : '';
  return `Probably right: ${many[0].toLowerCase()}${many.slice(1)} ${AMONG_SUCH}${but}.`;
}

/** What a word names, if it names one of the things that the eye knows. @param {import('./types').Caption} trace @param {number} step */
export const thingAt = (trace, step) => trace.things.find((thing) => thing.step === step) ?? null;

/** A word for who rests on it or listens. @param {import('./types').Caption} trace @param {number} step */
export function wordInWords(trace, step) {
  const p = trace.probabilities[step];
  const likely = p === null ? 'not in its vocabulary' : `probability ${chance(p)}`;
  const thing = trace.doubt ? thingAt(trace, step) : null;
  if (!thing) return likely;
  const there = `${thing.doubtful ? 'probably not' : 'probably'} in the picture (${percent(thing.probability)})`;
  return `${likely}, ${there}`;
}
