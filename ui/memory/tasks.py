"""What the page knows of the lab's tasks: what they are, and how well trained networks do them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from models.trace import MemoryRun

CURVES = ("share", "low", "high", "worst", "best")  # of an AccuracyCurve


@dataclass(frozen=True, eq=False)
class AccuracyCurve:
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
class LabTask:
    """One of the lab's tasks with the networks that were trained for it."""

    name: str  # recall
    title: str  # Recall the first letter
    chance: float  # share that blind guessing gets right
    scores: Mapping[str, Mapping[str, AccuracyCurve]]  # by way of learning (alone, orthogonal, helped), then by network
    readable: bool  # whether a visitor may type a sequence
    letters: bool = False  # whether its symbols are single letters
    subjects: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what it is about: (answer, its words)
    words: tuple[str, ...] = ()  # all that can be read
    noun: str = "word"  # what one of these is called: word, letter or symbol
    longest: int = 60  # the largest gap that the page offers


def subject_gap(run: MemoryRun) -> int:
    """Steps from the subject of a sequence to where it is asked for."""
    return run.due - (run.labels.index(run.subject) if run.subject in run.labels else 0)
