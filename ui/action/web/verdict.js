// The answer in one line, how far to believe it, and what the two heads that know no order would have said.
const HEADS = { mean_pool: 'The average of all frames says', single_frame: 'The middle frame alone says' };

function verdict(run) {
  const last = run.leaders.at(-1);
  const chanceOf = run.chances.at(-1)[last];
  const mark = percent(run.threshold);
  const close = percent(chanceOf) === mark; // or the two figures would seem to contradict the word
  $('.gs-answer-label').textContent = run.labels[last];
  $('.gs-answer-chance').textContent = percent(chanceOf);
  const sure = $('.gs-sure');
  sure.classList.toggle('gs-doubt', !run.known);
  sure.textContent = run.doubt || (run.known
    ? `Sure enough${close ? ', if only just' : ''}: its confidence is above ${mark}, the mark below which it is not to be believed.`
    : `Not sure${close ? ', if only just' : ''}: below ${mark} it is not to be believed. Perhaps this clip shows none of its ${run.labels.length} labels; it can only choose among those.`);
  fill($('.gs-others'), ...Object.entries(HEADS).flatMap(([head, said]) => {
    const [label, p] = run.heads[head][0];
    const answer = make('dd');
    answer.append(make('b', '', label), ` ${percent(p)}`, make('span', 'gs-same', label === run.labels[last] ? ' the same' : ' another answer'));
    return [make('dt', '', said), answer];
  }));
}
