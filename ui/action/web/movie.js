// The clip itself beside its frames, where the browser can play it. It goes along with the time cursor; played by its own
// button it leads, and the cursor follows.
import { cursor } from '../../shared/web/cursor.js';
import { $ } from '../../shared/web/dom.js';
import { frameAt } from './moments.js';
import { clipPage } from './state.js';
import { movieInWords } from './texts.js';

const movie = $('.gs-film-video');
let loadedClip = null; // the clip whose film is loaded
let playable = null; // whether the browser plays it; null: not known yet
let leading = false; // whether the film itself moves the cursor

/** @param {import('./types').Clip} clip of the reading on the page */
export function showMovie(clip) {
  loadMovie(clip);
  offerMovie();
}

/** Go to this moment, unless the film leads. @param {number} seconds */
export function seekMovie(seconds) {
  if (!leading && !movie.hidden && movie.readyState) movie.currentTime = seconds;
}

function loadMovie(clip) {
  if (loadedClip === clip) return;
  if (loadedClip?.url) URL.revokeObjectURL(loadedClip.url);
  loadedClip = clip;
  playable = null;
  if (clip.file) clip.url = URL.createObjectURL(clip.file);
  movie.src = clip.url ?? clip.video ?? '';
}

// The film, where it can be shown; why not, where it cannot.
function offerMovie() {
  const backwards = clipPage.reading?.asked.backwards;
  movie.hidden = backwards || !playable;
  if (movie.hidden) movie.pause();
  $('.gs-playback-note').textContent = movieInWords(playable, backwards);
}

function learnWhetherPlayable(plays) {
  playable = plays;
  offerMovie();
  if (plays && clipPage.reading) cursor.paint();
}

movie.addEventListener('loadeddata', () => learnWhetherPlayable(movie.videoWidth > 0));
movie.addEventListener('error', () => learnWhetherPlayable(false));
movie.addEventListener('play', () => {
  cursor.halt();
  leading = true;
});
for (const event of ['pause', 'ended']) movie.addEventListener(event, () => (leading = false));
movie.addEventListener('timeupdate', () => {
  if (!leading || !clipPage.reading) return;
  const step = frameAt(clipPage.reading.times, movie.currentTime);
  if (step !== cursor.step) cursor.go(step);
});
