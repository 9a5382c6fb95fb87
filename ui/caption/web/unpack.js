// An answer of the server, as ui/viewer.py packs it, ready to be drawn.
function unpack(trace) {
  const steps = trace.words.length;
  const shown = trace.words.map((word) => (word === SHARED.end ? 'end of sentence' : word));
  const unpacked = { ...trace, steps, shown, probabilities: trace.logprobs.map((l) => (l === null ? null : Math.exp(l))) };
  unpacked.ends = (step) => trace.words[step] === SHARED.end;
  unpacked.last = trace.finished ? Math.max(0, steps - 2) : steps - 1; // step of the last spoken word
  if (!trace.maps) return unpacked;
  const [rows, columns] = trace.grid;
  const cells = rows * columns;
  const raw = bytes(trace.maps);
  unpacked.cells = cells;
  unpacked.shares = trace.scale.map((scale, step) => Float32Array.from({ length: cells }, (_, cell) => (raw[step * cells + cell] / 255) * scale));
  unpacked.moved = unpacked.shares.map((share, step) => (step ? distance(unpacked.shares[step - 1], share) : null));
  return unpacked;
}

// Jensen-Shannon distance of two ways to look, in bits: 0 the same, 1 nothing in common.
function distance(before, after) {
  const total = (map) => map.reduce((sum, share) => sum + share, 0) || 1;
  const [p, q] = [total(before), total(after)];
  const part = (share, middle) => (share > 0 ? share * Math.log2(share / middle) : 0);
  let sum = 0;
  for (let cell = 0; cell < before.length; cell++) {
    const [a, b] = [before[cell] / p, after[cell] / q];
    sum += 0.5 * (part(a, (a + b) / 2) + part(b, (a + b) / 2));
  }
  return clamp(sum, 0, 1);
}
