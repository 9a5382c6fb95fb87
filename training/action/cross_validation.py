"""Judge a recipe on clips that its networks have not learnt from, whole people or videos at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.action.batches import Lessons
from training.action.scores import (
    HEADS,
    answers,
    choose_threshold,
    confusion,
    fit_temperature,
    order_table,
    reliability,
    wilson,
)
from training.action.trainer import Learner, pieces


@dataclass(frozen=True)
class Heard:
    """What a network said of N clips that it had not learnt from, C labels."""

    truth: Tensor  # (N,)
    played: Mapping[str, Mapping[str, Tensor]]  # way of playing -> head -> logits (N, C)
    both: Tensor  # (N, C) of the mean over appearance and motion
    strange: Tensor  # (S, C) of the LSTM, of clips that have none of the labels


@torch.inference_mode()
def listen(
    learner: Learner, lessons: Lessons, judging: np.ndarray, truth: Tensor, strangers: Lessons | None, moments: int
) -> Heard:
    """What the learner says of the judging clips, and of strangers."""
    model, played, both = learner.model, [], []
    for part in pieces(judging):
        prepared = lessons.plain(part, moments)
        played.append(answers(model, prepared))
        both.append(learner.both(model.see(prepared).both))
    strange = [torch.zeros(0, len(model.labels))]
    for part in pieces(np.arange(len(strangers))) if strangers else ():
        strange.append(model.answer(model.see(strangers.plain(part, moments)))[0].logits[:, -1])
    return Heard(truth[judging], _join(played), torch.cat(both), torch.cat(strange))


def join(parts: Sequence[Heard]) -> Heard:
    """What several networks said, each of clips that it had not learnt from, as if one had."""
    return Heard(
        torch.cat([part.truth for part in parts]),
        _join([part.played for part in parts]),
        torch.cat([part.both for part in parts]),
        torch.cat([part.strange for part in parts]),
    )


def _join(parts: Sequence[Mapping[str, Mapping[str, Tensor]]]) -> dict[str, dict[str, Tensor]]:
    return {way: {head: torch.cat([part[way][head] for part in parts]) for head in HEADS} for way in parts[0]}


def right_of(heard: Heard) -> dict[str, float]:
    """Share of clips as they were filmed of which the LSTM is right, with its interval."""
    return wilson(int((heard.played["forward"]["lstm"].argmax(dim=1) == heard.truth).sum()), len(heard.truth))


def judge(heard: Heard, labels: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Scores and calibration."""
    truth, forward = heard.truth, heard.played["forward"]
    temperatures = {head: fit_temperature(forward[head], truth) for head in HEADS}
    scores: dict[str, Any] = {"n": len(truth), "order": order_table(heard.played, truth)}
    scores["mean_pool_with_motion"] = wilson(int((heard.both.argmax(dim=1) == truth).sum()), len(truth))
    scores["per_class"], scores["confusion"] = confusion(forward["lstm"], truth, labels)
    confidence = _confidence(forward["lstm"], temperatures["lstm"])
    right = (forward["lstm"].argmax(dim=1) == truth).numpy()
    strange = _confidence(heard.strange, temperatures["lstm"])
    threshold = choose_threshold(confidence, right, strange)
    believed = confidence >= threshold
    calibration = {
        "temperatures": temperatures,
        "threshold": threshold,
        "reliability": reliability(confidence, right),
        "known": wilson(int(believed.sum()), len(believed)),
        "right_among_known": wilson(int(right[believed].sum()), int(believed.sum())),
        "strangers": {"n": len(strange), "known": float((strange >= threshold).mean()) if len(strange) else None},
    }
    return scores, calibration


def _confidence(logits: Tensor, temperature: float) -> np.ndarray:
    """(N,) the likeliest label's probability, 0..1."""
    return (logits / temperature).softmax(dim=1).amax(dim=1).numpy()
