"""Views of a picture while it is learnt from: cropped, mirrored, brighter or darker; and where its boxes go then."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True, eq=False)
class Views:
    """One view of each of N pictures: corners (N, 4) x1, y1, x2, y2 as fractions of the picture, mirrored (N,) bool."""

    corners: np.ndarray
    mirrored: np.ndarray
    brightness: np.ndarray  # (N,) factor

    @classmethod
    def whole(cls, count: int) -> Views:
        """The pictures as they are."""
        return cls(np.tile([0.0, 0.0, 1.0, 1.0], (count, 1)), np.zeros(count, bool), np.ones(count))

    @classmethod
    def mirror(cls, mirrored: np.ndarray) -> Views:
        """The whole pictures, those mirrored that `mirrored` (N,) bool says."""
        return replace(cls.whole(len(mirrored)), mirrored=mirrored)

    @classmethod
    def random(cls, count: int, generator: np.random.Generator, smallest: float = 0.8) -> Views:
        """Windows of `smallest`..1 of each side, mirrored half of the time, brightness 0.8..1.2."""
        sides = generator.uniform(smallest, 1.0, (count, 2))
        start = generator.uniform(0.0, 1.0, (count, 2)) * (1.0 - sides)
        mirrored = generator.random(count) < 0.5
        return cls(np.concatenate([start, start + sides], axis=1), mirrored, generator.uniform(0.8, 1.2, count))

    def pictures(self, pixels: Tensor) -> Tensor:
        """Pixels (N, 3, S, S) scaled 0..1 -> the views, same shape."""
        x1, y1, x2, y2 = torch.as_tensor(self.corners, dtype=pixels.dtype).T
        flip = torch.where(torch.as_tensor(self.mirrored), -1.0, 1.0)
        zero = torch.zeros_like(x1)
        rows = [
            torch.stack([(x2 - x1) * flip, zero, x1 + x2 - 1.0], dim=1),
            torch.stack([zero, y2 - y1, y1 + y2 - 1.0], dim=1),
        ]
        places = F.affine_grid(torch.stack(rows, dim=1), list(pixels.shape), align_corners=False)
        view = F.grid_sample(pixels, places, padding_mode="border", align_corners=False)
        return (view * torch.as_tensor(self.brightness, dtype=pixels.dtype).view(-1, 1, 1, 1)).clamp(0.0, 1.0)

    def boxes(self, index: int, boxes: np.ndarray) -> np.ndarray:
        """Boxes (n, 4) of picture `index` -> where they lie in its view, clipped to it; gone ones have no area."""
        x1, y1, x2, y2 = self.corners[index]
        view = np.clip((boxes - [x1, y1, x1, y1]) / [x2 - x1, y2 - y1, x2 - x1, y2 - y1], 0.0, 1.0)
        return np.stack([1 - view[:, 2], view[:, 1], 1 - view[:, 0], view[:, 3]], 1) if self.mirrored[index] else view


def cell_cover(boxes: np.ndarray, side: int) -> np.ndarray:
    """Boxes (n, 4) as fractions -> (side * side,) 0..1: how much of each cell the best covering box covers."""
    edges = np.arange(side + 1) / side  # (side + 1,)

    def along(start: np.ndarray, end: np.ndarray) -> np.ndarray:
        overlap = np.minimum(end[:, None], edges[1:]) - np.maximum(start[:, None], edges[:-1])
        return np.clip(overlap * side, 0.0, 1.0)  # (n, side)

    cover = along(boxes[:, 1], boxes[:, 3])[:, :, None] * along(boxes[:, 0], boxes[:, 2])[:, None, :]
    return cover.max(axis=0).reshape(-1)
