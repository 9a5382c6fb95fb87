"""Where the network looked for one word, shown on the picture in the picture's own aspect ratio.

Two ways. `spotlight`, which is taken unless the other is asked for: what was looked at keeps its own light, the rest is
darkened, the peak is outlined; it can be seen on any picture, be it colourful, bright or dark. `overlay`: colours.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PIL import Image, ImageFilter

from visualize.shared.style import heat_table

STRENGTH = 0.78  # how much is darkened or coloured at most: the thing below stays recognisable
EVEN = 4.0  # full level takes at least this many times the share that a cell has when attention is spread evenly
PEAK = 0.5  # level from which on a place belongs to the peak that is outlined
OUTLINE = 1 / 160  # of the picture's long side: width of the light line, and of the dark one around it


class Heat(Protocol):
    """A way of showing attention on a picture: `spotlight` or `overlay`."""

    def __call__(
        self, pixels: np.ndarray, attention: np.ndarray, strength: float = ..., *, maximum: float | None = ...
    ) -> Image.Image: ...


def full_colour(attention: np.ndarray) -> float:
    """The share of attention that gets full colour or light: that of the map's strongest cell, but never less than
    EVEN even shares. So a sharp map uses all of it, and one that looks everywhere stays pale instead of looking
    meaningful.
    """
    return max(float(attention.max()), EVEN * float(attention.sum()) / attention.size)


def spotlight(
    pixels: np.ndarray, attention: np.ndarray, strength: float = STRENGTH, *, maximum: float | None = None
) -> Image.Image:
    """Light the picture where one word's attention is, darken the rest, outline the peak; neither input is changed.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        attention: (R, C) finite, not negative. The grid covers the whole picture, as the network saw it.
        strength: 0..1, how much of its light a pixel without attention loses; it grows back in step with the attention.
        maximum: the attention that leaves all light; None: `full_colour(attention)`. Give one for maps to compare.

    Returns:
        An RGB picture of W x H. Pixels at `maximum` are exactly those of `pixels`, unless the outline runs there.
        Where no attention reaches half of `maximum`, as in a map that looks everywhere, there is no outline. At
        strength 0 the picture is `pixels`.

    Raises:
        ValueError: an input is not of this shape or range.
    """
    pixels, level = _levels(pixels, attention, strength, maximum, Image.Resampling.BILINEAR)
    lit = np.rint(pixels * (1.0 - strength * (1.0 - level))[..., None]).astype(np.uint8)
    if strength > 0.0:
        light, dark = outline(level)
        lit[dark], lit[light] = 0, 255
    return Image.fromarray(lit)


def outline(level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a light line runs along the inside of the peak's edge, and a dark one along its outside: two (H, W) masks.

    One of them is seen on any picture. The picture's own edge is no edge of the peak; a speck that is not as wide as
    its outline has none.

    Args:
        level: (H, W) 0..1.
    """
    around = 2 * max(1, int(max(level.shape) * OUTLINE + 0.5)) + 1  # pixels, odd
    shrink, grow = ImageFilter.MinFilter(around), ImageFilter.MaxFilter(around)
    peak = Image.fromarray(((level >= PEAK) * 255).astype(np.uint8)).filter(shrink).filter(grow)  # without specks
    inside, shrunk, grown = (np.asarray(one) > 0 for one in (peak, peak.filter(shrink), peak.filter(grow)))
    return inside & ~shrunk, grown & ~inside


def overlay(
    pixels: np.ndarray,
    attention: np.ndarray,
    strength: float = STRENGTH,
    smooth: bool = True,
    *,
    maximum: float | None = None,
) -> Image.Image:
    """Lay one word's attention on the picture in colours; neither input is changed.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        attention: (R, C) finite, not negative. The grid covers the whole picture, as the network saw it.
        strength: 0..1, opacity at `maximum`; it falls in step with the attention, to nothing at 0.
        smooth: between cell centres in straight lines (bilinear), so that no peak grows or moves; False: cells.
        maximum: the attention that gets full colour; None: `full_colour(attention)`. Give one for maps to compare.

    Returns:
        An RGB picture of W x H. Pixels without attention are exactly those of `pixels`.

    Raises:
        ValueError: an input is not of this shape or range.
    """
    method = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    pixels, level = _levels(pixels, attention, strength, maximum, method)
    colour = heat_table()[np.rint(level * 255).astype(np.uint8), :3]  # (H, W, 3)
    alpha = (strength * level)[..., None]  # (H, W, 1)
    blended = pixels + alpha * (colour.astype(np.float32) - pixels)
    return Image.fromarray(np.rint(blended).astype(np.uint8))


def _levels(
    pixels: np.ndarray,
    attention: np.ndarray,
    strength: float,
    maximum: float | None,
    method: Image.Resampling,
) -> tuple[np.ndarray, np.ndarray]:
    """The picture, checked, and at each of its pixels the attention as a level 0..1: (H, W, 3) and (H, W)."""
    pixels, attention = _checked(pixels, attention)
    if not 0.0 <= strength <= 1.0:
        raise ValueError(f"strength is a number from 0 to 1, not {strength}")
    maximum = full_colour(attention) if maximum is None else maximum
    height, width = pixels.shape[:2]
    if not maximum > 0.0:  # nothing was looked at
        return pixels, np.zeros((height, width), np.float32)
    level = Image.fromarray(np.clip(attention / maximum, 0.0, 1.0))
    return pixels, np.asarray(level.resize((width, height), method)).clip(0.0, 1.0)


def _checked(pixels: np.ndarray, attention: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pixels, attention = np.asarray(pixels), np.asarray(attention, dtype=np.float32)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        raise ValueError(f"pixels are (H, W, 3) uint8, not {pixels.shape} {pixels.dtype}")
    if attention.ndim != 2 or not attention.size:
        raise ValueError(f"attention is a (rows, columns) grid, not {attention.shape}")
    if not np.isfinite(attention).all() or attention.min() < 0.0:
        raise ValueError("attention is finite and not negative")
    return pixels, attention
