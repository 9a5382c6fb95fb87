// The Action tab: a clip is chosen, a recognizer reads it frame after frame, and what it did is laid out under one cursor.
import { complain } from '../../shared/web/alert.js';
import { createAsking, reveal } from '../../shared/web/asking.js';
import { $ } from '../../shared/web/dom.js';
import { listenForKeys, toStageAfterPress } from '../../shared/web/keys.js';
import { markChosen, offerClips } from './choose.js';
import { askedQuestion, offerControls, setForClip, setForQuestion } from './controls.js';
import { offerOrders, showOrders } from './frame_orders.js';
import { measureClip, offerParts } from './part.js';
import { unpackReading } from './payload.js';
import { showReading } from './stage.js';
import { clipPage } from './state.js';

let ordering = false; // whether the next question is for other orders of the clip on the page

const { ask, save } = createAsking({
  noun: 'clip',
  doing: 'Watching and reading',
  chosen: () => clipPage.clip,
  wish: () => ({ ...askedQuestion(), order: ordering }),
  answered: showAnswer,
  refused: keepReading,
});

offerClips((clip) => {
  complain(''); // a clip that cannot be read loses nothing on the page
  setForClip(clip);
  read({ subject: clip, fresh: true });
});
offerControls(() => read({}));
offerParts(() => read({}));
offerOrders(() => {
  ordering = true;
  ask({});
});
listenForKeys(() => Boolean(clipPage.reading));

function read(change) {
  ordering = false;
  ask(change);
}

// A reading has arrived, or the table of orders for the one on the page.
function showAnswer(question, answer) {
  ordering = false;
  if (answer.order) {
    showOrders(answer.order, clipPage.reading);
    return;
  }
  const clip = question.subject;
  const first = clipPage.clip !== clip;
  const { hash, frames, video } = answer;
  Object.assign(clip, { hash, source: 'sent', frames: frames ?? clip.frames, video: video ?? clip.video });
  markChosen(clip);
  showReading({ ...unpackReading(answer), asked: question.asked }, clip);
  toStageAfterPress();
  if (first) reveal();
}

// There is no answer: the controls tell again of what is on the page.
function keepReading() {
  if (!clipPage.reading) return;
  setForQuestion(clipPage.reading.asked);
  measureClip(clipPage.reading.seconds, false);
}

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (button && clipPage.reading) save(button, clipPage.clip, { ...clipPage.reading.asked, order: false });
});
