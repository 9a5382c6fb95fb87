// Figures and numbers as files. A run that only the browser still has travels along, packed as it came.
const FIGURES = { ledger: 'who is still remembered', map: 'the map', story: 'the pinned units', saying: 'from memory to word', saturation: 'open and shut' };

function offerFigures() {
  fill($('.gs-figure'), ...Object.entries(FIGURES).filter(([name]) => name !== 'saying' || (current.parts && current.asked)).map(([value, title]) => choice(value, title)));
}

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (!button || !current) return;
  const { gates, labels, title } = current;
  const subject = current.asked ? current.subject : { file: new File([JSON.stringify({ ...gates, labels })], 'gates.json', { type: 'application/json' }) };
  save(button, subject, {
    ...(current.asked ?? { gates: true }),
    title,
    figure: $('.gs-figure').value,
    units: pins.units.slice(0, STORIES),
    array: map.array,
    order: map.order,
    start: current.start.replace('the ', ''),
    open: Number($('.gs-open').value),
    shut: Number($('.gs-shut').value),
  });
});
