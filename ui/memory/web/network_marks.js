// How a network is marked on the page: a piece of its line, and sentences that begin with its line.
import { draw, make } from '../../shared/web/dom.js';
import { colourOf, NETWORKS } from './networks.js';

/** A short piece of the network's line, for legends and buttons. @param {string} kind */
export function lineSample(kind) {
  const line = draw('line', {
    x1: 1,
    y1: 7,
    x2: 33,
    y2: 7,
    stroke: colourOf(kind),
    'stroke-width': 3.5,
    'stroke-dasharray': NETWORKS[kind].dash,
  });
  return draw('svg', { class: 'gs-sample', viewBox: '0 0 34 14', width: 34, height: 14, 'aria-hidden': 'true' }, line);
}

/** A sentence as an item of a list. @param {string | null} kind of the network that it is about; null: of several @param {string} text */
export function networkSentence(kind, text) {
  const item = make('li', 'gs-verdict');
  if (kind) item.append(lineSample(kind), make('b', '', NETWORKS[kind].name));
  item.append(make('span', '', text));
  return item;
}
