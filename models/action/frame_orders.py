"""Does order matter? The same clip played in other ways, and what each frame did to the answer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from models.action.model import ActionModel
from models.trace import Candidate, OrderRow

SEEDS = 5  # shuffles of one clip


def orders(frames: int) -> list[tuple[str, int | None, np.ndarray]]:
    """Ways to play a clip of `frames` frames: name, seed, and which frame is shown when."""
    straight = np.arange(frames)
    shuffles = [("shuffled", seed, np.random.default_rng(seed).permutation(frames)) for seed in range(SEEDS)]
    return [
        ("forward", None, straight),
        ("reversed", None, straight[::-1].copy()),
        *shuffles,
        ("frozen", None, np.zeros(frames, int)),
        ("every 2nd", None, straight[::2]),
        ("every 4th", None, straight[::4]),
    ]


@torch.inference_mode()
def try_orders(model: ActionModel, prepared: Tensor) -> tuple[OrderRow, ...]:
    """One clip as `ActionModel.prepare` gave it (T, ...) -> a row for each way to play it, forward first."""
    return tuple(
        _row(model, prepared[torch.from_numpy(order)], way, seed) for way, seed, order in orders(len(prepared))
    )


def _row(model: ActionModel, played: Tensor, way: str, seed: int | None) -> OrderRow:
    reading, mean_pool, single_frame = model.run_heads(model.extract(played[None]))
    logits = {"lstm": reading.logits[0, -1], "mean_pool": mean_pool[0], "single_frame": single_frame[0]}
    answers = {head: _likeliest(model, model.probabilities(values, head)) for head, values in logits.items()}
    return OrderRow(way, seed, **answers)


def _likeliest(model: ActionModel, chances: np.ndarray) -> Candidate:
    best = int(chances.argmax())
    return Candidate(model.labels[best], float(chances[best]))


@torch.inference_mode()
def frame_influence(model: ActionModel, prepared: Tensor) -> np.ndarray:
    """(T,) float32: how much the winning logit falls when one frame's features become the training mean.

    Above 0: the frame spoke for the answer. All T replaced clips are read side by side.
    """
    reader, grids = model.heads.reader, model.extract(prepared[None]).grids  # (1, T, P, F)
    mean = reader.embed_frames(model.heads.mean[None, None])  # cells (1, 1, P, D), layout (1, 1, D)
    count = grids.shape[1]
    each = torch.arange(count, device=grids.device)
    versions = []
    for original, average in zip(reader.embed_frames(grids), mean, strict=True):
        replaced = original.repeat(count, *[1] * (original.dim() - 1))  # (T, T, ...)
        replaced[each, each] = average[0, 0]
        versions.append(torch.cat([original, replaced]))
    logits = reader.unroll(*versions).logits[:, -1]  # (1 + T, C)
    winner = logits[0].argmax()
    return (logits[0, winner] - logits[1:, winner]).float().cpu().numpy()
