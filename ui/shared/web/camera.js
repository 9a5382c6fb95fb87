// A picture by the camera of the computer or phone, where the browser has one to offer.
import { complain } from './alert.js';
import { $, make } from './dom.js';

export const camera = $('.gs-camera');
export const video = $('.gs-video');
$('.gs-shoot').hidden = !navigator.mediaDevices?.getUserMedia;

/** @param {(file: File) => void} taken */
export function shoot(taken) {
  navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment', width: { ideal: 1600 } } }).then(
    (stream) => {
      video.srcObject = stream;
      camera.showModal();
      $('.gs-snap').onclick = () => {
        const canvas = make('canvas');
        [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
        canvas.getContext('2d').drawImage(video, 0, 0);
        canvas.toBlob((blob) => taken(new File([blob], 'camera.jpg', { type: 'image/jpeg' })), 'image/jpeg', 0.92);
        camera.close();
      };
    },
    () => complain('The browser may not use the camera: allow it beside the address, or choose a file.'),
  );
}

$('.gs-cancel').addEventListener('click', () => camera.close());
camera.addEventListener('close', () => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
});
