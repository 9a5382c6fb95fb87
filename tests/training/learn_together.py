"""Run by `test_processes` alone and under accelerate: three steps on four pictures, the losses as one line of JSON."""

import json
import sys
from pathlib import Path

import numpy as np
import torch

from tests.networks import evidence, grid, tiny_decoder
from training.caption import sources
from training.caption.sources import Source, Turn
from training.caption.train import WordRecipe, WordTraining
from training.shared.data import Example, Phrase
from training.shared.processes import Processes

CAPTIONS = (("a", "dog"), ("a", "dog", "runs", "on", "grass"), ("grass",), ("dog", "runs", "on", "a", "dog"))
BOX = np.array([[0, 0, 1 / 3, 1 / 3]], np.float32)


class Shelf:
    """Grids of four pictures in two views."""

    views = 2

    def read(self, numbers, views):
        return torch.stack([grid(4, seed=1), grid(4, seed=2)])[torch.tensor(views), torch.tensor(numbers)]


class Eye:
    """An encoder that is done."""

    evidence = staticmethod(evidence)


def example(n):
    """A picture with two captions, of pictures 0 and 1 one is boxed: what is averaged differs between processes."""
    boxed = Phrase("", CAPTIONS[n], 0, 1, "animals", BOX, 0)
    return Example(str(n), (CAPTIONS[n], CAPTIONS[(n + 1) % 4]), (boxed,) if n < 2 else ())


def main():
    sources.GRID_SIDE = 3
    torch.set_num_threads(1)
    processes, decoder = Processes("cpu"), tiny_decoder()
    decoder.config = type(decoder.config)(8, 5, 12, 6, dropout=0.0)
    decoder.dropout.p = 0.0  # what is silenced is each process's own affair
    training = WordTraining("one", WordRecipe(guidance=1.0), Path(), decoder, processes)
    turn, losses = Turn(0, np.arange(4), np.array([0, 1, 0, 1])), []
    source = Source([example(n) for n in range(4)], Shelf())
    for _ in range(3):
        loss = training.learn(Eye(), source, turn, np.random.default_rng(0), 0.05).total
        losses.append(processes.mean(loss).item())
    if processes.first:
        sys.stdout.write(json.dumps(losses) + "\n")


if __name__ == "__main__":
    main()
