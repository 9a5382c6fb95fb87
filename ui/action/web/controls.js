// Which recognizer reads the clip, and which way round it is played: the question as the controls stand.
import { props } from 'gatescope:host';
import { $, make, press, pressedIn, segments } from '../../shared/web/dom.js';
import { askedPart, setPart, wholeClip } from './part.js';

/** @type {import('./types').Recognizer[]} */
const recognizers = props.networks ?? [];
const recognizerButtons = $('.gs-models');
const wayButtons = $('.gs-ways');
let pickedByVisitor = false; // whether the visitor has said which recognizer is to read files

/** @param {() => void} changed */
export function offerControls(changed) {
  for (const { name, title } of recognizers) {
    const button = make('button', '', title);
    button.type = 'button';
    button.dataset.value = name;
    recognizerButtons.append(button);
  }
  pickRecognizer(recognizers[0]?.name);
  segments(recognizerButtons, (name) => {
    pickedByVisitor = true;
    pickRecognizer(name);
    changed();
  });
  segments(wayButtons, changed);
}

function pickRecognizer(name) {
  press(recognizerButtons, name);
  const recognizer = recognizers.find((one) => one.name === name);
  $('.gs-network-line').textContent = [recognizer?.line, recognizer?.wants].filter(Boolean).join(' ');
  $('.gs-known-labels').textContent = (recognizer?.labels ?? []).join(' \u00b7 ');
}

/** A new clip: all of it, as filmed, by the recognizer that is made for such clips. @param {import('./types').Clip} clip */
export function setForClip(clip) {
  wholeClip();
  press(wayButtons, '');
  const fitting = recognizers.find((one) => one.drawn === Boolean(clip.example));
  if (fitting && (clip.example || !pickedByVisitor)) pickRecognizer(fitting.name);
}

/** The controls tell again of this question. @param {import('./types').Question} asked */
export function setForQuestion({ model, start, end, backwards }) {
  pickRecognizer(model);
  press(wayButtons, backwards ? 'backwards' : '');
  setPart({ start, end });
}

/** @returns {import('./types').Question} */
export const askedQuestion = () => ({
  model: pressedIn(recognizerButtons),
  ...askedPart(),
  backwards: pressedIn(wayButtons) === 'backwards',
});

/** Whether a clip is of the other kind than this recognizer knows. @param {string} name @param {import('./types').Clip} clip */
export function isOutside(name, clip) {
  const drawn = recognizers.find((one) => one.name === name)?.drawn ?? false;
  return drawn === Boolean(clip.file);
}
