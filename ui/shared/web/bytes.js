// Numbers as they travel: base64 of bytes, or of 16-bit floats.
function bytes(base64) {
  const text = atob(base64);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

// base64 of little-endian IEEE 754 half floats -> Float32Array.
function halves(base64) {
  const raw = bytes(base64);
  const view16 = new DataView(raw.buffer);
  return Float32Array.from({ length: raw.length / 2 }, (_, at) => half(view16.getUint16(2 * at, true)));
}

function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
