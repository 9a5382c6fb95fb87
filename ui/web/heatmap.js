// Where the network looked, laid on the picture. The same rule and the same colours as the figures that are saved
// (visualize/heat.py): full colour for the strongest cell, but never for less than SHARED.even even shares, so that a map
// that looks everywhere stays pale; what was not looked at is not tinted.
const COLOURS = bytes(SHARED.colours);
const FINE = 12; // pixels along a cell of the smooth map: the browser stretches them to the picture

const view = { kind: 'smooth', opacity: SHARED.opacity };

// (rows, columns) shares -> levels 0..1
function levels(share) {
  let strongest = 0;
  let sum = 0;
  for (const value of share) {
    strongest = Math.max(strongest, value);
    sum += value;
  }
  const full = Math.max(strongest, (SHARED.even * sum) / share.length) || 1;
  return share.map((value) => value / full);
}

function tint(data, pixel, level) {
  const colour = Math.round(255 * clamp(level, 0, 1));
  data.set(COLOURS.subarray(3 * colour, 3 * colour + 3), 4 * pixel);
  data[4 * pixel + 3] = colour;
}

function inCells(level, rows, columns) {
  const image = new ImageData(columns, rows);
  level.forEach((value, cell) => tint(image.data, cell, value));
  return image;
}

// Between the centres of the cells in straight lines: no peak grows or moves.
function smoothly(level, rows, columns) {
  const image = new ImageData(columns * FINE, rows * FINE);
  const between = (count) => Array.from({ length: count * FINE }, (_, pixel) => {
    const place = clamp((pixel + 0.5) / FINE - 0.5, 0, count - 1);
    const first = Math.min(Math.floor(place), count - 2 < 0 ? 0 : count - 2);
    return [first, Math.min(first + 1, count - 1), place - first];
  });
  const across = between(columns);
  let pixel = 0;
  for (const [above, below, down] of between(rows)) {
    for (const [left, right, along] of across) {
      const top = level[above * columns + left] * (1 - along) + level[above * columns + right] * along;
      const bottom = level[below * columns + left] * (1 - along) + level[below * columns + right] * along;
      tint(image.data, pixel++, top * (1 - down) + bottom * down);
    }
  }
  return image;
}

// The map of a step as pixels, made when it is first looked at.
function mapOf(trace, step, kind = view.kind) {
  trace.drawn ??= {};
  const [rows, columns] = trace.grid;
  return (trace.drawn[`${kind}${step}`] ??= (kind === 'cells' ? inCells : smoothly)(levels(trace.shares[step]), rows, columns));
}

function paintMap(canvas, trace, step, kind = view.kind) {
  const image = mapOf(trace, step, kind);
  if (canvas.width !== image.width || canvas.height !== image.height) {
    canvas.width = image.width;
    canvas.height = image.height;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

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
