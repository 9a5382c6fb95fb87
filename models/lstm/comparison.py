"""A run under gate surgery beside the run as it was: words aligned, what happened to each, and to the memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from models.trace import CaptionTrace


@dataclass(frozen=True)
class AlignedSpan:
    """A stretch of the old caption beside the stretch of the new one that stands in its place; either may be empty."""

    kind: str  # same, changed, lost or new
    before: tuple[int, int]  # steps of the old caption, the second not included
    after: tuple[int, int]  # steps of the new one


@dataclass(frozen=True, eq=False)
class Comparison:
    """A run before and after surgery. T steps before, S after.

    What an operation does to a word can only be compared at one and the same place, so the old caption is also led
    along its own words under the knife (teacher forcing): `forced`.
    """

    before: CaptionTrace
    after: CaptionTrace
    forced: CaptionTrace  # the words of `before`, under the surgery of `after`

    @property
    def aligned(self) -> tuple[AlignedSpan, ...]:
        """The two captions side by side, END included, in the order of both."""
        return align(self.before.words, self.after.words)

    @property
    def change(self) -> np.ndarray:
        """(T,) float32 -1..1: by how much the probability of each old word went up, END included; NaN where unknown."""
        return np.exp(self.forced.logprobs) - np.exp(self.before.logprobs)

    @property
    def memory(self) -> tuple[np.ndarray, np.ndarray]:
        """((T,), (S,)): mean |c| over the units at every step, before and after."""
        return mean_magnitude(self.before.gates.cell), mean_magnitude(self.after.gates.cell)


def align(before: Sequence[str], after: Sequence[str]) -> tuple[AlignedSpan, ...]:
    """Two captions word by word: the longest stretches that are the same, what lies between (Ratcliff-Obershelp)."""
    names = {"equal": "same", "replace": "changed", "delete": "lost", "insert": "new"}
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    return tuple(AlignedSpan(names[kind], (a, b), (c, d)) for kind, a, b, c, d in steps)


def mean_magnitude(cell: np.ndarray) -> np.ndarray:
    """(T, H) -> (T,): mean |c| over the units, in the cells' own unit."""
    return np.abs(cell).mean(axis=1)


def compare(before: CaptionTrace, after: CaptionTrace, forced: CaptionTrace) -> Comparison:
    """Put two runs of one network on one picture beside each other.

    Args:
        before: as the network wrote it, or another run to compare with.
        after: under surgery, the words free (or forced as `before`'s were).
        forced: under the same surgery, led along the words of `before`.

    Raises:
        ValueError: they are not such three runs.
    """
    if not before.sha256 == after.sha256 == forced.sha256:
        raise ValueError("These runs were made by different networks")
    if forced.words != before.words:
        raise ValueError("The third run must be led along the words of the first")
    if forced.surgery != after.surgery:
        raise ValueError("The second and the third run must undergo the same surgery")
    return Comparison(before, after, forced)
