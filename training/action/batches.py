"""What a recognizer learns from: clips seen anew each time, a little larger, turned, faster, brighter.

Gestures are not mirrored: it would turn a swipe to the left into one to the right, of a left-handed person.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from models.action.features import WHOLE, WholeFrameExtractor, brightness
from models.action.small_cnn import FOREGROUND, crop_views, person_position, person_scale
from models.io.clips import MAX_MOMENTS
from training.action.clip_store import Recording

log = logging.getLogger("training.action.train")


class TrainingClips(Protocol):
    """Clips by number, as a recognizer's `extract` takes them."""

    def __len__(self) -> int: ...

    def augmented(self, chosen: np.ndarray, moments: int, draw: np.random.Generator) -> Tensor:
        """Some clips (N, T, ...), each in a way that was never seen before."""

    def plain(self, chosen: np.ndarray, moments: int) -> Tensor:
        """Some clips (N, T, ...) as a visitor's are seen."""


def spread(frames: int, moments: int) -> np.ndarray:
    """(T,) which frames are looked at: evenly from the first to the last."""
    return np.linspace(0, frames - 1, moments).round().astype(int)


def uneven(frames: int, moments: int, draw: np.random.Generator) -> np.ndarray:
    """(T,) the same with a tenth cut off either end at most, slower here and faster there, never backwards."""
    first, last = draw.uniform(0.0, 0.1), draw.uniform(0.9, 1.0)
    place = np.linspace(0, 1, moments) ** np.exp(draw.normal(0, 0.2))
    place = np.sort(np.clip(place + draw.normal(0, 0.25 / moments, moments), 0, 1))
    return np.round((first + (last - first) * place) * (frames - 1)).astype(int)


class PersonClips:
    """Depth clips, all frames in memory as brightness of 120 rows; the views are cut out anew each time."""

    def __init__(self, recordings: Sequence[Recording], cache: Path) -> None:
        stored = cache / f"frames-{_fingerprint(recordings)}.npz"
        if not stored.is_file():
            cache.mkdir(parents=True, exist_ok=True)
            # every frame of a clip of up to 64 frames: four seconds at 15 a second
            clips = [
                brightness(one.read(MAX_MOMENTS).frames) for one in tqdm(recordings, desc="reading", mininterval=5)
            ]
            np.savez(stored, frames=np.concatenate(clips), lengths=[len(clip) for clip in clips])
        content = np.load(stored)
        ends = np.cumsum(content["lengths"])
        frames = content["frames"]
        self._clips = [frames[end - length : end] for end, length in zip(ends, content["lengths"], strict=True)]

    def __len__(self) -> int:
        return len(self._clips)

    def plain(self, chosen: np.ndarray, moments: int) -> Tensor:
        frames = self._moments(chosen, [spread(len(self._clips[i]), moments) for i in chosen])
        return crop_views(frames, person_position(frames[:, 0]), person_scale(frames[:, 0]))

    def augmented(self, chosen: np.ndarray, moments: int, draw: np.random.Generator) -> Tensor:
        frames = self._moments(chosen, [uneven(len(self._clips[i]), moments, draw) for i in chosen])
        place = person_position(frames[:, 0])
        count = len(chosen)
        size = torch.exp(_floats(draw.normal(0, 0.08, count)))
        shift, turn = _floats(draw.normal(0, 0.06, (count, 2))), _floats(draw.normal(0, 0.05, count))
        views = crop_views(frames, place, size, shift, turn)
        nearer = _floats(draw.normal(0, 0.04, (count, 1, 1, 1)))
        return torch.where(views > FOREGROUND / 255, (views + nearer).clamp_(0.1, 1.0), views)

    def _moments(self, chosen: np.ndarray, moments: Sequence[np.ndarray]) -> Tensor:
        pairs = zip(chosen, moments, strict=True)
        return torch.from_numpy(np.stack([self._clips[i][when] for i, when in pairs])).float()


class WholeFrameClips:
    """Any clips, each frame seen once by the captioners' encoder and kept on disk as a grid of half floats."""

    def __init__(
        self, recordings: Sequence[Recording], extractor: WholeFrameExtractor, moments: int, cache: Path, sha256: str
    ) -> None:
        stored = cache / f"grids-{_fingerprint(recordings)}-{moments}-{WHOLE}-{sha256[:12]}.npy"
        shape = (len(recordings), moments, extractor.rows * extractor.columns, WHOLE)
        if not stored.is_file():
            cache.mkdir(parents=True, exist_ok=True)
            draft = stored.with_suffix(".draft")
            grids = np.lib.format.open_memmap(draft, "w+", np.float16, shape)
            for number, one in enumerate(tqdm(recordings, desc="seeing", mininterval=5)):
                cells = extractor.prepare(one.read(moments).frames).half().numpy()
                grids[number] = cells[spread(len(cells), moments)]
            grids.flush()
            draft.rename(stored)
        self._grids = np.load(stored, mmap_mode="r")

    def __len__(self) -> int:
        return len(self._grids)

    def plain(self, chosen: np.ndarray, moments: int) -> Tensor:
        when = spread(self._grids.shape[1], moments)
        return torch.from_numpy(np.stack([self._grids[i][when] for i in chosen])).float()

    def augmented(self, chosen: np.ndarray, moments: int, draw: np.random.Generator) -> Tensor:
        frames = self._grids.shape[1]
        grids = torch.from_numpy(np.stack([self._grids[i][uneven(frames, moments, draw)] for i in chosen])).float()
        if draw.random() < 0.5:  # the grid mirrored: the whole picture as good as mirrored
            rows = int(grids.shape[2] ** 0.5)
            grids = grids.unflatten(2, (rows, rows)).flip(3).flatten(2, 3)
        return grids


def _floats(values: np.ndarray) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))


def _fingerprint(recordings: Sequence[Recording]) -> str:
    names = "\n".join(f"{one.name} {one.length}" for one in recordings)
    return hashlib.sha256(names.encode()).hexdigest()[:12]
