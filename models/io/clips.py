"""Clips as people have them: a few moments over the whole clip, decoded one after the other; or one kind sentence.

No header is believed: frame counts and lengths are hints that decide how much is kept at first, the frames that come
tell the rest. At most `2 * moments` small frames are held at any time, however long the clip is.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from models.errors import MediaError, OptionError
from models.io.clip_files import MAX_PIXELS, TOO_LARGE, Capture, checked, opened, silent
from models.io.containers import cut_short

MAX_SIDE = 480  # pixels: the long side of a frame that is kept
MAX_SECONDS = 600.0  # of a clip: what lies behind is not looked at
PATIENCE = 20.0  # seconds of reading, then what has been seen must do
MAX_MOMENTS = 64
USUAL_RATE = 25.0  # frames a second, where the clip tells none that can be
SQUARE = 0.02  # pixels that much wider or narrower than high still count as square

BACKWARDS = "Played backwards, the last frame first."
NO_PART = "Nothing of the clip lies in the part that you marked: mark another."
_one_at_a_time = threading.Semaphore(2)  # clips decoded side by side, however many visitors come at once


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


@dataclass
class _Kept:
    """Frames about `gap` seconds apart; when there are too many, every other one goes and the gap doubles."""

    most: int
    gap: float
    times: list[float] = field(default_factory=list)
    frames: list[np.ndarray] = field(default_factory=list)

    def wants(self, now: float) -> bool:
        """Whether `now` is the first frame in its slot of `gap` seconds."""
        return not self.times or self._slot(now) > self._slot(self.times[-1])

    def add(self, now: float, frame: np.ndarray) -> None:
        self.times.append(now)
        self.frames.append(frame)
        if len(self.times) > self.most:
            self.times, self.frames = self.times[::2], self.frames[::2]
            self.gap = max(2 * self.gap, (self.times[-1] - self.times[0]) / (len(self.times) - 1))

    def _slot(self, now: float) -> float:
        return now if self.gap == 0 else math.floor((now - self.times[0]) / self.gap + 0.5)


def read_clip(
    source: str | Path | Clip | None,
    moments: int = 16,
    start: float = 0.0,
    end: float | None = None,
    patience: float = PATIENCE,
) -> Clip:
    """A file's path -> `moments` frames evenly spread over the clip, or over start..end of it in seconds.

    A clip of fewer frames gives all that it has. Files are known by content: mp4, mov, webm, avi, mkv, gif and what
    else OpenCV decodes. A phone's rotation is applied.

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
    path = checked(source)
    with _one_at_a_time:
        clip = _read(path, moments, start, end, patience, believed=True)
        clip = clip or _read(path, moments, start, end, patience, believed=False)
    assert clip is not None, "only a header that was believed can have promised too much"
    return clip


def _read(path: Path, moments: int, start: float, end: float | None, patience: float, believed: bool) -> Clip | None:
    """One walk through the clip; None when its header promised so many frames that too few were kept."""
    limit = MAX_SECONDS if end is None else min(end, MAX_SECONDS)
    notes: list[str] = []
    with opened(path) as capture:
        rate, promised = _rate(capture), _count(capture)
        wide = _pixel_width(capture)
        kept = _Kept(2 * moments, _first_gap(promised, rate, start, limit, moments) if believed else 0.0)
        seen, inside, size = 0, 0, (0, 0)
        clock = _Clock(rate)
        begun, damaged, ended = time.monotonic(), False, False
        while True:
            if not _grabbed(capture):
                ended = True
                break
            now = clock.read(capture.get(cv2.CAP_PROP_POS_MSEC) / 1000)
            seen += 1
            if now > limit and seen > 1:
                if end is None or end > MAX_SECONDS:
                    notes.append(f"Only the first {MAX_SECONDS / 60:.0f} minutes were looked at.")
                break
            if seen > 1 and time.monotonic() - begun > patience:
                notes.append(f"Only the first {now:.0f} seconds were looked at: this clip takes long to decode.")
                break
            if now < start - 1e-6:
                continue
            inside += 1
            if kept.wants(now):
                frame = _retrieved(capture)
                if frame is None:
                    damaged = True
                    continue
                size = (round(frame.shape[1] * wide), frame.shape[0])
                kept.add(now, _small(frame, size))
        spent = clock.now + 1 / rate if clock.steps else 0.0
        if not kept.frames:
            raise MediaError(NO_PART if seen and not inside else silent(capture))
    if ended and cut_short(path):
        notes.append(f"This file breaks off: only its first {spent:.1f} seconds are there.")
    if believed and len(kept.frames) < min(moments, inside) and not damaged:
        return None
    return _chosen(kept, moments, min(spent, limit), size, notes)


def _grabbed(capture: Capture) -> bool:
    try:
        return capture.grab()
    except cv2.error:  # a frame that cannot be: the rest of the file is lost
        return False


def _retrieved(capture: Capture) -> np.ndarray | None:
    """The grabbed frame, (h, w, 3) BGR; None where it is damaged."""
    try:
        fine, frame = capture.retrieve()
    except cv2.error:
        return None
    if not fine or frame is None or frame.ndim != 3 or not frame.size:
        return None
    if frame.shape[0] * frame.shape[1] > MAX_PIXELS:
        raise MediaError(TOO_LARGE)
    return frame


@dataclass
class _Clock:
    """When a frame is shown. Stamps that stand still or run back are passed over: then the frame rate counts."""

    rate: float
    now: float = 0.0
    steps: int = 0
    origin: float = 0.0

    def read(self, stamp: float) -> float:
        """Seconds from the first frame, always rising."""
        if not self.steps:
            self.origin = stamp if math.isfinite(stamp) else 0.0
            self.steps = 1
            return self.now
        told = stamp - self.origin
        sound = math.isfinite(told) and self.now < told < self.now + 3600
        self.now = told if sound else self.now + 1 / self.rate
        self.steps += 1
        return self.now


def _rate(capture: Capture) -> float:
    told = capture.get(cv2.CAP_PROP_FPS)
    return told if math.isfinite(told) and 0.5 <= told <= 250 else USUAL_RATE


def _count(capture: Capture) -> float:
    """How many frames the header promises, if it is a number that can be; else 0."""
    told = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    return told if math.isfinite(told) and 0 < told < 1e7 else 0.0


def _pixel_width(capture: Capture) -> float:
    """Width of a pixel for a height of 1: tape and broadcast know pixels that are not square."""
    across, down = capture.get(cv2.CAP_PROP_SAR_NUM), capture.get(cv2.CAP_PROP_SAR_DEN)
    told = across / down if across > 0 and down > 0 else 1.0
    if capture.get(cv2.CAP_PROP_ORIENTATION_META) % 180 == 90:
        told = 1 / told
    return told if 0.25 <= told <= 4 and abs(told - 1) > SQUARE else 1.0


def _first_gap(promised: float, rate: float, start: float, limit: float, moments: int) -> float:
    """Seconds between kept frames at first, from the number of frames that the header promises; 0: keep all."""
    if promised <= 2 * moments:
        return 0.0
    span = min(promised / rate, limit) - start
    return max(0.0, span / (2 * moments - 1.5))


def _small(frame: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(h, w, 3) BGR -> RGB as it is to be shown, `size` being (width, height), its long side at MAX_SIDE at most."""
    scale = min(1.0, MAX_SIDE / max(size))
    wanted = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    if wanted != (frame.shape[1], frame.shape[0]):
        frame = cv2.resize(frame, wanted, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)


def _chosen(kept: _Kept, moments: int, seconds: float, size: tuple[int, int], notes: list[str]) -> Clip:
    """The kept frames nearest to evenly spread moments."""
    times = np.array(kept.times)
    chosen = np.arange(len(times))
    if len(times) > moments:
        wanted = np.linspace(times[0], times[-1], moments)
        chosen = np.unique(np.abs(times[:, None] - wanted).argmin(axis=0))
        while len(chosen) < moments:  # a pause in the clip: the frames that lie farthest from those chosen fill up
            spare = np.setdiff1d(np.arange(len(times)), chosen)
            apart = np.abs(times[spare, None] - times[chosen]).min(axis=1)
            chosen = np.sort(np.append(chosen, spare[apart.argmax()]))
    shape = kept.frames[chosen[0]].shape
    frames = np.stack([_of_shape(kept.frames[i], shape) for i in chosen])
    frames.setflags(write=False)
    if len(times) < moments:
        notes.append("This clip has one frame." if len(times) == 1 else f"This clip has only {len(times)} frames.")
    return Clip(frames, times[chosen], seconds, size, tuple(notes))


def _of_shape(frame: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Some clips change their size on the way: every frame takes that of the first."""
    return frame if frame.shape == shape else cv2.resize(frame, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
