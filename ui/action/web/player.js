// The frames that were decided on the server, under the one cursor: they always show. Beside them the clip itself,
// where the browser can play it, in step.
const movie = $('.gs-film-video');
let movieOf = null; // the clip whose file is loaded
let playable = null; // whether the browser plays it; null: not known yet
let led = false; // whether the film itself moves the cursor

function player(run, clip) {
  const [frame, canvas] = ['.gs-frame', '.gs-heat'].map((name) => $(name));
  const photos = clip.frames.map((source) => {
    const photo = make('img', 'gs-photo gs-off');
    photo.src = source;
    photo.alt = '';
    return photo;
  });
  fill($('.gs-photos'), ...photos);
  $('.gs-photos').setAttribute('aria-label', clip.example?.alt ?? 'The clip you chose');
  frame.style.setProperty('--ratio', run.size[0] / run.size[1]);
  const [x1, y1, x2, y2] = run.window;
  Object.assign(canvas.style, { left: `${100 * x1}%`, top: `${100 * y1}%`, width: `${100 * (x2 - x1)}%`, height: `${100 * (y2 - y1)}%` });
  canvas.style.opacity = view.opacity;
  load(clip);
  offer();
  return (step) => {
    photos.forEach((photo, at) => photo.classList.toggle('gs-off', at !== step));
    paintMap(canvas, run, step);
    canvas.setAttribute('aria-label', `Heatmap of where it looked in frame ${step + 1}`);
    const leader = run.leaders[step];
    $('.gs-running-label').textContent = run.labels[leader];
    $('.gs-running-chance').textContent = percent(run.chances[step][leader]);
    if (!led && !movie.hidden && movie.readyState) movie.currentTime = run.times[step];
  };
}

function load(clip) {
  if (movieOf === clip) return;
  if (movieOf?.url) URL.revokeObjectURL(movieOf.url);
  movieOf = clip;
  playable = null;
  if (clip.file) clip.url = URL.createObjectURL(clip.file);
  movie.src = clip.url ?? clip.video ?? '';
}

// The clip itself, where it can be shown; why not, where it cannot.
function offer() {
  const backwards = current?.run.asked.backwards;
  movie.hidden = backwards || !playable;
  if (movie.hidden) movie.pause();
  $('.gs-playback-note').textContent =
    playable === false ? 'Your browser cannot play this kind of file: above are the frames that were read from it.'
    : backwards ? 'Above are the frames that it saw, the last one first: a browser plays clips forwards alone.'
    : playable ? 'Above, the frames that it saw, under the time cursor; here, the clip itself.' : '';
}

function known(plays) {
  playable = plays;
  offer();
  if (plays && current) cursor.paint();
}
movie.addEventListener('loadeddata', () => known(movie.videoWidth > 0));
movie.addEventListener('error', () => known(false));

// Played by its own button, the film leads and the cursor follows.
movie.addEventListener('play', () => {
  cursor.halt();
  led = true;
});
for (const event of ['pause', 'ended']) movie.addEventListener(event, () => (led = false));
movie.addEventListener('timeupdate', () => {
  if (!led || !current) return;
  const { times } = current.run;
  let step = 0;
  while (step + 1 < times.length && times[step + 1] <= movie.currentTime + 0.02) step += 1;
  if (step !== cursor.step) cursor.go(step);
});
