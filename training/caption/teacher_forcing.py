"""Teacher forcing: batches of human captions, and what a captioner loses on them (words, coverage, boxes)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.caption.decoder import Captioner, Vocabulary
from training.caption.views import Views, cell_cover
from training.shared.data import Example

CAPTION_WORDS = 20  # longer captions are cut: 1.6 % of Flickr8k's
WIDEST_PHRASE = 0.9  # a box over more of the picture than this says nothing about where to look
IGNORED = -100


class Guide(NamedTuple):
    """The boxed words of a batch, M of them: picture, caption and step of each, and the cells of its box."""

    picture: Tensor  # (M,)
    caption: Tensor  # (M,)
    step: Tensor  # (M,)
    cells: Tensor  # (M, P) 0..1, the best covered cell is 1


@dataclass(frozen=True, eq=False)
class Lesson:
    """N pictures with K captions each, the longest caption of a picture first."""

    read: Tensor  # (N, K, T) numbers of the words that are read
    say: Tensor  # (N, K, T) numbers of the words to be said, IGNORED where there is none
    guide: Guide

    def to(self, device: torch.device) -> Lesson:
        """The same lesson on `device`."""
        return Lesson(self.read.to(device), self.say.to(device), Guide(*(part.to(device) for part in self.guide)))

    @property
    def busy(self) -> list[int]:
        """For each of the T steps, how many captions of a picture are still being written, at most."""
        reach = (self.read >= 0).any(dim=0)  # (K, T)
        return reach.sum(dim=0).tolist()


def make_lesson(examples: Sequence[Example], views: Views, vocabulary: Vocabulary, side: int) -> Lesson:
    """Pictures' captions and boxes as tensors; `side` is the number of cells along one side of the grid."""
    count = max(len(example.captions) for example in examples)
    longest = min(CAPTION_WORDS, max(len(words) for example in examples for words in example.captions))
    read = torch.full((len(examples), count, longest + 1), -1)
    say = torch.full_like(read, IGNORED)
    guided: list[tuple[int, int, int, np.ndarray]] = []
    for n, example in enumerate(examples):
        order = sorted(range(len(example.captions)), key=lambda k: -len(example.captions[k]))
        for k, original in enumerate(order):
            words = example.captions[original][:CAPTION_WORDS]
            numbers = [vocabulary.number(word) for word in words]
            whole = len(example.captions[original]) <= CAPTION_WORDS
            targets = [number if number < len(vocabulary) else IGNORED for number in numbers]
            read[n, k, : len(words) + whole] = torch.tensor([vocabulary.start, *numbers][: len(words) + whole])
            say[n, k, : len(words) + whole] = torch.tensor(targets + [0] * whole)
            guided += [(n, k, t, cells) for t, cells in _guided_words(example, original, n, views, side)]
    picture, caption, step, cells = zip(*guided, strict=True) if guided else ((), (), (), ())
    grid = torch.from_numpy(np.array(cells, np.float32).reshape(-1, side * side))
    return Lesson(
        read, say, Guide(*(torch.tensor(numbers, dtype=torch.long) for numbers in (picture, caption, step)), grid)
    )


def _guided_words(example: Example, caption: int, n: int, views: Views, side: int) -> list[tuple[int, np.ndarray]]:
    """Each word of each boxed phrase of one caption with the cells of its box."""
    found = []
    for phrase in example.phrases:
        if phrase.caption_index != caption:
            continue
        cells = cell_cover(views.boxes(n, phrase.boxes), side)
        if cells.max() > 0.05 and cells.mean() < WIDEST_PHRASE:
            cells = cells / cells.max()
            found += [(t, cells) for t in range(phrase.first, min(phrase.last + 1, CAPTION_WORDS))]
    return found


@dataclass(frozen=True)
class LossWeights:
    """How much each part counts beside the words."""

    coverage: float = 1.0  # the doubly stochastic regulariser
    guidance: float = 0.25  # -log(attention inside the box) at every word of a boxed phrase; 0: no boxes
    smoothing: float = 0.1  # label smoothing of the words


class Loss(NamedTuple):
    """Parts of one lesson's loss, each a mean; `total` is their weighted sum."""

    total: Tensor
    words: Tensor  # cross entropy a word, nats, unsmoothed
    outside: Tensor  # -log(attention inside the box) a boxed word


def lose(captioner: Captioner, grid: Tensor, lesson: Lesson, weights: LossWeights) -> Loss:
    """What a captioner loses on a lesson; grid (N, P, F) of its pictures."""
    logits, say, attention = spoken(captioner, grid, lesson)
    words = F.cross_entropy(logits.detach(), say, ignore_index=IGNORED)
    total = F.cross_entropy(logits, say, ignore_index=IGNORED, label_smoothing=weights.smoothing)
    if not attention:
        return Loss(total, words, total.new_zeros(()))
    outside = _outside(attention, lesson.guide)
    return Loss(
        total + weights.coverage * _uncovered(attention, lesson) + weights.guidance * outside, words, outside.detach()
    )


def spoken(captioner: Captioner, grid: Tensor, lesson: Lesson) -> tuple[Tensor, Tensor, list[Tensor]]:
    """Teacher-force a lesson: logits (R, V), what was to be said (R,), and each step's attention (N, K_t, P).

    R rows: step by step, picture by picture, the K_t captions still being written. Captions that have ended leave the
    computation, which saves a third of it.
    """
    scene = captioner.look(grid)
    embedded = captioner.dropout(captioner.embed(lesson.read.clamp(min=0)))  # (N, K, T, E)
    memory = captioner.begin(scene, lesson.read.shape[1])
    hidden, context, attention = [], [], []
    for t, k in enumerate(lesson.busy):
        word = embedded[:, :k, t]
        glance, step = captioner.advance(scene, type(memory)(*(part[:, :k] for part in memory)), word)
        memory = type(memory)(step.hidden, step.cell)
        hidden.append(step.hidden)
        if glance is not None:
            context.append(glance.context)
            attention.append(glance.attention)
    logits = captioner.speak(
        _flat([embedded[:, :k, t] for t, k in enumerate(lesson.busy)]),
        _flat(hidden),
        _flat(context) if context else None,
    ).float()  # (R, V)
    return logits, _flat([lesson.say[:, :k, t] for t, k in enumerate(lesson.busy)]), attention


def _flat(steps: list[Tensor]) -> Tensor:
    """T tensors (N, K_t, ...) -> (R, ...), R = N * sum of K_t."""
    return torch.cat([step.flatten(0, 1) for step in steps])


def _outside(attention: list[Tensor], guide: Guide) -> Tensor:
    """Mean of -log(attention inside the box) over the boxed words (Liu et al. 2017, arXiv 1605.09553)."""
    if not len(guide.step):
        return attention[0].new_zeros(())
    busy = torch.tensor([step.shape[1] for step in attention], device=guide.step.device)
    before = F.pad(busy.cumsum(0), (1, 0))  # captions in all earlier steps
    count = attention[0].shape[0]
    rows = before[guide.step] * count + guide.picture * busy[guide.step] + guide.caption
    inside = (_flat(attention)[rows] * guide.cells).sum(dim=-1)
    return -(inside + 1e-6).log().mean()


def _uncovered(attention: list[Tensor], lesson: Lesson) -> Tensor:
    """Doubly stochastic regulariser (Xu et al. 2015, eq. 14): over a caption every cell should get its share."""
    captions = lesson.read.shape[1]
    total = torch.zeros_like(attention[0])
    for t, step in enumerate(attention):
        written = (lesson.read[:, : step.shape[1], t] >= 0).to(step)  # (N, K_t)
        total = total + F.pad(step * written.unsqueeze(-1), (0, 0, 0, captions - step.shape[1]))
    return ((1.0 - total) ** 2).mean()
