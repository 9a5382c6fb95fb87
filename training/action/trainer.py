"""How a recognizer learns: the reader and the order-blind heads from the same clips, by one recipe, at one time."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from models import weights
from models.action.features import WHOLE
from models.action.model import ActionModel, build_recognizer
from models.action.reader import MeanPool
from models.action.small_cnn import GRID, MOVING, STILL
from models.encoder import Encoder
from training.action.batches import TrainingClips

log = logging.getLogger("training.action.train")

SMOOTHING = 0.1  # of labels


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a run, besides the data."""

    look: str  # person or whole
    epochs: int
    again: int = 0  # epochs of a second round, at half the rate
    moments: int = 16  # of a visitor's clip
    lesson: int = 16  # moments of a clip while it is learnt from
    clips: int = 12  # a batch
    rate: float = 2e-3  # peak learning rate
    decay: float = 0.05
    dropout: float = 0.4
    width: int = 128
    hidden: int = 192
    seed: int = 0


RECIPES = {
    "gestures": Recipe(look="person", epochs=32, again=24, clips=8),
    "ucf12": Recipe(look="whole", epochs=4, moments=8, lesson=8, clips=16, rate=1e-3, dropout=0.5),
}


def architecture(recipe: Recipe, labels: int) -> dict[str, Any]:
    """Sizes of the reader for this recipe."""
    cells = GRID[0] * GRID[1] if recipe.look == "person" else 49
    sizes = {"person": (MOVING, STILL * cells), "whole": (2 * WHOLE, WHOLE)}[recipe.look]
    inner = {"width": recipe.width, "hidden": recipe.hidden, "dropout": recipe.dropout}
    return {"features": sizes[0], "appearance": sizes[1], "classes": labels, "cells": cells, **inner}


class Learner(nn.Module):
    """A recognizer's heads while they learn, and a pool over motion too, which is measured and does not ship.

    The names of its parts are keys of the checkpoints.
    """

    def __init__(self, model: ActionModel, both: int) -> None:
        super().__init__()
        self.model, self.heads = model, model.heads
        reader = model.heads.reader.config
        hidden = reader.hidden
        with torch.no_grad():
            model.heads.reader.cell.bias_ih[hidden : 2 * hidden] = 1.0  # the forget gate starts open
        self.both = MeanPool(both, reader.classes, reader.dropout)

    def forward(self, prepared: Tensor, truth: Tensor, draw: np.random.Generator) -> Tensor:
        """The loss of some clips (N, T, ...) with labels (N,)."""
        clip = self.model.extractor.extract(prepared)
        pool, moments = self.heads.pool, prepared.shape[1]
        logits = self.heads.reader(clip.grids).logits  # (N, T, C)
        later = (torch.arange(moments) + 1.0) / moments
        share = later**2 / (later**2).sum()  # the last labels count most
        errors = F.cross_entropy(
            logits.flatten(0, 1), truth.repeat_interleave(moments), label_smoothing=SMOOTHING, reduction="none"
        )
        loss = (errors.view(-1, moments) * share).sum(dim=1).mean()
        middle = torch.from_numpy(draw.integers(moments // 4, moments - moments // 4, len(truth)))
        single = clip.appearance[torch.arange(len(truth)), middle].unsqueeze(1)
        for features, weight in ((clip.appearance, 1.0), (single, 0.3)):
            loss = loss + weight * F.cross_entropy(pool(features), truth, label_smoothing=SMOOTHING)
        return loss + 0.3 * F.cross_entropy(self.both(clip.with_motion), truth, label_smoothing=SMOOTHING)


def learn(
    learner: Learner,
    clips: TrainingClips,
    chosen: np.ndarray,
    truth: Tensor,
    recipe: Recipe,
    checkpoint: Path | None = None,
) -> float:
    """Train on the chosen clips, going on where `checkpoint` left off; the seconds it took."""
    torch.manual_seed(recipe.seed)
    if recipe.look == "whole":  # the small CNNs have norms of their own
        fit_scales(learner, clips, chosen, recipe.moments)
    seconds = _round(learner, clips, chosen, truth, recipe, checkpoint)
    if recipe.again:
        later = replace(recipe, epochs=recipe.again, rate=recipe.rate / 2, seed=recipe.seed + 1)
        kept = checkpoint and checkpoint.with_stem(f"{checkpoint.stem}-again-{recipe.again}")
        seconds += _round(learner, clips, chosen, truth, later, kept)
    learner.heads.mean.copy_(training_mean(learner.model, clips, chosen, recipe.moments))
    return seconds


def _round(
    learner: Learner, clips: TrainingClips, chosen: np.ndarray, truth: Tensor, recipe: Recipe, checkpoint: Path | None
) -> float:
    """One rise and fall of the learning rate over all epochs of the recipe; the seconds it took."""
    parameters = [p for p in learner.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(parameters, lr=recipe.rate, weight_decay=recipe.decay)
    batches = len(chosen) // recipe.clips
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, recipe.epochs * batches, pct_start=0.15, cycle_momentum=False
    )
    parts = {"learner": learner, "optimiser": optimiser, "schedule": schedule}
    done, seconds = _resume(parts, checkpoint)
    for epoch in tqdm(range(done, recipe.epochs), desc="epochs", mininterval=10):
        draw, begun, total = np.random.default_rng((recipe.seed, epoch)), time.monotonic(), 0.0
        learner.train()
        for part in draw.permutation(chosen)[: batches * recipe.clips].reshape(batches, -1):
            loss = learner(clips.augmented(part, recipe.lesson, draw), truth[part], draw)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(parameters, 5.0)
            optimiser.step()
            schedule.step()
            total += loss.item()
        seconds += time.monotonic() - begun
        log.info("epoch %d, %.0f s, loss %.3f", epoch + 1, seconds, total / batches)
        _save(parts, checkpoint, epoch + 1, seconds)
    learner.eval()
    return seconds


@torch.inference_mode()
def fit_scales(learner: Learner, clips: TrainingClips, chosen: np.ndarray, moments: int) -> None:
    """Bring features to mean 0 and spread 1: cells for the reader, means over clips for the pool."""
    some = chosen[:: -(-len(chosen) // 200)]
    features = [learner.model.extract(clips.plain(part, moments)) for part in pieces(some)]
    learner.heads.reader.scale.fit(torch.cat([one.grids[:, ::4] for one in features]))
    learner.heads.pool.scale.fit(torch.cat([one.appearance.mean(dim=1) for one in features]))
    learner.both.scale.fit(torch.cat([one.with_motion.mean(dim=1) for one in features]))


def _resume(parts: Mapping[str, Any], checkpoint: Path | None) -> tuple[int, float]:
    """Fill the parts from the checkpoint, if there is one; its epochs and seconds."""
    if checkpoint is None or not checkpoint.is_file():
        return 0, 0.0
    state = torch.load(checkpoint, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(state[name])
    return state["epoch"], state["seconds"]


def _save(parts: Mapping[str, Any], checkpoint: Path | None, epoch: int, seconds: float) -> None:
    """Write the checkpoint, whole or not at all."""
    if checkpoint is None:
        return
    draft = checkpoint.with_suffix(".draft")
    states = {name: part.state_dict() for name, part in parts.items()}
    torch.save({**states, "epoch": epoch, "seconds": seconds}, draft)
    draft.replace(checkpoint)


@torch.inference_mode()
def training_mean(model: ActionModel, clips: TrainingClips, chosen: np.ndarray, moments: int) -> Tensor:
    """(P, F): the mean grid over all frames of the chosen clips."""
    parts = [model.extract(clips.plain(part, moments)).grids.mean(dim=(0, 1)) * len(part) for part in pieces(chosen)]
    return torch.stack(parts).sum(dim=0) / len(chosen)


def pieces(chosen: np.ndarray, size: int = 32) -> list[np.ndarray]:
    """The same numbers, at most `size` at once."""
    return np.array_split(chosen, -(-len(chosen) // size))


def describe(name: str, recipe: Recipe, labels: Sequence[str]) -> dict[str, Any]:
    """The configuration of a recognizer that is yet to learn."""
    config: dict[str, Any] = {
        "kind": "recognizer",
        "name": f"action-{name}",
        "labels": list(labels),
        "look": recipe.look,
        "moments": recipe.moments,
        "architecture": architecture(recipe, len(labels)),
    }
    if recipe.look == "whole":
        shared = weights.read_config(weights.find("encoder"))
        config |= {"encoder": "encoder", "encoder_sha256": shared["sha256"], "preprocessing": shared["preprocessing"]}
    return config


def new_learner(config: Mapping[str, Any], recipe: Recipe, encoder: Encoder | None) -> Learner:
    """A learner with random values."""
    torch.manual_seed(recipe.seed)
    model = build_recognizer(config, encoder)
    sizes = config["architecture"]
    return Learner(model, both=sizes["features"] * (sizes["cells"] if recipe.look == "person" else 1))
