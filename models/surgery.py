"""Gate surgery: a gate of the LSTM held at a value, or scaled, while it runs. A value that goes along with the run.

Nothing of the network is changed: the values below the knife are those of this one run, on their way from the sigmoid
to the memory. So the operated run's gates, its ledger and its arithmetic hold for it as for any other run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.errors import OptionError

GATES = ("input", "forget", "output")  # of an LSTM: what opens and shuts, 0..1
MOST = 8  # operations in one run
HUGE = 1_000_000_000  # numbers from here on are no numbers of units or steps
STRONGEST = 100.0  # times: the largest factor


@dataclass(frozen=True)
class Surgery:
    """One operation: `gate` is held at `clamp`, or multiplied by `scale`, in `units` from step `first` to `last`.

    A scaled gate still lies within 0..1. Of several operations on one gate the later one cuts what the earlier left.

    Raises:
        OptionError: a value is out of its range; not exactly one of `clamp` and `scale` is given.
    """

    gate: str  # forget, input or output
    clamp: float | None = None  # 0..1
    scale: float | None = None  # 0..100; 1 changes nothing
    units: tuple[int, ...] | None = None  # numbers of hidden units, from 0; None: all
    first: int = 0  # step, from 0
    last: int | None = None  # step, included; None: to the end

    def __post_init__(self) -> None:
        if self.gate not in GATES:
            raise OptionError(f"“{self.gate}” cannot be operated on: choose one of {', '.join(sorted(GATES))}.")
        if (self.clamp is None) == (self.scale is None):
            raise OptionError("Either hold the gate at a value or scale it: give one of the two, not both.")
        if self.clamp is not None and not 0 <= self.clamp <= 1:  # also catches NaN
            raise OptionError("A gate can be held at a value between 0 (shut) and 1 (open).")
        if self.scale is not None and not 0 <= self.scale <= STRONGEST:
            raise OptionError(f"A gate can be scaled by a factor between 0 and {STRONGEST:g}.")
        if self.first < 0 or (self.last is not None and self.last < self.first):
            raise OptionError("The steps of an operation begin at 0 or later, and end no earlier than they begin.")
        if self.units is not None:
            object.__setattr__(self, "units", tuple(sorted(set(self.units))))
            if not self.units or self.units[0] < 0:
                raise OptionError("Choose the units to operate on by their numbers, from 0; or operate on all.")

    @classmethod
    def never_forget(cls, units: tuple[int, ...] | None = None) -> Surgery:
        """f = 1: whatever was written stays."""
        return cls("forget", clamp=1.0, units=units)

    @classmethod
    def amnesia(cls, step: int, units: tuple[int, ...] | None = None) -> Surgery:
        """f = 0 at one step: all that was remembered before it is gone, what it writes itself stays."""
        return cls("forget", clamp=0.0, units=units, first=step, last=step)

    @classmethod
    def deaf(cls, units: tuple[int, ...] | None = None) -> Surgery:
        """i = 0: nothing new is written, the memory of the start fades."""
        return cls("input", clamp=0.0, units=units)

    @classmethod
    def mute(cls, units: tuple[int, ...] | None = None) -> Surgery:
        """o = 0: the memory is kept, but shows nothing of itself."""
        return cls("output", clamp=0.0, units=units)

    def touches(self, step: int) -> bool:
        """Whether it cuts at this step, from 0."""
        return self.first <= step and (self.last is None or step <= self.last)


def check(surgery: Sequence[Surgery], units: int, steps: int) -> None:
    """Make sure that every operation lies within a layer of `units` units and a run of at most `steps` steps.

    Raises:
        OptionError: one of them does not.
    """
    if len(surgery) > MOST:
        raise OptionError(f"At most {MOST} operations can be done in one run; these are {len(surgery)}.")
    for cut in surgery:
        if cut.units is not None and cut.units[-1] >= units:
            raise OptionError(f"There is no unit {cut.units[-1]}: this layer has units 0 to {units - 1}.")
        end = max(cut.first, cut.last or 0)
        if end >= steps:
            raise OptionError(f"There is no step {end}: the steps of this run are 0 to {steps - 1}.")


def at_step(surgery: Sequence[Surgery], step: int) -> tuple[Surgery, ...]:
    """Those of the operations that cut at this step, in their order."""
    return tuple(cut for cut in surgery if cut.touches(step))


def read_surgery(given: Any, units: int, steps: int) -> tuple[Surgery, ...]:
    """Operations as they come over the wire: a list of {gate, clamp or scale, units, first, last}, as in `Surgery`.

    Args:
        given: lists, mappings and numbers, of any origin; None or an empty list: no operation.
        units, steps: of the run that they are meant for.

    Raises:
        OptionError: it is anything else, or does not fit the run.
    """
    if not isinstance(given, Sequence | None) or isinstance(given, str | bytes):
        raise OptionError("Surgery is a list of operations, each with a gate and a value to hold it at or a factor.")
    surgery = tuple(_read(one) for one in given or ())
    check(surgery, units, steps)
    return surgery


def _read(given: Any) -> Surgery:
    known = {"gate", "clamp", "scale", "units", "first", "last"}
    if not isinstance(given, Mapping) or not set(given) <= known:
        raise OptionError(f"An operation has these fields and no others: {', '.join(sorted(known))}.")
    units = given.get("units")
    if units is not None:
        if not isinstance(units, Sequence) or isinstance(units, str | bytes):
            raise OptionError("The units of an operation are a list of their numbers.")
        units = tuple(_whole(unit, "A unit's number") for unit in units)
    clamp, scale, last = (given.get(name) for name in ("clamp", "scale", "last"))
    return Surgery(
        str(given.get("gate")),
        clamp=None if clamp is None else _number(clamp, "The clamp"),
        scale=None if scale is None else _number(scale, "The scale"),
        units=units,
        first=_whole(given.get("first") or 0, "The first step"),
        last=None if last is None else _whole(last, "The last step"),
    )


def _number(value: Any, label: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < HUGE:
        raise OptionError(f"{label} is a number, and not a huge one.")
    return float(value)


def _whole(value: Any, label: str) -> int:
    if _number(value, label) % 1:
        raise OptionError(f"{label} is a whole number.")
    return int(value)
