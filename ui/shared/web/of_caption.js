// A caption, as ui/viewer.py packs it, as a run for the gate inspector (gates/run.js tells what that is).
// `about`: {key, picture: {source, width, height, alt}, subject, asked, step}
function runOfCaption(trace, { key, picture, subject = null, asked = null, step = null }) {
  const steps = trace.words.length;
  const whose = subject?.example ? `\u201c${subject.example.title}\u201d` : picture ? 'your picture' : 'a picture that is not in the file';
  return {
    key,
    kind: 'caption',
    noun: 'word',
    title: `${trace.title}, looking at ${whose}`,
    labels: trace.words.map((word) => (word === SHARED.end ? 'end of sentence' : word)),
    gates: trace.gates,
    picture,
    shares: sharesOf(trace),
    grid: trace.grid,
    frames: null,
    signals: signalsOfCaption(trace),
    parts: trace.parts,
    start: 'the picture',
    asked: asked && { ...asked, model: trace.model },
    subject,
    step: step ?? (trace.finished ? Math.max(0, steps - 2) : steps - 1),
  };
}

// Each step's map from its bytes, scaled to its own strongest cell: as in caption/unpack.js.
function sharesOf(trace) {
  if (!trace.maps) return null;
  if (trace.shares) return trace.shares;
  const cells = trace.grid[0] * trace.grid[1];
  const raw = bytes(trace.maps);
  return trace.scale.map((scale, step) => Float32Array.from({ length: cells }, (_, cell) => (raw[step * cells + cell] / 255) * scale));
}

function signalsOfCaption(trace) {
  const signals = { 'how sure it was (probability)': trace.logprobs.map((logprob) => (logprob === null ? null : Math.exp(logprob))) };
  if (trace.entropy) signals['how widely it looked (bits)'] = trace.entropy;
  if (trace.beta) signals['how much of its look it let in (\u03b2)'] = trace.beta;
  return { ...signals, ...trace.signals };
}
