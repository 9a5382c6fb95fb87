// The examples as cards to press.
import { $, make } from './dom.js';

/** @param {any[]} examples @param {(subject: { example: any, card: any }) => void} pick */
export function gallery(examples, pick) {
  const [right, wrong] = [false, true].map((fails) => (examples ?? []).filter(({ why }) => Boolean(why) === fails));
  offerCards(right, pick);
  if (!wrong.length) return;
  const heading = make('p', 'gs-cards-heading', 'Where it goes wrong');
  heading.setAttribute('role', 'listitem');
  $('.gs-cards').append(heading);
  offerCards(wrong, pick);
}

function offerCards(examples, pick) {
  for (const example of examples) {
    const card = make('button', 'gs-card');
    card.type = 'button';
    card.setAttribute('aria-pressed', 'false');
    card.title = example.why ? `${example.title}. ${example.why}` : example.title;
    card.dataset.title = example.title;
    const image = make('img');
    image.src = example.thumbnail;
    image.alt = example.alt;
    card.append(image, make('span', 'gs-card-title', example.title));
    card.addEventListener('click', () => pick({ example, card }));
    const item = make('div', 'gs-item');
    item.setAttribute('role', 'listitem');
    item.append(card);
    $('.gs-cards').append(item);
  }
}
