"""A picture's file -> pixels and notes. Runs in a process of its own, which `models.io.fork_server` forks."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any, BinaryIO

import numpy as np
from PIL import Image, ImageFile, UnidentifiedImageError

from models.errors import MediaError
from models.io import picture_files
from models.io.picture_texts import (
    BROKEN,
    EMPTY,
    MANY_PAGES,
    MISTAKEN,
    NO_END,
    NO_HEIC,
    TOO_HEAVY,
    TOO_LARGE,
    UNKNOWN,
)
from models.io.pixels import check_size, finished, fit
from models.limits import JPEG_PIXELS, PICTURE_BYTES, PICTURE_PIXELS

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")  # by content, never by suffix; HEIC is read apart
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")  # of pictures, if nothing else is whole
SPOILT = 0.03  # of a JPEG's rows that may depend on bytes which are missing
NOISE = bytes(range(1, 128)) * 4


def warm() -> None:
    """Import what decoding needs: later no file can be opened any more."""
    Image.init()
    for name in ("RGB", "L", "RGBA", "CMYK"):  # codecs and colour management are imported when first used
        image = Image.new(name, (8, 8))
        finished(image, [])
    for kind in ("JPEG", "PNG", "GIF", "TIFF", "BMP"):  # of the others nothing is left to import
        file = io.BytesIO()
        Image.new("RGB", (16, 16)).save(file, kind)
        decode(io.BytesIO(file.getvalue()))
    for name in ("utf-16-le", "utf-16-be", "utf-32", "latin-1", "ascii", "cp437", "cp1252", "mac-roman"):
        "a".encode(name)
    try:
        import pillow_heif

        pillow_heif.options.DECODE_THREADS = 1  # a picture has one core, as its neighbours want some too
    except ImportError:  # whoever sends HEIC will be told
        return


def decode(file: BinaryIO, alive: Callable[[], None] = lambda: None) -> tuple[dict[str, Any], list[np.ndarray]]:
    """What the file shows -> its shape, notes and bytes, as `models.io.images.Picture` wants them.

    Raises MediaError, one sentence that names the cure, for all that is not a picture of a bearable size.
    """
    data = file.read(PICTURE_BYTES + 1)
    if len(data) > PICTURE_BYTES:
        raise MediaError(TOO_HEAVY)
    pixels, notes = decoded(data)
    return {"shape": pixels.shape, "bytes": pixels.nbytes, "notes": notes}, [pixels]


def decoded(data: bytes) -> tuple[np.ndarray, list[str]]:
    """A file's bytes -> pixels (H, W, 3) uint8 sRGB, notes. Raises as `decode`."""
    notes: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return np.asarray(finished(_loaded(data, notes), notes)), notes
    except (MediaError, MemoryError):
        raise
    except Image.DecompressionBombError as error:
        raise MediaError(TOO_LARGE) from error
    except Exception as error:  # decoders raise anything: SyntaxError, struct.error, KeyError, OverflowError ...
        raise MediaError(BROKEN) from error


def _loaded(data: bytes, notes: list[str]) -> Image.Image:
    """A file's bytes -> its first frame, loaded only after its header has shown that this is bearable."""
    if not data:
        raise MediaError(EMPTY)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data, notes)
    pages = picture_files.tiff(data) if data[:2] in (b"II", b"MM") else 0
    image = _opened(picture_files.gif(data) if data.startswith(b"GIF8") else data)
    check_size(image.size, PICTURE_PIXELS)
    if image.format == "TIFF" and pages > 1:
        notes.append(MANY_PAGES)
    elif image.format in ("GIF", "WEBP", "PNG", "AVIF") and image.is_animated:  # type: ignore[attr-defined]
        notes.append(f"First frame of an animated {image.format.replace('WEBP', 'WebP')}.")
    image.load()
    if image.format == "BMP" and image.mode == "RGBA" and image.getchannel("A").getextrema() == (0, 0):
        image = image.convert("RGB")  # a mask for alpha and no alpha in it: opaque, as browsers show it
    if image.format == "TIFF":
        image.info.pop("xmp", None)  # its note of a turn counts for nobody else
    return image


def _opened(data: bytes) -> Image.Image:
    """Only the header is read."""
    try:
        return Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
            return _heic(data)
        if data.startswith(BEGINNINGS) or data[8:12] in (b"WEBP", b"avif"):
            raise MediaError(BROKEN) from error
        head = data[:1024].lower()
        raise MediaError(next((MISTAKEN[mark] for mark in MISTAKEN if mark in head), UNKNOWN)) from error


def _heic(data: bytes) -> Image.Image:
    try:
        import pillow_heif  # used directly: registering it would change Pillow for the whole process
    except ImportError as error:
        raise MediaError(NO_HEIC) from error
    return pillow_heif.HeifImageFile(io.BytesIO(data))


def _jpeg(data: bytes, notes: list[str]) -> Image.Image:
    """A JPEG, decoded at 1/2, 1/4 or 1/8 of its size where that is enough; also one that lacks its last bytes."""
    whole = picture_files.jpeg(data)
    if whole:
        return _drafted(data)
    image, other = _drafted(data + b"\xff\xd9"), _drafted(data + NOISE + b"\xff\xd9")
    apart = (np.asarray(image) != np.asarray(other)).reshape(image.height, -1).any(axis=1)
    if apart.mean() > SPOILT:  # what comes behind the end changes the picture: more than the end is missing
        raise MediaError(BROKEN)
    notes.append(NO_END)
    return image


def _drafted(data: bytes) -> Image.Image:
    image: ImageFile.ImageFile = Image.open(io.BytesIO(data), formats=("JPEG",))
    check_size(image.size, JPEG_PIXELS)
    image.draft(None, fit(image.size))
    image.load()
    return image
