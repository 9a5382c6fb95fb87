"""Stage 3: sentences for photographs that nobody captioned.

    python -m training.caption sentences --data ../shared/data

A picture's own statements come first. Then sentences of the texts are chosen for it: all things that they name must be
in the picture, the more and the rarer the better; among those, the ones whose other words the tagger of stage 1 finds
in the picture (as in unpaired captioning, Feng et al. 2019, arXiv 1811.10787). Label lists as captions would teach the
decoder to speak in lists.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.things import PERSON
from training.caption.hallucination import named
from training.caption.photographs import Photographs
from training.shared.data import Example, Words


@dataclass(frozen=True)
class SentenceRecipe:
    """How sentences are chosen."""

    own: int = 3  # of a picture's own statements at most
    all: int = 5  # sentences of a picture at most
    alike: int = 2  # that name the same things at most
    tried: int = 400  # sentences that name the same things, drawn by chance
    likeness: float = 0.35  # weight of the other words' log-odds
    length: int = 9  # words of a good sentence; each more or less costs 0.02
    seed: int = 0


def thing_weights(objects: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """What naming a thing is worth: the rarer the more, persons little."""
    counts = Counter(thing for things in objects.values() for thing in things)
    rare = {thing: min(1.6, 0.5 + 0.25 * math.log(len(objects) / count)) for thing, count in counts.items()}
    return rare | {PERSON: 0.35}


class SentenceChooser:
    """Chooses from a pool of sentences for one picture after the other."""

    def __init__(self, pool: Sequence[Words], objects: Mapping[str, frozenset[str]], recipe: SentenceRecipe) -> None:
        self._recipe, self._random, self._weights = recipe, random.Random(recipe.seed), thing_weights(objects)
        self._by_things: defaultdict[frozenset[str], list[Words]] = defaultdict(list)
        for words in dict.fromkeys(pool):
            things = named(words)
            if things:
                self._by_things[things].append(words)

    def choose(self, there: frozenset[str], own: Sequence[Words], odds: Mapping[str, float]) -> list[Words]:
        """Sentences for a picture with these things; `odds` of caption words: log of how much likelier than usual."""
        recipe, ranked = self._recipe, []
        for things, sentences in self._by_things.items():
            if things <= there:
                worth = sum(self._weights[thing] for thing in things)
                some = self._random.sample(sentences, min(recipe.tried, len(sentences)))
                ranked += [(worth + self._fit(words, odds), words) for words in some]
        chosen, alike = list(own[: recipe.own]), Counter[frozenset[str]]()
        for _, words in sorted(ranked, reverse=True):
            if len(chosen) >= recipe.all:
                break
            if alike[named(words)] < recipe.alike:
                alike[named(words)] += 1
                chosen.append(words)
        return chosen

    def _fit(self, words: Words, odds: Mapping[str, float]) -> float:
        found = [odds[word] for word in set(words) if word in odds and not named((word,))]
        likeness = sum(found) / max(len(found), 3)
        unusual = abs(len(words) - self._recipe.length)
        return self._recipe.likeness * likeness - 0.02 * unusual + 0.1 * self._random.random()


def word_odds(chances: np.ndarray, words: Sequence[str]) -> list[dict[str, float]]:
    """Chances (N, W) 0..1 of caption words in N pictures -> of each, log of how much likelier than usual, +-2.5."""
    logs = np.log(chances + 1e-4) - np.log(chances.mean(axis=0) + 1e-4)
    return [dict(zip(words, row, strict=True)) for row in np.clip(logs, -2.5, 2.5).tolist()]


def choose_sentences(
    photographs: Photographs, pool: Sequence[Words], odds: Sequence[Mapping[str, float]], recipe: SentenceRecipe
) -> list[Example]:
    """An example for each picture that gets a sentence, in the pictures' order."""
    chooser, examples = SentenceChooser(pool, photographs.objects, recipe), []
    for name, own_odds in zip(photographs.names, odds, strict=True):
        sentences = chooser.choose(photographs.objects[name], photographs.statements.get(name, ()), own_odds)
        if sentences:
            examples.append(Example(name, tuple(sentences)))
    return examples


def write_examples(path: Path, examples: Sequence[Example]) -> None:
    """Keep chosen sentences for later stages."""
    told = {example.name: [" ".join(words) for words in example.captions] for example in examples}
    path.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")


def read_examples(path: Path) -> list[Example]:
    """What `write_examples` wrote."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return [Example(name, tuple(tuple(text.split()) for text in texts)) for name, texts in told.items()]
