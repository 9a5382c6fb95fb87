"""The heatmap of one word, laid on the picture in the picture's own aspect ratio."""

from __future__ import annotations

import numpy as np
from PIL import Image

from visualize.shared.style import heat_table

OPACITY = 0.75  # of the strongest attention: the thing below stays recognisable
EVEN = 4.0  # full colour takes at least this many times the share that a cell has when attention is spread evenly


def full_colour(attention: np.ndarray) -> float:
    """The share of attention that gets full colour: that of the map's strongest cell, but never less than EVEN even
    shares. So a sharp map uses all colours, and one that looks everywhere stays pale instead of looking meaningful.
    """
    return max(float(attention.max()), EVEN * float(attention.sum()) / attention.size)


def overlay(
    pixels: np.ndarray,
    attention: np.ndarray,
    opacity: float = OPACITY,
    smooth: bool = True,
    *,
    maximum: float | None = None,
) -> Image.Image:
    """Lay one word's attention on the picture; neither input is changed.

    Args:
        pixels: (H, W, 3) uint8 RGB.
        attention: (R, C) finite, not negative. The grid covers the whole picture, as the network saw it.
        opacity: 0..1, at `maximum`; it falls in step with the attention, to nothing at 0.
        smooth: between cell centres in straight lines (bilinear), so that no peak grows or moves; False: cells.
        maximum: the attention that gets full colour; None: `full_colour(attention)`. Give one for maps to compare.

    Returns:
        An RGB picture of W x H. Pixels without attention are exactly those of `pixels`.

    Raises:
        ValueError: an input is not of this shape or range.
    """
    pixels, attention = _checked(pixels, attention)
    if not 0.0 <= opacity <= 1.0:
        raise ValueError(f"opacity is a number from 0 to 1, not {opacity}")
    maximum = full_colour(attention) if maximum is None else maximum
    if not maximum > 0.0:  # nothing was looked at
        return Image.fromarray(pixels.copy())
    height, width = pixels.shape[:2]
    level = Image.fromarray(np.clip(attention / maximum, 0.0, 1.0))
    method = Image.Resampling.BILINEAR if smooth else Image.Resampling.NEAREST
    heat = np.asarray(level.resize((width, height), method)).clip(0.0, 1.0)  # (H, W) 0..1
    colour = heat_table()[np.rint(heat * 255).astype(np.uint8), :3]  # (H, W, 3)
    alpha = (opacity * heat)[..., None]  # (H, W, 1)
    blended = pixels + alpha * (colour.astype(np.float32) - pixels)
    return Image.fromarray(np.rint(blended).astype(np.uint8))


def _checked(pixels: np.ndarray, attention: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    pixels, attention = np.asarray(pixels), np.asarray(attention, dtype=np.float32)
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        raise ValueError(f"pixels are (H, W, 3) uint8, not {pixels.shape} {pixels.dtype}")
    if attention.ndim != 2 or not attention.size:
        raise ValueError(f"attention is a (rows, columns) grid, not {attention.shape}")
    if not np.isfinite(attention).all() or attention.min() < 0.0:
        raise ValueError("attention is finite and not negative")
    return pixels, attention
