// Which picture: an example, a file, the clipboard, the camera. A picture that cannot be read loses nothing on the page.
const LARGEST = 50_000_000; // bytes of a file, as the server has it
const SIDE = 1600; // pixels: more than this the network's server would shrink anyway

let chosen = null; // {example} | {file, name}; with path once the server has it, with hash once it has read it

const alertBox = $('.gs-alert');
function complain(sentence) {
  $('.gs-alert-text').textContent = sentence;
  alertBox.hidden = !sentence;
}
$('.gs-alert-close').addEventListener('click', () => complain(''));

const cards = $('.gs-cards');
for (const example of props.examples ?? []) {
  const card = make('button', 'gs-card');
  card.type = 'button';
  card.setAttribute('aria-pressed', 'false');
  card.title = example.why ? `${example.title}. ${example.why}` : example.title;
  card.dataset.title = example.title;
  const image = make('img');
  image.src = example.thumbnail;
  image.alt = example.alt;
  card.append(image, make('span', 'gs-card-title', example.title));
  if (!example.inside) card.append(make('span', 'gs-card-note', 'unknown to it'));
  card.addEventListener('click', () => choose({ example, card }));
  const item = make('div', 'gs-item');
  item.setAttribute('role', 'listitem');
  item.append(card);
  cards.append(item);
}

function choose(picture) {
  complain('');
  ask({ picture, fresh: true });
}

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

function chooseFile(file) {
  if (!file) return;
  if (file.size > LARGEST) return complain('This file is larger than 50 MB: save the picture smaller, as JPEG, and try again.');
  choose({ file, name: file.name || 'picture' });
}

const input = $('.gs-input');
$('.gs-file').addEventListener('click', () => input.click());
input.addEventListener('change', () => {
  chooseFile(input.files[0]);
  input.value = ''; // the same file again is a new choice
});
$('.gs-shoot').addEventListener('click', () => shoot(chooseFile));

// Dropping works on the whole tab, and a file that misses does not replace the page.
let hovering = 0;
const carries = (event) => [...(event.dataTransfer?.types ?? [])].some((type) => type === 'Files' || type === 'text/uri-list');
const onPage = () => root.isConnected && root.offsetParent !== null;
function over(change) {
  hovering = Math.max(0, hovering + change);
  root.classList.toggle('gs-dropping', hovering > 0);
}
document.addEventListener('dragenter', (event) => onPage() && carries(event) && over(1));
document.addEventListener('dragleave', (event) => onPage() && carries(event) && over(-1));
document.addEventListener('dragover', (event) => onPage() && carries(event) && event.preventDefault());
document.addEventListener('drop', (event) => {
  if (!onPage() || !carries(event)) return;
  event.preventDefault();
  over(-hovering);
  if (event.dataTransfer.files.length) chooseFile(event.dataTransfer.files[0]);
  else complain('This is a link, not a picture: save the picture as a file and drop that.');
});
document.addEventListener('paste', (event) => {
  const file = event.clipboardData?.files[0];
  if (!onPage() || !file) return;
  event.preventDefault();
  chooseFile(file);
});
