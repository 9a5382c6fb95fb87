// The ten likeliest next words at the current step; the one that was said is marked, wherever it stood.
const MODE_LINES = {
  greedy: 'Greedy always says the likeliest.',
  beam: 'Beam search may say a less likely word now for a likelier caption in the end.',
  sample: 'Sampling draws the word by chance: a temperature below 1 plays safe, above 1 gets wilder (the bars are at 1).',
  forced: 'Here your word was put into its mouth, however likely it found it.',
};

function bars(lane, trace) {
  const list = $('.gs-bars', lane);
  const title = $('.gs-next-title', lane);
  const rows = Array.from({ length: 12 }, () => bar());
  $('.gs-next-how', lane).textContent = `How to read: the ten words it held likeliest here, given the picture and the words before. ${MODE_LINES[trace.mode] ?? ''}`;
  fill(list, ...rows.map((row) => row.item));
  return (step) => {
    const at = Math.min(step, trace.steps - 1);
    const said = trace.words[at];
    const top = trace.top[at];
    const before = trace.words.slice(Math.max(0, at - 2), at).join(' ');
    fill(title, 'Next word', make('span', 'gs-after', before ? ` after \u201c${at > 2 ? '\u2026 ' : ''}${before}\u201d` : ' at the beginning'));
    rows.forEach((row, rank) => fillBar(row, rank < top.length ? top[rank] : null, said));
    const rest = 1 - top.reduce((sum, [, p]) => sum + p, 0);
    if (!top.some(([word]) => word === said)) fillBar(rows[10], [said, trace.probabilities[at]], said);
    fillBar(rows[11], ['all other words', Math.max(0, rest)], said);
    rows[11].item.classList.add('gs-rest');
  };
}

function bar() {
  const item = make('li', 'gs-bar');
  const [word, track, number] = [make('span', 'gs-bar-word'), make('span', 'gs-bar-track'), make('span', 'gs-number')];
  item.append(word, track, number);
  return { item, word, track, number };
}

function fillBar(row, candidate, said) {
  row.item.hidden = candidate === null;
  if (candidate === null) return;
  const [word, p] = candidate;
  row.word.textContent = word === SHARED.end ? 'end of sentence' : word;
  row.item.classList.toggle('gs-chosen', word === said);
  row.item.classList.toggle('gs-stop', word === SHARED.end);
  row.track.style.setProperty('--p', p ?? 0);
  row.number.textContent = p === null ? 'unknown' : chance(p);
}
