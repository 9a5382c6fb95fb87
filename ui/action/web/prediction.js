// The answer in one line, how far to believe it, and what the two heads that know no order would have said.
import { $, fill, make } from '../../shared/web/dom.js';
import { percent } from '../../shared/web/numbers.js';
import { confidenceInWords } from './texts.js';

const ORDER_BLIND = { mean_pool: 'The average of all frames says', single_frame: 'The middle frame alone says' };

/** @param {import('./types').Reading} reading */
export function showPrediction(reading) {
  const last = reading.leaders.at(-1);
  $('.gs-answer-label').textContent = reading.labels[last];
  $('.gs-answer-chance').textContent = percent(reading.chances.at(-1)[last]);
  const sure = $('.gs-sure');
  sure.classList.toggle('gs-doubt', !reading.known);
  sure.textContent = confidenceInWords(reading);
  const others = Object.entries(ORDER_BLIND).flatMap(([head, says]) => [
    make('dt', '', says),
    answerOf(reading.heads[head], reading.labels[last]),
  ]);
  fill($('.gs-others'), ...others);
}

function answerOf([[label, p]], lstm) {
  const answer = make('dd');
  const beside = label === lstm ? ' the same' : ' another answer';
  answer.append(make('b', '', label), ` ${percent(p)}`, make('span', 'gs-same', beside));
  return answer;
}
