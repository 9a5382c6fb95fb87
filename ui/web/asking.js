// Between the page and the server: one question at a time, the last wish wins, an answer to an older question is dropped.
let asking = null; // the question on its way
let next = null; // what was wished for meanwhile
let clock = null;
let runs = 0;

function name() {
  return `${Date.now().toString(36)}-${(runs += 1)}`;
}

// `picture`: a newly chosen one. Without a picture there is nothing to ask yet.
function ask(change) {
  const picture = change.picture ?? next?.picture ?? (asking?.picture || chosen);
  if (!picture) return;
  const wanted = { picture, fresh: change.fresh || next?.fresh || false };
  if (asking) {
    next = wanted;
    return;
  }
  asking = { ...wanted, tries: 0 };
  busy(true);
  put(asking);
}

async function put(question) {
  const { picture } = question;
  question.asked = { ...wish(), example: picture.example?.id ?? '', hash: picture.hash ?? '' };
  question.run = name();
  try {
    if (picture.file && !picture.path) picture.path = (await upload(await lighter(picture.file))).path;
  } catch {
    return received({ run: question.run, error: 'The picture did not reach the server: check the connection and try again.' });
  }
  Object.assign(question.asked, { path: picture.path ?? '' });
  send('ask', { ...question.asked, has: picture.source ? picture.hash : '', run: question.run });
}

function send(event, question) {
  if (event === 'save') trigger('save', question);
  else trigger('ask', question);
}

function received(answer) {
  if (!answer) return;
  if (saving && answer.run === saving.question.run) return answer.again ? resend(saving.question) : saved(answer);
  if (answer.lost && saving && !asking) return saved(answer);
  if (!asking || (answer.run && answer.run !== asking.run)) return;
  if (answer.again && asking.tries++ < 1) {
    delete asking.picture.path; // the server has lost it: it is sent anew
    delete asking.picture.hash;
    return put(asking);
  }
  const question = asking;
  asking = null;
  const later = next;
  next = null;
  if (!answer.traces) complain(answer.error ?? 'The server no longer has this picture: choose it again.');
  else if (!later || later.picture !== question.picture) answered(question, answer);
  if (later) return ask(later);
  busy(false);
}

// A file of a picture that the server has lost: the picture travels again, then the question.
async function resend(question) {
  const { picture } = current;
  if (!picture.file || question.tried) return saved({ run: question.run, error: 'The server no longer has this picture: choose it again.' });
  picture.path = (await upload(await lighter(picture.file))).path;
  Object.assign(question, { tried: true, path: picture.path, hash: '' });
  send('save', question);
}

function answered(question, answer) {
  const { picture } = question;
  const first = chosen !== picture;
  chosen = picture;
  Object.assign(picture, { hash: answer.hash, width: answer.width, height: answer.height, source: answer.picture ?? picture.source });
  picture.alt = picture.example?.alt ?? 'The picture you chose';
  answer.asked = { ...question.asked, hash: answer.hash };
  for (const card of $$('.gs-card')) card.setAttribute('aria-pressed', String(card === picture.card));
  const ready = picture.small ? Promise.resolve() : shrink(picture);
  ready.then(() => {
    present(answer, picture, true);
    if (byPointer) toStage();
    if (first) reveal();
  });
}

// A small copy for the film strip, so that forty thumbnails do not each scale down the whole picture.
async function shrink(picture) {
  const image = new Image();
  image.src = picture.source;
  await image.decode();
  const scale = Math.min(1, 240 / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = make('canvas');
  [canvas.width, canvas.height] = [Math.max(1, image.naturalWidth * scale), Math.max(1, image.naturalHeight * scale)];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  picture.small = canvas.toDataURL('image/jpeg', 0.85);
}

// Bring a new caption into sight where it would begin below the fold, as on a phone.
function reveal() {
  const stage = $('.gs-stage');
  if (stage.getBoundingClientRect().top > innerHeight * 0.5) stage.scrollIntoView({ block: 'start', behavior: gentle.matches ? 'auto' : 'smooth' });
}

const PATIENCE = 90; // seconds after which the page no longer believes in an answer
function busy(is) {
  clearInterval(clock);
  root.setAttribute('aria-busy', String(is));
  $('.gs-busy').hidden = !is;
  if (!is) return;
  const began = Date.now();
  const tell = () => {
    const seconds = Math.round((Date.now() - began) / 1000);
    const sending = asking.picture.file && !asking.picture.path;
    const doing = sending ? 'Sending the picture' : 'Looking and writing';
    $('.gs-busy-text').textContent = seconds < 3 ? `${doing}\u2026` : `${doing}\u2026 ${seconds} s. ${sending ? '' : 'Others may be asking too.'}`;
    if (seconds >= PATIENCE) received({ run: asking.run, error: 'The server has not answered: check the connection, then try again.' });
  };
  tell();
  clock = setInterval(tell, 500);
}

watch('value', () => received(typeof props.value === 'string' ? JSON.parse(props.value) : props.value));
