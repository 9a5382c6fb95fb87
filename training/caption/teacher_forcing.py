"""Teacher forcing: batches of human captions, and the loss of a decoder on them (words, coverage, boxes)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.caption.decoder import AttentionStep, CaptionDecoder, EncodedPictures, Vocabulary
from training.caption.views import Views, cell_cover
from training.shared.data import Example

CAPTION_WORDS = 20  # longer captions are cut: 1.6 % of Flickr8k's
WIDEST_PHRASE = 0.9  # a box over more of the picture than this says nothing about where to look
IGNORED = -100
BEFORE_THE_LAST = 0.25  # weight of a phrase's words but the last: at "a" it is not yet said what is looked for


class GuidedWords(NamedTuple):
    """The boxed words of a batch, M of them: picture, caption and step of each, and the cells of its box."""

    picture: Tensor  # (M,)
    caption: Tensor  # (M,)
    step: Tensor  # (M,)
    cells: Tensor  # (M, P) 0..1, the best covered cell is 1
    weight: Tensor  # (M,) how much it counts


@dataclass(frozen=True, eq=False)
class CaptionBatch:
    """N pictures with K captions each, the longest caption of a picture first."""

    inputs: Tensor  # (N, K, T) numbers of the words that are read; -1 once a caption has ended
    targets: Tensor  # (N, K, T) numbers of the words to be said, IGNORED where there is none
    guided: GuidedWords

    def to(self, device: torch.device) -> CaptionBatch:
        """The same batch on `device`."""
        return CaptionBatch(
            self.inputs.to(device), self.targets.to(device), GuidedWords(*(part.to(device) for part in self.guided))
        )

    @property
    def active(self) -> list[int]:
        """For each of the T steps, how many captions of a picture are still being written, at most."""
        running = (self.inputs >= 0).any(dim=0)  # (K, T)
        return running.sum(dim=0).tolist()


def make_batch(examples: Sequence[Example], views: Views, vocabulary: Vocabulary, side: int) -> CaptionBatch:
    """Captions and boxes of N pictures as tensors; `side` is the number of cells along one side of the grid."""
    count = max(len(example.captions) for example in examples)
    longest = min(CAPTION_WORDS, max(len(words) for example in examples for words in example.captions))
    inputs = torch.full((len(examples), count, longest + 1), -1)
    targets = torch.full_like(inputs, IGNORED)
    guided: list[tuple[int, int, int, np.ndarray, float]] = []
    for n, example in enumerate(examples):
        order = sorted(range(len(example.captions)), key=lambda k: -len(example.captions[k]))
        for k, original in enumerate(order):
            words = example.captions[original][:CAPTION_WORDS]
            numbers = [vocabulary.number(word) for word in words]
            whole = len(example.captions[original]) <= CAPTION_WORDS
            wanted = [number if number < len(vocabulary) else IGNORED for number in numbers]
            inputs[n, k, : len(words) + whole] = torch.tensor([vocabulary.start, *numbers][: len(words) + whole])
            targets[n, k, : len(words) + whole] = torch.tensor(wanted + [0] * whole)
            guided += [(n, k, *word) for word in _guided_words(example, original, n, views, side)]
    where = torch.tensor([word[:3] for word in guided], dtype=torch.long).reshape(-1, 3)  # (M, 3)
    cells = torch.from_numpy(np.array([word[3] for word in guided], np.float32).reshape(-1, side * side))
    weight = torch.tensor([word[4] for word in guided])
    return CaptionBatch(inputs, targets, GuidedWords(where[:, 0], where[:, 1], where[:, 2], cells, weight))


def _guided_words(
    example: Example, caption: int, n: int, views: Views, side: int
) -> list[tuple[int, np.ndarray, float]]:
    """The step of each word of each boxed phrase of one caption, the cells of its box, and how much it counts."""
    found = []
    for phrase in example.phrases:
        if phrase.caption_index != caption:
            continue
        cells = cell_cover(views.boxes(n, phrase.boxes), side)
        if cells.max() > 0.05 and cells.mean() < WIDEST_PHRASE:
            cells = cells / cells.max()
            steps = range(phrase.first, min(phrase.last + 1, CAPTION_WORDS))
            found += [(t, cells, 1.0 if t == phrase.last else BEFORE_THE_LAST) for t in steps]
    return found


@dataclass(frozen=True)
class LossWeights:
    """How much each part counts beside the words."""

    coverage: float = 1.0  # the doubly stochastic regulariser
    guidance: float = 0.25  # -log(attention inside the box) at every word of a boxed phrase; 0: no boxes
    smoothing: float = 0.1  # label smoothing of the words


class Loss(NamedTuple):
    """Parts of one batch's loss, each a mean; `total` is their weighted sum."""

    total: Tensor
    words: Tensor  # cross entropy a word, nats, unsmoothed
    outside: Tensor  # -log(attention inside the box) a boxed word


def caption_loss(
    decoder: CaptionDecoder,
    encoded: EncodedPictures,
    batch: CaptionBatch,
    weights: LossWeights,
    mean_count: Callable[[Tensor], Tensor] = lambda count: count,
) -> Loss:
    """The loss of a decoder on a batch of pictures, encoded as `CaptionDecoder.project_keys` does.

    Where several processes share a batch, `mean_count` gives the mean of a count over them: then the mean of their
    losses is the loss of the whole batch.
    """
    logits, targets, attention = teacher_forced_logits(decoder, encoded, batch)
    words = mean_count((targets != IGNORED).sum().float())
    nats = F.cross_entropy(logits.detach(), targets, ignore_index=IGNORED, reduction="sum") / words
    smoothed = F.cross_entropy(
        logits, targets, ignore_index=IGNORED, label_smoothing=weights.smoothing, reduction="sum"
    )
    if not attention:
        return Loss(smoothed / words, nats, nats.new_zeros(()))
    guided = mean_count(batch.guided.weight.sum()).clamp(min=1e-6)
    outside = _outside(attention, batch.guided) / guided
    total = smoothed / words + weights.coverage * _uncovered(attention, batch) + weights.guidance * outside
    return Loss(total, nats, outside.detach())


def teacher_forced_logits(
    decoder: CaptionDecoder, encoded: EncodedPictures, batch: CaptionBatch
) -> tuple[Tensor, Tensor, list[Tensor]]:
    """Teacher-force a batch: logits (R, V), target words (R,), and each step's attention (N, K_t, P).

    R rows: step by step, picture by picture, the K_t captions still being written. Captions that have ended leave the
    computation, which saves a third of it.
    """
    embedded = decoder.dropout(decoder.embed(batch.inputs.clamp(min=0)))  # (N, K, T, E)
    state = decoder.init_state(encoded, batch.inputs.shape[1])
    hidden, looks = [], []
    for t, k in enumerate(batch.active):
        word = embedded[:, :k, t]
        attended, step = decoder.step(encoded, type(state)(*(part[:, :k] for part in state)), word)
        state = type(state)(step.hidden, step.cell)
        hidden.append(step.hidden)
        if attended is not None:
            looks.append(attended)
    logits = decoder.logits(
        _flat([embedded[:, :k, t] for t, k in enumerate(batch.active)]),
        _flat(hidden),
        AttentionStep(*(_flat(list(parts)) for parts in zip(*looks, strict=True))) if looks else None,
    )  # (R, V)
    targets = _flat([batch.targets[:, :k, t] for t, k in enumerate(batch.active)])
    return logits, targets, [look.attention for look in looks]


def _flat(steps: list[Tensor]) -> Tensor:
    """T tensors (N, K_t, ...) -> (R, ...), R = N * sum of K_t."""
    return torch.cat([step.flatten(0, 1) for step in steps])


def _outside(attention: list[Tensor], guided: GuidedWords) -> Tensor:
    """Weighted sum of -log(attention inside the box) over the boxed words (Liu et al. 2017, arXiv 1605.09553)."""
    if not len(guided.step):
        return attention[0].new_zeros(())
    active = torch.tensor([step.shape[1] for step in attention], device=guided.step.device)
    before = F.pad(active.cumsum(0), (1, 0))  # captions in all earlier steps
    count = attention[0].shape[0]
    rows = before[guided.step] * count + guided.picture * active[guided.step] + guided.caption
    inside = (_flat(attention)[rows] * guided.cells).sum(dim=-1)
    return -((inside + 1e-6).log() * guided.weight).sum()


def _uncovered(attention: list[Tensor], batch: CaptionBatch) -> Tensor:
    """Doubly stochastic regulariser (Xu et al. 2015, eq. 14): over a caption every cell should get its share."""
    captions = batch.inputs.shape[1]
    total = torch.zeros_like(attention[0])
    for t, step in enumerate(attention):
        written = (batch.inputs[:, : step.shape[1], t] >= 0).to(step)  # (N, K_t)
        total = total + F.pad(step * written.unsqueeze(-1), (0, 0, 0, captions - step.shape[1]))
    return ((1.0 - total) ** 2).mean()
