"""Sampled captions and their self-critical loss: drawn by chance, rewarded, made likelier or less likely.

Self-critical training (Rennie et al. 2017, arXiv 1612.00563) with the mean of a picture's other draws as the baseline
(Luo 2020, arXiv 2003.09971).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from models.caption.decoder import CaptionDecoder, EncodedPictures, LSTMState
from training.caption.reward import Reward
from training.caption.teacher_forcing import CAPTION_WORDS, IGNORED, CaptionBatch, GuidedWords, teacher_forced_logits


@dataclass(frozen=True)
class Sampling:
    """How captions are sampled, and from which of them is learnt. The names are keys of config.json."""

    drawn: int = 5  # captions of each picture
    taught: int = 2  # of those: the best half and the worst half (Xu et al. 2025, arXiv 2504.13818)
    temperature: float = 0.6  # of drawing; at 1 label smoothing's flat tails are drawn, and nothing is learnt


@torch.no_grad()
def sample_captions(decoder: CaptionDecoder, encoded: EncodedPictures, sampling: Sampling) -> Tensor:
    """Captions of N pictures drawn by chance -> numbers (N, K, CAPTION_WORDS); 0 ends one and fills what is left."""
    state = decoder.init_state(encoded, sampling.drawn)
    rows = torch.arange(sampling.drawn, device=encoded.grid.device).expand(
        len(encoded.grid), -1
    )  # which caption each row writes
    words = torch.full_like(rows, decoder.vocabulary.start)
    samples = rows.new_zeros(len(encoded.grid), sampling.drawn, CAPTION_WORDS)
    for t in range(CAPTION_WORDS):
        embedded = decoder.embed(words)
        attended, step = decoder.step(encoded, state, embedded)
        logits = decoder.logits(embedded, step.hidden, attended)
        words = _draw(logits.float() / sampling.temperature).masked_fill(words == 0, 0)  # (N, k)
        samples[..., t].scatter_(1, rows, words)
        live = int((words != 0).sum(dim=1).max())
        if not live:
            break
        order = (words == 0).long().argsort(dim=1, stable=True)[:, :live]  # captions that have ended leave
        rows, words = rows.gather(1, order), words.gather(1, order)
        order = order.unsqueeze(-1).expand(-1, -1, step.hidden.shape[-1])
        state = LSTMState(step.hidden.gather(1, order), step.cell.gather(1, order))
    return samples


def _draw(logits: Tensor) -> Tensor:
    """One number a row (..., V) -> (...), by looking a random height up in the heaped probabilities."""
    heap = logits.softmax(dim=-1).cumsum(dim=-1)
    height = torch.rand_like(heap[..., :1]) * heap[..., -1:]
    return torch.searchsorted(heap, height, right=True).squeeze(-1).clamp(max=heap.shape[-1] - 1)


def batch_of_samples(samples: Tensor, start: int) -> tuple[CaptionBatch, Tensor]:
    """Sampled captions (N, K, T) as a batch, a picture's longest first; and the order (N, K) of that."""
    written = (samples != 0).sum(dim=-1)  # (N, K) words
    order = written.argsort(dim=1, descending=True, stable=True)
    samples = samples.gather(1, order.unsqueeze(-1).expand_as(samples))
    steps = torch.arange(samples.shape[-1], device=samples.device)
    written_steps = steps <= written.gather(1, order).unsqueeze(-1)  # the words and the END behind them
    longest = int(written_steps.any(dim=0).any(dim=0).sum())
    inputs = F.pad(samples, (1, -1), value=start).masked_fill(~written_steps, -1)[..., :longest]
    targets = samples.masked_fill(~written_steps, IGNORED)[..., :longest]
    nothing, none = torch.zeros(0, dtype=torch.long, device=samples.device), torch.zeros(0, device=samples.device)
    guided = GuidedWords(nothing, nothing, nothing, none.unsqueeze(1), none)
    return CaptionBatch(inputs, targets, guided), order


def extremes(rewards: Tensor, count: int) -> Tensor:
    """Where each row's most telling rewards are, (N, K) -> (N, count): half of them the worst, half the best."""
    order = rewards.argsort(dim=1)
    worst = count // 2
    return torch.cat([order[:, :worst], order[:, order.shape[1] - (count - worst) :]], dim=1)


def self_critical_loss(
    decoder: CaptionDecoder, encoded: EncodedPictures, pictures: Sequence[int], reward: Reward, sampling: Sampling
) -> tuple[Tensor, float]:
    """The loss of one batch of sampled captions, and their mean reward; `pictures` are their numbers."""
    samples = sample_captions(decoder, encoded, sampling)
    rewards = reward(pictures, samples)  # (N, K)
    # how much better each is than the mean of the others
    advantages = (rewards - rewards.mean(dim=1, keepdim=True)) * sampling.drawn / (sampling.drawn - 1)
    telling = extremes(rewards, sampling.taught)
    samples = samples.gather(1, telling.unsqueeze(-1).expand(-1, -1, samples.shape[-1]))
    batch, order = batch_of_samples(samples, decoder.vocabulary.start)
    advantages = advantages.gather(1, telling).gather(1, order).unsqueeze(-1).expand(-1, -1, batch.targets.shape[-1])
    logits, targets, _ = teacher_forced_logits(decoder, encoded, batch)
    nats = F.cross_entropy(logits / sampling.temperature, targets, ignore_index=IGNORED, reduction="none")  # (R,)
    weights = torch.cat([advantages[:, :k, t].flatten() for t, k in enumerate(batch.active)])
    return (nats * weights).sum() / (targets != IGNORED).sum(), rewards.mean().item()
