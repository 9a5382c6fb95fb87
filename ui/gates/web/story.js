// The pinned units over time: three gates, what would be written and what is shown, and the memory, each on its own scale.
const STORIES = 4; // units that are drawn; more pins are marks on the map
const CHART = { wide: 440, high: 180, left: 38, right: 92, top: 10, bottom: 26 };

function storyPanel(run) {
  let bars = [];
  const lay = () => {
    const shown = storyUnits();
    const stories = shown.map((unit) => story(run, unit));
    bars = stories.flatMap((one) => one.bars);
    const rest = pins.units.length - shown.length;
    fill($('.gs-stories'), ...stories.map((one) => one.box), rest > 0 ? make('p', 'gs-how', `${rest} more units are pinned: press one beside the map to see it here.`) : '');
    paint(cursor.shown);
  };
  const paint = (step) => {
    const x = xOf(run, here(step));
    for (const bar of bars) bar.setAttribute('transform', `translate(${x} 0)`);
  };
  run.layStories = lay;
  lay();
  return paint;
}

function storyUnits() {
  const others = pins.units.filter((unit) => unit !== pins.one);
  return [pins.one, ...others].slice(0, STORIES);
}

const xOf = (run, step) => CHART.left + ((step + 0.5) * (CHART.wide - CHART.left - CHART.right)) / run.steps;

function story(run, unit) {
  const box = make('div', 'gs-story-one');
  const title = make('h4', 'gs-story-title');
  title.append(unitButton(unit, `Unit ${unit}`), make('span', 'gs-after', ` halves in ${halfLife(ledgerOf(run).halfLives[unit])}`));
  const most = beltScale(run, unit);
  const gates = chart(run, unit, ['forget', 'input', 'output'], [0, 1], ['0', '0.5', '1']);
  const shown = chart(run, unit, ['candidate', 'hidden'], [-1, 1], [signed(-1, 0), '0', '1']);
  const memory = chart(run, unit, ['cell'], [-most, most], [signed(-most, 1), '0', signed(most, 1)]);
  const charts = make('div', 'gs-story-charts');
  charts.append(gates.svg, shown.svg, memory.svg);
  box.append(title, charts);
  return { box, bars: [gates.bar, shown.bar, memory.bar] };
}

function chart(run, unit, arrays, [low, high], marks) {
  const { wide, left, right, top, bottom } = CHART;
  const y = (value) => top + ((high - value) * (CHART.high - top - bottom)) / (high - low);
  const bar = draw('line', { class: 'gs-time', x1: 0, x2: 0, y1: top, y2: CHART.high - bottom });
  const grid = marks.map((mark, at) => {
    const value = low + (at * (high - low)) / (marks.length - 1);
    return draw('g', {}, draw('line', { class: 'gs-grid', x1: left, x2: wide - right, y1: y(value), y2: y(value) }), text(left - 6, y(value) + 5, mark, 'gs-tick gs-until'));
  });
  const ends = spreadEnds(arrays.map((array) => y(valueAt(array, run.steps - 1, unit))));
  const lines = arrays.map((array, one) => {
    const points = Array.from({ length: run.steps }, (_, step) => `${xOf(run, step).toFixed(1)},${y(valueAt(array, step, unit)).toFixed(1)}`);
    return draw('g', { class: `gs-line gs-line-${array}` },
      draw('polyline', { points: points.join(' ') }),
      ...(run.steps === 1 ? [draw('circle', { cx: xOf(run, 0), cy: y(valueAt(array, 0, unit)), r: 3 })] : []),
      text(wide - right + 8, ends[one] + 5, `${array} ${SYMBOLS[array]}`, 'gs-line-name'));
  });
  const every = Math.ceil(run.steps / 8);
  const words = run.labels.map((label, step) => (step % every ? '' : text(xOf(run, step), CHART.high - 6, short(label, run.steps), 'gs-tick'))).filter(Boolean);
  const says = `${arrays.join(', ')} of unit ${unit} over ${run.steps} steps`;
  const svg = draw('svg', { viewBox: `0 0 ${wide} ${CHART.high}`, role: 'img', 'aria-label': says, class: 'gs-chart' }, ...grid, bar, ...lines, ...words);
  svg.addEventListener('click', (event) => {
    const box = svg.getBoundingClientRect();
    const share = (((event.clientX - box.left) / box.width) * wide - left) / (wide - left - right);
    cursor.take(clamp(Math.floor(share * run.steps), 0, run.steps - 1));
  });
  return { svg, bar };
}

// The names at the ends of the lines, moved apart where they would cover each other.
function spreadEnds(places) {
  const order = places.map((_, one) => one).sort((a, b) => places[a] - places[b]);
  const spread = [...places];
  order.forEach((one, rank) => {
    if (rank) spread[one] = Math.max(spread[one], spread[order[rank - 1]] + 17);
  });
  return spread;
}

const short = (label, steps) => (label.length > (steps > 8 ? 7 : 10) ? `${label.slice(0, steps > 8 ? 6 : 9)}\u2026` : label);

pins.watch(() => current.layStories?.());
