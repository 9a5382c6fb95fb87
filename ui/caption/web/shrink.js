// Pictures made smaller, in the browser.
import { make } from '../../shared/web/dom.js';

const SIDE = 1600; // pixels: more than this the network's server would shrink anyway
const LARGE = 600_000; // bytes: a smaller file travels as it is
const THUMBNAIL = 240; // pixels: long side of a picture in the film strip

/**
 * A phone's photograph of 12 megapixels need not travel whole. Anything but a large, complete JPEG goes as it is, so that
 * the server's reader judges it.
 * @param {File} file
 */
export async function lighterPicture(file) {
  if (file.type !== 'image/jpeg' || file.size < LARGE) return file;
  const tail = new Uint8Array(await file.slice(file.size / 2).arrayBuffer());
  if (!tail.some((byte, at) => byte === 0xff && tail[at + 1] === 0xd9)) return file; // breaks off
  try {
    const image = await createImageBitmap(file);
    const scale = SIDE / Math.max(image.width, image.height);
    if (scale >= 1) return file;
    const canvas = scaled(image, Math.round(image.width * scale), Math.round(image.height * scale));
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
    return blob ? new File([blob], file.name, { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}

/**
 * A small copy for the film strip, so that forty thumbnails do not each scale down the whole picture.
 * @param {string} source @returns {Promise<string>} data URL
 */
export async function thumbnail(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(1, THUMBNAIL / Math.max(width, height));
  return scaled(image, Math.max(1, width * scale), Math.max(1, height * scale)).toDataURL('image/jpeg', 0.85);
}

function scaled(image, width, height) {
  const canvas = make('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
