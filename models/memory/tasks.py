"""Tasks whose answer lies T steps back. Every one draws fresh sequences from a seed; nothing is stored.

recall     the first of 8 letters, after T more of them
copy       three letters, each to be said T steps after it was read
adding     the sum of two marked numbers, one in the first tenth, the other in the first half of T
sentence   the pronoun that agrees with a subject T words back
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from models.memory import grammar
from models.options import SHORTEST_GAP, check_task

LETTERS = tuple("ABCDEFGH")
COPIED = 3  # letters
BLANK, GO = "·", "→"
CLOSE = 0.04  # of a sum: as near counts as right (Hochreiter & Schmidhuber 1997, section 5.4)
IGNORED = -100  # the network is not asked at this step


@dataclass(frozen=True, eq=False)
class Batch:
    """B sequences of L steps and what must be said of them."""

    xs: Tensor  # (L, B, X) float32
    answers: Tensor  # (L, B) int64, IGNORED where nothing is asked; of numbers float32, NaN where nothing is asked
    due: int  # the last so many steps are those that count: the answer T steps back


@dataclass(frozen=True)
class Task:
    """What comes in, what must be said, and how it is drawn."""

    name: str
    title: str
    tokens: tuple[str, ...]  # what can come in, one-hot; empty: numbers and marks
    choices: tuple[str, ...]  # what can be said; empty: a number
    more: int  # steps of a sequence beyond T
    chance: float  # share that the best blind guess gets right
    draw: Callable[[int, int, np.random.Generator], Batch]  # T, how many, by which generator

    @property
    def shortest(self) -> int:
        """Least T."""
        return SHORTEST_GAP[self.name]

    @property
    def inputs(self) -> int:
        """X: values that come in at a step."""
        return len(self.tokens) or 2

    @property
    def outputs(self) -> int:
        """K: values that go out at a step."""
        return len(self.choices) or 1


def draw_recall(T: int, n: int, generator: np.random.Generator) -> Batch:
    """n sequences of T + 1 letters; what was the first? Asked after every step, due after the last."""
    letters = torch.from_numpy(generator.integers(len(LETTERS), size=(T + 1, n)))
    return Batch(F.one_hot(letters, len(LETTERS)).float(), letters[:1].expand(T + 1, n), due=1)


def draw_copy(T: int, n: int, generator: np.random.Generator) -> Batch:
    """n sequences of COPIED letters and blanks; from the mark on, T steps after the first letter, they are said."""
    letters = torch.from_numpy(generator.integers(len(LETTERS), size=(COPIED, n)))
    tokens = torch.full((T + COPIED, n), len(LETTERS))
    tokens[:COPIED] = letters
    tokens[T] = len(LETTERS) + 1
    answers = torch.full((T + COPIED, n), IGNORED)
    answers[T:] = letters
    return Batch(F.one_hot(tokens, len(LETTERS) + 2).float(), answers, due=COPIED)


def draw_adding(T: int, n: int, generator: np.random.Generator) -> Batch:
    """n sequences of T pairs (number -1..1, mark 0 or 1); to be said after the last: 0.5 + (first + second) / 4.

    Hochreiter & Schmidhuber 1997, section 5.4, with marks that scale with T: the first within the first tenth of the
    steps, the second after it within the first half.
    """
    numbers = generator.uniform(-1, 1, size=(T, n))
    first = generator.integers(0, max(1, T // 10), size=n)
    second = generator.integers(first + 1, max(2, T // 2))
    marks, every = np.zeros((T, n)), np.arange(n)
    marks[first, every] = marks[second, every] = 1
    answers = np.full((T, n), np.nan)
    answers[-1] = 0.5 + (numbers * marks).sum(axis=0) / 4
    return Batch(torch.from_numpy(np.stack([numbers, marks], axis=-1)).float(), torch.from_numpy(answers).float(), 1)


def draw_sentences(T: int, n: int, generator: np.random.Generator) -> Batch:
    """n sentences of T + 2 words; which pronoun follows? Asked from the subject on, due after the last word."""
    return read_sentences([grammar.draw_sentence(T, generator) for _ in range(n)])


def read_sentences(sentences: list[tuple[str, ...]]) -> Batch:
    """Sentences of equal length, as the network reads them; the second word is the subject."""
    number = {word: index for index, word in enumerate(grammar.WORDS)}
    words = torch.tensor([[number[word] for word in sentence] for sentence in sentences]).T  # (L, B)
    pronouns = torch.tensor([grammar.PRONOUNS.index(grammar.PRONOUN[sentence[1]]) for sentence in sentences])
    answers = pronouns.expand(len(words), -1).clone()
    answers[0] = IGNORED
    return Batch(F.one_hot(words, len(grammar.WORDS)).float(), answers, due=1)


TASKS = {
    task.name: task
    for task in (
        Task("recall", "Recall the first letter", LETTERS, LETTERS, 1, 1 / 8, draw_recall),
        Task("copy", f"Copy {COPIED} letters", (*LETTERS, BLANK, GO), LETTERS, COPIED, 1 / 8, draw_copy),
        Task("adding", "Add two marked numbers", (), (), 0, 0.16 - 0.16**2 / 4, draw_adding),
        Task("sentence", "Agree with the subject", grammar.WORDS, grammar.PRONOUNS, 2, 1 / 4, draw_sentences),
    )
}


def find_task(name: str) -> Task:
    """The task of this name.

    Raises:
        OptionError: there is none.
    """
    check_task(name)
    return TASKS[name]


def answer_loss(answers: Tensor, batch: Batch) -> Tensor:
    """Mean loss over all that was asked; answers (L, B, K): cross-entropy in nats, or squared error of a number."""
    if batch.answers.is_floating_point():
        asked = ~batch.answers.isnan()
        return F.mse_loss(answers.squeeze(-1)[asked], batch.answers[asked])
    return F.cross_entropy(answers.flatten(0, 1), batch.answers.flatten(), ignore_index=IGNORED)


def correct(answers: Tensor, batch: Batch) -> Tensor:
    """Which of the answers that were due are right, (due, B) bool; answers (L, B, K)."""
    due = batch.answers[-batch.due :]
    if due.is_floating_point():
        return (answers[-batch.due :].squeeze(-1) - due).abs() < CLOSE
    return answers[-batch.due :].argmax(dim=-1) == due
