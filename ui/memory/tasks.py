"""What the page knows of the lab's tasks, and what a visitor may let networks read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.errors import OptionError
from models.trace import MemoryRun
from ui.shared.numbers import whole

LONGEST = 120  # symbols that are read at most


@dataclass(frozen=True, eq=False)
class Scores:
    """The share of right answers of one kind of network, some seeds of it, against the distance: (N,) each, 0..1."""

    T: np.ndarray  # steps, rising
    share: np.ndarray  # of the answers of all seeds together
    low: np.ndarray  # its 95 % interval
    high: np.ndarray
    worst: np.ndarray  # of the seeds
    best: np.ndarray
    seeds: int  # networks
    n: int  # sequences that each of them was asked, of each distance
    falls: int | None  # the first measured distance below 75 %; None: there is none


@dataclass(frozen=True, eq=False)
class Task:
    """One of the lab's tasks with the networks that were trained for it."""

    name: str  # recall
    title: str  # Recall the first letter
    chance: float  # share that blind guessing gets right
    scores: Mapping[str, Mapping[str, Scores]]  # by way of learning (alone, orthogonal, helped), then by network
    readable: bool  # whether a visitor may type a sequence
    letters: bool = False  # whether its symbols are single letters
    subjects: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what it is about: (answer, its words)
    words: tuple[str, ...] = ()  # all that can be read
    noun: str = "word"  # what one of these is called: word, letter or symbol
    longest: int = 60  # the largest gap that the page offers


def gap(run: MemoryRun) -> int:
    """Steps from the subject of a sequence to where it is asked for."""
    return run.due - (run.labels.index(run.subject) if run.subject in run.labels else 0)


@dataclass(frozen=True)
class ReadWish:
    """A sequence that is to be read: typed, or drawn with a seed."""

    task: str
    tokens: tuple[str, ...] | None  # None: drawn
    T: int = 20  # gap of a drawn one
    seed: int = 0
    subject: str = ""  # of a drawn one; empty: drawn too

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> ReadWish:
        """A wish as it came over the wire. Raises OptionError."""
        tokens = given.get("tokens")
        if tokens is not None and not (isinstance(tokens, list) and 1 <= len(tokens) <= LONGEST):
            raise OptionError(f"A sequence has 1 to {LONGEST} symbols.")
        T, seed = whole(given.get("T", 20), "The gap"), whole(given.get("seed", 0), "The seed")
        if not 1 <= T <= LONGEST - 2 or not 0 <= seed < 2**31:
            raise OptionError(f"The gap goes from 1 to {LONGEST - 2} steps.")
        kept = None if tokens is None else tuple(str(token)[:24] for token in tokens)
        return cls(str(given.get("task", "")), kept, T, seed, str(given.get("subject") or "")[:24])


Read = Callable[[ReadWish], Sequence[MemoryRun]]  # the same sequence, by each network of its task
