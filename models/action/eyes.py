"""The CNN that sees single frames, and the one that also sees what moved since the frame before."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

VIEW = (96, 64)  # rows, columns of what the small CNN sees
GRID = (12, 8)  # rows, columns of the grid it makes of that
STORED = 120  # pixels: the height that frames are brought to before the view is cut out
TALL = 0.92  # height of the view as a share of the frame's
FOREGROUND = 20  # of 0..255: what is brighter stands before the empty background of a depth camera


class Eye(nn.Module):
    """A small CNN: views (B, K, 96, 64) -> grid (B, 96, 12, 8)."""

    channels = (24, 48, 96, 96)

    def __init__(self, inputs: int) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for outputs, kernel, stride in zip(self.channels, (5, 3, 3, 3), (2, 2, 2, 1), strict=True):
            layers.append(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False))
            layers += [nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]
            inputs = outputs
        self.layers = nn.Sequential(*layers)

    def forward(self, views: Tensor) -> Tensor:
        return self.layers(views.contiguous(memory_format=torch.channels_last))


def standing_place(first: Tensor) -> Tensor:
    """Brightness (N, h, w) 0..255 of first frames -> (N,) where the person stands: 0 left edge .. 1 right edge.

    The first frame alone decides, so that no later one can reach back.
    """
    there = (first > FOREGROUND).float().sum(dim=1)  # (N, w)
    columns = (torch.arange(there.shape[1], device=there.device) + 0.5) / there.shape[1]
    total = there.sum(dim=1)
    return torch.where(total > 0, (there * columns).sum(dim=1) / total.clamp(min=1), torch.full_like(total, 0.5))


def cut(
    frames: Tensor,
    place: Tensor,
    size: Tensor | None = None,
    shift: Tensor | None = None,
    turn: Tensor | None = None,
    mirrored: Tensor | None = None,
) -> Tensor:
    """Brightness (N, T, h, w) 0..255 -> views (N, T, 96, 64) scaled 0..1 around `place` (N,), one window a clip.

    While learning: `size` (N,) factor of the window, `shift` (N, 2) of its centre in half frame heights, `turn` (N,)
    radians, `mirrored` (N,) bool.
    """
    count, _, height, width = frames.shape
    ones = torch.ones(count, device=frames.device)
    size = ones if size is None else size
    shift = torch.zeros(count, 2, device=frames.device) if shift is None else shift
    turn = torch.zeros_like(ones) if turn is None else turn
    flip = ones if mirrored is None else torch.where(mirrored, -ones, ones)
    tall = TALL * size  # in half frame heights
    wide = tall * VIEW[1] / VIEW[0]
    aspect = width / height
    sine, cosine = torch.sin(turn), torch.cos(turn)
    rows = torch.stack([wide * cosine * flip / aspect, -tall * sine / aspect, place * 2 - 1 + shift[:, 0] / aspect], 1)
    columns = torch.stack([wide * sine * flip, tall * cosine, shift[:, 1]], 1)
    where = F.affine_grid(torch.stack([rows, columns], 1), [count, 1, *VIEW], align_corners=False)  # (N, 96, 64, 2)
    return F.grid_sample(frames, where, align_corners=False) / 255.0  # outside the frame it is empty


def with_motion(views: Tensor) -> Tensor:
    """Views (N, T, h, w) -> (N, T, 2, h, w): each beside its difference to the one before; the first moved by 0."""
    before = torch.cat([views[:, :1], views[:, :-1]], dim=1)
    return torch.stack([views, 2.0 * (views - before)], dim=2)
