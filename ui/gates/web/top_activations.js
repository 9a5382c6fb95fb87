// The five moments, over all examples, that excite the chosen unit most, as cards.
import { $, fill, make } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';
import { END } from '../../shared/web/words.js';
import { overExamples } from './over_examples.js';
import { pins } from './pinned.js';

/** Nothing is shown until the examples have been asked for. */
export function layMoments() {
  const { moments } = overExamples;
  $('.gs-excite').hidden = !moments;
  if (!moments) return;
  const { runs, units, of } = moments;
  $('.gs-excite-title').textContent = `What excites unit ${pins.one} most, over all examples`;
  const five = units[pins.one] ?? [];
  fill($('.gs-moments'), ...five.map(([run, step, value]) => momentCard(runs[run], step, value)));
  $('.gs-excite-how').textContent =
    `How to read: the five steps, of ${runs.length} captions that this network wrote for the examples, at which ${of} of this unit was furthest from 0; the word that was then said is marked. Five pictures are few: they suggest what a unit may be about, they do not prove it.`;
}

function momentCard(run, step, value) {
  const card = make('li', 'gs-moment');
  const image = make('img');
  image.src = run.thumbnail;
  image.alt = run.title;
  image.hidden = !run.thumbnail; // an example that is no longer there
  const words = make('p', 'gs-moment-words');
  for (const [at, word] of run.words.entries()) {
    words.append(make(at === step ? 'b' : 'span', '', word === END ? '(end)' : word), ' ');
  }
  card.append(image, words, make('span', 'gs-number', signed(value)));
  return card;
}
