// From memory to word: the logit of the word that was said, as an exact sum of who put it there (models/saying.py).
function sayingPanel(run) {
  const panel = $('.gs-saying');
  panel.hidden = !run.parts;
  if (panel.hidden) return () => {};
  const memory = whole32(run.parts.memory);
  const rows = Array.from({ length: run.steps + 4 }, () => shareBar());
  fill($('.gs-parts'), ...rows.map((row) => row.item));
  const all = Array.from({ length: run.steps }, (_, step) => partsAt(run, memory, step));
  const most = Math.max(...all.flat().map(({ value }) => Math.abs(value)).filter(Number.isFinite)) || 1;
  return (step) => {
    const at = here(step);
    const parts = all[at];
    const sum = parts.reduce((total, { value }) => total + value, 0);
    const unknown = !Number.isFinite(sum);
    $('.gs-saying-title').textContent = `From memory to word: why it said ${quoted(at)}`;
    rows.forEach((row, one) => {
      row.item.hidden = unknown || one >= parts.length;
      if (row.item.hidden) return;
      setBar(row, parts[one].name, parts[one].value, most, true);
      row.item.classList.toggle('gs-beside', parts[one].beside);
    });
    $('.gs-saying-how').textContent = unknown
      ? 'This word is not in its vocabulary: the network could not have said it, so there is nothing to split.'
      : `How to read: the parts add up to ${signed(sum)}, the score of ${quoted(at)} minus the mean score of all words; a bar to the right spoke for it, to the left against it. The sum is exact. One convention is in it: tanh squashes the memory, and every part of the memory is squashed in the same proportion.`;
  };
}

function partsAt(run, memory, step) {
  const row = memory.subarray(step * (run.steps + 1), step * (run.steps + 1) + step + 2);
  const remembered = [...row].map((value, source) => ({ name: `memory of ${source ? run.labels[source - 1] : run.start}`, value, beside: false }));
  if (remembered.length > 1) remembered.at(-1).name = 'memory just written';
  const beside = [
    { name: step ? `previous word \u201c${run.labels[step - 1]}\u201d` : 'being at the beginning', value: run.parts.word[step] ?? NaN, beside: true },
    { name: 'what it looks at now', value: run.parts.context[step] ?? NaN, beside: true },
    { name: 'how common the word is', value: run.parts.bias[step] ?? NaN, beside: true },
  ];
  return [...remembered, ...beside.filter(({ value }) => value !== 0)];
}

const whole32 = (base64) => new Float32Array(bytes(base64).buffer);
