"""Pictures as people have them: read safely, upright, in plain sRGB; or one kind sentence on what to do instead."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import warnings
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image
from PIL.Image import Resampling

from models import limits
from models.errors import MediaError
from models.io import decoders
from models.io.picture_texts import BROKEN, CLOSED, EMPTY, LINK, NOTHING, TOO_HEAVY, TOO_LARGE, TOO_SLOW
from models.io.pixels import as_uint8, check_size, finished

MAX_SIDE = limits.PICTURE_SIDE
MAX_BYTES = limits.PICTURE_BYTES
FILES = decoders.Kind(
    "picture",
    threading.BoundedSemaphore(limits.PICTURES_AT_ONCE),
    limits.PICTURE_CPU,
    broken=BROKEN,
    too_slow=TOO_SLOW,
    too_large=TOO_LARGE,
)
_quiet = threading.Lock()  # for images of Python users alone: Python's filter of warnings is one for all threads


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture as the visitor sees it: whole, upright, in its own aspect ratio."""

    pixels: np.ndarray  # (H, W, 3) uint8 sRGB, read-only, long side <= MAX_SIDE
    notes: tuple[str, ...] = ()  # sentences for the visitor on what was done: "First frame of an animated GIF."

    @cached_property
    def content_hash(self) -> str:
        """sha256 in hex of the pixels and their shape: the same for the same picture, whatever file it came in."""
        return hashlib.sha256(repr(self.pixels.shape).encode() + self.pixels.tobytes()).hexdigest()


def read_picture(source: str | Path | bytes | np.ndarray | Image.Image | Picture | None) -> Picture:
    """A file's path or bytes, an array or a PIL image -> what is worth showing and captioning.

    Files are decoded in another process, under limits of the system. Arrays are (H, W) or (H, W, 1 | 2 | 3 | 4):
    grey, grey and alpha, RGB, RGBA. uint8 stays, uint16 is scaled; other numbers within 0..1 or 0..255 are taken as
    that range (whole numbers also within 0..65535), the rest is stretched from its smallest to its largest value, and
    the notes say so. `source` is never changed.

    Raises MediaError, one sentence that names the cure, for all that is not a picture of a bearable size.
    """
    if isinstance(source, Picture):
        return source
    if isinstance(source, np.ndarray | Image.Image):
        return _in_memory(source)
    if source is None or source == "":
        raise MediaError(NOTHING)
    if isinstance(source, str) and source.lower().startswith(("http:", "https:", "ftp:", "file:", "data:")):
        raise MediaError(LINK)
    if isinstance(source, bytes):
        return _decoded(source, len(source))
    if not isinstance(source, str | Path):
        raise MediaError(
            f"{type(source).__name__} is no picture: give a file's path or bytes, an array or a PIL image."
        )
    with opened(Path(source), "picture") as file:
        return _decoded(file, os.fstat(file.fileno()).st_size)


def to_network(picture: Picture, size: int = 224) -> np.ndarray:
    """The whole picture stretched to a square, as the training pictures were -> (size, size, 3) uint8."""
    return np.array(Image.fromarray(picture.pixels).resize((size, size), Resampling.BICUBIC))


def opened(path: Path, kind: str) -> BinaryIO:
    """A file ready to be read. Raises MediaError for a folder, a device, or what is not there."""
    try:
        if path.is_dir():
            raise MediaError(f"“{path.name}” is a folder: choose one {kind} inside it.")
        if not path.is_file():  # also devices and pipes, which may never end
            raise MediaError(f"There is no file “{path.name[:80]}”: check its name and folder.")
        file = path.open("rb", buffering=0)
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):  # it was another file a moment ago
            file.close()
            raise MediaError(CLOSED)
        return file
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MediaError(CLOSED) from error


def _decoded(source: bytes | BinaryIO, size: int) -> Picture:
    """A picture's file, decoded elsewhere."""
    if size > MAX_BYTES:
        raise MediaError(TOO_HEAVY)
    if not size:
        raise MediaError(EMPTY)
    told, data = decoders.decode(FILES, source, {}, limits.PICTURE_WALL)
    height, width, _ = told["shape"]
    pixels = np.frombuffer(data, np.uint8).reshape(height, width, 3)
    if max(pixels.shape) > MAX_SIDE or not pixels.size:
        raise MediaError(BROKEN)
    pixels.setflags(write=False)
    return Picture(pixels, decoders.checked_notes(told["notes"]))


def _in_memory(source: np.ndarray | Image.Image) -> Picture:
    """What a Python user holds already."""
    notes: list[str] = []
    try:
        with _quiet, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = _from_array(source, notes) if isinstance(source, np.ndarray) else source
            return Picture(np.asarray(finished(image, notes)), tuple(notes))
    except MediaError:
        raise
    except Image.DecompressionBombError as error:
        raise MediaError(TOO_LARGE) from error
    except Exception as error:  # of an image that was opened but never loaded
        raise MediaError(BROKEN) from error


def _from_array(array: np.ndarray, notes: list[str]) -> Image.Image:
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4) or array.dtype.kind not in "biuf":
        raise MediaError(f"{array.dtype} {array.shape} is no picture: give an array of numbers, (height, width, 3).")
    check_size(array.shape[1::-1], limits.JPEG_PIXELS)
    return Image.fromarray(as_uint8(array[:, :, 0] if array.ndim > 2 and channels == 1 else array, notes))
