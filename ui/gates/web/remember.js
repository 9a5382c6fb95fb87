// What it still remembers: one plain sentence about the end, and the row of the cursor as bars.
const MOST_BARS = 14;

function answer(run) {
  const last = run.steps - 1;
  const row = ledgerOf(run).shares[last];
  const earlier = row.slice(0, -1).map((share, source) => ({ share, source })).filter(({ source }) => source > 0 || run.start);
  earlier.sort((a, b) => b.share - a.share);
  const [best, ...others] = earlier.filter(({ source }) => source > 0);
  const line = $('.gs-answer');
  if (!best) return fill(line, 'One step only: there is nothing earlier to remember yet.');
  const next = others.slice(0, 2).map(({ share, source }) => `${sourceName(run, source)} (${percent(share)})`);
  const beginning = run.start ? ` ${capital(run.start)} it began with: ${percent(row[0])}.` : '';
  return fill(
    line,
    make('b', '', `At the end it remembers ${sourceName(run, best.source)} best`),
    ` of what came before: ${percent(best.share)} of its memory was written at that ${run.noun}.`,
    next.length ? ` Then ${next.join(' and ')}.` : '',
    beginning,
    make('span', 'gs-after', ` ${percent(row.at(-1))} it has only just written, at the last step.`),
  );
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
// A word that is said twice is told apart: the 2nd “a”.
function sourceName(run, source) {
  if (!source) return run.start || 'the time before the first step';
  const label = run.labels[source - 1];
  const same = run.labels.filter((other) => other === label).length;
  const number = run.labels.slice(0, source).filter((other) => other === label).length;
  return `${same > 1 ? `the ${number}${['st', 'nd', 'rd'][number - 1] ?? 'th'} ` : ''}\u201c${label}\u201d`;
}

// The bars of the cursor's row: all units together, or the chosen one. What is to come keeps its place.
function sharesPanel(run) {
  const rows = Array.from({ length: MOST_BARS }, () => shareBar());
  fill($('.gs-shares'), ...rows.map((row) => row.item));
  const places = Math.min(run.steps + (run.start ? 1 : 0), MOST_BARS);
  return (step) => {
    const at = here(step);
    const row = rowAt(run, at);
    $('.gs-now-title').textContent = row.title;
    const shown = strongest(row.values, run);
    const rest = row.values.filter((_, source) => (source || run.start) && !shown.includes(source));
    rows.forEach((bar, number) => {
      const source = shown[number];
      const others = source === undefined && rest.length > 0;
      bar.item.hidden = number >= places;
      bar.item.classList.toggle('gs-to-come', source === undefined && !others);
      bar.item.classList.toggle('gs-just', source === at + 1);
      bar.item.classList.toggle('gs-first', source === 0);
      bar.item.dataset.step = source === undefined ? -1 : source - 1;
      if (source !== undefined) setBar(bar, barName(run, source), row.values[source], row.most, row.single);
      else if (others) setBar(bar, `${rest.length} others`, rest.reduce((sum, value) => sum + value, 0), row.most, row.single);
    });
  };
}

function rowAt(run, step) {
  const single = pressedIn($('.gs-ledger-of')) === 'one';
  const book = ledgerOf(run);
  if (!single) return { single, values: book.shares[step], most: (book.most ??= Math.max(...book.shares.flat())), title: `Its memory after ${quoted(step)}` };
  const values = contributionsOf(run, pins.one)[step];
  const sum = values.reduce((total, value) => total + value, 0);
  return { single, values, most: mostOf(run, pins.one), title: `What unit ${pins.one} holds after ${quoted(step)}: c = ${signed(sum)}` };
}

const barName = (run, source) => (source ? run.labels[source - 1] : run.start || 'the start');

// In the order of time; where there are too many, the strongest.
function strongest(values, run) {
  const sources = values.map((_, source) => source).filter((source) => source || run.start);
  if (sources.length <= MOST_BARS) return sources;
  return sources.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, MOST_BARS - 1).sort((a, b) => a - b);
}

function shareBar() {
  const item = make('li', 'gs-share');
  const [word, track, number] = [make('span', 'gs-share-word'), make('span', 'gs-share-track'), make('span', 'gs-number')];
  item.append(word, track, number);
  return { item, word, track, number };
}

function setBar(row, word, value, most, single) {
  row.word.textContent = word;
  row.track.style.setProperty('--p', Math.min(1, Math.abs(value) / most));
  row.track.classList.toggle('gs-minus', value < 0);
  row.number.textContent = single ? signed(value) : percent(value);
}

const contributionsOf = (run, unit) => ((run.unrolled ??= {})[unit] ??= contributions(run, unit));
const mostOf = (run, unit) => Math.max(...contributionsOf(run, unit).flat().map(Math.abs)) || 1;

$('.gs-shares').addEventListener('click', (event) => {
  const step = Number(event.target.closest('.gs-share')?.dataset.step);
  if (step >= 0) cursor.take(step);
});
