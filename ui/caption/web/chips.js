// The caption as words to press. Under each word its probability; a touched spot of the picture lifts the words that
// looked there.
function chips(lane, trace) {
  const row = $('.gs-chips', lane);
  const made = trace.words.map((word, step) => chip(trace, step));
  fill(row, ...made);
  row.addEventListener('click', (event) => {
    const step = event.target.closest('.gs-chip')?.dataset.step;
    if (step !== undefined) cursor.take(Number(step));
  });
  row.addEventListener('pointerover', (event) => {
    const step = event.target.closest('.gs-chip')?.dataset.step;
    if (step !== undefined && event.pointerType === 'mouse') cursor.look(Number(step));
  });
  row.addEventListener('pointerleave', () => cursor.look(null));
  $('.gs-facts', lane).textContent = facts(trace);
  const paint = (step) => {
    made.forEach((button, at) => {
      const here = at === Math.min(step, trace.steps - 1);
      button.classList.toggle('gs-here', here);
      button.classList.toggle('gs-later', at > cursor.reached);
      if (here) button.setAttribute('aria-current', 'step');
      else button.removeAttribute('aria-current');
    });
  };
  const lift = (cell) => {
    const strongest = cell === null ? 0 : Math.max(...trace.shares.map((share) => share[cell]));
    made.forEach((button, step) => {
      button.style.setProperty('--lift', strongest ? (trace.shares[step][cell] / strongest).toFixed(3) : 0);
    });
  };
  return { paint, lift };
}

function chip(trace, step) {
  const button = make('button', 'gs-chip');
  const p = trace.probabilities[step];
  const unknown = p === null;
  button.type = 'button';
  button.dataset.step = step;
  button.append(make('span', 'gs-word', trace.shown[step]));
  const bar = make('span', 'gs-sure');
  bar.style.setProperty('--p', p ?? 0);
  button.append(bar);
  if (trace.mode === 'forced') button.append(make('span', 'gs-chip-number', unknown ? 'unknown' : signed(trace.logprobs[step])));
  button.classList.toggle('gs-unknown', unknown);
  button.classList.toggle('gs-end', trace.ends(step));
  button.title = unknown ? 'Not in its vocabulary: it has no probability' : `probability ${chance(p)}`;
  button.setAttribute('aria-label', `${trace.shown[step]}, ${unknown ? 'not in its vocabulary' : `probability ${chance(p)}`}`);
  return button;
}

function facts(trace) {
  const parts = [`log-probability ${signed(trace.logprob)}`];
  if (trace.perplexity !== null) parts.push(`perplexity ${trace.perplexity.toFixed(1)}`);
  if (!trace.finished) parts.push('cut off: it did not end the sentence by itself');
  if (trace.unknown.length) {
    const words = [...new Set(trace.unknown)].map((word) => `\u201c${word}\u201d`).join(', ');
    parts.push(`${words} ${new Set(trace.unknown).size > 1 ? 'are' : 'is'} not in its vocabulary`);
  }
  return parts.join(' \u00b7 ');
}
