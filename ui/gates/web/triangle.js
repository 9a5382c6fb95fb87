// Who is still remembered: rows are the steps as time goes down, columns who wrote. A lower triangle, for nothing is
// remembered before it was written.
const LETTERED = 14; // steps up to which the numbers stand in the cells

function triangle(run) {
  const box = $('.gs-triangle');
  const many = run.steps > LETTERED;
  const canvas = make('canvas', 'gs-triangle-canvas');
  [canvas.width, canvas.height] = [run.steps + 1, run.steps];
  canvas.setAttribute('role', 'img');
  const band = make('i', 'gs-triangle-row');
  const spot = make('i', 'gs-triangle-spot');
  const plane = make('div', 'gs-triangle-plane');
  const numbers = many ? [] : Array.from({ length: run.steps }, () => Array.from({ length: run.steps + 1 }, () => make('span', 'gs-cell-number')));
  const sheet = make('div', 'gs-triangle-numbers');
  sheet.setAttribute('aria-hidden', 'true');
  sheet.append(...numbers.flat());
  plane.append(canvas, sheet, band, spot);
  const [across, down] = [make('div', 'gs-triangle-across'), make('div', 'gs-triangle-down')];
  const every = Math.ceil(run.steps / 24); // names that fit
  const names = [run.start || 'start', ...run.labels].map((label, at) => make('span', '', at % every ? '' : label));
  across.append(...names);
  down.append(...run.labels.map((label, at) => make('span', '', at % every ? '' : label)));
  const grid = make('div', 'gs-triangle-grid');
  grid.style.setProperty('--steps', run.steps);
  grid.append(make('span', 'gs-triangle-corner', many ? '' : 'after'), across, down, plane);
  fill(box, grid);
  box.classList.toggle('gs-many', many);
  spot.hidden = true;

  const redraw = () => drawTriangle(run, canvas, numbers);
  const cellOf = (event) => {
    const area = plane.getBoundingClientRect();
    const row = clamp(Math.floor(((event.clientY - area.top) / area.height) * run.steps), 0, run.steps - 1);
    return [row, clamp(Math.floor(((event.clientX - area.left) / area.width) * (run.steps + 1)), 0, run.steps)];
  };
  plane.addEventListener('pointermove', (event) => {
    const [row, source] = cellOf(event);
    tellCell(run, row, source);
    spot.hidden = source > row + 1;
    Object.assign(spot.style, place(source, row, run));
  });
  plane.addEventListener('pointerleave', () => {
    spot.hidden = true;
    tellCell(run, here(cursor.shown), null);
  });
  plane.addEventListener('click', (event) => cursor.take(cellOf(event)[0]));
  run.redrawTriangle = redraw;
  redraw();
  return (step) => {
    const at = here(step);
    Object.assign(band.style, { top: `${(100 * at) / run.steps}%`, height: `${100 / run.steps}%`, width: `${(100 * (at + 2)) / (run.steps + 1)}%` });
    tellCell(run, at, null);
  };
}

const place = (column, row, run) => ({
  left: `${(100 * column) / (run.steps + 1)}%`, top: `${(100 * row) / run.steps}%`, width: `${100 / (run.steps + 1)}%`, height: `${100 / run.steps}%`,
});

function drawTriangle(run, canvas, numbers) {
  const single = pressedIn($('.gs-ledger-of')) === 'one';
  const rows = single ? contributionsOf(run, pins.one) : ledgerOf(run).shares;
  const most = Math.max(...rows.flat().map(Math.abs)) || 1;
  const image = new ImageData(run.steps + 1, run.steps);
  rows.forEach((row, step) => row.forEach((value, source) => {
    const rgb = single ? toneSigned(value / most) : toneShare(value / most);
    const pixel = step * (run.steps + 1) + source;
    image.data.set([...rgb, 255], 4 * pixel);
    const number = numbers[step]?.[source];
    if (!number) return;
    number.textContent = single ? signed(value, 1) : Math.round(100 * value);
    number.style.color = dark(rgb) ? '#fff' : '#111';
  }));
  canvas.getContext('2d').putImageData(image, 0, 0);
  canvas.setAttribute('aria-label', `${single ? `What unit ${pins.one} remembers` : 'What all units remember'}: ${run.steps} steps by who wrote it. The bars say the row of the cursor.`);
  $('.gs-ledger-of [data-value="one"]').textContent = `Unit ${pins.one}`;
}

function tellCell(run, step, source) {
  const line = $('.gs-ledger-readout');
  if (source === null || source > step + 1) {
    line.textContent = `Numbers are ${pressedIn($('.gs-ledger-of')) === 'one' ? 'parts of c' : 'percent'}; a row adds up to ${pressedIn($('.gs-ledger-of')) === 'one' ? 'the whole of c' : '100'}.`;
    return;
  }
  const who = source ? `what was written at ${sourceName(run, source)}` : `${run.start || 'the start'}`;
  const single = pressedIn($('.gs-ledger-of')) === 'one';
  const value = single ? signed(contributionsOf(run, pins.one)[step][source], 3) : percent(ledgerOf(run).shares[step][source]);
  line.textContent = `After ${quoted(step)}, ${who} is ${value} of ${single ? `unit ${pins.one}` : 'its memory'}.`;
}

segments($('.gs-ledger-of'), () => {
  current.redrawTriangle();
  cursor.paint();
});
pins.watch(() => {
  current.redrawTriangle?.();
  if (pressedIn($('.gs-ledger-of')) === 'one') cursor.paint();
});
