"""Recognizers behind one door: each clip decoded once, each reading made once, the latest kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from models.errors import MediaError, OptionError
from models.io.clips import Clip, read_clip
from models.options import ClipPart
from models.trace import ClipTrace, OrderRow
from ui.action.gallery import ClipExample
from ui.shared.cache import SingleFlightCache
from ui.shared.events import NotKept, Question, uploaded

READINGS = 32  # kept; one takes about 1 MB
CLIPS = 12  # kept; one takes up to 6 MB


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


class ClipService:
    """Recognizers, and the clips they read. Many visitors may ask at once: what is the same is made once.

    Args:
        recognizers: in the order in which the page offers them.
        gallery: the clips that are there to be clicked; a question names one by its place.
        concurrency: how many clips are decoded, and how many are read, side by side.
    """

    def __init__(
        self, recognizers: Sequence[Recognizer], gallery: Sequence[ClipExample] = (), concurrency: int = 1
    ) -> None:
        self.recognizers = {recognizer.name: recognizer for recognizer in recognizers}
        self.gallery = {f"{number}": example for number, example in enumerate(gallery)}
        self._clips: SingleFlightCache[Clip] = SingleFlightCache(CLIPS, concurrency)
        self._readings: SingleFlightCache[Reading] = SingleFlightCache(READINGS, concurrency)
        self._orders: SingleFlightCache[tuple[OrderRow, ...]] = SingleFlightCache(READINGS, concurrency)

    def recognizer(self, name: str) -> Recognizer:
        """Raises OptionError where there is none of this name."""
        if name not in self.recognizers:
            raise OptionError(f"There is no network “{name}” here: choose one of {', '.join(self.recognizers)}.")
        return self.recognizers[name]

    def example(self, question: Question) -> ClipExample | None:
        """The clip of the gallery that a question is about, if it is about one."""
        return self.gallery.get(str(question.get("example", "")))

    def file(self, question: Question) -> Path:
        """The file that a question is about: of the gallery, or uploaded.

        Raises:
            NotKept: the server had it once, the browser still has it.
            MediaError: there is none.
        """
        example = self.example(question)
        if example is not None:
            return example.path
        path = uploaded(question.get("path"))
        if path is not None:
            return path
        if question.get("path"):
            raise NotKept
        raise MediaError("There is no clip yet: drop one on the page, record one, or choose an example.")

    def read(self, name: str, file: Path, part: ClipPart) -> Reading:
        """How this network reads that part of the file, remembered or made now.

        Raises:
            MediaError: the file cannot be read.
            OptionError: there is no such network, or no such part.
        """
        recognizer, clip = self.recognizer(name), self.clip(name, file, part)
        key = (name, clip.content_hash, part.backwards)
        return self._readings.get(key, lambda: recognizer.read(clip, part.backwards))

    def orders(self, name: str, file: Path, part: ClipPart) -> tuple[OrderRow, ...]:
        """The clip as filmed and played in other ways. Raises as `read`."""
        recognizer, clip = self.recognizer(name), self.clip(name, file, part)
        return self._orders.get((name, clip.content_hash), lambda: recognizer.orders(clip))

    def clip(self, name: str, file: Path, part: ClipPart) -> Clip:
        """The moments of the file that this network looks at, as filmed. Raises as `read`."""
        moments = part.moments or self.recognizer(name).moments
        key = (file, _written_at(file), moments, part.start, part.end)
        return self._clips.get(key, lambda: read_clip(file, moments, part.start, part.end))


def _written_at(file: Path) -> float:
    """When the file was written: the name of another lesson's file may be the same."""
    return file.stat().st_mtime if file.is_file() else 0.0
