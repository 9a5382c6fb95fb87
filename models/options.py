"""What networks are asked for: one frozen value for each deed, checked at birth. Plain Python only.

`from_wire` reads one from what a browser sent. Where visitors of a page may ask for less than a program may,
`for_visitor` says so, and makes the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from models.errors import OptionError
from models.memory.kinds import KINDS
from models.numbers import read_integer, read_number
from models.surgery import Surgery

MODES = ("greedy", "beam", "sample", "forced")
MODE_OPTIONS = {"beam": ("beam",), "sample": ("temperature", "seed"), "forced": ("text",)}  # that only this mode reads

SHORTEST_GAP = {"recall": 1, "copy": 3, "adding": 4, "sentence": 2}  # steps: the least T of each task of the memory lab
BOUND_COST = 100 * 64**3  # T * width^3 up to which the bound of a gradient is measured for a visitor: some seconds
LONGEST_SEQUENCE = 120  # symbols that a visitor may let networks read


def _check(*rules: tuple[bool, str]) -> None:
    for holds, cure in rules:
        if not holds:
            raise OptionError(cure)


def _are_networks(names: tuple[str, ...]) -> bool:
    return set(names) <= set(KINDS) and len(set(names)) == len(names) > 0


@dataclass(frozen=True)
class Decoding:
    """How a caption is written.

    Raises:
        OptionError: a value is out of its range.
    """

    mode: str = "greedy"
    beam: int = 5  # 1..10 hypotheses kept
    temperature: float = 1.0  # 0.05..5, sampling: below 1 safer, above 1 wilder
    seed: int = 0  # of sampling, 0..2**32 - 1
    length_norm: float = 0.9  # 0..2, beams are ranked by logprob / words ** length_norm; chosen on dev
    max_words: int = 20  # 1..40
    text: str = ""  # the caption to be scored, mode forced alone
    surgery: tuple[Surgery, ...] = ()  # operations on the LSTM's gates, in this run alone

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise OptionError(f"There is no mode “{self.mode}”: choose one of {', '.join(MODES)}.")
        ranges = (
            ("beam", 1, 10, "The beam width"),
            ("temperature", 0.05, 5, "The temperature"),
            ("seed", 0, 2**32 - 1, "The seed"),
            ("length_norm", 0, 2, "The length normalisation"),
            ("max_words", 1, 40, "The longest caption"),
        )
        for name, low, high, label in ranges:
            if not low <= getattr(self, name) <= high:  # also catches NaN
                raise OptionError(f"{label} must lie between {low} and {high}.")

    @classmethod
    def for_mode(cls, mode: str, **values: Any) -> Decoding:
        """Of `values` only what this mode looks at: what asks for the same caption is the same value.

        Raises:
            OptionError: a value that is looked at is out of its range.
        """
        return cls(mode, **{name: values[name] for name in MODE_OPTIONS.get(mode, ()) if name in values})

    @classmethod
    def from_wire(cls, given: Mapping[str, Any]) -> Decoding:
        """As it came over the wire, without surgery: that needs the run that it is meant for.

        Raises:
            OptionError: a value is not of its type, or out of its range.
        """
        return cls.for_mode(
            str(given.get("mode", "greedy")),
            beam=read_integer(given.get("beam", 5), "The beam width"),
            temperature=read_number(given.get("temperature", 1.0), "The temperature"),
            seed=read_integer(given.get("seed", 0), "The seed"),
            text=str(given.get("text") or ""),
        )


@dataclass(frozen=True)
class ClipPart:
    """Which moments of a clip are looked at. `models.io.clips.read_clip` knows how many there may be."""

    moments: int = 0  # 0: as many as the network learned with
    start: float = 0.0  # seconds
    end: float | None = None  # seconds; None: to the end
    backwards: bool = False  # whether the last of them comes first

    @classmethod
    def from_wire(cls, given: Mapping[str, Any]) -> ClipPart:
        """As it came over the wire.

        Raises:
            OptionError: a value is no number.
        """
        try:
            moments, start, end = int(given.get("moments") or 0), float(given.get("start") or 0.0), given.get("end")
            return cls(moments, start, None if end in (None, "") else float(end), given.get("backwards") is True)
        except (TypeError, ValueError, OverflowError) as error:
            raise OptionError("Moments are a whole number, the marked part is given in seconds.") from error


@dataclass(frozen=True)
class GradientOptions:
    """How far back a gradient reaches: of which networks, over how many steps.

    Raises:
        OptionError: a value is out of its range.
    """

    networks: tuple[str, ...] = KINDS
    T: int = 100  # steps from the first symbol to the loss, 2..400
    width: int = 64  # hidden units, 2..256
    seeds: tuple[int, ...] = (0, 1, 2, 3, 4)  # of weights, sequence and read-out, 1..50 of them
    forget_bias: float = 1.0  # of LSTM and GRU, -10..10
    gain: float = 1.0  # of the recurrent weights; 1 is the usual start; 0..10
    clip: float | None = None  # the longest that a gradient may be at any step; None: as long as it likes
    equal: str = "width"  # what the networks share: width or parameters
    trained: str = ""  # the task whose trained networks are measured; empty: untrained ones
    bound: bool = False  # whether to measure too what the product of the steps' norms allows

    def __post_init__(self) -> None:
        _check(
            (_are_networks(self.networks), f"Choose among the networks {', '.join(KINDS)}, each at most once."),
            (2 <= self.T <= 400, "T is a number of steps from 2 to 400."),
            (2 <= self.width <= 256, "The width is a number of units from 2 to 256."),
            (1 <= len(self.seeds) <= 50, "Choose 1 to 50 seeds."),
            (-10 <= self.forget_bias <= 10, "The forget bias goes from -10 to 10."),
            (0 <= self.gain <= 10, "The gain goes from 0 to 10."),
            (self.clip is None or self.clip > 0, "The clip is a length above 0, or none."),
            (self.equal in ("width", "parameters"), "Networks are made equal in width or in parameters."),
        )

    @classmethod
    def for_visitor(cls, T: int = 100, width: int = 64, seeds: int = 5, **values: Any) -> GradientOptions:
        """What a visitor may ask for: T 2..200, width 4..128, 1..10 seeds, counted from 0.

        Raises:
            OptionError: it is more than that, or out of its range.
        """
        _check(
            (2 <= T <= 200, "T is a number of steps from 2 to 200."),
            (4 <= width <= 128, "The width is a number of units from 4 to 128."),
            (1 <= seeds <= 10, "Choose 1 to 10 seeds."),
        )
        return cls(T=T, width=width, seeds=tuple(range(seeds)), **values)

    @classmethod
    def from_wire(cls, given: Mapping[str, Any]) -> GradientOptions:
        """A visitor's, as they came over the wire.

        Raises:
            OptionError: a value is not of its type, or outside what can be asked.
        """
        clip, trained = given.get("clip"), str(given.get("trained") or "")
        start = {} if trained else given  # a trained network's width, forget bias and gain are its own
        return cls.for_visitor(
            read_integer(given.get("T", 100), "T"),
            read_integer(start.get("width", 64), "The width"),
            read_integer(given.get("seeds", 5), "The number of seeds"),
            forget_bias=read_number(start.get("forget_bias", 1.0), "The forget bias"),
            gain=read_number(start.get("gain", 1.0), "The gain"),
            clip=None if clip is None else read_number(clip, "The clip"),
            equal=str(start.get("equal", "width")),
            trained=trained,
            bound=given.get("bound") is True,
        )

    def affordable(self) -> GradientOptions:
        """Without the bound where measuring it would take a visitor minutes."""
        return self if self.T * self.width**3 <= BOUND_COST else replace(self, bound=False)


@dataclass(frozen=True)
class TrainingOptions:
    """What is trained and how.

    Raises:
        OptionError: a value is out of its range.
    """

    task: str = "recall"
    networks: tuple[str, ...] = ("rnn", "lstm")
    T: int = 30  # steps between what is asked about and the answer, up to 400
    width: int = 64  # hidden units, 2..256
    seed: int = 0  # of weights and sequences, 0..10^9
    forget_bias: float = 4.0  # of LSTM and GRU, -10..10: of 4, 98 % are kept from step to step at the beginning
    chrono: bool = False  # LSTM and GRU begin with time scales up to T instead (`models.memory.networks`)
    orthogonal: bool = False  # a tanh-RNN begins as a rotation instead (see there)
    equal: str = "width"  # what the networks share: width or parameters (then the width is the LSTM's, roughly)
    lengthen: bool = False  # help: short sequences first, longer ones whenever a network is ready for them
    steps: int = 1000  # of gradient descent
    batch: int = 32  # sequences a step
    rate: float = 1e-3  # of Adam
    clip: float = 1.0  # longest gradient of all parameters (Pascanu et al. 2013)
    held_out: int = 256  # fresh sequences that progress is measured with
    every: int = 25  # steps after which an update comes at the latest
    update_seconds: float = 0.3  # seconds after which one comes too, so that whoever waits can stop

    def __post_init__(self) -> None:
        check_task(self.task)
        least = SHORTEST_GAP[self.task]
        _check(
            (_are_networks(self.networks), f"Choose among the networks {', '.join(KINDS)}, each at most once."),
            (least <= self.T <= 400, f"T of this task is a number of steps from {least} to 400."),
            (2 <= self.width <= 256, "The width is a number of units from 2 to 256."),
            (0 <= self.seed <= 10**9, "The seed is a whole number from 0 to 10^9."),
            (-10 <= self.forget_bias <= 10, "The forget bias goes from -10 to 10."),
            (self.equal in ("width", "parameters"), "Networks are made equal in width or in parameters."),
            (1 <= self.steps <= 10**6, "Train for at least one step."),
        )

    @classmethod
    def for_visitor(
        cls,
        task: str = "recall",
        networks: tuple[str, ...] = ("rnn", "lstm"),
        T: int = 30,
        width: int = 64,
        seed: int = 0,
        **values: Any,
    ) -> TrainingOptions:
        """What a visitor may ask for: T 2..100, width 4..128, seed 0..999999.

        Raises:
            OptionError: it is more than that, or out of its range.
        """
        _check(
            (_are_networks(networks), "Choose at least one network to train."),
            (2 <= T <= 100, "T is a number of steps from 2 to 100."),
            (4 <= width <= 128, "The width is a number of units from 4 to 128."),
            (0 <= seed <= 999_999, "The seed is a whole number from 0 to 999999."),
        )
        return cls(task, networks, T, width, seed, **values)

    @classmethod
    def from_wire(cls, given: Mapping[str, Any]) -> TrainingOptions:
        """A visitor's, as they came over the wire. Raises OptionError."""
        networks = given.get("networks")
        return cls.for_visitor(
            str(given.get("task", "recall")),
            tuple(map(str, networks)) if isinstance(networks, list) else (),
            read_integer(given.get("T", 30), "T"),
            read_integer(given.get("width", 64), "The width"),
            read_integer(given.get("seed", 0), "The seed"),
            lengthen=given.get("lengthen") is True,
            equal=str(given.get("equal", "width")),
        )


@dataclass(frozen=True)
class ReadingOptions:
    """A sequence that the trained networks of a task are to read: typed, or drawn with a seed.

    Raises:
        OptionError: it is too long.
    """

    task: str
    tokens: tuple[str, ...] | None = None  # 1..120; None: drawn
    T: int = 20  # gap of a drawn one, 1..118 steps
    seed: int = 0  # of a drawn one, 0..2**31 - 1
    subject: str = ""  # of a drawn one; empty: drawn too

    def __post_init__(self) -> None:
        long = self.tokens is None or 1 <= len(self.tokens) <= LONGEST_SEQUENCE
        gap = 1 <= self.T <= LONGEST_SEQUENCE - 2 and 0 <= self.seed < 2**31
        _check(
            (long, f"A sequence has 1 to {LONGEST_SEQUENCE} symbols."),
            (gap, f"The gap goes from 1 to {LONGEST_SEQUENCE - 2} steps."),
        )

    @classmethod
    def from_wire(cls, given: Mapping[str, Any]) -> ReadingOptions:
        """As they came over the wire. Raises OptionError."""
        tokens = given.get("tokens")
        if tokens is not None:
            tokens = tuple(str(token)[:24] for token in tokens) if isinstance(tokens, list) else ()
        T, seed = read_integer(given.get("T", 20), "The gap"), read_integer(given.get("seed", 0), "The seed")
        return cls(str(given.get("task", "")), tokens, T, seed, str(given.get("subject") or "")[:24])


def check_task(name: str) -> None:
    """Make sure that the memory lab has a task of this name. Raises OptionError if it has none."""
    if name not in SHORTEST_GAP:
        raise OptionError(f"There is no task called “{name}”: choose one of {', '.join(SHORTEST_GAP)}.")
