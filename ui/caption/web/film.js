// All words at once: a column a word, with its heatmap in small and its three measures over time.
function film(lane, trace, picture) {
  const grid = $('.gs-film-grid', lane);
  const looks = Boolean(trace.shares);
  const labels = make('div', 'gs-film-labels');
  labels.append(make('span', 'gs-film-word'), make('span', 'gs-film-label', 'sure'));
  if (looks) labels.append(make('span', 'gs-film-label', 'spread'), make('span', 'gs-film-label', '\u03b2'));
  const columns = trace.words.map((_, step) => column(trace, step, picture));
  fill(grid, labels, ...columns);
  grid.classList.toggle('gs-bare', !looks);
  grid.style.setProperty('--ratio', clamp(picture.width / picture.height, 0.5, 2.2));
  $('.gs-film-how', lane).textContent = looks
    ? 'How to read: one column a word. Sure: its probability. Spread: how widely it looked. \u03b2: how much of that was let in. Press a column to go there.'
    : 'How to read: one column a word. Sure: its probability. Press a column to go there.';
  grid.addEventListener('click', (event) => {
    const step = event.target.closest('.gs-column')?.dataset.step;
    if (step !== undefined) cursor.take(Number(step));
  });
  const scroll = grid.parentElement;
  return (step) => {
    const at = Math.min(step, trace.steps - 1);
    columns.forEach((button, one) => {
      button.classList.toggle('gs-here', one === at);
      button.classList.toggle('gs-later', one > cursor.reached);
    });
    if (scroll.scrollWidth > scroll.clientWidth && cursor.peek === null) {
      const place = columns[at].offsetLeft + columns[at].offsetWidth / 2 - scroll.clientWidth / 2;
      scroll.scrollLeft = place;
    }
  };
}

function column(trace, step, picture) {
  const button = make('button', 'gs-column');
  button.type = 'button';
  button.tabIndex = -1; // the chips say the same to the keyboard
  button.dataset.step = step;
  button.setAttribute('aria-hidden', 'true');
  if (trace.shares) {
    const frame = make('span', 'gs-film-frame');
    const [photo, canvas] = [make('img', 'gs-film-photo'), make('canvas', 'gs-heat')];
    photo.src = picture.small;
    photo.alt = '';
    paintMap(canvas, trace, step, 'smooth');
    canvas.style.opacity = SHARED.opacity;
    frame.append(photo, canvas);
    button.append(frame);
  }
  button.append(make('span', 'gs-film-word', trace.ends(step) ? 'end' : trace.words[step]));
  button.append(measure(trace.probabilities[step]));
  if (trace.shares) button.append(measure(trace.entropy[step] / Math.log2(trace.cells)), measure(trace.beta[step]));
  return button;
}

function measure(share) {
  const made = make('span', share === null ? 'gs-level gs-none' : 'gs-level');
  made.style.setProperty('--p', share ?? 0);
  return made;
}
