"""The memory lab behind its door: measured once, a few at a time; what may be asked for is bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from models.errors import OptionError
from models.trace import GradientNorms
from ui.shared.cache import Once
from ui.shared.numbers import real, whole

KINDS = ("rnn", "relu", "gru", "lstm")
KEPT = 256  # curves kept; one takes about 20 kB
BOUND_COST = 100 * 64**3  # T * width^3 up to which the bound is measured: some seconds


@dataclass(frozen=True)
class ReachWish:
    """Which gradients are to be measured. `models.memory` checks what is left; here stands what a visitor may ask."""

    T: int = 100  # steps, 2..200
    width: int = 64  # hidden units, 4..128
    seeds: int = 5  # 1..10
    forget_bias: float = 1.0
    gain: float = 1.0
    clip: float | None = None
    equal: str = "width"  # or parameters
    trained: str = ""  # the task of trained networks; empty: untrained ones
    bound: bool = False

    def __post_init__(self) -> None:
        for good, cure in (
            (2 <= self.T <= 200, "T is a number of steps from 2 to 200."),
            (4 <= self.width <= 128, "The width is a number of units from 4 to 128."),
            (1 <= self.seeds <= 10, "Choose 1 to 10 seeds."),
        ):
            if not good:
                raise OptionError(cure)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> ReachWish:
        """A wish as it came over the wire.

        Raises:
            OptionError: a value is not of its type, or outside what can be asked.
        """
        clip, trained = given.get("clip"), str(given.get("trained") or "")
        start = {} if trained else given  # a trained network's width, forget bias and gain are its own
        return cls(
            whole(given.get("T", 100), "T"),
            whole(start.get("width", 64), "The width"),
            whole(given.get("seeds", 5), "The number of seeds"),
            real(start.get("forget_bias", 1.0), "The forget bias"),
            real(start.get("gain", 1.0), "The gain"),
            None if clip is None else real(clip, "The clip"),
            str(start.get("equal", "width")),
            trained,
            given.get("bound") is True,
        )

    @property
    def bounded(self) -> ReachWish:
        """Without the bound where measuring it would take minutes."""
        return self if self.T * self.width**3 <= BOUND_COST else replace(self, bound=False)


Measure = Callable[[str, ReachWish], GradientNorms]  # of one network


class ReachRoom:
    """Gradients are measured here: one network at a time, each once, the latest kept for whoever asks the same.

    Args:
        measure: the gradient of one network.
        at_once: how many are measured side by side.
    """

    def __init__(self, measure: Measure, at_once: int = 1) -> None:
        self._measure = measure
        self._once: Once[GradientNorms] = Once(at_once, KEPT)

    def reach(self, wish: ReachWish, networks: Sequence[str] = KINDS) -> Iterator[GradientNorms]:
        """One network after the other, as soon as each is measured. Raises OptionError."""
        wish = wish.bounded
        for network in networks:
            yield self._once.get((network, wish), partial(self._measure, network, wish))
