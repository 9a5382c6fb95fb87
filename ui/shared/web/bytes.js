// Numbers as they travel: base64 of bytes, or of 16- and 32-bit floats. Nothing here needs a page.

/** @param {string} base64 */
export function bytes(base64) {
  const text = atob(base64);
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** base64 of little-endian float32 -> Float32Array. @param {string} base64 */
export const singles = (base64) => new Float32Array(bytes(base64).buffer);

/** base64 of little-endian IEEE 754 half floats -> Float32Array. @param {string} base64 */
export function halves(base64) {
  const raw = bytes(base64);
  const view = new DataView(raw.buffer);
  return Float32Array.from({ length: raw.length / 2 }, (_, at) => half(view.getUint16(2 * at, true)));
}

/** @param {number} bits of one half float */
export function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/**
 * Attention maps, each step scaled to its own strongest cell, back to shares: a Float32Array of `cells` for each step.
 * @param {string} maps base64 of steps x cells bytes @param {number[]} scale share of the strongest cell of each step
 * @param {number} cells
 */
export function sharesOf(maps, scale, cells) {
  const raw = bytes(maps);
  return scale.map((most, step) =>
    Float32Array.from({ length: cells }, (_, cell) => (raw[step * cells + cell] / 255) * most),
  );
}
