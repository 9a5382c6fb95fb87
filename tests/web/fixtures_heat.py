"""What the browser's heatmaps must show, computed by NumPy, SciPy and the project's own Python."""

from __future__ import annotations

from typing import Any

import numpy as np
from PIL import Image
from scipy import ndimage

from visualize.shared.heat import EVEN, OUTLINE, PEAK, full_colour, outline

NAMES = np.array(
    [["upper left", "top", "upper right"], ["left", "middle", "right"], ["lower left", "bottom", "lower right"]]
)
FINE = 12  # pixels along a cell


def heat_fixture() -> dict[str, Any]:
    """Maps of attention, their levels at every pixel of a picture, the lines around the peak, and where it lies."""
    return {"measures": {"even": EVEN, "peak": PEAK, "outline": OUTLINE}, "maps": [_map(*one) for one in _attention()]}


def _attention() -> list[tuple[str, np.ndarray, tuple[int, int]]]:
    """Name, (rows, columns) shares, and the picture's height and width."""
    draw = np.random.default_rng(11)
    made = [(f"random {one}", draw.dirichlet(np.full(20, one)).reshape(4, 5), (96, 170)) for one in (0.05, 0.3, 1.0)]
    for row in range(3):
        for column in range(3):
            spot = np.zeros((7, 7))
            spot[1 + 2 * row, 1 + 2 * column] = 1.0
            made.append((f"spot {row} {column}", spot, (320, 240)))
    corner = np.zeros((7, 7))
    corner[0, 0] = corner[0, 1] = 0.5
    twice = np.zeros((4, 6))
    twice[0, 5], twice[3, 0] = 0.6, 0.4
    flat = np.full((7, 7), 1 / 49)
    return [*made, ("corner", corner, (99, 77)), ("twice", twice, (64, 200)), ("flat", flat, (60, 60))]


def _map(name: str, attention: np.ndarray, size: tuple[int, int]) -> dict[str, Any]:
    level = attention / full_colour(attention)
    fine = _stretched(level, size)
    light, dark = outline(fine)
    return {
        "name": name,
        "grid": attention.shape,
        "share": attention.ravel().tolist(),
        "size": size,  # height and width
        "level": fine.ravel().tolist(),
        "lines": (light + 2 * dark).ravel().tolist(),
        "where": _where(_stretched(level, (FINE * attention.shape[0], FINE * attention.shape[1])), attention),
    }


def _stretched(level: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    picture = Image.fromarray(level.astype(np.float32))
    return np.asarray(picture.resize(size[::-1], Image.Resampling.BILINEAR))


def _where(fine: np.ndarray, attention: np.ndarray) -> tuple[str, float] | None:
    """The place of the part of the peak with the strongest cell, and the share of the picture that all parts take."""
    inside = fine >= PEAK
    if not inside.any():
        return None
    parts, _ = ndimage.label(inside)
    row, column = np.unravel_index(attention.argmax(), attention.shape)
    part = parts == parts[row * FINE + FINE // 2, column * FINE + FINE // 2]
    centre = (np.argwhere(part) + 0.5).mean(axis=0) / fine.shape  # 0..1 down and across
    return str(NAMES[tuple((3 * centre).astype(int))]), float(inside.mean())
