// The picture in a lane: photo, map, and what lies under the pointer.
function heatmap(lane, trace, picture, touched) {
  const [frame, photo, canvas, spot, readout] = ['.gs-frame', '.gs-photo', '.gs-heat', '.gs-spot', '.gs-readout'].map((name) => $(name, lane));
  photo.src = picture.source;
  photo.alt = picture.alt;
  lane.style.setProperty('--ratio', picture.width / picture.height);
  canvas.hidden = !trace.shares;
  $('.gs-once', lane).hidden = Boolean(trace.shares);
  if (!trace.shares) {
    readout.textContent = 'How to read: this network has no heatmap. All it knows of the picture is in its memory before the first word.';
    return () => {};
  }
  const credit = picture.example?.credit ? ` Picture: ${picture.example.credit}.` : '';
  const help = 'How to read: yellow is where it looked most for this word, clear where it did not. Rest the pointer on a spot to see which words looked there.' + credit;
  readout.textContent = help;
  const [rows, columns] = trace.grid;
  const cellAt = (event) => {
    const box = frame.getBoundingClientRect();
    const column = clamp(Math.floor(((event.clientX - box.left) / box.width) * columns), 0, columns - 1);
    return clamp(Math.floor(((event.clientY - box.top) / box.height) * rows), 0, rows - 1) * columns + column;
  };
  const touch = (cell) => {
    spot.hidden = cell === null;
    if (cell === null) {
      readout.textContent = help;
      return touched(null);
    }
    const [row, column] = [Math.floor(cell / columns), cell % columns];
    Object.assign(spot.style, { left: `${(100 * column) / columns}%`, top: `${(100 * row) / rows}%`, width: `${100 / columns}%`, height: `${100 / rows}%` });
    const most = trace.shares.reduce((best, share, step) => (share[cell] > trace.shares[best][cell] ? step : best), 0);
    const now = Math.min(cursor.shown, trace.steps - 1);
    readout.textContent = `This spot: ${percent(trace.shares[now][cell])} of the look for \u201c${trace.shown[now]}\u201d. Looked at most for \u201c${trace.shown[most]}\u201d, ${percent(trace.shares[most][cell])}.`;
    touched(cell);
  };
  frame.addEventListener('pointermove', (event) => touch(cellAt(event)));
  frame.addEventListener('pointerleave', () => touch(null));
  return (step) => {
    const at = Math.min(step, trace.steps - 1);
    canvas.style.opacity = view.opacity;
    canvas.classList.toggle('gs-cells', view.kind === 'cells');
    canvas.setAttribute('aria-label', `Heatmap of where it looked for ${trace.shown[at]}`);
    paintMap(canvas, trace, at);
  };
}
