"""How often a network is right, T steps later, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from scipy.stats import binomtest

from models.memory.networks import RecurrentNetwork
from models.memory.tasks import Batch, Task, correct

TOGETHER = 250  # sequences of a batch


def score_batches(task: Task, T: int, n: int, seed: int) -> list[Batch]:
    """n sequences of a task in a few batches, the same ones for everybody who is asked."""
    generator = np.random.default_rng((seed, 3, T))
    return [task.draw(T, min(TOGETHER, n - first), generator) for first in range(0, n, TOGETHER)]


@torch.no_grad()
def accuracy(network: RecurrentNetwork, batches: Sequence[Batch]) -> dict[str, Any]:
    """Share of right answers, with its Wilson interval of 95 %; of a copy, all letters count."""
    answers = [correct(network(batch.xs), batch) for batch in batches]  # (due, B) each
    return share(sum(int(part.sum()) for part in answers), sum(part.numel() for part in answers))


def share(correct: int, n: int) -> dict[str, Any]:
    """A share 0..1 of n with its Wilson interval of 95 %."""
    interval = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    return {
        "share": round(correct / n, 4),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
        "n": n,
    }
