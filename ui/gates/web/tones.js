// Colours for numbers: viridis from 0 to 1, blue - white - red for what has a sign; the same tables as in the figures.
const SIGNED_TONES = bytes(props.signed);

const toneShare = (share) => toneFrom(COLOURS, share);
const toneSigned = (value) => toneFrom(SIGNED_TONES, (clamp(value, -1, 1) + 1) / 2);
function toneFrom(table, share) {
  const at = 3 * Math.round(255 * clamp(share, 0, 1));
  return table.subarray(at, at + 3);
}

// Whether white letters are the ones that can be read on it.
const dark = ([red, green, blue]) => 0.299 * red + 0.587 * green + 0.114 * blue < 140;

// What is signed: one tone in both directions, up to where 98 of 100 numbers lie.
const IS_SIGNED = new Set(['candidate', 'cell', 'hidden']);
function reach(array, values) {
  if (array === 'cell') {
    const sizes = Float32Array.from(values, Math.abs).sort();
    return sizes[Math.floor(0.98 * (sizes.length - 1))] || 1;
  }
  return 1;
}
const toneOf = (array, value, most) => (IS_SIGNED.has(array) ? toneSigned(value / most) : toneShare(value));
