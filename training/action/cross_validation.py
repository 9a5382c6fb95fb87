"""Judge a recipe on clips that its networks have not learnt from, whole people or videos at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training.action.batches import TrainingClips
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
class HeldOutLogits:
    """The logits of a network for N clips that it had not learnt from, C labels."""

    truth: Tensor  # (N,)
    played: Mapping[str, Mapping[str, Tensor]]  # way of playing -> head -> logits (N, C)
    with_motion: Tensor  # (N, C) of the mean over appearance and motion
    strange: Tensor  # (S, C) of the LSTM, of clips that have none of the labels


@torch.inference_mode()
def held_out_logits(
    learner: Learner,
    clips: TrainingClips,
    judging: np.ndarray,
    truth: Tensor,
    strangers: TrainingClips | None,
    moments: int,
) -> HeldOutLogits:
    """The learner's logits of the judging clips, and of strangers."""
    model, played, with_motion = learner.model, [], []
    for part in pieces(judging):
        prepared = clips.plain(part, moments)
        played.append(answers(model, prepared))
        with_motion.append(learner.both(model.extract(prepared).with_motion))
    strange = [torch.zeros(0, len(model.labels))]
    if strangers is not None:
        for part in pieces(np.arange(len(strangers))):
            strange.append(model.run_heads(model.extract(strangers.plain(part, moments)))[0].logits[:, -1])
    return HeldOutLogits(truth[judging], _join(played), torch.cat(with_motion), torch.cat(strange))


def join(parts: Sequence[HeldOutLogits]) -> HeldOutLogits:
    """The logits of several networks, each of clips that it had not learnt from, as if one had."""
    return HeldOutLogits(
        torch.cat([part.truth for part in parts]),
        _join([part.played for part in parts]),
        torch.cat([part.with_motion for part in parts]),
        torch.cat([part.strange for part in parts]),
    )


def _join(parts: Sequence[Mapping[str, Mapping[str, Tensor]]]) -> dict[str, dict[str, Tensor]]:
    return {way: {head: torch.cat([part[way][head] for part in parts]) for head in HEADS} for way in parts[0]}


def forward_accuracy(held_out: HeldOutLogits) -> dict[str, float]:
    """Share of clips as they were filmed of which the LSTM is right, with its interval."""
    return wilson(int((held_out.played["forward"]["lstm"].argmax(dim=1) == held_out.truth).sum()), len(held_out.truth))


def judge(held_out: HeldOutLogits, labels: Sequence[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Scores and calibration."""
    truth, forward = held_out.truth, held_out.played["forward"]
    temperatures = {head: fit_temperature(forward[head], truth) for head in HEADS}
    scores: dict[str, Any] = {"n": len(truth), "order": order_table(held_out.played, truth)}
    scores["mean_pool_with_motion"] = wilson(int((held_out.with_motion.argmax(dim=1) == truth).sum()), len(truth))
    scores["per_class"], scores["confusion"] = confusion(forward["lstm"], truth, labels)
    confidence = _confidence(forward["lstm"], temperatures["lstm"])
    correct = (forward["lstm"].argmax(dim=1) == truth).numpy()
    strange = _confidence(held_out.strange, temperatures["lstm"])
    threshold = choose_threshold(confidence, correct, strange)
    believed = confidence >= threshold
    calibration = {
        "temperatures": temperatures,
        "threshold": threshold,
        "reliability": reliability(confidence, correct),
        "known": wilson(int(believed.sum()), len(believed)),
        "right_among_known": wilson(int(correct[believed].sum()), int(believed.sum())),
        "strangers": {"n": len(strange), "known": float((strange >= threshold).mean()) if len(strange) else None},
    }
    return scores, calibration


def _confidence(logits: Tensor, temperature: float) -> np.ndarray:
    """(N,) the likeliest label's probability, 0..1."""
    return (logits / temperature).softmax(dim=1).amax(dim=1).numpy()
