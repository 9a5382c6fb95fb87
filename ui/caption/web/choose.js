// Which picture: an example, a file, the clipboard, the camera. A picture that cannot be read loses nothing on the page.
const NOUN = 'picture';
const DOING = 'Looking and writing';
const SIDE = 1600; // pixels: more than this the network's server would shrink anyway

let chosen = null; // {example} | {file, name}; with path once the server has it, with hash once it has read it

function choose(picture) {
  complain('');
  ask({ subject: picture, fresh: true });
}

gallery(props.examples, choose);
const chooseFile = takeFiles((file) => choose({ file, name: file.name || 'picture' }), {
  noun: 'picture',
  smaller: 'save the picture smaller, as JPEG',
});
$('.gs-shoot').addEventListener('click', () => shoot(chooseFile));

// A phone's photograph of 12 megapixels need not travel whole. Anything but a large, complete JPEG goes as it is, so that
// the server's reader judges it.
async function lighter(file) {
  if (file.type !== 'image/jpeg' || file.size < 600_000) return file;
  const tail = new Uint8Array(await file.slice(file.size / 2).arrayBuffer());
  if (!tail.some((byte, at) => byte === 0xff && tail[at + 1] === 0xd9)) return file; // breaks off
  try {
    const image = await createImageBitmap(file);
    const scale = SIDE / Math.max(image.width, image.height);
    if (scale >= 1) return file;
    const canvas = make('canvas');
    [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', 0.92));
    return blob ? new File([blob], file.name, { type: 'image/jpeg' }) : file;
  } catch {
    return file;
  }
}
