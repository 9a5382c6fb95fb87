// A typed caption against what each network itself would have said.
import { $, fill, make } from '../../shared/web/dom.js';
import { signed } from '../../shared/web/numbers.js';

/** @param {any} panel @param {import('./types').Caption[]} traces */
export function scoreTable(panel, traces) {
  panel.hidden = traces[0].mode !== 'forced';
  if (panel.hidden) return;
  const head = make('tr');
  for (const title of ['Network', 'Caption', 'log-probability', 'perplexity']) head.append(make('th', '', title));
  const rows = traces.flatMap((trace) => [scoreRow(trace.title, trace, 'yours'), scoreRow('', trace.own, 'its own')]);
  fill($('.gs-table', panel), head, ...rows);
}

function scoreRow(title, { caption, logprob, perplexity }, whose) {
  const row = make('tr', whose === 'yours' ? 'gs-yours' : '');
  const words = make('td', '', caption);
  words.prepend(make('span', 'gs-whose', whose));
  const numbers = [signed(logprob), perplexity?.toFixed(1) ?? '\u2013'];
  row.append(make('th', '', title), words, ...numbers.map((number) => make('td', 'gs-number', number)));
  return row;
}
