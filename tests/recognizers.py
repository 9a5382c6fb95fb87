"""Small recognizers with random weights, and small clips: laws hold for these as for the real ones."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import torch

from models.action.features import WHOLE
from models.action.model import ActionModel, build_recognizer
from models.io.clips import Clip

LABELS = ("sit", "stand", "swipe", "wave")
SIZES = {  # of the grid
    "person": {"features": 64, "appearance": 1536, "cells": 96},
    "whole": {"features": 2 * WHOLE, "appearance": WHOLE, "cells": 49},
}


def tiny_recognizer(look: str = "person", seed: int = 0) -> ActionModel:
    """Four labels, twelve hidden units; large weights, so that answers really differ."""
    torch.manual_seed(seed)
    model = build_recognizer(
        {
            "name": f"tiny-{look}",
            "labels": list(LABELS),
            "look": look,
            "moments": 8,
            "architecture": {**SIZES[look], "classes": 4, "width": 10, "hidden": 12},
            "preprocessing": {"size": 224, "mean": [0.5] * 3, "std": [0.5] * 3},
        }
    )
    with torch.no_grad():
        model.heads.mean.normal_()
        for parameter in model.heads.parameters():
            parameter.mul_(2.0)
    for part in model.extractor.encoder.modules() if look == "whole" else ():
        if isinstance(part, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(part.weight)  # what a frame shows arrives at the grid
    return model


def make_clip(frames: int = 8, size: tuple[int, int] = (64, 48), seed: int = 0) -> Clip:
    """A bright block that wanders over a dark ground with some noise; size (width, height)."""
    draw = np.random.default_rng(seed)
    width, height = size
    pixels = draw.integers(0, 12, (frames, height, width, 3), dtype=np.uint8)
    for number, frame in enumerate(pixels):
        left = round(number / max(frames - 1, 1) * width * 0.6)
        frame[height // 4 : -height // 8, left : left + width // 4] = 90 + 10 * (number % 8)
    return Clip(pixels, np.arange(frames) / 5.0, frames / 5.0, size)


def write_clip(path: Path, frames: np.ndarray, rate: float = 10.0, code: str = "mp4v") -> Path:
    """Frames (T, h, w, 3) uint8 RGB as a file that OpenCV can write: mp4v, MJPG, VP80, VP90."""
    height, width = frames.shape[1:3]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*code), rate, (width, height))
    assert writer.isOpened(), f"OpenCV writes no {code}"
    for frame in frames:
        writer.write(frame[:, :, ::-1])
    writer.release()
    return path
