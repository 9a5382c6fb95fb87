// Which picture: an example, a file, the clipboard, the camera. A picture that cannot be read loses nothing on the page.
import { props } from 'gatescope:host';
import { complain } from '../../shared/web/alert.js';
import { shoot } from '../../shared/web/camera.js';
import { $ } from '../../shared/web/dom.js';
import { takeFiles } from '../../shared/web/files.js';
import { gallery } from '../../shared/web/gallery.js';

/** @param {(change: { subject: any, fresh: boolean }) => void} ask hears which picture was chosen */
export function offerPictures(ask) {
  const choosePicture = (picture) => {
    complain('');
    ask({ subject: picture, fresh: true });
  };
  gallery(props.examples, choosePicture);
  const takePicture = takeFiles((file) => choosePicture({ file, name: file.name || 'picture' }), {
    noun: 'picture',
    smaller: 'save the picture smaller, as JPEG',
  });
  $('.gs-shoot').addEventListener('click', () => shoot(takePicture));
}
