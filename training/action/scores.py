"""What a recognizer is worth: every order through every head, how sure it is, and from when on to believe it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.action.frame_orders import orders
from models.action.model import ActionModel

HEADS = ("lstm", "mean_pool", "single_frame")
Z95 = 1.959963984540054  # of the standard normal distribution, two-sided


def wilson(correct: float, n: int) -> dict[str, float]:
    """Share of `correct` among `n` with its 95 % interval, as ratios (Wilson 1927)."""
    if not n:
        return {"accuracy": 0.0, "low": 0.0, "high": 1.0}
    share, spread = correct / n, Z95**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z95 / (1 + spread) * math.sqrt(share * (1 - share) / n + spread / (4 * n))
    return {"accuracy": share, "low": max(0.0, middle - half), "high": min(1.0, middle + half)}


@torch.inference_mode()
def answers(model: ActionModel, prepared: Tensor) -> dict[str, dict[str, Tensor]]:
    """Prepared clips (N, T, ...) -> logits (N, C) by way of playing and head; shuffles are "shuffled 0" and so on."""
    played: dict[str, dict[str, Tensor]] = {}
    for way, seed, order in orders(prepared.shape[1]):
        reading, mean_pool, single_frame = model.run_heads(model.extract(prepared[:, torch.from_numpy(order)]))
        last = (reading.logits[:, -1], mean_pool, single_frame)
        logits = {head: values.cpu() for head, values in zip(HEADS, last, strict=True)}
        played[way if seed is None else f"{way} {seed}"] = logits
    return played


def order_table(played: Mapping[str, Mapping[str, Tensor]], truth: Tensor) -> dict[str, dict[str, dict[str, float]]]:
    """Accuracy by way of playing and head. Shuffles are one row: the mean over seeds, its interval that of n clips."""
    table: dict[str, dict[str, dict[str, float]]] = {}
    for way in dict.fromkeys(name.split(" ")[0] if name.startswith("shuffled") else name for name in played):
        runs = [logits for name, logits in played.items() if name == way or name.startswith(f"{way} ")]
        table[way] = {
            head: wilson(sum(_count_correct(run[head], truth) for run in runs) / len(runs), len(truth))
            for head in HEADS
        }
    return table


def _count_correct(logits: Tensor, truth: Tensor) -> int:
    return int((logits.argmax(dim=-1) == truth).sum())


def fit_temperature(logits: Tensor, truth: Tensor) -> float:
    """The temperature that makes the probabilities of held-out clips likeliest (Guo et al. 2017, arXiv 1706.04599)."""
    candidates = torch.logspace(math.log10(0.2), 1, 200)
    losses = [float(F.cross_entropy(logits / temperature, truth)) for temperature in candidates]
    return round(float(candidates[int(np.argmin(losses))]), 4)


def reliability(confidence: np.ndarray, correct: np.ndarray, bins: int = 10) -> dict[str, Any]:
    """Confidence 0..1 against the share that is right, by bins of equal width; and the expected calibration error."""
    number = np.minimum((confidence * bins).astype(int), bins - 1)
    rows = [
        {"confidence": float(confidence[number == b].mean()), "right": float(correct[number == b].mean()), "n": int(n)}
        for b in range(bins)
        if (n := (number == b).sum())
    ]
    error = sum(row["n"] * abs(row["confidence"] - row["right"]) for row in rows) / max(len(correct), 1)
    return {"bins": rows, "ece": float(error), "n": len(correct)}


def choose_threshold(confidence: np.ndarray, correct: np.ndarray, strangers: np.ndarray) -> float:
    """The confidence from which on an answer is to be believed.

    It is where right answers on held-out clips and strangers (clips with none of the labels) part best: the largest
    share of the ones above it plus share of the others below it. Without strangers, wrong answers take their place.
    """
    good, bad = confidence[correct], strangers if len(strangers) else confidence[~correct]
    candidates = np.arange(0.2, 0.95, 0.01)
    gains = [(good >= c).mean() + (bad < c).mean() if len(bad) else -c for c in candidates]
    return round(float(candidates[int(np.argmax(gains))]), 2)


def confusion(logits: Tensor, truth: Tensor, labels: Sequence[str]) -> tuple[dict[str, Any], list[list[int]]]:
    """Per label its accuracy and n; and the matrix, a row for each true label, a column for each answer."""
    matrix = torch.zeros(len(labels), len(labels), dtype=torch.long)
    for true, answer in zip(truth.tolist(), logits.argmax(dim=-1).tolist(), strict=True):
        matrix[true, answer] += 1
    per_class = {
        label: {"n": int(matrix[i].sum()), "accuracy": float(matrix[i, i] / matrix[i].sum())}
        for i, label in enumerate(labels)
        if matrix[i].sum()
    }
    return per_class, matrix.tolist()
