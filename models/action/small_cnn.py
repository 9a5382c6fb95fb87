"""The CNN that sees single frames, and the one that also sees what moved since the frame before."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

VIEW = (96, 64)  # rows, columns of what the small CNN sees
CELL = 8  # pixels: a side of one cell of the grid that it makes of that
GRID = (VIEW[0] // CELL, VIEW[1] // CELL)  # rows, columns
DIRECTIONS = 8  # of edges
WIDTH = 64  # channels inside
MOVING, STILL = 64, 16  # features of a cell, with motion and without
STORED = 120  # pixels: the height that frames are brought to before the view is cut out
TALL = 0.92  # height of the view as a share of the frame's
FULL_HEIGHT = 0.725  # height of a person who fills the window as it is, as a share of the frame's
FOREGROUND = 20  # of 0..255: what is brighter stands before the empty background of a depth camera


class Edges(nn.Module):
    """Oriented gradients, the fixed first layer (after Dalal & Triggs 2005): images (B, h, w) -> (B, 9, h/8, w/8).

    Eight directions of brightness rising and the brightness itself, each the mean over 8 x 8 pixels, square-rooted.
    """

    channels = DIRECTIONS + 1
    kernels: Tensor

    def __init__(self) -> None:
        super().__init__()
        angle = torch.arange(DIRECTIONS) * (2 * math.pi / DIRECTIONS)
        across = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
        kernels = torch.cos(angle).view(-1, 1, 1) * across + torch.sin(angle).view(-1, 1, 1) * across.T
        self.register_buffer("kernels", kernels.unsqueeze(1), persistent=False)  # (8, 1, 3, 3)

    def forward(self, images: Tensor) -> Tensor:
        images = images.unsqueeze(1)
        rising = F.conv2d(images, self.kernels, stride=2, padding=1).clamp_(min=0)  # every other pixel is enough
        level = F.avg_pool2d(images, CELL).clamp_(min=0)
        return torch.cat([F.avg_pool2d(rising, CELL // 2), level], dim=1).sqrt()


class FrameCNN(nn.Module):
    """A small CNN: views (B, K, 96, 64) -> grid (B, F, 12, 8).

    K = 1: a frame. K = 2: a frame and what has moved in it, of which brighter and darker are told apart.
    """

    def __init__(self, inputs: int, features: int) -> None:
        super().__init__()
        self.edges = Edges()
        parts = 1 if inputs == 1 else 3
        self.norm = nn.BatchNorm2d(parts * self.edges.channels)
        self.mix = nn.Conv2d(parts * self.edges.channels, WIDTH, kernel_size=3, padding=1)
        self.narrow = nn.Conv2d(WIDTH, features, kernel_size=1)

    def forward(self, views: Tensor) -> Tensor:
        with torch.no_grad():
            parts = [views[:, 0]]
            if views.shape[1] == 2:
                parts += [views[:, 1].clamp(min=0), (-views[:, 1]).clamp(min=0)]
            edges = torch.cat([self.edges(part) for part in parts], dim=1)  # (B, 9 or 27, 12, 8)
        return torch.relu(self.narrow(torch.relu(self.mix(self.norm(edges)))))


def person_position(first: Tensor) -> Tensor:
    """Brightness (N, h, w) 0..255 of first frames -> (N,) where the person stands: 0 left edge .. 1 right edge.

    The first frame alone decides, so that no later one can reach back.
    """
    there = (first > FOREGROUND).float().sum(dim=1)  # (N, w)
    columns = (torch.arange(there.shape[1], device=there.device) + 0.5) / there.shape[1]
    total = there.sum(dim=1)
    return torch.where(total > 0, (there * columns).sum(dim=1) / total.clamp(min=1), torch.full_like(total, 0.5))


def person_scale(first: Tensor) -> Tensor:
    """Brightness (N, h, w) of first frames -> (N,) factor of the window: small people fill it as tall ones do.

    Whoever sits or stands far away looks small too; so it only goes from 0.88 to 1.06.
    """
    rows = ((first > FOREGROUND).sum(dim=2) >= 3).sum(dim=1) / first.shape[1]  # (N,) height, as a share of the frame's
    return (rows / FULL_HEIGHT).clamp(0.88, 1.06)


def crop_views(
    frames: Tensor,
    place: Tensor,
    size: Tensor | None = None,
    shift: Tensor | None = None,
    turn: Tensor | None = None,
) -> Tensor:
    """Brightness (N, T, h, w) 0..255 -> views (N, T, 96, 64) scaled 0..1 around `place` (N,), one window a clip.

    While learning: `size` (N,) factor of the window, `shift` (N, 2) of its centre in half frame heights, `turn` (N,)
    radians.
    """
    count, _, height, width = frames.shape
    ones = torch.ones(count, device=frames.device)
    size = ones if size is None else size
    shift = torch.zeros(count, 2, device=frames.device) if shift is None else shift
    turn = torch.zeros_like(ones) if turn is None else turn
    tall = TALL * size  # in half frame heights
    wide = tall * VIEW[1] / VIEW[0]
    aspect = width / height
    sine, cosine = torch.sin(turn), torch.cos(turn)
    rows = torch.stack([wide * cosine / aspect, -tall * sine / aspect, place * 2 - 1 + shift[:, 0] / aspect], 1)
    columns = torch.stack([wide * sine, tall * cosine, shift[:, 1]], 1)
    where = F.affine_grid(torch.stack([rows, columns], 1), [count, 1, *VIEW], align_corners=False)  # (N, 96, 64, 2)
    return F.grid_sample(frames, where, align_corners=False) / 255.0  # outside the frame it is empty


def with_motion(views: Tensor) -> Tensor:
    """Views (N, T, h, w) -> (N, T, 2, h, w): each beside its difference to the one before; the first moved by 0."""
    before = torch.cat([views[:, :1], views[:, :-1]], dim=1)
    return torch.stack([views, 2.0 * (views - before)], dim=2)
