"""The ledger of an LSTM's memory: which earlier step wrote what is remembered now. Exact. NumPy only.

c_t = f_t c_{t-1} + i_t g_t (Hochreiter & Schmidhuber 1997; Gers et al. 2000) unrolls, with no remainder, to

    c_t = (prod_{k=1..t} f_k) c_0  +  sum_{s=1..t} (prod_{k=s+1..t} f_k) i_s g_s

Every term belongs to one source: source 0 is the memory before the first step (of a captioner: the picture), source
s = 1..T is what step s - 1 wrote. T steps, H hidden units.

A captioner's step is named after the word that it says. What it writes comes from the word before, which it has just
read, and from where it looks for the word that it is about to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from models.trace import GateTrace


class Recorded(Protocol):
    """Any run that carries its gates: a `CaptionTrace`, a `ClipTrace` ..."""

    @property
    def gates(self) -> GateTrace: ...


@dataclass(frozen=True, eq=False)  # eq=False: arrays have no single truth value
class Ledger:
    """Who wrote each cell's memory. Arrays are float64; column 0 is the start, column s + 1 the step s."""

    labels: tuple[str, ...]  # T names of the steps
    written: np.ndarray  # (T + 1, H): c_0, then i * g of every step, as it was when it was written
    forget: np.ndarray  # (T, H): f of every step, 0..1

    def at(self, step: int) -> np.ndarray:
        """What each source still gives to the memory after `step` (0..T-1): (T + 1, H), sums over sources to c.

        Sources that come later than `step` give exactly 0. Raises IndexError for a step that is not there.
        """
        if not 0 <= step < len(self.forget):
            raise IndexError(f"There is no step {step} among {len(self.forget)}")
        given = np.zeros_like(self.written)
        given[step + 1] = self.written[step + 1]
        left = np.cumprod(self.forget[step::-1], axis=0)[::-1]  # (step + 1, H): of what was there before each step
        given[: step + 1] = left * self.written[: step + 1]
        return given

    def walk(self) -> Iterator[np.ndarray]:
        """For each step t in turn what the sources so far still give, (t + 2, H): a view that the next step changes."""
        held = np.zeros_like(self.written)
        held[0] = self.written[0]
        for step, kept in enumerate(self.forget):
            held[: step + 1] *= kept
            held[step + 1] = self.written[step + 1]
            yield held[: step + 2]

    @property
    def contributions(self) -> np.ndarray:
        """(T, T + 1, H): `at` of every step. 20 steps of 512 units are 1.7 MB; made when asked for, not kept."""
        whole = np.zeros((len(self.forget), *self.written.shape))
        for step, given in enumerate(self.walk()):
            whole[step, : step + 2] = given
        return whole

    @cached_property
    def shares(self) -> np.ndarray:
        """(T, T + 1), 0..1: the share of source s in the memory after step t, over all units together.

            share[t, s] = sum_h |contribution[t, s, h]| / sum_s sum_h |contribution[t, s, h]|

        Absolute values, because two writes of opposite sign are two memories, not none. Rows sum to 1; sources to come
        have 0; a memory that is exactly 0 in all units has a row of zeros.
        """
        weight = np.zeros((len(self.forget), len(self.written)))  # (T, T + 1)
        for step, given in enumerate(self.walk()):
            weight[step, : step + 2] = np.abs(given).sum(axis=-1)
        total = weight.sum(axis=-1, keepdims=True)
        return np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)

    @cached_property
    def half_life(self) -> np.ndarray:
        """(H,) steps until half of what was written is gone, at the unit's own mean rate of forgetting.

        log 0.5 / mean_t log f_t; infinite for a unit that never forgets, 0 for one that once forgot everything.
        """
        with np.errstate(divide="ignore"):  # log 0, and 1 / 0 of a unit that never forgets
            return np.log(2.0) / np.abs(np.log(self.forget).mean(axis=0))


def ledger(run: GateTrace | Recorded) -> Ledger:
    """The ledger of a `GateTrace`, or of any run that carries one.

    `ledger(run).at(t).sum(axis=0)` is the recorded c_t to 1e-5 (the network counts in float32, the ledger in float64).

    Raises:
        ValueError: the gates have no step.
    """
    gates = run if isinstance(run, GateTrace) else run.gates
    if not len(gates.forget):
        raise ValueError("A ledger needs at least one step")
    wrote = gates.input.astype(np.float64) * gates.candidate  # (T, H)
    written = np.concatenate([gates.start[1:].astype(np.float64), wrote])  # (T + 1, H)
    return Ledger(gates.labels, written, gates.forget.astype(np.float64))
