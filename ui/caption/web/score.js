// A typed caption against what each network itself would have said.
function score(panel, traces) {
  panel.hidden = traces[0].mode !== 'forced';
  if (panel.hidden) return;
  const head = make('tr');
  for (const title of ['Network', 'Caption', 'log-probability', 'perplexity']) head.append(make('th', '', title));
  const rows = traces.flatMap((trace) => [scored(trace.title, trace, 'yours'), scored('', trace.own, 'its own')]);
  fill($('.gs-table', panel), head, ...rows);
}

function scored(title, caption, whose) {
  const row = make('tr', whose === 'yours' ? 'gs-yours' : '');
  const words = make('td', '', caption.caption);
  words.prepend(make('span', 'gs-whose', whose));
  row.append(make('th', '', title), words, make('td', 'gs-number', signed(caption.logprob)), make('td', 'gs-number', caption.perplexity?.toFixed(1) ?? '\u2013'));
  return row;
}
