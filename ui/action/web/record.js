// A clip by the camera of the computer or phone, where the browser can record one.
import { complain } from '../../shared/web/alert.js';
import { $ } from '../../shared/web/dom.js';

const recordingDialog = $('.gs-camera');
const preview = $('.gs-video');
const rollButton = $('.gs-roll');
const LONGEST = 10; // seconds
const FORMATS = ['video/webm;codecs=vp8', 'video/webm', 'video/mp4'];
const REFUSALS = {
  NotFoundError: 'No camera was found: connect one, or choose a file.',
  NotReadableError: 'Another program is using the camera: close it there, or choose a file.',
};
const NOT_ALLOWED = 'The browser may not use the camera: allow it beside the address, or choose a file.';
let recorder = null;

$('.gs-shoot').hidden = !(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);

/** @param {(file: File) => void} taken */
export async function recordClip(taken) {
  const video = { facingMode: 'user', width: { ideal: 640 } };
  try {
    preview.srcObject = await navigator.mediaDevices.getUserMedia({ video });
  } catch (refusal) {
    complain(REFUSALS[refusal.name] ?? NOT_ALLOWED);
    return;
  }
  recordingDialog.showModal();
  $('.gs-rolled').textContent = `Up to ${LONGEST} s`;
  rollButton.textContent = 'Record';
  rollButton.onclick = () => (recorder?.state === 'recording' ? recorder.stop() : startRecording(taken));
}

function startRecording(taken) {
  const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
  const parts = [];
  recorder = new MediaRecorder(preview.srcObject, mimeType ? { mimeType } : {});
  recorder.ondataavailable = (event) => parts.push(event.data);
  const clock = countSeconds();
  recorder.onstop = () => {
    clearInterval(clock);
    const kind = (mimeType ?? 'video/webm').split(';')[0];
    const given = recordingDialog.open && parts.some((part) => part.size);
    recordingDialog.close();
    if (given) taken(new File(parts, `recorded.${kind.split('/')[1]}`, { type: kind }));
  };
  recorder.start(250);
  rollButton.textContent = 'Stop and read it';
}

function countSeconds() {
  const began = Date.now();
  return setInterval(() => {
    const seconds = (Date.now() - began) / 1000;
    $('.gs-rolled').textContent = `${seconds.toFixed(1)} of ${LONGEST} s`;
    if (seconds >= LONGEST && recorder?.state === 'recording') recorder.stop();
  }, 100);
}

$('.gs-cancel').addEventListener('click', () => recordingDialog.close());
recordingDialog.addEventListener('close', () => {
  if (recorder?.state === 'recording') recorder.stop();
  recorder = null;
  $('.gs-rolled').textContent = '';
  for (const track of preview.srcObject?.getTracks() ?? []) track.stop();
  preview.srcObject = null;
});
