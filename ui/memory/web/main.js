// The lab opens with its first step; what another needs is asked for when it is first shown.
let current = null; // the run under the time cursor, in the steps that have one

$('.gs-save').addEventListener('click', (event) => {
  const button = event.target.closest('button[data-kind]');
  if (!button) return;
  const of = wantedFile();
  if (of) save(button, {}, of);
});

// What the server needs to make the file of what is on the page.
function wantedFile() {
  if (chapter === 'reach' && reaches) return { chapter, ...reaches.asked };
  if (chapter === 'recall') return { chapter, task: recallTask().name, way: pressedIn(recallWay), training: $('.gs-which').value === 'now' ? training.kept : '' };
  if (lecture) return { chapter: 'hold', task: lecture.answer.task, tokens: lecture.labels, network: chapter === 'hold' ? pressedIn(holdNetworks) : 'lstm', unit: units[chapter === 'hold' ? pressedIn(holdNetworks) : 'lstm'] ?? 0 };
  return null;
}

$('.gs-sequence-why').textContent = tasks.map((task) => task.why).filter(Boolean).join(' ');
root.classList.toggle('gs-nothing-to-read', !holdTasks.length);
if (holdTasks.length) {
  offerSubjects();
  tellGap();
}
openChapter('loop');
