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
