// Whose run it is, and its steps as chips under the one cursor.
const CHIPS = 60; // steps; a longer run is stepped through below

function headPanel(run) {
  $('.gs-run-title').textContent = run.title;
  const notes = $('.gs-run-notes');
  fill(notes, (run.notes ?? []).join(' '));
  if (run.back) {
    const back = make('button', 'gs-button', 'Back to the run as it was');
    back.type = 'button';
    back.addEventListener('click', () => present(run.back));
    notes.append(back);
  }
  notes.hidden = !notes.textContent;
  const row = $('.gs-steps');
  const chips = run.steps > CHIPS ? [] : run.labels.map((label, step) => {
    const chip = make('button', 'gs-step', label);
    chip.type = 'button';
    chip.dataset.step = step;
    return chip;
  });
  fill(row, ...chips);
  row.hidden = !chips.length;
  return (step) => chips.forEach((chip, at) => {
    const isHere = at === here(step);
    chip.classList.toggle('gs-here', isHere);
    if (isHere) chip.setAttribute('aria-current', 'step');
    else chip.removeAttribute('aria-current');
  });
}

$('.gs-steps').addEventListener('click', (event) => {
  const step = event.target.closest('.gs-step')?.dataset.step;
  if (step !== undefined) cursor.take(Number(step));
});

// What it looked at: the picture with this step's heatmap, or the frame of this step.
function picturePanel(run) {
  const figure = $('.gs-picture');
  const [photo, canvas, line] = ['.gs-photo', '.gs-heat', '.gs-picture-line'].map((one) => $(one, figure));
  figure.hidden = !run.picture && !run.frames;
  $('.gs-remember-grid').classList.toggle('gs-blind', figure.hidden);
  canvas.hidden = !run.shares;
  if (run.picture) {
    photo.src = run.picture.source;
    photo.alt = run.picture.alt ?? '';
    $('.gs-frame', figure).style.setProperty('--ratio', run.picture.width / run.picture.height);
  }
  const [left, top, right, bottom] = run.window ?? [0, 0, 1, 1];
  const inPercent = (share) => `${100 * share}%`;
  Object.assign(canvas.style, { left: inPercent(left), top: inPercent(top), width: inPercent(right - left), height: inPercent(bottom - top) });
  photo.onload = () => $('.gs-frame', figure).style.setProperty('--ratio', photo.naturalWidth / photo.naturalHeight);
  return (step) => {
    const at = here(step);
    if (run.frames) {
      photo.src = run.frames[at];
      photo.alt = `${run.noun} ${run.labels[at]}`;
    }
    if (run.shares) {
      paintMap(canvas, run, at);
      canvas.setAttribute('aria-label', `Heatmap of where it looked at ${run.labels[at]}`);
    }
    line.textContent = run.shares ? `Where it looked ${run.frames ? `at ${run.labels[at]}` : `for ${quoted(at)}`}` : run.frames ? quoted(at) : 'It saw the picture once, before the first word.';
  };
}
