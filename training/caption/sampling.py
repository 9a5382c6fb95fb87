"""A caption judged as a whole: drawn by chance, rewarded, made likelier or less likely.

Self-critical training (Rennie et al. 2017, arXiv 1612.00563) with the mean of a picture's other draws as the baseline
(Luo 2020, arXiv 2003.09971).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from models.caption.decoder import Captioner, Memory
from training.caption.reward import CiderReward
from training.caption.teacher_forcing import CAPTION_WORDS, IGNORED, Guide, Lesson, spoken


@dataclass(frozen=True)
class Critic:
    """How captions are drawn, and from which of them is learnt."""

    drawn: int = 5  # captions of each picture
    taught: int = 2  # of those: the best half and the worst half (Xu et al. 2025, arXiv 2504.13818)
    temperature: float = 0.5  # of drawing; at 1 label smoothing's flat tails are drawn, and nothing is learnt


@torch.no_grad()
def draw_captions(captioner: Captioner, grid: Tensor, critic: Critic) -> Tensor:
    """Captions drawn by chance, grid (N, P, F) -> numbers (N, K, CAPTION_WORDS); 0 ends one and fills what is left."""
    scene = captioner.look(grid)
    memory = captioner.begin(scene, critic.drawn)
    rows = torch.arange(critic.drawn, device=grid.device).expand(len(grid), -1)  # which caption each row writes
    said = torch.full_like(rows, captioner.vocabulary.start)
    drawn = rows.new_zeros(len(grid), critic.drawn, CAPTION_WORDS)
    for t in range(CAPTION_WORDS):
        word = captioner.embed(said)
        glance, step = captioner.advance(scene, memory, word)
        logits = captioner.speak(word, step.hidden, None if glance is None else glance.context)
        said = _draw(logits.float() / critic.temperature).masked_fill(said == 0, 0)  # (N, k)
        drawn[..., t].scatter_(1, rows, said)
        live = int((said != 0).sum(dim=1).max())
        if not live:
            break
        order = (said == 0).long().argsort(dim=1, stable=True)[:, :live]  # captions that have ended leave
        rows, said = rows.gather(1, order), said.gather(1, order)
        order = order.unsqueeze(-1).expand(-1, -1, step.hidden.shape[-1])
        memory = Memory(step.hidden.gather(1, order), step.cell.gather(1, order))
    return drawn


def _draw(logits: Tensor) -> Tensor:
    """One number a row (..., V) -> (...), by looking a random height up in the heaped probabilities."""
    heap = logits.softmax(dim=-1).cumsum(dim=-1)
    height = torch.rand_like(heap[..., :1]) * heap[..., -1:]
    return torch.searchsorted(heap, height, right=True).squeeze(-1).clamp(max=heap.shape[-1] - 1)


def lesson_of_drawn(drawn: Tensor, start: int) -> tuple[Lesson, Tensor]:
    """Drawn captions (N, K, T) as a lesson, a picture's longest first; and the order (N, K) of that."""
    written = (drawn != 0).sum(dim=-1)  # (N, K) words
    order = written.argsort(dim=1, descending=True, stable=True)
    drawn = drawn.gather(1, order.unsqueeze(-1).expand_as(drawn))
    steps = torch.arange(drawn.shape[-1], device=drawn.device)
    read_too = steps <= written.gather(1, order).unsqueeze(-1)  # the words and the END behind them
    longest = int(read_too.any(dim=0).any(dim=0).sum())
    read = F.pad(drawn, (1, -1), value=start).masked_fill(~read_too, -1)[..., :longest]
    say = drawn.masked_fill(~read_too, IGNORED)[..., :longest]
    nothing = torch.zeros(0, dtype=torch.long, device=drawn.device)
    return Lesson(read, say, Guide(nothing, nothing, nothing, torch.zeros(0, 1, device=drawn.device))), order


def rate(captioner: Captioner, drawn: Tensor, pictures: Sequence[int], reward: CiderReward) -> Tensor:
    """Rewards (N, K) of captions (N, K, T) of the pictures so numbered."""
    words = captioner.vocabulary.words
    rewards = [
        [reward(picture, [words[number] for number in caption if number]) for caption in captions]
        for picture, captions in zip(pictures, drawn.tolist(), strict=True)
    ]
    return torch.tensor(rewards, dtype=torch.float32, device=drawn.device)


def extremes(rewards: Tensor, count: int) -> Tensor:
    """Where each row's most telling rewards are, (N, K) -> (N, count): half of them the worst, half the best."""
    order = rewards.argsort(dim=1)
    worst = count // 2
    return torch.cat([order[:, :worst], order[:, order.shape[1] - (count - worst) :]], dim=1)


def criticise(
    captioner: Captioner, grid: Tensor, pictures: Sequence[int], reward: CiderReward, critic: Critic
) -> tuple[Tensor, float]:
    """The loss of one batch of drawn captions, and their mean reward; grid (N, P, F) of the pictures so numbered."""
    drawn = draw_captions(captioner, grid, critic)
    rewards = rate(captioner, drawn, pictures, reward)  # (N, K)
    better = (rewards - rewards.mean(dim=1, keepdim=True)) * critic.drawn / (critic.drawn - 1)  # than the others' mean
    taught = extremes(rewards, critic.taught)
    drawn = drawn.gather(1, taught.unsqueeze(-1).expand(-1, -1, drawn.shape[-1]))
    lesson, order = lesson_of_drawn(drawn, captioner.vocabulary.start)
    better = better.gather(1, taught).gather(1, order).unsqueeze(-1).expand(-1, -1, lesson.say.shape[-1])
    logits, say, _ = spoken(captioner, grid, lesson)
    nats = F.cross_entropy(logits / critic.temperature, say, ignore_index=IGNORED, reduction="none")  # (R,)
    weights = torch.cat([better[:, :k, t].flatten() for t, k in enumerate(lesson.busy)])
    return (nats * weights).sum() / (say != IGNORED).sum(), rewards.mean().item()
