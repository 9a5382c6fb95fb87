"""What self-critical training rewards: CIDEr-D of single captions against a picture's own references, and truth.

(Vedantam, Zitnick, Parikh 2015, arXiv 1411.5726.) Of photographs with labels a caption is rewarded for more: that it
names what is there and nothing else, and that it is fluent.
 The library that scores finished networks rates whole sets and counts
the documents of that very set; a reward has to rate five drawn captions at a time against the training split's counts.
A test holds the two equal.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import torch
from torch import Tensor

from models.caption.decoder import Vocabulary
from models.things import PERSON
from training.caption.hallucination import named
from training.caption.language import LanguageModel

Words = Sequence[str]
ORDERS = 4  # n-grams of one to four words
SIGMA = 6.0  # words: how much another length is forgiven
Vector = tuple[list[dict[tuple[str, ...], float]], list[float], int]  # weights and norm by order, number of bigrams


class Reward(Protocol):
    """Rates sampled captions."""

    def __call__(self, pictures: Sequence[int], samples: Tensor) -> Tensor:
        """Captions (N, K, T) of the pictures so numbered, 0 behind the last word -> rewards (N, K) float32."""


@dataclass(frozen=True)
class TruthWeights:
    """What a caption of a photograph with labels is worth. The names are keys of config.json."""

    cider: float = 0.7  # of CIDEr-D against statements and sentences chosen for the picture
    first: float = 0.6  # a thing that is there is named, persons not counted
    each: float = 0.35  # each such thing
    person: float = 0.15  # a person that is there
    absent: float = 1.3  # taken off for each thing that is not there
    fluency: float = 0.5  # of the mean logprob below `fluent`
    fluent: float = -2.6  # nats a word


class CaptionedReward:
    """Of captioned pictures: CIDEr-D, less a little for each thing that no caption names."""

    def __init__(
        self, captions: Sequence[Sequence[Words]], vocabulary: Vocabulary, unnamed: float = 0.3, scale: float = 2.5
    ) -> None:
        """`unnamed` is what a thing costs that no caption names; `scale` multiplies all: such rewards are small."""
        self.cider, self._vocabulary, self._unnamed, self._scale = CiderReward(captions), vocabulary, unnamed, scale
        self._things = [frozenset().union(*(named(words) for words in one)) for one in captions]

    def __call__(self, pictures: Sequence[int], samples: Tensor) -> Tensor:
        def rate(picture: int, words: tuple[str, ...]) -> float:
            unnamed = self._unnamed * len(_named(words) - self._things[picture])
            return self._scale * (self.cider(picture, words) - unnamed)

        return _rated(rate, pictures, samples, self._vocabulary)


class PhotographReward:
    """Of photographs with labels: truth, likeness to sentences that may be said of them, and fluency."""

    def __init__(
        self,
        sentences: Sequence[Sequence[Words]],
        objects: Sequence[frozenset[str]],
        language: LanguageModel,
        weights: TruthWeights,
    ) -> None:
        self.cider, self._objects, self._language, self._weights = CiderReward(sentences), objects, language, weights

    def __call__(self, pictures: Sequence[int], samples: Tensor) -> Tensor:
        weights = self._weights

        def rate(picture: int, words: tuple[str, ...]) -> float:
            things, there = _named(words), self._objects[picture]
            right = (things & there) - {PERSON}
            truth = (
                weights.first * bool(right) + weights.each * len(right) + weights.person * (PERSON in things & there)
            )
            return weights.cider * self.cider(picture, words) + truth - weights.absent * len(things - there)

        fluency = self._language.mean_logprob(samples.flatten(0, 1)).view(samples.shape[:2]) - weights.fluent
        rated = _rated(rate, pictures, samples, self._language.decoder.vocabulary)
        return rated + weights.fluency * fluency.clamp(max=0).to(rated)


def _rated(
    rate: Callable[[int, tuple[str, ...]], float], pictures: Sequence[int], samples: Tensor, vocabulary: Vocabulary
) -> Tensor:
    rewards = [
        [rate(picture, tuple(vocabulary.words[number] for number in caption if number)) for caption in captions]
        for picture, captions in zip(pictures, samples.tolist(), strict=True)
    ]
    return torch.tensor(rewards, dtype=torch.float32, device=samples.device)


@lru_cache(maxsize=100_000)
def _named(words: tuple[str, ...]) -> frozenset[str]:
    return named(words)


class CiderReward:
    """Rates captions of the pictures whose references it was made with."""

    def __init__(self, references: Sequence[Sequence[Words]]) -> None:
        documents: Counter[tuple[str, ...]] = Counter()
        for captions in references:
            documents.update({gram for words in captions for gram in _grams(words)})
        self._documents, self._all = documents, math.log(len(references))
        self._references = [[self._vector(words) for words in captions] for captions in references]

    def __call__(self, picture: int, caption: Words) -> float:
        """CIDEr-D, 0..10, of a caption of the picture with this number."""
        vector = self._vector(caption)
        references = self._references[picture]
        return 10.0 * sum(_likeness(vector, reference) for reference in references) / len(references)

    def _vector(self, words: Words) -> Vector:
        weights: list[dict[tuple[str, ...], float]] = [{} for _ in range(ORDERS)]
        for gram, count in Counter(_grams(words)).items():
            weights[len(gram) - 1][gram] = count * (self._all - math.log(max(1, self._documents[gram])))
        norms = [math.sqrt(sum(value * value for value in order.values())) for order in weights]
        return weights, norms, max(0, len(words) - 1)


def _grams(words: Words) -> list[tuple[str, ...]]:
    return [tuple(words[t : t + n]) for n in range(1, ORDERS + 1) for t in range(len(words) - n + 1)]


def _likeness(vector: Vector, reference: Vector) -> float:
    """Mean over the orders of the clipped cosine, less where the lengths differ."""
    total = 0.0
    for ours, theirs, our_norm, their_norm in zip(vector[0], reference[0], vector[1], reference[1], strict=True):
        if our_norm and their_norm:
            shared = sum(min(value, theirs[gram]) * theirs[gram] for gram, value in ours.items() if gram in theirs)
            total += shared / (our_norm * their_norm)
    return total / ORDERS * math.exp(-((vector[2] - reference[2]) ** 2) / (2 * SIGMA**2))
