// One idea at a time: the four steps of the lab, of which one fills the page.
const opened = {}; // chapter -> what is to be done whenever it is shown
let chapter = 'loop';

function openChapter(name) {
  chapter = name;
  root.dataset.chapter = name;
  for (const button of $$('.gs-chapter')) button.setAttribute('aria-pressed', String(button.dataset.chapter === name));
  const bar = $('.gs-chapters');
  const button = $(`.gs-chapter[data-chapter="${name}"]`);
  bar.scrollLeft = button.offsetLeft + button.offsetWidth / 2 - bar.offsetWidth / 2 - bar.offsetLeft;
  for (const part of $$('[data-in]')) part.hidden = !part.dataset.in.split(' ').includes(name);
  $('.gs-save-which').hidden = true;
  cursor.halt();
  opened[name]?.();
}

for (const button of $$('.gs-chapter')) button.addEventListener('click', () => openChapter(button.dataset.chapter));
