"""Which unit carries the subject across the gap? Found by measurement, with a p that says what chance would find."""

from __future__ import annotations

import numpy as np

from models.memory import grammar
from models.memory.networks import RecurrentNetwork, state_of
from models.memory.runs import unroll
from models.memory.tasks import read_sentences
from models.trace import Carrier

SENTENCES, T = 400, 20  # that are read, and the words from the subject to the pronoun
SHUFFLES = 999


def find_carrier(network: RecurrentNetwork, seed: int = 0) -> Carrier:
    """The unit whose memory (c of an LSTM, else h) follows the number of the subject at every step of the gap.

    A unit's score is the smallest |correlation| with the subject's number (1: "they", 0: he, she, it) over all steps
    from the word behind the subject to the last before the pronoun: it must hold on to it, all the way.
    p: how often the best unit of all scores as high when the numbers are dealt out anew among the sentences (maximum
    statistic: Westfall & Young 1993), so that having many units to choose from is paid for.
    """
    generator = np.random.default_rng((seed, 4))
    sentences = [grammar.draw_sentence(T, generator) for _ in range(SENTENCES)]
    number = np.array([grammar.PLURAL[sentence[1]] for sentence in sentences], np.float64)  # (N,)
    steps, _ = unroll(network, read_sentences(sentences).xs)
    memory = np.stack([state_of(step)[-1][0].numpy() for step in steps[2:]]).astype(np.float64)  # (gap, N, H)
    correlations = _correlate(memory, number[None])[0]  # (gap, H)
    weakest = np.abs(correlations).min(axis=0)  # (H,)
    unit = int(weakest.argmax())
    dealt = np.stack([generator.permutation(number) for _ in range(SHUFFLES)])  # (P, N)
    by_chance = np.abs(_correlate(memory, dealt)).min(axis=1).max(axis=1)  # (P,)
    p = (1 + int((by_chance >= weakest[unit]).sum())) / (1 + SHUFFLES)
    sign = 1.0 if correlations[:, unit].mean() > 0 else -1.0
    return Carrier(unit, round(float(sign * weakest[unit]), 4), round(p, 4), SENTENCES, T)


def _correlate(memory: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Pearson's r of memory (L, N, H) with each of numbers (P, N): (P, L, H); 0 where a unit never changes."""
    length, n, width = memory.shape
    centred = memory - memory.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    scaled = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-9)
    of_numbers = (numbers - numbers.mean(axis=1, keepdims=True)) / numbers.std(axis=1, keepdims=True)  # (P, N)
    flat = scaled.transpose(1, 0, 2).reshape(n, length * width)
    return (of_numbers @ flat / n).reshape(len(numbers), length, width)


def subject_swaps(network: RecurrentNetwork, n: int, T: int, seed: int) -> tuple[int, int]:
    """Of n sentences with the subject exchanged for one of another pronoun: how often both answers are right, of n."""
    generator = np.random.default_rng((seed, 5))
    pairs = []
    for _ in range(n):
        words = grammar.draw_sentence(T, generator)
        others = [noun for noun, pronoun in grammar.PRONOUN.items() if pronoun != grammar.PRONOUN[words[1]]]
        pairs.append((words, (words[0], others[int(generator.integers(len(others)))], *words[2:])))
    correct = []
    for side in zip(*pairs, strict=True):
        batch = read_sentences(list(side))
        correct.append((network(batch.xs)[-1].argmax(dim=-1) == batch.answers[-1]).numpy())
    return int((correct[0] & correct[1]).sum()), n
