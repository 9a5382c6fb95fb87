"""The room where clips are read: each clip decoded once, each reading made once, the latest kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import OptionError
from models.io.clips import Clip, read_clip
from models.trace import ClipTrace, OrderRow
from ui.shared.cache import Once

READINGS = 32  # kept; one takes about 1 MB
CLIPS = 12  # kept; one takes up to 6 MB


@dataclass(frozen=True)
class Part:
    """Which moments of a clip are looked at."""

    moments: int = 0  # 0: as many as the network learned with
    start: float = 0.0  # seconds
    end: float | None = None  # seconds; None: to the end
    backwards: bool = False  # whether the last of them comes first

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Part:
        """A part as it came over the wire.

        Raises:
            OptionError: a value is no number.
        """
        try:
            end = given.get("end")
            start, backwards = float(given.get("start") or 0.0), given.get("backwards") is True
            return cls(int(given.get("moments") or 0), start, _seconds(end), backwards)
        except (TypeError, ValueError, OverflowError) as error:
            raise OptionError("Moments are a whole number, the marked part is given in seconds.") from error


def _seconds(value: Any) -> float | None:
    return None if value is None or value == "" else float(value)


@dataclass(frozen=True, eq=False)
class Reading:
    """A clip, how it was read, and what each frame did to the answer."""

    clip: Clip
    trace: ClipTrace
    influence: np.ndarray  # (T,) float32: fall of the winning logit when the frame's features become the training mean


@dataclass(frozen=True)
class Recognizer:
    """One trained network as the page knows it; its functions take a clip as filmed, none keeps anything of it."""

    name: str  # "action-gestures"
    labels: tuple[str, ...]  # as the data set gives them
    moments: int  # frames that it looks at
    read: Callable[[Clip, bool], Reading]  # the clip, and whether to play it backwards
    orders: Callable[[Clip], tuple[OrderRow, ...]]
    scores: Mapping[str, Any] = field(default_factory=dict)  # as measured


class ClipRoom:
    """Recognizers behind one door.

    Args:
        recognizers: in the order in which the page offers them.
        at_once: how many clips are read side by side.
    """

    def __init__(self, recognizers: list[Recognizer], at_once: int = 1) -> None:
        self.recognizers = {recognizer.name: recognizer for recognizer in recognizers}
        self._clips: Once[Clip] = Once(at_once, CLIPS)
        self._readings: Once[Reading] = Once(at_once, READINGS)
        self._orders: Once[tuple[OrderRow, ...]] = Once(at_once, READINGS)

    def recognizer(self, name: str) -> Recognizer:
        """Raises OptionError where there is none of this name."""
        if name not in self.recognizers:
            raise OptionError(f"There is no network “{name}” here: choose one of {', '.join(self.recognizers)}.")
        return self.recognizers[name]

    def read(self, name: str, file: Path, part: Part) -> Reading:
        """How this network reads that part of the file, remembered or made now.

        Raises:
            MediaError: the file cannot be read.
            OptionError: there is no such network, or no such part.
        """
        recognizer, clip = self.recognizer(name), self.clip(name, file, part)
        key = (name, clip.content_hash, part.backwards)
        return self._readings.get(key, lambda: recognizer.read(clip, part.backwards))

    def order(self, name: str, file: Path, part: Part) -> tuple[OrderRow, ...]:
        """The clip as filmed and played in other ways. Raises as `read`."""
        recognizer, clip = self.recognizer(name), self.clip(name, file, part)
        return self._orders.get((name, clip.content_hash), lambda: recognizer.orders(clip))

    def clip(self, name: str, file: Path, part: Part) -> Clip:
        """The moments of the file that this network looks at, as filmed. Raises as `read`."""
        moments = part.moments or self.recognizer(name).moments
        key = (file, _stamp(file), moments, part.start, part.end)
        return self._clips.get(key, lambda: read_clip(file, moments, part.start, part.end))


def _stamp(file: Path) -> float:
    """When the file was written: the name of another lesson's file may be the same."""
    return file.stat().st_mtime if file.is_file() else 0.0
