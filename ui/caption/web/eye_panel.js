// What the eye recognises: for every thing that the caption names a map of where it is seen, beside the map of attention;
// and for the word at the cursor who put it there.
import { cursor } from '../../shared/web/cursor.js';
import { $, fill, make } from '../../shared/web/dom.js';
import { chance, percent, signed } from '../../shared/web/numbers.js';
import { evidenceOf, evidencePixels, shareSeen } from './evidence.js';
import { slotOf } from './unpack.js';
import { wordSources } from './word_source.js';

const SOURCES = { sentence: 'the sentence', look: 'the look', eye: 'the eye' };

/**
 * @param {any} lane @param {import('./types').Caption} trace @param {import('./types').ChosenPicture} picture
 * @returns {(step: number) => void} paints a step
 */
export function eyePanel(lane, trace, picture) {
  const panel = $('.gs-eye', lane);
  panel.hidden = !trace.eye || !trace.parts?.eye;
  if (panel.hidden) return () => {};
  const bar = sourceBar(panel);
  const sources = wordSources(trace);
  const maps = trace.things.map((thing) => thingMap(thing, trace, picture));
  fill($('.gs-things', panel), ...maps).hidden = !maps.length;
  $('.gs-eye-none', panel).hidden = maps.length > 0;
  return (step) => {
    showSource(bar, trace.labels[step], sources[step]);
    for (const [at, map] of maps.entries()) {
      const here = trace.things[at].step === step;
      map.classList.toggle('gs-here', here);
      map.setAttribute('aria-pressed', String(here));
      map.classList.toggle('gs-later', slotOf(trace.things[at].step, trace) > cursor.reached);
    }
  };
}

function sourceBar(panel) {
  const [track, legend] = [$('.gs-source', panel), $('.gs-source-legend', panel)];
  const pieces = Object.entries(SOURCES).map(([name, title]) => {
    const piece = make('span', `gs-source-piece gs-from-${name}`);
    const key = make('span', `gs-source-key gs-from-${name}`);
    const number = make('span', 'gs-number');
    key.append(make('i', 'gs-swatch'), title, number);
    return { name, piece, key, number };
  });
  fill(track, ...pieces.map(({ piece }) => piece));
  fill(legend, ...pieces.map(({ key }) => key));
  return { title: $('.gs-eye-title', panel), track, pieces };
}

function showSource({ title, track, pieces }, label, source) {
  fill(title, `Where \u201c${label}\u201d comes from`);
  track.hidden = source === null;
  for (const { name, piece, number } of pieces) {
    const part = source === null ? null : source.parts[name];
    piece.style.setProperty('--p', source === null ? 0 : source.shares[name]);
    number.textContent =
      part === null ? '\u2013' : part > 0 ? percent(source.shares[name]) : part < 0 ? 'against' : '0\u00a0%';
    number.title = part === null ? '' : `${signed(part)} of the word's score`;
  }
  track.setAttribute('aria-label', source === null ? 'Not in its vocabulary' : source.said);
}

function thingMap(thing, trace, picture) {
  const button = make('button', 'gs-thing');
  const frame = make('span', 'gs-thing-frame');
  const [photo, canvas] = [make('img', 'gs-film-photo'), make('canvas', 'gs-evidence')];
  const evidence = evidenceOf(thing);
  const { data, width, height } = evidencePixels(evidence, thing.grid);
  Object.assign(canvas, { width, height });
  canvas.getContext('2d').putImageData(new ImageData(/** @type {any} */ (data), width, height), 0, 0);
  photo.src = picture.small ?? picture.source;
  photo.alt = '';
  frame.append(photo, canvas);
  button.type = 'button';
  button.append(frame, make('span', 'gs-thing-name', thing.label), make('span', 'gs-number', chance(thing.present)));
  button.title = `The eye says \u201c${thing.label}\u201d: ${percent(thing.present)} that it is in the picture, seen in ${percent(shareSeen(evidence))} of it`;
  button.setAttribute('aria-label', `${thing.word}. ${button.title}`);
  button.addEventListener('click', () => cursor.take(slotOf(thing.step, trace)));
  return button;
}
