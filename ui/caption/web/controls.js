// Which network writes, and how.
import { props } from 'gatescope:host';
import { complain } from '../../shared/web/alert.js';
import { $, $$, press, pressedIn, segmentButton, segments } from '../../shared/web/dom.js';
import { clamp } from '../../shared/web/numbers.js';
import { captionPage } from './state.js';

const COMPARE = 'compare'; // all networks at once

const networkChoice = $('.gs-models');
const modeChoice = $('.gs-modes');
const [beamWidth, temperatureLog, sampleSeed, typedCaption] = [
  '.gs-beam',
  '.gs-temperature',
  '.gs-seed',
  '.gs-text',
].map((name) => $(name));

/** @returns {import('./types').Network[]} */
const allNetworks = () => props.networks ?? [];

const temperatureText = () => (10 ** temperatureLog.value).toFixed(2);

/** The question as the controls stand. A caption of one's own that is not typed yet is not asked for. */
export function captionWish() {
  const model = pressedIn(networkChoice);
  const text = typedCaption.value.trim();
  const mode = pressedIn(modeChoice);
  return {
    models: model === COMPARE ? allNetworks().map((network) => network.name) : [model],
    mode: mode === 'forced' && !text ? 'greedy' : mode,
    beam: Number(beamWidth.value),
    temperature: Number(temperatureText()),
    seed: clamp(Math.floor(Number(sampleSeed.value)) || 0, 0, 2 ** 32 - 1),
    text,
  };
}

/** Show the controls; each change of them is a question. @param {(change: object) => void} ask */
export function offerCaptionControls(ask) {
  offerNetworks(ask);
  offerModes(ask);
  offerTyping(ask);
  showControls();
}

function offerNetworks(ask) {
  const networks = allNetworks();
  for (const { name, title } of networks) networkChoice.append(segmentButton(name, title));
  if (networks.length > 1) networkChoice.append(segmentButton(COMPARE, 'Compare all'));
  press(networkChoice, networks[0]?.name);
  segments(networkChoice, () => {
    showControls();
    ask({});
  });
}

function offerModes(ask) {
  segments(modeChoice, (mode) => {
    showControls();
    if (mode !== 'forced') return ask({});
    if (!typedCaption.value && captionPage.current) typedCaption.value = captionPage.current.traces[0].caption;
    typedCaption.focus({ preventScroll: true });
    typedCaption.select();
  });
  for (const control of [beamWidth, temperatureLog, sampleSeed]) {
    control.addEventListener('input', showControls);
    control.addEventListener('change', () => ask({}));
  }
  $('.gs-again').addEventListener('click', () => {
    sampleSeed.value = (Number(sampleSeed.value) || 0) + 1;
    ask({});
  });
}

function offerTyping(ask) {
  $('.gs-typed').addEventListener('submit', (event) => {
    event.preventDefault();
    if (!typedCaption.value.trim()) {
      return complain('Type the caption that is to be scored: a few words, as you would say them.');
    }
    if (!captionPage.chosen) return complain('Choose a picture first: your caption is scored on it.');
    complain('');
    ask({});
  });
}

// Only the controls of the chosen mode are there; beside a slider stands its value.
function showControls() {
  const mode = pressedIn(modeChoice);
  for (const part of $$('[data-for]')) part.hidden = part.dataset.for !== mode;
  beamWidth.parentElement.querySelector('output').textContent = beamWidth.value;
  temperatureLog.parentElement.querySelector('output').textContent = temperatureText();
  temperatureLog.setAttribute('aria-valuetext', temperatureText());
}
