"""Which units follow a signal: a number for every step of a run, beside every unit's course. NumPy only.

Signals: where in the sentence a step is, whether its word is a noun, a colour or a number word, how widely the network
looked, or any curve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import OptionError
from models.lstm.word_kinds import WORD_KINDS
from models.trace import GATE_ARRAYS, CaptionTrace, GateTrace

SIGNALS = ("position", *WORD_KINDS, "entropy")
PERMUTATIONS = 1000
FEWEST = 3  # steps
BLOCK = 2_000_000  # correlations at once: 16 MB

# What the p-values are, in words for the page.
MEANING = (
    "Each p-value says how often a unit matches the signal at least as well after the signal's steps are shuffled. "
    "“p, one unit” is for a unit that was chosen beforehand; “p, best of all” allows for the search among all units. "
    "Shuffling ignores that neighbouring steps resemble each other, so for slow units and slow signals both are too "
    "small; and to follow a signal is not to cause it."
)


def signal(trace: CaptionTrace, name: str) -> np.ndarray:
    """A signal over the steps of a caption: (T,) float64.

    position: 0, 1, 2 ... · noun, colour, number: 1 where the word that is said is one, else 0 · entropy: of the
    attention, in bits.

    Raises:
        OptionError: there is no such signal, or this network has no attention.
    """
    if name == "position":
        return np.arange(len(trace.words), dtype=np.float64)
    if name in WORD_KINDS:
        return np.array([word in WORD_KINDS[name] for word in trace.words], dtype=np.float64)
    if name != "entropy":
        raise OptionError(f"There is no signal “{name}”: choose one of {', '.join(SIGNALS)}, or draw a curve.")
    if trace.entropy is None:
        raise OptionError(f"{trace.model} has no attention, so there is no entropy to follow: choose another signal.")
    return trace.entropy.astype(np.float64)


@dataclass(frozen=True, eq=False)
class ProbeResult:
    """How well each of H units follows a signal. The p-values are what `MEANING` says."""

    r: np.ndarray  # (H,) Pearson's correlation over the steps, -1..1; 0 for a unit that never changes
    p: np.ndarray  # (H,) for this unit alone, 1/(n+1)..1
    p_best: np.ndarray  # (H,) allowing for the search among all H units: never below `p`
    permutations: int  # n

    @property
    def ranked(self) -> np.ndarray:
        """Numbers of the units (H,), the one that follows best first, whether with the signal or against it."""
        return np.argsort(-np.abs(self.r), kind="stable")


def probe_signal(
    gates: GateTrace, signal: Sequence[float] | np.ndarray, array: str = "cell",
    permutations: int = PERMUTATIONS, seed: int = 0,
) -> ProbeResult:  # fmt: skip
    """Correlate a signal with every unit of one of the six arrays, and with shuffles of itself.

    p = (1 + k) / (1 + n), k of n permutations with at least the unit's own |r| (Phipson & Smyth 2010); `p_best` counts
    those in which the best of all units had it (the max-statistic of Westfall & Young 1993: family-wise error).

    Args:
        signal: (T,) a finite number for every step.
        array: input, forget, candidate, output, cell or hidden.
        permutations: 1..10000.
        seed: of the shuffles; the same seed gives the same p-values.

    Raises:
        OptionError: the signal does not fit the run, or never changes; fewer than 3 steps; a value out of its range.
    """
    if array not in GATE_ARRAYS:
        raise OptionError(f"There is nothing called “{array}” to follow a signal.")
    if not 1 <= permutations <= 10_000:
        raise OptionError("The number of shuffles lies between 1 and 10000.")
    course = _centred(getattr(gates, array))  # (T, H)
    wanted = _checked(signal, len(course))  # (T,)
    r = wanted @ course  # (H,)
    bar, draw = np.abs(r) - 1e-9, np.random.default_rng(seed)  # what is equal but for rounding counts as equal
    alone, best = np.zeros(len(r), np.int64), np.zeros(len(r), np.int64)
    for block in np.array_split(np.arange(permutations), -(-permutations * len(r) // BLOCK)):
        shuffled = draw.permuted(np.tile(wanted, (len(block), 1)), axis=1)  # (n, T)
        found = np.abs(shuffled @ course)  # (n, H)
        alone += (found >= bar).sum(axis=0)
        best += (found.max(axis=1)[:, None] >= bar).sum(axis=0)
    return ProbeResult(r, (1 + alone) / (1 + permutations), (1 + best) / (1 + permutations), permutations)


def _checked(signal: Sequence[float] | np.ndarray, steps: int) -> np.ndarray:
    if steps < FEWEST:
        raise OptionError(f"With fewer than {FEWEST} steps every curve follows every other: choose a longer run.")
    try:
        values = np.asarray(signal, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise OptionError("A signal is a list of numbers, one for each step.") from error
    if values.shape != (steps,) or not np.isfinite(values).all() or np.abs(values).max() > 1e100:
        raise OptionError(f"A signal has one finite number for each of the {steps} steps.")
    if np.ptp(values) < 1e-9 * np.abs(values).max() or not values.any():
        raise OptionError("This signal is the same at every step, so nothing can follow it: choose or draw another.")
    return _centred(values)


def _centred(values: np.ndarray) -> np.ndarray:
    """Along the steps: mean 0 and length 1; all 0 where nothing changes. float64."""
    apart = values.astype(np.float64) - values.mean(axis=0, dtype=np.float64)
    length = np.linalg.norm(apart, axis=0)
    still = length <= 1e-7 * np.maximum(np.abs(values).max(axis=0), 1e-30) * len(values)
    return apart / np.where(still, np.inf, np.where(length > 0, length, 1.0))
