"""Captioners behind one door: each caption computed once, a few at a time, the latest kept for whoever asks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import BoundedSemaphore
from typing import Any, Protocol

from models.errors import MediaError, OptionError
from models.io.images import Picture, read_picture
from models.lstm.comparison import Comparison
from models.lstm.top_activations import TopActivations
from models.options import Decoding
from models.trace import CaptionTrace
from ui.caption.gallery import Example
from ui.caption.texts import introduce, summary_line
from ui.shared.cache import LruCache, SingleFlightCache
from ui.shared.events import NotKept, Question, uploaded

TRACES = 128  # captions kept; one takes about 0.3 MB
COMPARISONS = 64  # kept; one takes about 0.6 MB beside the caption it began with
PICTURE_BYTES = 96_000_000  # of pixels kept; a picture takes at most 7.7 MB


class Caption(Protocol):
    """Picture in, trace out: a trained network, handed down as a function."""

    def __call__(self, picture: Picture, options: Decoding, /) -> CaptionTrace:
        """Raises GatescopeError with a sentence for the visitor."""


class Operate(Protocol):
    """The same network under `options.surgery`, beside the run as it was."""

    def __call__(self, picture: Picture, options: Decoding, before: CaptionTrace, /) -> Comparison:
        """Raises GatescopeError with a sentence for the visitor."""


@dataclass(frozen=True)
class CaptionNetwork:
    """One captioner as the page knows it."""

    name: str  # "caption-attention"
    caption: Caption
    scores: Mapping[str, Any] = field(default_factory=dict)  # as measured: pointing, pointing_centre, n, split ...
    operate: Operate | None = None
    top_activations: TopActivations | None = None  # what is known of its units over all examples
    sha256: str = ""  # of its weights

    @property
    def title(self) -> str:
        """How the page calls it."""
        return introduce(self.name).title

    @property
    def line(self) -> str:
        """What it is and how often it points right, in one line."""
        return summary_line(self.name, self.scores)


class CaptionService:
    """Captioners, and the pictures they are asked about. Many visitors may ask at once: what is the same is made once.

    Args:
        networks: in the order in which the page offers them.
        gallery: the pictures that are there to be clicked; a question names one by its place.
        concurrency: how many captions are computed side by side; the rest wait without burning the processor.
        capacity: how many captions are kept.
    """

    def __init__(
        self,
        networks: Sequence[CaptionNetwork],
        gallery: Sequence[Example] = (),
        concurrency: int = 1,
        capacity: int = TRACES,
    ) -> None:
        self.networks = {network.name: network for network in networks}
        self.gallery = {f"{number}": example for number, example in enumerate(gallery)}
        slots = BoundedSemaphore(concurrency)
        self._traces: SingleFlightCache[CaptionTrace] = SingleFlightCache(capacity, slots)
        self._comparisons: SingleFlightCache[Comparison] = SingleFlightCache(COMPARISONS, slots)
        self._pictures: LruCache[Picture] = LruCache(PICTURE_BYTES, lambda picture: picture.pixels.nbytes)

    def keep(self, picture: Picture) -> Picture:
        """Remember a picture for later questions about it, by its content; returns it."""
        return self._pictures.get_or_put(picture.content_hash, lambda: picture)

    def picture(self, question: Question) -> Picture:
        """The picture that a question is about: kept by its content, of the gallery, or just uploaded.

        Raises:
            NotKept: the server had it once, the browser still has it.
            MediaError: it cannot be read, or there is none.
        """
        kept = self._pictures.get(str(question.get("hash", "")))
        if kept is not None:
            return kept
        example = self.gallery.get(str(question.get("example", "")))
        if example is not None:
            return self.keep(example.open())
        path = uploaded(question.get("path"))
        if path is not None:
            return self.keep(read_picture(path))
        if question.get("hash") or question.get("path"):
            raise NotKept
        raise MediaError("There is no picture yet: drop one on the page, or choose an example.")

    def caption(self, name: str, picture: Picture, options: Decoding) -> CaptionTrace:
        """The caption that this network writes, remembered or made now.

        Raises:
            OptionError: there is no such network, or it refuses the options.
        """
        network = self.network(name)
        return self._traces.get((name, picture.content_hash, options), lambda: network.caption(picture, options))

    def operate(self, name: str, picture: Picture, options: Decoding) -> Comparison:
        """The caption that this network writes under `options.surgery`, beside the one that it writes without.

        Raises:
            OptionError: there is no such network, it cannot be operated on, or it refuses the options.
        """
        operate = self.network(name).operate
        if operate is None:
            raise OptionError(f"“{name}” cannot be operated on.")
        before = self.caption(name, picture, replace(options, surgery=()))
        return self._comparisons.get((name, picture.content_hash, options), lambda: operate(picture, options, before))

    def network(self, name: str) -> CaptionNetwork:
        """A network by its name.

        Raises:
            OptionError: there is no such network.
        """
        network = self.networks.get(name)
        if network is None:
            raise OptionError(f"There is no network “{name}” here: choose one of {', '.join(self.networks)}.")
        return network
