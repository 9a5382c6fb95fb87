// A reading has arrived, or the table of orders for the one on the page.
function answered(question, answer) {
  ordering = false;
  if (answer.order) return orders(answer.order, current.run);
  const clip = question.subject;
  const first = chosen !== clip;
  chosen = clip;
  Object.assign(clip, { hash: answer.hash, source: 'sent', frames: answer.frames ?? clip.frames, video: answer.video ?? clip.video });
  answer.asked = question.asked;
  for (const card of $$('.gs-card')) card.setAttribute('aria-pressed', String(card === clip.card));
  present(answer, clip);
  if (byPointer) toStage();
  if (first) reveal();
}
