// The stage: an answer of the server, laid out lane by lane under one time cursor.
import { reveal } from '../../shared/web/asking.js';
import { cursor } from '../../shared/web/cursor.js';
import { $, $$, fill, make, root } from '../../shared/web/dom.js';
import { toStageAfterPress } from '../../shared/web/keys.js';
import { transport } from '../../shared/web/transport.js';
import { alignedTable } from './aligned_table.js';
import { alignWords, pathThrough } from './alignment.js';
import { captionLane } from './lane.js';
import { offerCaptions } from './save.js';
import { scoreTable } from './score.js';
import { thumbnail } from './shrink.js';
import { captionPage } from './state.js';
import { stepInWords, wordsAtStep } from './texts.js';
import { slotOf, unpackCaption } from './unpack.js';

const REVEAL = 420; // milliseconds from word to word while a new caption comes

/**
 * A caption has arrived: the picture it belongs to is the chosen one now, and is shown.
 * @param {{ subject: import('./types').ChosenPicture, asked: any }} question
 * @param {import('./types').Answer} answer
 */
export async function showCaptions(question, answer) {
  const picture = question.subject;
  const first = captionPage.chosen !== picture;
  captionPage.chosen = picture;
  const { hash, width, height } = answer;
  Object.assign(picture, { hash, width, height, source: answer.picture ?? picture.source });
  picture.alt = picture.example?.alt ?? 'The picture you chose';
  answer.asked = { ...question.asked, hash };
  for (const card of $$('.gs-card')) card.setAttribute('aria-pressed', String(card === picture.card));
  picture.small = await (picture.small ?? thumbnail(picture.source));
  layOutAnswer(answer, picture);
  toStageAfterPress();
  if (first) reveal();
}

// Lay an answer out; its words come one by one.
function layOutAnswer(answer, picture) {
  const traces = answer.traces.map(unpackCaption);
  captionPage.current = { answer, traces, picture };
  const columns = align(traces);
  cursor.reset(columns?.length ?? Math.max(...traces.map((trace) => trace.steps)), answer.run);
  root.dataset.lanes = traces.length;
  root.dataset.state = 'ready';
  $('.gs-stage').hidden = false;
  const lanes = traces.map((trace) => captionLane(trace, picture, answer));
  fill($('.gs-lanes'), ...lanes);
  widenPanels(lanes, traces);
  scoreTable($('.gs-score'), traces);
  alignedTable($('.gs-aligned'), traces, columns);
  tellOfPicture(picture, answer.notes);
  offerCaptions(traces);
  transport({
    noun: 'word',
    steps: cursor.steps,
    label: (step) => wordsAtStep(traces, step),
    spoken: (step) => stepInWords(traces, step),
  });
  cursor.reveal(Math.max(...traces.map((trace) => slotOf(trace.last, trace))), REVEAL);
}

// Captions of several networks go word by word along the same columns; a typed one is the same for all.
function align(traces) {
  if (traces.length < 2 || traces[0].mode === 'forced') return null;
  const columns = alignWords(traces.map((trace) => trace.words));
  for (const [one, trace] of traces.entries()) trace.path = pathThrough(columns, one);
  return columns;
}

// What is wide has the whole width below the lanes where they stand side by side.
function widenPanels(lanes, traces) {
  const many = lanes.length > 1;
  const panels = many ? ['.gs-film', '.gs-tree'].flatMap((name) => lanes.map((lane) => $(name, lane))) : [];
  panels.forEach((panel, one) => {
    $('.gs-title', panel).append(make('span', 'gs-after', ` \u00b7 ${traces[one % traces.length].title}`));
  });
  fill($('.gs-below'), ...panels).hidden = !many;
}

// What is to be said of the picture itself.
function tellOfPicture({ example }, notes) {
  const lines = notes.map((note) => make('p', 'gs-how', note));
  if (example?.why) {
    const reason = make('p', 'gs-how gs-why');
    reason.append(make('b', '', 'Where it goes wrong: '), example.why);
    lines.unshift(reason);
  }
  fill($('.gs-about'), ...lines).hidden = !lines.length;
}
