"""How arrays and pictures travel to the browser: base64 of little-endian numbers, pictures as JPEG inside a URL."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image

from models.numbers import significant

SCREEN_DIGITS = 5  # more than a screen shows


def base64_text(data: bytes) -> str:
    """Bytes as text."""
    return base64.b64encode(data).decode("ascii")


def encode_array(array: np.ndarray, kind: str) -> str:
    """An array row by row in base64, as numbers of kind "<u2", "<f2" or "<f4": `ui/shared/web/bytes.js` reads them."""
    return base64_text(array.astype(kind).tobytes())


def decode_array(text: str, kind: str, shape: tuple[int, ...]) -> np.ndarray:
    """The way back. Raises ValueError (or TypeError) where it is not such an array."""
    return np.frombuffer(base64.b64decode(text, validate=True), kind).reshape(shape)


def screen_number(value: object) -> float | None:
    """Five digits; None for what JSON has no number for."""
    return significant(value, SCREEN_DIGITS)


def screen_numbers(values: np.ndarray) -> list[float | None]:
    """`screen_number` of each of (N,)."""
    return [screen_number(value) for value in values]


def pack_maps(maps: np.ndarray) -> tuple[str, list[float | None]]:
    """(T, R, C) not negative -> base64 of as many uint8, and the strongest cell of each step.

    A cell is `byte / 255 * strongest[step]`, right to 1/510 of the strongest.
    """
    strongest = maps.max(axis=(1, 2))  # (T,)
    level = maps / np.where(strongest > 0, strongest, 1.0)[:, None, None]  # (T, R, C) 0..1
    return base64_text(np.rint(255 * level).astype(np.uint8).tobytes()), screen_numbers(strongest)


def jpeg_url(pixels: np.ndarray, size: tuple[int, int], quality: int, fast: bool = False) -> str:
    """(h, w, 3) uint8 RGB as JPEG inside a URL, within `size` pixels (width, height), never enlarged.

    `fast` is for the many frames of a clip: it resizes in straight lines.
    """
    image = Image.fromarray(pixels)
    if fast:
        image.thumbnail(size, Image.Resampling.BILINEAR)
    else:
        image.thumbnail(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return "data:image/jpeg;base64," + base64_text(file.getvalue())
