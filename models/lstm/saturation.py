"""How often a gate is wide open or shut: the saturation plot of Karpathy, Johnson, Fei-Fei 2015 (arXiv 1506.02078).

Counted in bins, so that many runs take no more room than one and the two thresholds can still be moved. NumPy only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import OptionError
from models.trace import GATES, GateTrace

BINS = 20  # of 0.05 each, from 0 to 1


@dataclass(frozen=True, eq=False)
class Saturation:
    """How often each gate of each unit had which value, over one run or many. H hidden units."""

    counts: np.ndarray  # (3, H, 20) uint32 steps of each of `GATES`; bin b has b/20 <= value < (b+1)/20, the last 1
    steps: int  # how many were counted

    def left(self, low: float = 0.1) -> np.ndarray:
        """(3, H) 0..1: the share of steps in which the gate was below `low`, left-saturated.

        Raises:
            OptionError: `low` is not a multiple of 0.05 from 0 to 1.
        """
        return self.counts[..., : _edge(low)].sum(axis=-1) / max(self.steps, 1)

    def right(self, high: float = 0.9) -> np.ndarray:
        """(3, H) 0..1: the share of steps in which the gate was at or above `high`, right-saturated.

        Raises:
            OptionError: `high` is not a multiple of 0.05 from 0 to 1.
        """
        return self.counts[..., _edge(high) :].sum(axis=-1) / max(self.steps, 1)


def saturation(runs: GateTrace | Sequence[GateTrace]) -> Saturation:
    """Count over one run, or over several of one layer.

    Raises:
        ValueError: there is no run, or they are of layers of different width.
    """
    runs = [runs] if isinstance(runs, GateTrace) else list(runs)
    if len({run.forget.shape[1] for run in runs}) != 1:
        raise ValueError("Saturation is counted over one or more runs of one layer")
    values = np.concatenate([np.stack([getattr(run, name) for name in GATES]) for run in runs], axis=1)  # (3, T, H)
    bins = np.clip((values.astype(np.float64) * BINS + 1e-6).astype(np.int64), 0, BINS - 1)  # 0.15f begins bin 3
    counts = np.stack([(bins == b).sum(axis=1) for b in range(BINS)], axis=-1)  # (3, H, 20)
    return Saturation(counts.astype(np.uint32), values.shape[1])


def saturated(run: GateTrace, low: float = 0.1, high: float = 0.9) -> tuple[np.ndarray, np.ndarray]:
    """((3, H), (3, H)) 0..1: the shares of steps below `low` and above `high` in one run, at any thresholds.

    Raises:
        OptionError: it is not 0 <= low < high <= 1.
    """
    if not 0 <= low < high <= 1:
        raise OptionError("The thresholds of saturation lie between 0 and 1, the lower one below the upper one.")
    values = np.stack([getattr(run, name) for name in GATES])  # (3, T, H)
    return (values < np.float32(low)).mean(axis=1), (values > np.float32(high)).mean(axis=1)


def _edge(threshold: float) -> int:
    edge = round(threshold * BINS)
    if not 0 <= edge <= BINS or abs(threshold * BINS - edge) > 1e-6:
        raise OptionError(f"A threshold of counted runs is a multiple of {1 / BINS:g} from 0 to 1.")
    return edge
