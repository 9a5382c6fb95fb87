"""How often a network is right, T steps later, and how sure that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from scipy.stats import binomtest

from models.recall.networks import RecallNetwork
from models.recall.tasks import Task, right

TOGETHER = 250  # sequences read in one batch


@torch.no_grad()
def accuracy(network: RecallNetwork, task: Task, T: int, n: int, seed: int) -> dict[str, Any]:
    """Share of right answers on n fresh sequences, with its Wilson interval of 95 %; of a copy, all letters count."""
    generator = np.random.default_rng((seed, 3, T))
    correct = asked = 0
    for first in range(0, n, TOGETHER):
        batch = task.draw(T, min(TOGETHER, n - first), generator)
        answers = right(network(batch.xs), batch)  # (due, B)
        correct, asked = correct + int(answers.sum()), asked + answers.numel()
    return share(correct, asked)


def share(correct: int, n: int) -> dict[str, Any]:
    """A share 0..1 of n with its Wilson interval of 95 %."""
    interval = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    return {
        "share": round(correct / n, 4),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
        "n": n,
    }
