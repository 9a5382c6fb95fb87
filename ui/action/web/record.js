// A clip by the camera of the computer or phone, where the browser can record one.
const camera = $('.gs-camera');
const preview = $('.gs-video');
const roll = $('.gs-roll');
const LONGEST = 10; // seconds
const FORMATS = ['video/webm;codecs=vp8', 'video/webm', 'video/mp4'];
const REFUSED = {
  NotFoundError: 'No camera was found: connect one, or choose a file.',
  NotReadableError: 'Another program is using the camera: close it there, or choose a file.',
};
let recorder = null;

$('.gs-shoot').hidden = !(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

async function record(taken) {
  try {
    preview.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'user', width: { ideal: 640 } } });
  } catch (refusal) {
    return complain(REFUSED[refusal.name] ?? 'The browser may not use the camera: allow it beside the address, or choose a file.');
  }
  camera.showModal();
  $('.gs-rolled').textContent = `Up to ${LONGEST} s`;
  roll.textContent = 'Record';
  roll.onclick = () => (recorder?.state === 'recording' ? recorder.stop() : start(taken));
}

function start(taken) {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const parts = [];
  recorder = new MediaRecorder(preview.srcObject, mimeType ? { mimeType } : {});
  recorder.ondataavailable = (event) => parts.push(event.data);
  const began = Date.now();
  const tick = setInterval(() => {
    const seconds = (Date.now() - began) / 1000;
    $('.gs-rolled').textContent = `${seconds.toFixed(1)} of ${LONGEST} s`;
    if (seconds >= LONGEST && recorder?.state === 'recording') recorder.stop();
  }, 100);
  recorder.onstop = () => {
    clearInterval(tick);
    const kind = (mimeType ?? 'video/webm').split(';')[0];
    const given = camera.open && parts.some((part) => part.size);
    camera.close();
    if (given) taken(new File(parts, `recorded.${kind.split('/')[1]}`, { type: kind }));
  };
  recorder.start(250);
  roll.textContent = 'Stop and read it';
}

$('.gs-cancel').addEventListener('click', () => camera.close());
camera.addEventListener('close', () => {
  if (recorder?.state === 'recording') recorder.stop();
  recorder = null;
  $('.gs-rolled').textContent = '';
  for (const track of preview.srcObject?.getTracks() ?? []) track.stop();
  preview.srcObject = null;
});
