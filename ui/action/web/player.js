// The frames that were decided on the server, under the one cursor, with where it looked in each: they always show.
import { $, fill, make } from '../../shared/web/dom.js';
import { aspectOf, looked, paintMap, placeMap } from '../../shared/web/heat.js';
import { percent } from '../../shared/web/numbers.js';
import { seekMovie, showMovie } from './movie.js';

/**
 * @param {import('./types').Reading} reading
 * @param {import('./types').Clip} clip
 * @returns {(step: number) => void} paints a frame
 */
export function framePlayer(reading, clip) {
  const [frame, canvas] = [$('.gs-frame'), $('.gs-heat')];
  const photos = clip.frames.map(hiddenPhoto);
  fill($('.gs-photos'), ...photos);
  $('.gs-photos').setAttribute('aria-label', clip.example?.alt ?? 'The clip you chose');
  frame.style.setProperty('--ratio', reading.size[0] / reading.size[1]);
  placeMap(canvas, reading.window);
  showMovie(clip);
  return (step) => {
    for (const [at, photo] of photos.entries()) photo.classList.toggle('gs-off', at !== step);
    paintMap(canvas, reading, step, aspectOf(reading.size, reading.window));
    canvas.setAttribute('aria-label', `Heatmap for frame ${step + 1}: ${looked(reading, step)}`);
    const leader = reading.leaders[step];
    $('.gs-running-label').textContent = reading.labels[leader];
    $('.gs-running-chance').textContent = percent(reading.chances[step][leader]);
    seekMovie(reading.times[step]);
  };
}

function hiddenPhoto(source) {
  const photo = make('img', 'gs-photo gs-off');
  photo.src = source;
  photo.alt = '';
  return photo;
}
