"""Clips as people have them: a few moments over the whole clip, decoded one after the other; or one kind sentence.

No header is believed: frame counts and lengths are hints that decide how much is kept at first, the frames that come
tell the rest. At most `2 * moments` small frames are held at any time, however long the clip is.
"""

from __future__ import annotations

import hashlib
import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np

from models.errors import MediaError, OptionError

MAX_SIDE = 480  # pixels: the long side of a frame that is kept
MAX_BYTES = 500_000_000  # of a file
MAX_SECONDS = 600.0  # of a clip: what lies behind is not looked at
PATIENCE = 20.0  # seconds of reading, then what has been seen must do
MAX_PIXELS = 40_000_000  # of a frame: 8K passes
MAX_MOMENTS = 64
DECODERS = 4  # threads: two cores are only busy with some to spare, and each holds a frame or two
USUAL_RATE = 25.0  # frames a second, where the clip tells none that can be

NOTHING = "There is no clip yet: drop one here, record one, or choose an example."
LINK = "This is a link, not a clip: save the clip as a file and give that."
EMPTY = "This file is empty: save, record or download the clip again."
TOO_HEAVY = f"This file is over {MAX_BYTES // 10**6} MB: cut the clip shorter, or save it smaller, and give that."
TOO_LARGE = "The frames of this clip are too large: save it as mp4 with 3840 pixels a line at most."
UNKNOWN = "This is not a clip that can be read, whatever its name ends in: save it as mp4 (H.264) and give that."
NO_PICTURES = (
    "This clip opens, but no picture comes out: it holds sound alone, is damaged, or is of a kind that cannot be "
    "decoded here. Save it as mp4 (H.264) and give that."
)
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
    path = _checked(source)
    with _one_at_a_time:
        clip = _read(path, moments, start, end, patience, believed=True)
        return clip or _read(path, moments, start, end, patience, believed=False)


def _checked(source: str | Path | None) -> Path:
    """The path of a file worth opening."""
    if source is None or source == "":
        raise MediaError(NOTHING)
    if not isinstance(source, str | Path):
        raise MediaError(f"{type(source).__name__} is no clip: give the path of a file.")
    if str(source).lower().startswith(("http:", "https:", "ftp:", "file:", "data:", "rtsp:")):
        raise MediaError(LINK)
    path = Path(source)
    try:
        if path.is_dir():
            raise MediaError(f"“{path.name}” is a folder: choose one clip inside it.")
        if not path.is_file():  # also devices and pipes, which may never end
            raise MediaError(f"There is no file “{path.name[:80]}”: check its name and folder.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(16)
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise MediaError("This file cannot be opened: check its name and that you may read it.") from error
    if not size:
        raise MediaError(EMPTY)
    if size > MAX_BYTES:
        raise MediaError(TOO_HEAVY)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"BM")):
        raise MediaError("This is a picture, not a clip: give it to the Caption tab, or choose a clip here.")
    return path.resolve()


@contextmanager
def _opened(path: Path) -> Iterator[cv2.VideoCapture]:
    """The file in OpenCV's FFmpeg; always closed again."""
    try:
        # one backend: the others take a name with % or digits for a numbered list of pictures
        capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG, [cv2.CAP_PROP_N_THREADS, DECODERS])
    except cv2.error as error:
        raise MediaError(UNKNOWN) from error
    try:
        if not capture.isOpened():
            raise MediaError(UNKNOWN)
        capture.set(cv2.CAP_PROP_ORIENTATION_AUTO, 1)
        yield capture
    finally:
        capture.release()


def _read(path: Path, moments: int, start: float, end: float | None, patience: float, believed: bool) -> Clip | None:
    """One walk through the clip; None when its header promised so many frames that too few were kept."""
    limit = MAX_SECONDS if end is None else min(end, MAX_SECONDS)
    notes: list[str] = []
    with _opened(path) as capture:
        rate = _rate(capture)
        kept = _Kept(2 * moments, _first_gap(capture, rate, start, limit, moments) if believed else 0.0)
        seen, inside, size = 0, 0, (0, 0)
        clock = _Clock(rate)
        begun, damaged = time.monotonic(), False
        while True:
            if not _grabbed(capture):
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
                size = (frame.shape[1], frame.shape[0])
                kept.add(now, _small(frame))
        spent = clock.now + 1 / rate if clock.steps else 0.0
    if not kept.frames:
        raise MediaError(NO_PART if seen and not inside else NO_PICTURES)
    if believed and len(kept.frames) < min(moments, inside) and not damaged:
        return None
    return _chosen(kept, moments, min(spent, limit), size, notes)


def _grabbed(capture: cv2.VideoCapture) -> bool:
    try:
        return capture.grab()
    except cv2.error:  # a frame that cannot be: the rest of the file is lost
        return False


def _retrieved(capture: cv2.VideoCapture) -> np.ndarray | None:
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


def _rate(capture: cv2.VideoCapture) -> float:
    told = capture.get(cv2.CAP_PROP_FPS)
    return told if math.isfinite(told) and 0.5 <= told <= 250 else USUAL_RATE


def _first_gap(capture: cv2.VideoCapture, rate: float, start: float, limit: float, moments: int) -> float:
    """Seconds between kept frames at first, if the header's count is one that can be; else 0: keep all."""
    count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
    if not (math.isfinite(count) and 2 * moments < count < 1e7):
        return 0.0
    span = min(count / rate, limit) - start
    return max(0.0, span / (2 * moments - 1.5))


def _small(frame: np.ndarray) -> np.ndarray:
    """(h, w, 3) BGR -> RGB with its long side at MAX_SIDE at most."""
    height, width = frame.shape[:2]
    scale = MAX_SIDE / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        frame = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    return cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)


def _chosen(kept: _Kept, moments: int, seconds: float, size: tuple[int, int], notes: list[str]) -> Clip:
    """The kept frames nearest to evenly spread moments."""
    times = np.array(kept.times)
    chosen = np.arange(len(times))
    if len(times) > moments:
        wanted = np.linspace(times[0], times[-1], moments)
        chosen = np.unique(np.abs(times[:, None] - wanted).argmin(axis=0))
        for spare in np.setdiff1d(np.arange(len(times)), chosen)[: moments - len(chosen)]:  # a pause in the clip
            chosen = np.sort(np.append(chosen, spare))
    shape = kept.frames[chosen[0]].shape
    frames = np.stack([_of_shape(kept.frames[i], shape) for i in chosen])
    frames.setflags(write=False)
    if len(times) < moments:
        notes.append("This clip has one frame." if len(times) == 1 else f"This clip has only {len(times)} frames.")
    return Clip(frames, times[chosen], seconds, size, tuple(notes))


def _of_shape(frame: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Some clips change their size on the way: every frame takes that of the first."""
    return frame if frame.shape == shape else cv2.resize(frame, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
