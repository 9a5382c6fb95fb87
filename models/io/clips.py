"""Clips as people have them: a few moments over the whole clip, decoded elsewhere; or one kind sentence."""

from __future__ import annotations

import hashlib
import math
import os
import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from models import limits
from models.errors import MediaError, OptionError
from models.io import decoders
from models.io.clip_texts import (
    BACKWARDS,
    EMPTY,
    LINK,
    NO_PICTURES,
    NOTHING,
    TOO_HEAVY,
    TOO_LARGE,
    TOO_SLOW,
)
from models.io.images import opened

MAX_SIDE = limits.CLIP_SIDE
MAX_MOMENTS = limits.CLIP_MOMENTS
FILES = decoders.Kind(
    "clip",
    threading.BoundedSemaphore(limits.CLIPS_AT_ONCE),
    limits.CLIP_STEP_CPU,
    broken=NO_PICTURES,
    too_slow=TOO_SLOW,
    too_large=TOO_LARGE,
)


@dataclass(frozen=True, eq=False)
class Clip:
    """The moments of a clip that are looked at, upright, in the clip's own aspect ratio."""

    frames: np.ndarray  # (T, h, w, 3) uint8 sRGB, long side <= MAX_SIDE, read-only
    times: np.ndarray  # (T,) float64 seconds from the clip's beginning, rising
    seconds: float  # from the clip's beginning to the end of what was looked through
    size: tuple[int, int]  # width, height of the original, upright
    notes: tuple[str, ...] = ()  # sentences for the visitor on what was done

    @cached_property
    def content_hash(self) -> str:
        """sha256 in hex of frames and times."""
        return hashlib.sha256(
            repr(self.frames.shape).encode() + self.frames.tobytes() + self.times.tobytes()
        ).hexdigest()

    def ordered(self, order: np.ndarray) -> Clip:
        """The same moments with the frames in another order; the clock goes on as before."""
        return Clip(self.frames[order], self.times[: len(order)], self.seconds, self.size, self.notes)

    def backwards(self) -> Clip:
        """The same moments, the last one first, at the same pace; the frames are not copied."""
        times = self.times[0] + self.times[-1] - self.times[::-1]
        return Clip(self.frames[::-1], times, self.seconds, self.size, (*self.notes, BACKWARDS))


def read_clip(
    source: str | Path | Clip | None,
    moments: int = 16,
    start: float = 0.0,
    end: float | None = None,
    patience: float = limits.CLIP_PATIENCE,
) -> Clip:
    """A file's path -> `moments` frames evenly spread over the clip, or over start..end of it in seconds.

    A clip of fewer frames gives all that it has. Files are known by content: mp4, mov, webm, avi, mkv, mpeg, gif and
    more (`models.io.containers`). They are decoded in another process, under limits of the system. A phone's rotation
    is applied.

    Raises:
        MediaError: one sentence that names the cure, for all that gives no pictures.
        OptionError: moments or the marked part make no sense.
    """
    if isinstance(source, Clip):
        return source
    if not 1 <= moments <= MAX_MOMENTS:
        raise OptionError(f"Between 1 and {MAX_MOMENTS} moments of a clip can be looked at, not {moments}.")
    if not 0 <= start < (math.inf if end is None else end):  # NaN fails too
        raise OptionError("The marked part must begin at 0 seconds or later, and end after it begins.")
    options = {"moments": moments, "start": start, "end": end, "patience": patience}
    with opened(_path(source), "clip") as file:
        size = os.fstat(file.fileno()).st_size
        if not size:
            raise MediaError(EMPTY)
        if size > limits.CLIP_BYTES:
            raise MediaError(TOO_HEAVY)
        return _clip(*decoders.decode(FILES, file, options, patience + limits.CLIP_WALL))


def _path(source: object) -> Path:
    """Raises MediaError for what is no path."""
    if source is None or source == "":
        raise MediaError(NOTHING)
    if not isinstance(source, str | Path):
        raise MediaError(f"{type(source).__name__} is no clip: give the path of a file.")
    if str(source).lower().startswith(("http:", "https:", "ftp:", "file:", "data:", "rtsp:")):
        raise MediaError(LINK)
    return Path(source)


def _clip(told: dict[str, Any], data: bytearray) -> Clip:
    """A decoder's answer, checked."""
    count, height, width, _ = told["shape"]
    frames = np.frombuffer(data, np.uint8).reshape(count, height, width, 3)
    times = np.array(told["times"], float)
    if max(height, width) > MAX_SIDE or not 1 <= count <= MAX_MOMENTS or times.shape != (count,):
        raise MediaError(NO_PICTURES)
    frames.setflags(write=False)
    size = int(told["size"][0]), int(told["size"][1])
    return Clip(frames, times, float(told["seconds"]), size, decoders.checked_notes(told["notes"]))
