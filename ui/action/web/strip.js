// All frames at once: a column a frame, its heatmap in small, the label so far and how sure.
function strip(run, clip) {
  const grid = $('.gs-strip-grid');
  const columns = clip.frames.map((source, step) => column(run, source, step));
  fill(grid, ...columns);
  grid.style.setProperty('--ratio', clamp(run.size[0] / run.size[1], 0.5, 2.2));
  grid.onclick = (event) => {
    const step = event.target.closest('.gs-column')?.dataset.step;
    if (step !== undefined) cursor.take(Number(step));
  };
  const scroll = grid.parentElement;
  return (step) => {
    columns.forEach((button, one) => button.classList.toggle('gs-here', one === step));
    if (scroll.scrollWidth > scroll.clientWidth && cursor.peek === null) {
      scroll.scrollLeft = columns[step].offsetLeft + columns[step].offsetWidth / 2 - scroll.clientWidth / 2;
    }
  };
}

function column(run, source, step) {
  const button = make('button', 'gs-column');
  button.type = 'button';
  button.tabIndex = -1; // the time cursor says the same to the keyboard
  button.dataset.step = step;
  button.setAttribute('aria-hidden', 'true');
  const frame = make('span', 'gs-film-frame');
  const [photo, canvas] = [make('img', 'gs-film-photo'), make('canvas', 'gs-heat')];
  photo.src = source;
  photo.alt = '';
  const [x1, y1, x2, y2] = run.window;
  paintMap(canvas, run, step, 'smooth');
  Object.assign(canvas.style, { left: `${100 * x1}%`, top: `${100 * y1}%`, width: `${100 * (x2 - x1)}%`, height: `${100 * (y2 - y1)}%`, opacity: SHARED.opacity });
  frame.append(photo, canvas);
  const leader = run.leaders[step];
  const flipped = run.flips.includes(step);
  const label = make('span', flipped ? 'gs-film-word gs-flipped' : 'gs-film-word', `${flipped ? '\u25be ' : ''}${run.labels[leader]}`);
  label.title = run.labels[leader];
  const level = make('span', 'gs-level');
  level.style.setProperty('--p', run.chances[step][leader]);
  button.append(frame, make('span', 'gs-film-time gs-number', atSeconds(run.times[step])), label, level);
  return button;
}
