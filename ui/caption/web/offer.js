// Which caption is saved, where several stand side by side.
const which = $('.gs-which');

function offer(traces) {
  $('.gs-save-which').hidden = traces.length < 2;
  fill(which, ...traces.map((trace, number) => {
    const one = make('option', '', trace.title);
    one.value = number;
    return one;
  }));
}

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (!button || !current) return;
  const { model } = current.traces[Number(which.value) || 0];
  save(button, current.picture, { ...current.answer.asked, model });
});
