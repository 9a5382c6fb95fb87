"""The file that a clip lies in: known by its content, opened; or told in one sentence what it is instead."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from PIL import Image

from models.errors import MediaError
from models.io.containers import cut_short, holds_sound_alone, is_sound, is_webp, lacks_index, start

MAX_BYTES = 500_000_000  # of a file
MAX_PIXELS = 40_000_000  # of a frame: 8K passes
DECODERS = 4  # threads: two cores are only busy with some to spare, and each holds a frame or two

NOTHING = "There is no clip yet: drop one here, record one, or choose an example."
LINK = "This is a link, not a clip: save the clip as a file and give that."
EMPTY = "This file is empty: save, record or download the clip again."
TOO_HEAVY = f"This file is over {MAX_BYTES // 10**6} MB: cut the clip shorter, or save it smaller, and give that."
TOO_LARGE = "The frames of this clip are too large: save it as mp4 with 3840 pixels a line at most."
PICTURE = "This is a picture, not a clip: give it to the Caption tab, or choose a clip here."
SOUND = "This file holds sound alone: choose a clip that has pictures."
BROKEN = "The end of this clip is missing: copy, download or record it again."
UNKNOWN = "This is not a clip that can be read, whatever its name ends in: save it as mp4 (H.264) and give that."
AV1 = "This clip is coded as AV1, which cannot be decoded here: save it as mp4 (H.264) and give that."
NO_PICTURES = (
    "This clip opens, but no picture comes out, as it is damaged or of a kind that cannot be decoded here: "
    "copy it again, or save it as mp4 (H.264) and give that."
)


class Capture(Protocol):
    """Frames one after the other, as `cv2.VideoCapture` gives them."""

    def grab(self) -> bool: ...
    def retrieve(self) -> tuple[bool, np.ndarray | None]: ...
    def get(self, prop: int) -> float: ...
    def release(self) -> None: ...


def checked(source: object) -> Path:
    """The path of a file worth opening. Raises MediaError."""
    if source is None or source == "":
        raise MediaError(NOTHING)
    if not isinstance(source, str | Path):
        raise MediaError(f"{type(source).__name__} is no clip: give the path of a file.")
    if str(source).lower().startswith(("http:", "https:", "ftp:", "file:", "data:", "rtsp:")):
        raise MediaError(LINK)
    path = Path(source)
    try:
        if path.is_dir():
            raise MediaError(f"“{path.name}” is a folder: choose one clip inside it.")
        if not path.is_file():  # also devices and pipes, which may never end
            raise MediaError(f"There is no file “{path.name[:80]}”: check its name and folder.")
        size = path.stat().st_size
        head = start(path)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MediaError("This file cannot be opened: check its name and that you may read it.") from error
    if not size:
        raise MediaError(EMPTY)
    if size > MAX_BYTES:
        raise MediaError(TOO_HEAVY)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"BM")):
        raise MediaError(PICTURE)
    if is_sound(head):  # before it is opened: the cover of a record passes for a clip of one frame
        raise MediaError(SOUND)
    return path.resolve()


@contextmanager
def opened(path: Path) -> Iterator[Capture]:
    """The file, ready to be read from its first frame, a phone's rotation applied; always closed again.

    Raises:
        MediaError: it is no clip.
    """
    capture = _webp(path) if is_webp(start(path)) else _film(path)
    try:
        yield capture
    finally:
        capture.release()


def silent(capture: Capture) -> str:
    """What is said of a file that opened and then gave no picture."""
    code = int(capture.get(cv2.CAP_PROP_FOURCC))
    return AV1 if (code & 0xFFFFFFFF).to_bytes(4, "little").upper() == b"AV01" else NO_PICTURES


def _film(path: Path) -> Capture:
    try:
        # one backend: the others take a name with % or digits for a numbered list of pictures
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, DECODERS])
    except cv2.error as error:
        raise MediaError(UNKNOWN) from error
    if not capture.isOpened():
        capture.release()
        raise MediaError(_instead(path))
    capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
    return capture


def _instead(path: Path) -> str:
    """What is said of a file that does not open."""
    if cut_short(path) or lacks_index(path):
        return BROKEN
    return SOUND if holds_sound_alone(path) else UNKNOWN


class _WebP:
    """An animated WebP with the face of `cv2.VideoCapture`: that opens such a file and gives nothing."""

    def __init__(self, image: Image.Image) -> None:
        self._image, self._next = image, 0
        image.load()
        self._rate = 1000 / max(1, image.info.get("duration", 0))  # of the first frame

    def grab(self) -> bool:
        try:
            self._image.seek(self._next)
            self._image.load()
        except (EOFError, OSError):
            return False
        self._next += 1
        return True

    def retrieve(self) -> tuple[bool, np.ndarray | None]:
        return True, np.ascontiguousarray(np.asarray(self._image.convert("RGB"))[:, :, ::-1])  # (h, w, 3) BGR

    def get(self, prop: int) -> float:
        told = {
            cv2.CAP_PROP_POS_MSEC: self._image.info.get("timestamp", 0),
            cv2.CAP_PROP_FPS: self._rate,
            cv2.CAP_PROP_FRAME_COUNT: getattr(self._image, "n_frames", 1),
        }
        return float(told.get(prop, 0))

    def release(self) -> None:
        self._image.close()


def _webp(path: Path) -> Capture:
    try:
        image = Image.open(path, formats=("WEBP",))
        if image.width * image.height > MAX_PIXELS:
            raise MediaError(TOO_LARGE)
        if not getattr(image, "is_animated", False):
            raise MediaError(PICTURE)
        return _WebP(image)
    except Image.DecompressionBombError as error:
        raise MediaError(TOO_LARGE) from error
    except (OSError, ValueError, SyntaxError) as error:  # of damaged files
        raise MediaError(NO_PICTURES) from error
