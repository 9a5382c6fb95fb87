"""The room where captions are made: each of them once, a few at a time, the latest kept for whoever asks again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from models.errors import OptionError
from models.io.images import Picture
from models.lstm.comparison import Comparison
from models.lstm.top_activations import TopActivations
from models.surgery import Surgery
from models.trace import CaptionTrace
from ui.shared.cache import Latest, Once
from ui.shared.numbers import real, whole

TRACES = 128  # captions kept; one takes about 0.3 MB
PICTURE_BYTES = 96_000_000  # of pixels kept; a picture takes at most 7.7 MB


@dataclass(frozen=True)
class Wish:
    """How a caption is to be written. The network checks the ranges; `plain` makes equal what means the same."""

    mode: str = "greedy"
    beam: int = 5  # hypotheses kept, mode beam
    temperature: float = 1.0  # mode sample: below 1 safer, above 1 wilder
    seed: int = 0  # mode sample
    text: str = ""  # mode forced: the caption to be scored
    surgery: tuple[Surgery, ...] = ()  # operations on the gates, in this run alone

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Wish:
        """A wish as it came over the wire, without surgery: that needs the run that it is meant for.

        Raises:
            OptionError: a value is not of its type.
        """
        mode = str(given.get("mode", "greedy"))
        return cls(
            mode,
            whole(given.get("beam", 5), "The beam width"),
            real(given.get("temperature", 1.0), "The temperature"),
            whole(given.get("seed", 0), "The seed"),
            str(given.get("text") or ""),
        ).plain()

    def plain(self) -> Wish:
        """Without the options that its mode does not look at: the same caption, the same wish."""
        kept = {"beam": ("beam",), "sample": ("temperature", "seed"), "forced": ("text",)}.get(self.mode, ())
        return Wish(self.mode, **{name: getattr(self, name) for name in (*kept, "surgery")})


class Captioner(Protocol):
    """A trained network, handed down as a function."""

    def __call__(self, picture: Picture, wish: Wish, /) -> CaptionTrace:
        """Raises GatescopeError with a sentence for the visitor."""


class Surgeon(Protocol):
    """The same network under `wish.surgery`, beside the run as it was."""

    def __call__(self, picture: Picture, wish: Wish, before: CaptionTrace, /) -> Comparison:
        """Raises GatescopeError with a sentence for the visitor."""


@dataclass(frozen=True)
class Network:
    """One captioner as the page knows it."""

    name: str  # "caption-attention"
    caption: Captioner
    scores: Mapping[str, Any] = field(default_factory=dict)  # as measured: pointing, pointing_centre, n, split ...
    operate: Surgeon | None = None
    units: TopActivations | None = None  # what is known of its units over all examples
    sha256: str = ""  # of its weights


class Room:
    """Networks behind one door. Many visitors may knock at once: the same question is computed once.

    Args:
        networks: in the order in which the page offers them.
        at_once: how many captions are computed side by side; the rest wait without burning the processor.
    """

    def __init__(self, networks: list[Network], at_once: int = 1, traces: int = TRACES) -> None:
        self.networks = {network.name: network for network in networks}
        self._traces: Once[CaptionTrace | Comparison] = Once(at_once, traces)
        self._pictures: Latest[Picture] = Latest(PICTURE_BYTES, lambda picture: picture.pixels.nbytes)

    def keep(self, picture: Picture) -> Picture:
        """Remember a picture for later questions about it, by its content; returns it."""
        return self._pictures.get_or_put(picture.content_hash, lambda: picture)

    def picture(self, content_hash: str) -> Picture | None:
        """A picture that was kept; None if it never was or had to make room."""
        return self._pictures.get(content_hash)

    def caption(self, name: str, picture: Picture, wish: Wish) -> CaptionTrace:
        """The caption that this network writes, remembered or made now.

        Raises:
            OptionError: there is no such network, or it refuses the wish.
        """
        network = self.network(name)
        return self._traces.get((name, picture.content_hash, wish), lambda: network.caption(picture, wish))

    def operate(self, name: str, picture: Picture, wish: Wish) -> Comparison:
        """The caption that this network writes under `wish.surgery`, beside the one that it writes without.

        Raises:
            OptionError: there is no such network, it cannot be operated on, or it refuses the wish.
        """
        network = self.network(name)
        if network.operate is None:
            raise OptionError(f"“{name}” cannot be operated on.")
        before = self.caption(name, picture, replace(wish, surgery=()))
        key = ("operate", name, picture.content_hash, wish)
        return self._traces.get(key, lambda: network.operate(picture, wish, before))

    def network(self, name: str) -> Network:
        """A network by its name.

        Raises:
            OptionError: there is no such network.
        """
        network = self.networks.get(name)
        if network is None:
            raise OptionError(f"There is no network “{name}” here: choose one of {', '.join(self.networks)}.")
        return network
