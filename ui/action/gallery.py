"""The clips that are there to be clicked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.io.clips import read_clip
from ui.shared.encoding import jpeg_url

SHIPPED = Path(__file__).resolve().parents[2] / "assets" / "examples" / "clips"
THUMBNAIL = (240, 180)  # pixels at most


@dataclass(frozen=True)
class ClipExample:
    """A clip of the gallery with what is said about it."""

    path: Path
    title: str
    alt: str
    thumbnail: str  # data URL, 2 to 6 kB


def shipped(folder: Path = SHIPPED) -> list[ClipExample]:
    """The clips that ship, in their order; none if the folder is gone. Raises MediaError for one that is broken."""
    listing = folder / "clips.json"
    if not listing.is_file():
        return []
    return [
        ClipExample(folder / item["file"], item["title"], item["alt"], _thumbnail(folder / item["file"]))
        for item in json.loads(listing.read_text(encoding="utf-8"))
    ]


def _thumbnail(path: Path) -> str:
    """The frame that is least like the first: the middle of the deed."""
    frames = read_clip(path, moments=12).frames
    apart = np.abs(frames.astype(np.float32) - frames[0]).mean(axis=(1, 2, 3))
    return jpeg_url(frames[int(apart.argmax())], THUMBNAIL, quality=70, fast=True)
