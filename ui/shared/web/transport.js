// Play, step, scrub: the time cursor in reach of the thumb. `noun` is what a step is here: word, frame, symbol.
import { cursor } from './cursor.js';
import { $ } from './dom.js';

const scrub = $('.gs-scrub');
const play = $('.gs-play');

/**
 * @param {object} options
 * @param {string} options.noun
 * @param {number} options.steps
 * @param {(step: number) => string} options.label names a step
 * @param {(step: number) => string} options.spoken says it in a sentence for who listens
 */
export function transport({ noun, steps, label, spoken }) {
  scrub.max = steps - 1;
  scrub.setAttribute('aria-label', noun[0].toUpperCase() + noun.slice(1));
  named('.gs-back', `One ${noun} back`, 'left arrow');
  named('.gs-next-word', `One ${noun} on`, 'right arrow');
  cursor.paints((step) => {
    scrub.value = step;
    scrub.style.setProperty('--p', steps > 1 ? step / (steps - 1) : 0);
    scrub.setAttribute('aria-valuetext', `${noun} ${step + 1} of ${steps}: ${label(step)}`);
    $('.gs-place-word').textContent = label(step);
    $('.gs-place-count').textContent = `${step + 1} of ${steps}`;
  });
  cursor.told = () => {
    play.setAttribute('aria-pressed', String(cursor.playing));
    $('.gs-play-text').textContent = cursor.playing ? 'Pause' : 'Play';
    if (!cursor.playing) $('.gs-live').textContent = spoken(cursor.step);
  };
  cursor.told();
}

function named(button, label, key) {
  $(button).setAttribute('aria-label', label);
  $(button).title = `${label} (${key})`;
}

scrub.addEventListener('input', () => cursor.take(Number(scrub.value)));
play.addEventListener('click', () => cursor.toggle());
$('.gs-back').addEventListener('click', () => cursor.take(cursor.step - 1));
$('.gs-next-word').addEventListener('click', () => cursor.take(cursor.step + 1));
