"""Pictures as people have them: read safely, upright, in plain sRGB; or one kind sentence on what to do instead."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError
from PIL.Image import Resampling, Transpose

from models.errors import MediaError

MAX_SIDE = 1600  # pixels: the long side of what is kept
MAX_JPEG = 65_000_000  # pixels: a 64-megapixel phone passes, as a JPEG can be decoded at a fraction of its size
MAX_PIXELS = 26_000_000  # of all other files: a phone's 24 megapixels pass, within 2 s and 400 MB
MAX_BYTES = 100_000_000  # of a file
MAX_SCANS = 40  # of a progressive JPEG (usual: 10); each costs a walk over all pixels, and takes only bytes to ask for

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")  # by content, never by suffix; HEIC is read apart
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")

NOTHING = "There is no picture yet: drop one here, or choose an example."
LINK = "This is a link, not a picture: save the picture as a file and give that."
EMPTY = "This picture is empty: save or download it again."
TOO_HEAVY = f"This file is too big: save the picture as a JPEG of at most {MAX_BYTES // 10**6} MB and give that."
TOO_LARGE = (
    "This picture has too many pixels: scale it down, "
    f"or save it as JPEG if it has no more than {MAX_JPEG // 10**6} megapixels."
)
BROKEN = "This picture breaks off or is damaged: copy or download it again, or save it anew as JPEG or PNG."
NO_HEIC = "HEIC pictures cannot be read on this computer: save it as JPEG and give that."
UNKNOWN = "This is not a picture that can be read, whatever its name ends in: save it as JPEG or PNG and give that."
MISTAKEN = {  # what is often taken for a picture, by a mark in its first bytes (lower case)
    b"<svg": "This is a drawing made of lines (SVG), not of pixels: export it as PNG and give that.",
    b"<html": "This is a web page, not the picture on it: save the picture itself and give that.",
    b"%pdf-": "This is a PDF document: export its page as PNG or JPEG and give that.",
    b"ftyp": "This is a clip, or a picture of a rare kind: save one still as JPEG or PNG and give that.",
}
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")  # of pictures, if nothing else is whole
UPRIGHT = {  # EXIF orientation -> what turns the picture upright
    **{2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE},
    **{6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90},
}
_one_at_a_time = threading.Lock()  # however many visitors come at once, memory holds one picture at full size


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

    Arrays are (H, W) or (H, W, 1 | 2 | 3 | 4): grey, grey and alpha, RGB, RGBA. uint8 stays, uint16 is scaled; other
    numbers within 0..1 or 0..255 are taken as that range (whole numbers also within 0..65535), the rest is stretched
    from its smallest to its largest value, and the notes say so. `source` is never changed.

    Raises MediaError, one sentence that names the cure, for all that is not a picture of a bearable size.
    """
    if isinstance(source, Picture):
        return source
    notes: list[str] = []
    with _one_at_a_time, _foreign():
        if isinstance(source, np.ndarray):
            image = _from_array(source, notes)
        else:
            image = source if isinstance(source, Image.Image) else _decoded(_bytes(source), notes)
        return Picture(np.asarray(_finished(image, notes)), tuple(notes))


def to_network(picture: Picture, size: int = 224) -> np.ndarray:
    """The whole picture stretched to a square, as the training pictures were -> (size, size, 3) uint8."""
    return np.array(Image.fromarray(picture.pixels).resize((size, size), Resampling.BICUBIC))


@contextmanager
def _foreign() -> Iterator[None]:
    """Around all that touches foreign bytes: Pillow's remarks stay quiet, its errors become a sentence."""
    try:
        with warnings.catch_warnings():  # not safe between threads: one more reason for the lock
            warnings.simplefilter("ignore")
            yield
    except MediaError:
        raise
    except Image.DecompressionBombError as error:
        raise MediaError(TOO_LARGE) from error
    except Exception as error:  # decoders raise anything: SyntaxError, struct.error, KeyError, OverflowError ...
        raise MediaError(BROKEN) from error


def _bytes(source: str | Path | bytes | None) -> bytes:
    """What the file holds, MAX_BYTES at most."""
    if source is None or source == "":
        raise MediaError(NOTHING)
    if isinstance(source, str) and source.lower().startswith(("http:", "https:", "ftp:", "file:", "data:")):
        raise MediaError(LINK)
    if not isinstance(source, str | Path | bytes):
        raise MediaError(
            f"{type(source).__name__} is no picture: give a file's path or bytes, an array or a PIL image."
        )
    data = source if isinstance(source, bytes) else _file_bytes(Path(source))
    if len(data) > MAX_BYTES:
        raise MediaError(TOO_HEAVY)
    if not data:
        raise MediaError(EMPTY)
    return data


def _file_bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise MediaError(f"“{path.name}” is a folder: choose one picture inside it.")
        if not path.is_file():  # also devices and pipes, which may never end
            raise MediaError(f"There is no file “{path.name[:80]}”: check its name and folder.")
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MediaError("This file cannot be opened: check its name and that you may read it.") from error


def _decoded(data: bytes, notes: list[str]) -> Image.Image:
    """A file's bytes -> its first frame, loaded only after the header has shown that this is bearable."""
    image = _identified(data)
    jpeg = image.format in ("JPEG", "MPO")
    _check_size(image.size, MAX_JPEG if jpeg else MAX_PIXELS)
    if jpeg and image.info.get("progressive") and data.count(b"\xff\xda") > MAX_SCANS:
        raise MediaError(BROKEN)
    animated = getattr(image, "is_animated", False)  # Pillow tells only of formats that can be
    if image.format == "TIFF" and animated:
        notes.append("First page of several.")
    elif image.format in ("GIF", "WEBP", "PNG", "AVIF") and animated:
        notes.append(f"First frame of an animated {image.format.replace('WEBP', 'WebP')}.")
    image.draft(None, _fit(image.size))  # decodes a JPEG at 1/2, 1/4 or 1/8 where that is enough
    image.load()
    return image


def _identified(data: bytes) -> Image.Image:
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
    pillow_heif.options.DECODE_THREADS = 1  # each thread's heap keeps what it freed: 350 MB after twenty pictures
    return pillow_heif.HeifImageFile(io.BytesIO(data))


def _check_size(size: tuple[int, int], limit: int) -> None:
    if 0 in size:
        raise MediaError(EMPTY)
    if size[0] * size[1] > limit:
        raise MediaError(TOO_LARGE)


def _fit(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MAX_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _finished(image: Image.Image, notes: list[str]) -> Image.Image:
    """Any image -> small, upright, sRGB, nothing transparent. It shrinks first: the rest is cheap then."""
    _check_size(image.size, MAX_JPEG)
    small = _plain(image, notes).resize(_fit(image.size), Resampling.LANCZOS, reducing_gap=2.0)
    if (turn := UPRIGHT.get(_orientation(image))) is not None:  # FLIP_LEFT_RIGHT is 0
        small = small.transpose(turn)
    colour = _in_srgb(small.convert("RGB") if small.mode == "RGBA" else small, image.info.get("icc_profile"))
    if small.mode != "RGBA" or small.getchannel("A").getextrema()[0] == 255:
        return colour
    notes.append("Transparent parts are shown on white.")
    white = Image.new("RGB", small.size, "white")
    white.paste(colour, mask=small.getchannel("A"))
    return white


def _plain(image: Image.Image, notes: list[str]) -> Image.Image:
    """Any mode -> one that can be resized smoothly: L, RGB, CMYK or RGBA."""
    if image.mode in ("I", "F") or image.mode.startswith("I;16"):
        return Image.fromarray(_as_uint8(np.asarray(image), notes))
    if image.mode == "RGBA" or (image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        return image.getexif().get(0x0112, 1)
    except Exception:  # EXIF is often broken, and the picture none the worse for it
        return 1


def _in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """L, RGB or CMYK in the colours of its profile -> RGB in sRGB; a profile that makes no sense is passed over."""
    try:
        if icc and "sRGB" not in ImageCms.getProfileDescription(profile := ImageCms.getOpenProfile(io.BytesIO(icc))):
            converted = ImageCms.profileToProfile(image, profile, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or image.convert("RGB")
    except Exception:  # broken, made for another mode, or no colour management in this Pillow
        pass
    return image.convert("RGB")


def _from_array(array: np.ndarray, notes: list[str]) -> Image.Image:
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 2, 3, 4) or array.dtype.kind not in "biuf":
        raise MediaError(f"{array.dtype} {array.shape} is no picture: give an array of numbers, (height, width, 3).")
    _check_size(array.shape[1::-1], MAX_JPEG)
    return Image.fromarray(_as_uint8(array[:, :, 0] if array.ndim > 2 and channels == 1 else array, notes))


def _as_uint8(values: np.ndarray, notes: list[str]) -> np.ndarray:
    """Numbers of any range -> 0..255 of the same shape, as `read_picture` tells."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return (values >> 8).astype(np.uint8)  # the whole range scaled, in either byte order
    known = values[np.isfinite(values)]
    if not known.size:
        raise MediaError(EMPTY)
    if known.size < values.size:
        notes.append("Values that are not finite numbers are shown black or white.")
    low, high = float(known.min()), float(known.max())
    tops = [top for top in ((1, 255) if values.dtype.kind == "f" else (1, 255, 65535)) if low >= 0 and high <= top]
    if not tops:
        notes.append(f"Its values, {low:.4g} to {high:.4g}, are stretched from black to white.")
    ends = (0, tops[0]) if tops else (low, high)
    result = np.empty(values.shape, np.uint8)
    parts = 1 + values.size // 2**20  # piece by piece: the float64 copies stay small
    for part, target in zip(np.array_split(values, parts), np.array_split(result, parts), strict=True):
        target[...] = np.nan_to_num(np.interp(part, ends, (0, 255))) + 0.5
    return result
