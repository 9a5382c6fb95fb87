"""Any image, any array of numbers -> small, upright, opaque, plain sRGB."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from models.errors import MediaError
from models.io.picture_texts import EMPTY, NOT_FINITE, ON_WHITE, TOO_LARGE
from models.limits import JPEG_PIXELS, PICTURE_SIDE

UPRIGHT = {  # EXIF orientation -> what turns the picture upright
    **{2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE},
    **{6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90},
}
XMP = ("xmp", "XML:com.adobe.xmp")  # where a picture's `info` keeps it
DEPTHS = (10, 12, 14)  # bits that scanners and microscopes store in sixteen
SAME = 2  # levels of 255 by which a profile may differ from sRGB and still be it


def check_size(size: tuple[int, int], limit: int) -> None:
    """Raises MediaError for a picture of no pixels, or of more than `limit`."""
    if 0 in size:
        raise MediaError(EMPTY)
    if size[0] * size[1] > limit:
        raise MediaError(TOO_LARGE)


def fit(size: tuple[int, int]) -> tuple[int, int]:
    """Width and height within PICTURE_SIDE, in the same ratio, never enlarged."""
    scale = min(1.0, PICTURE_SIDE / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def finished(image: Image.Image, notes: list[str]) -> Image.Image:
    """Any image -> small, upright, sRGB, nothing transparent. It shrinks first: the rest is cheap then."""
    check_size(image.size, JPEG_PIXELS)
    small = _plain(image, notes).resize(fit(image.size), Resampling.LANCZOS, reducing_gap=2.0)
    if (turn := UPRIGHT.get(_orientation(image))) is not None:  # FLIP_LEFT_RIGHT is 0
        small = small.transpose(turn)
    colour = _in_srgb(small.convert("RGB") if small.mode == "RGBA" else small, image.info.get("icc_profile"))
    if small.mode != "RGBA" or small.getchannel("A").getextrema()[0] == 255:
        return colour
    notes.append(ON_WHITE)
    white = Image.new("RGB", small.size, "white")
    white.paste(colour, mask=small.getchannel("A"))
    return white


def _plain(image: Image.Image, notes: list[str]) -> Image.Image:
    """Any mode -> one that can be resized smoothly: L, RGB, CMYK or RGBA."""
    if image.mode.startswith("I;16"):
        return Image.fromarray(_sixteen_bits(np.asarray(image), notes))
    if image.mode in ("I", "F"):
        return Image.fromarray(as_uint8(np.asarray(image), notes))
    if image.mode == "RGBA" or (image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "L" if image.mode == "1" else "RGB")


def _orientation(image: Image.Image) -> int:
    try:
        if any(mark in image.info for mark in XMP) and image.format != "TIFF":
            bare = Image.Image()  # Pillow would look into XMP too, which browsers do not
            bare.info = {name: told for name, told in image.info.items() if name not in XMP}
            return bare.getexif().get(0x0112, 1)
        return image.getexif().get(0x0112, 1)
    except Exception:  # EXIF is often broken, and the picture none the worse for it
        return 1


def _in_srgb(image: Image.Image, icc: bytes | None) -> Image.Image:
    """L, RGB or CMYK in the colours of its profile -> RGB in sRGB; a profile that makes no sense is passed over."""
    try:
        if icc:
            profile, plain = ImageCms.getOpenProfile(io.BytesIO(icc)), ImageCms.createProfile("sRGB")
            if image.mode != "RGB" or not _is_srgb(profile, plain):
                return ImageCms.profileToProfile(image, profile, plain, outputMode="RGB") or image
    except Exception:  # broken, made for another mode, or no colour management in this Pillow
        pass
    return image.convert("RGB")


def _is_srgb(profile: ImageCms.ImageCmsProfile, plain: Any) -> bool:
    """Whether colours stay as they are: asked of the profile itself, as its name may be anything."""
    steps = np.linspace(0, 255, 6).astype(np.uint8)
    probe = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(6, 36, 3)
    shown = ImageCms.profileToProfile(Image.fromarray(probe), profile, plain, outputMode="RGB")
    return bool(np.abs(np.asarray(shown).astype(int) - probe).max() <= SAME)


def _sixteen_bits(values: np.ndarray, notes: list[str]) -> np.ndarray:
    """uint16 -> uint8, the whole range scaled; fewer bits that were stored in sixteen are found by what is there."""
    top = int(values.max(initial=0))
    for depth in DEPTHS:
        if 255 < top < 2**depth:
            notes.append(f"Its values use {depth} of 16 bits: they are stretched from black to white.")
            return (values >> (depth - 8)).astype(np.uint8)
    return as_uint8(values, notes)


def as_uint8(values: np.ndarray, notes: list[str]) -> np.ndarray:
    """Numbers of any range -> 0..255 of the same shape, as `models.io.images.read_picture` tells."""
    if values.dtype == np.uint8:
        return values
    if values.dtype.kind == "u" and values.dtype.itemsize == 2:
        return (values >> 8).astype(np.uint8)  # the whole range scaled, in either byte order
    known = values[np.isfinite(values)]
    if not known.size:
        raise MediaError(EMPTY)
    if known.size < values.size:
        notes.append(NOT_FINITE)
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
