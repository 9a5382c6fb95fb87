"""A clip's file -> a few moments over the whole of it. Runs in a process of its own, which models.io.fork_server forks.

No header is believed: frame counts and lengths are hints that decide how much is kept at first, the frames that come
tell the rest. At most `2 * moments` small frames are held at any time, however long the clip is.
"""

from __future__ import annotations

import importlib
import io
import math
import pkgutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import av
import av.logging
import cv2
import numpy as np

from models.errors import MediaError
from models.io.clip_texts import BROKEN, NO_PART, NO_PICTURES, PICTURE, SOUND, UNKNOWN
from models.io.containers import Container
from models.io.frame_sources import FrameSource, open_source
from models.limits import CLIP_SECONDS


@dataclass(frozen=True)
class ClipSampling:
    """What of a clip is looked at."""

    moments: int
    start: float  # seconds
    end: float | None  # seconds
    until: float  # on the monotonic clock: then what has been seen must do

    @property
    def limit(self) -> float:
        """Seconds of the clip behind which nothing is looked at."""
        return CLIP_SECONDS if self.end is None else min(self.end, CLIP_SECONDS)


def warm() -> None:
    """Import what decoding needs: later no file can be opened any more."""
    av.logging.set_level(None)
    cv2.setNumThreads(1)
    for part in pkgutil.walk_packages(av.__path__, "av."):  # sound, subtitles and data are imported when first met
        if not part.name.endswith(("__main__", "datasets")):
            importlib.import_module(part.name)
    source = io.BytesIO()
    with av.open(source, "w", format="avi") as container:
        track = container.add_stream("mjpeg", rate=10, options={"threads": "1"})
        track.width, track.height, track.pix_fmt = 32, 32, "yuvj420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), "rgb24")
            container.mux(track.encode(frame.reformat(format="yuvj420p")))
        container.mux(track.encode())
    decode(source, 2, 0.0, None, 60.0)


def decode(
    file: BinaryIO,
    moments: int,
    start: float,
    end: float | None,
    patience: float,
    alive: Callable[[], None] = lambda: None,
) -> tuple[dict[str, Any], list[np.ndarray]]:
    """What the clip shows -> times, notes and frames, as `models.io.clips.Clip` wants them. Raises MediaError."""
    container = Container(file, file.seek(0, 2))
    if container.is_sound:  # before it is opened: the cover of a record passes for a clip of one frame
        raise MediaError(SOUND)
    if container.is_still:
        raise MediaError(PICTURE)
    if not container.demuxer and not container.is_webp:
        raise MediaError(_nothing(container, UNKNOWN))
    sampling = ClipSampling(moments, start, end, time.monotonic() + patience)
    told = _read(container, sampling, alive, believed=True) or _read(container, sampling, alive, believed=False)
    if told is None:
        raise MediaError(NO_PICTURES)
    return told


def _read(
    container: Container, sampling: ClipSampling, alive: Callable[[], None], believed: bool
) -> tuple[dict[str, Any], list[np.ndarray]] | None:
    """One scan through the clip; None when its header promised so many frames that too few were kept."""
    source = _opened(container, alive)
    try:
        gap = _first_gap(source, sampling) if believed else 0.0
        scan = _FrameScan(source, sampling, _KeptFrames(2 * sampling.moments, gap))
        scan.run()
        kept, notes = scan.kept, scan.notes
        if not kept.frames:
            raise MediaError(NO_PART if scan.seen and not scan.inside else _nothing(container))
        if source.may_be_cover and scan.ended and scan.seen == 1:
            raise MediaError(SOUND)
        if scan.ended and container.cut_short:
            notes.append(f"This file breaks off: only its first {scan.spent:.1f} seconds are there.")
        if believed and len(kept.frames) < min(sampling.moments, scan.inside) and not scan.damaged and not scan.late:
            return None
        return _choose_moments(kept, sampling.moments, min(scan.spent, sampling.limit), source, notes)
    finally:
        source.close()


def _opened(container: Container, alive: Callable[[], None]) -> FrameSource:
    try:
        return open_source(container, alive)
    except MediaError as error:
        if str(error) != UNKNOWN:
            raise
        raise MediaError(_nothing(container, UNKNOWN)) from error


def _nothing(container: Container, otherwise: str = NO_PICTURES) -> str:
    """What is said of a file that gives no picture."""
    if otherwise == UNKNOWN and (container.cut_short or container.lacks_index):
        return BROKEN
    return SOUND if container.holds_sound_alone else otherwise


@dataclass
class _KeptFrames:
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


@dataclass
class _FrameScan:
    """Frame after frame, until the clip, the marked part or the patience ends."""

    source: FrameSource
    sampling: ClipSampling
    kept: _KeptFrames
    notes: list[str] = field(default_factory=list)
    seen: int = 0  # frames
    inside: int = 0  # frames within the marked part
    spent: float = 0.0  # seconds of the clip that were looked through
    ended: bool = False  # whether the file did
    late: bool = False
    damaged: bool = False

    def run(self) -> None:
        clock = _Clock(self.source.rate)
        for stamp, pixels in self.source.timed_frames():
            now = clock.read(math.nan if stamp is None else stamp)
            self.seen += 1
            if self.seen > 1 and self._over(now):
                break
            if now < self.sampling.start - 1e-6:
                continue
            self.inside += 1
            if not self.kept.wants(now):
                continue
            frame = pixels()
            if frame is None:
                self.damaged = True
            else:
                self.kept.add(now, frame)
        else:
            self.ended = True
        self.spent = clock.now + 1 / self.source.rate if clock.steps else 0.0

    def _over(self, now: float) -> bool:
        if now > self.sampling.limit:
            if self.sampling.end is None or self.sampling.end > CLIP_SECONDS:
                self.notes.append(f"Only the first {CLIP_SECONDS / 60:.0f} minutes were looked at.")
            return True
        self.late = time.monotonic() > self.sampling.until
        if self.late:
            self.notes.append(f"Only the first {now:.0f} seconds were looked at: this clip takes long to decode.")
        return self.late


def _first_gap(source: FrameSource, sampling: ClipSampling) -> float:
    """Seconds between kept frames at first, from the number of frames that the header promises; 0: keep all."""
    if source.promised <= 2 * sampling.moments:
        return 0.0
    span = min(source.promised / source.rate, sampling.limit) - sampling.start
    return max(0.0, span / (2 * sampling.moments - 1.5))


def _choose_moments(
    kept: _KeptFrames, moments: int, seconds: float, source: FrameSource, notes: list[str]
) -> tuple[dict[str, Any], list[np.ndarray]]:
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
    frames = source.finished([_of_shape(kept.frames[i], shape) for i in chosen])
    if len(times) < moments:
        notes.append("This clip has one frame." if len(times) == 1 else f"This clip has only {len(times)} frames.")
    about = {"times": times[chosen].tolist(), "seconds": seconds, "size": source.size, "notes": [*source.notes, *notes]}
    return {**about, "shape": (len(frames), *shape), "bytes": sum(frame.nbytes for frame in frames)}, frames


def _of_shape(frame: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Some clips change their size on the way: every frame takes that of the first."""
    return frame if frame.shape == shape else cv2.resize(frame, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
