"""Where captions are learnt from: sets of pictures with sentences, seen once by the finished encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.caption.decoder import Vocabulary
from models.encoder import GRID_SIDE
from training.caption.grids import Grids
from training.caption.teacher_forcing import CaptionBatch, make_batch
from training.caption.views import Views
from training.shared.data import Example


@dataclass(frozen=True, eq=False)
class Source:
    """One set of pictures: what is said of each, and its grids in the same order."""

    examples: Sequence[Example]
    grids: Grids
    captions: int = 5  # learnt of a picture at a time

    def batch(
        self,
        chosen: Sequence[int] | np.ndarray,
        views: np.ndarray,
        vocabulary: Vocabulary,
        generator: np.random.Generator,
    ) -> CaptionBatch:
        """Captions and boxes of some pictures, each in one of its views (0 whole, 1 mirrored, 2 a window)."""
        examples = [_some_captions(self.examples[i], self.captions, generator) for i in chosen]
        return make_batch(examples, Views.mirror(views == 1), vocabulary, GRID_SIDE)


def _some_captions(example: Example, most: int, generator: np.random.Generator) -> Example:
    """The example with at most so many of its captions; boxes belong to all of them, so boxed ones keep theirs all."""
    if len(example.captions) <= most:
        return example
    kept = generator.permutation(len(example.captions))[:most]
    return replace(example, captions=tuple(example.captions[k] for k in kept), phrases=())


@dataclass(frozen=True, eq=False)
class Turn:
    """One batch of an epoch: which source, which of its pictures, which view of each."""

    source: int
    chosen: np.ndarray  # (B,)
    views: np.ndarray  # (B,)


def turns(sources: Sequence[Source], pictures: int, generator: np.random.Generator) -> Iterator[Turn]:
    """Every picture of all sources once, in batches of one source, in an order drawn by chance."""
    batches = []
    for number, source in enumerate(sources):
        count = len(source.examples) // pictures
        order = generator.permutation(len(source.examples))[: count * pictures].reshape(count, -1)
        batches += [(number, chosen) for chosen in order]
    for place in generator.permutation(len(batches)):
        number, chosen = batches[place]
        yield Turn(number, chosen, generator.integers(0, sources[number].grids.views, len(chosen)))


def count_turns(sources: Sequence[Source], pictures: int) -> int:
    """How many batches an epoch has."""
    return sum(len(source.examples) // pictures for source in sources)
