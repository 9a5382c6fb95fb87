// The answer in one line, how far to believe it, and what the two heads that know no order would have said.
const HEADS = { mean_pool: 'The average of all frames says', single_frame: 'The middle frame alone says' };

function verdict(run) {
  const last = run.leaders.at(-1);
  const chanceOf = run.chances.at(-1)[last];
  // Told apart where whole percents would read alike.
  const said = percent(chanceOf) === percent(run.threshold) ? (share) => `${(100 * share).toFixed(1)}\u00a0%` : percent;
  $('.gs-answer-label').textContent = run.labels[last];
  $('.gs-answer-chance').textContent = said(chanceOf);
  const sure = $('.gs-sure');
  sure.classList.toggle('gs-doubt', !run.known);
  sure.textContent = run.known
    ? `Sure enough: its confidence is above ${said(run.threshold)}, the mark below which it is not to be believed.`
    : `Not sure: below ${said(run.threshold)} it is not to be believed. Perhaps this clip shows none of its ${run.labels.length} labels; it can only choose among those.`;
  fill($('.gs-others'), ...Object.entries(HEADS).flatMap(([head, opens]) => {
    const [label, p] = run.heads[head][0];
    const answer = make('dd');
    answer.append(make('b', '', label), ` ${percent(p)}`, make('span', 'gs-same', label === run.labels[last] ? ' the same' : ' another answer'));
    return [make('dt', '', opens), answer];
  }));
}
