"""From sampled frames to the features that a reader reads: one extractor for each kind of clip."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import cv2
import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.action.small_cnn import (
    FOREGROUND,
    GRID,
    STORED,
    TALL,
    VIEW,
    FrameCNN,
    crop_views,
    person_position,
    person_scale,
    with_motion,
)
from models.encoder import Encoder

WHOLE = 1280 + 120  # features of a cell of the whole frame: of the encoder's coarse map and of its fine one
COLOURED, EMPTY = 6.0, 0.6  # of 255: mean spread of red, green and blue; share of black pixels (depth: 0.9)
NO_DEPTH = "Not to be believed: these are not the pictures of a depth camera, and this network knows no others."
Window = tuple[float, float, float, float]  # x1, y1, x2, y2, shares of the frame; may reach beyond it


class ClipFeatures(NamedTuple):
    """The features of N clips of T frames."""

    grids: Tensor  # (N, T, P, F) what the LSTM reads
    appearance: Tensor  # (N, T, A) what the order-blind heads read: each frame by itself
    with_motion: Tensor  # (N, T, B) appearance and motion, for the mean over both that is measured beside


class FeatureExtractor(Protocol):
    """Frames in, features out: one way for each kind of clip."""

    rows: int
    columns: int

    def prepare(self, frames: np.ndarray) -> Tensor:
        """Frames (T, h, w, 3) uint8 of one clip -> what `extract` takes, (T, ...): a value a frame, free of order."""

    def extract(self, prepared: Tensor) -> ClipFeatures:
        """Prepared frames (N, T, ...) in the order in which they are to be read."""

    def window(self, frames: np.ndarray) -> Window:
        """Which part of the frames the grid lies on."""

    def doubt(self, frames: np.ndarray) -> str:
        """Why this is no picture of the kind it knows, in a sentence; empty where it may be one."""

    def move(self, device: str) -> None:
        """To another device, as torch names it."""


class WholeFrameExtractor:
    """The whole frame, stretched to the square, through the captioners' encoder: both its maps, on 7 x 7 cells.

    Features are square-rooted, so that few strong ones do not drown the many (as in Perronnin et al. 2010); what moved
    is how far each has come from where it was in the frame before.
    """

    rows, columns = 7, 7

    def __init__(self, encoder: Encoder, size: int, mean: Tensor, std: Tensor) -> None:
        self.encoder = encoder.eval().to(memory_format=torch.channels_last)
        self.size, self._mean, self._std = size, mean, std

    @torch.inference_mode()
    def prepare(self, frames: np.ndarray) -> Tensor:
        """Frames -> grids (T, 49, 1400). Each frame is encoded once, in whatever order it is read later."""
        shrinks = min(frames.shape[1:3]) > self.size
        way = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
        pixels = np.stack([cv2.resize(frame, (self.size, self.size), interpolation=way) for frame in frames])
        pictures = torch.from_numpy(pixels).to(self._mean.device).permute(0, 3, 1, 2)
        pictures = ((pictures.float() / 255 - self._mean) / self._std).contiguous(memory_format=torch.channels_last)
        return torch.cat([self._cells(part) for part in pictures.split(8)])

    def _cells(self, pictures: Tensor) -> Tensor:
        fine, coarse = self.encoder.backbone(pictures)  # (T, 120, 16, 16), (T, 1280, 8, 8)
        side = (self.rows, self.columns)
        cells = torch.cat([F.adaptive_avg_pool2d(coarse, side), F.adaptive_avg_pool2d(fine, side)], dim=1)
        cells = cells.flatten(2).transpose(1, 2)  # (T, 49, 1400)
        return cells.sign() * cells.abs().sqrt()

    def extract(self, prepared: Tensor) -> ClipFeatures:
        before = torch.cat([prepared[:, :1], prepared[:, :-1]], dim=1)
        grids = torch.cat([prepared, (prepared - before).abs()], dim=-1)  # (N, T, P, F)
        return ClipFeatures(grids, prepared.mean(dim=2), grids.mean(dim=2))

    def window(self, frames: np.ndarray) -> Window:
        return (0.0, 0.0, 1.0, 1.0)

    def doubt(self, frames: np.ndarray) -> str:
        return ""

    def move(self, device: str) -> None:
        self.encoder.to(device)
        self._mean, self._std = self._mean.to(device), self._std.to(device)


class PersonExtractor:
    """A window around the person of the first frame, through two small CNNs: one sees frames, one what moved too."""

    rows, columns = GRID

    def __init__(self, moving: FrameCNN, still: FrameCNN) -> None:
        self.moving, self.still = moving.eval(), still.eval()

    def prepare(self, frames: np.ndarray) -> Tensor:
        """Frames -> views (T, 96, 64) of brightness, scaled 0..1."""
        grey = torch.from_numpy(brightness(frames)).to(next(self.moving.parameters()).device).float()
        return crop_views(grey[None], person_position(grey[:1]), person_scale(grey[:1]))[0]

    def extract(self, prepared: Tensor) -> ClipFeatures:
        moving = _frame_grids(self.moving, with_motion(prepared))  # (N, T, P, F)
        still = _frame_grids(self.still, prepared.unsqueeze(2))  # (N, T, P, A)
        return ClipFeatures(moving, still.flatten(2), moving.flatten(2))

    def window(self, frames: np.ndarray) -> Window:
        grey = torch.from_numpy(brightness(frames[:1])).float()
        centre, tall = float(person_position(grey)[0]), TALL * float(person_scale(grey)[0])
        wide = tall * VIEW[1] / VIEW[0] * grey.shape[-2] / grey.shape[-1]
        return (centre - wide / 2, (1 - tall) / 2, centre + wide / 2, (1 + tall) / 2)

    def doubt(self, frames: np.ndarray) -> str:
        """A depth camera knows no colour, and behind the person there is nothing: most of the frame is black."""
        some = frames[:, ::4, ::4]  # enough of the pixels
        brightest = some.max(axis=-1)
        colour, empty = (brightest - some.min(axis=-1)).mean(), (brightest <= FOREGROUND).mean()
        return NO_DEPTH if colour > COLOURED or empty < EMPTY else ""

    def move(self, device: str) -> None:
        self.moving.to(device)
        self.still.to(device)


def _frame_grids(cnn: nn.Module, views: Tensor) -> Tensor:
    """Views (N, T, K, h, w) -> grids (N, T, P, F)."""
    return cnn(views.flatten(0, 1)).flatten(2).transpose(1, 2).unflatten(0, views.shape[:2])


def brightness(frames: np.ndarray) -> np.ndarray:
    """Frames (T, h, w, 3) uint8 RGB -> (T, 120, w') uint8 grey, in their own aspect ratio."""
    height, width = frames.shape[1:3]
    size = (max(1, round(width * STORED / height)), STORED)
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames]
    return np.stack([cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for frame in grey])
