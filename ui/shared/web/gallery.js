// The examples as cards to press.
import { $, make } from './dom.js';

/** @param {any[]} examples @param {(subject: { example: any, card: any }) => void} pick */
export function gallery(examples, pick) {
  for (const example of examples ?? []) {
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
    card.addEventListener('click', () => pick({ example, card }));
    const item = make('div', 'gs-item');
    item.setAttribute('role', 'listitem');
    item.append(card);
    $('.gs-cards').append(item);
  }
}
