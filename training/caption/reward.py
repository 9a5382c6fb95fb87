"""CIDEr-D of single captions against a picture's own references: the reward of self-critical training.

(Vedantam, Zitnick, Parikh 2015, arXiv 1411.5726.) The library that scores finished networks rates whole sets and counts
the documents of that very set; a reward has to rate five drawn captions at a time against the training split's counts.
A test holds the two equal.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

Words = Sequence[str]
ORDERS = 4  # n-grams of one to four words
SIGMA = 6.0  # words: how much another length is forgiven
Vector = tuple[list[dict[tuple[str, ...], float]], list[float], int]  # weights and norm by order, number of bigrams


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
