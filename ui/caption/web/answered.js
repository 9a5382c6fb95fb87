// A caption has arrived: the picture it belongs to is the chosen one now, and is shown.
function answered(question, answer) {
  const picture = question.subject;
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
