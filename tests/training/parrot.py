"""A network that says what it is told to of made-up pictures, and the command that scores it."""

import json

import numpy as np

import models
from models.trace import END
from tests.traces import make_caption_trace
from training import evaluate
from training.shared import scores

SAID = {  # a picture's colour is its number: that is all the network below sees
    "one": "a brown dog runs in the grass",
    "two": "two red boats on a lake",
    "three": "a man in a hat sits down",
}
NAMES = list(SAID)


class Parrot:
    """Knows each picture by its colour and says `SAID` of it; looks at row n, column t of the grid at step t."""

    def __init__(self, attention=True):
        self.attention = attention
        self.options = []
        self.forced = []
        self.batches = []

    def encode(self, pictures):
        assert pictures.dtype == np.uint8
        assert pictures.shape[1:] == (224, 224, 3)
        self.batches.append(len(pictures))
        return np.rint(pictures[:, 0, 0, 0] / 50).astype(int)

    def caption_batch(self, grid, options):
        self.options.append(options)
        return [
            make_caption_trace((*SAID[NAMES[n]].split(), END), self.attention, seed=int(n), mode="beam") for n in grid
        ]

    def force_batch(self, grid, captions):
        self.forced += captions
        return [[self._diagonal(n, len(words)) for words in those] for n, those in zip(grid, captions, strict=True)]

    def _diagonal(self, row, steps):
        attention = np.zeros((steps + 1, 14, 14), np.float32)
        attention[np.arange(steps + 1), row, np.arange(steps + 1)] = 1
        return attention


def teach(monkeypatch, network):
    monkeypatch.setitem(vars(models), "load_captioner", lambda name, device: network)
    monkeypatch.setattr(scores.shutil, "which", lambda _: None)  # no Java: METEOR takes seconds to start
    return network


def boxes_of(n):
    words = SAID[NAMES[n]].split()
    box = [20, 10 * n, 30, 10 * n + 10]
    phrase = {"caption": f"{SAID[NAMES[n]]} .", "phrase": " ".join(words[1:3]), "first_word_index": 1}
    told = {**phrase, "type": ["animals", "other", "people"][n], "boxes": [box]}
    return json.dumps({"name": f"{NAMES[n]}.jpg", "width": 140, "height": 140, "phrases": [told]})


def ask(capsys, files, *more, **changed):
    """Run the command; its status, what it printed, and what it said on the standard error."""
    given = {"weights": "parrot", "pictures": files / "dev.tar", "captions": files / "dev.tsv", **changed}
    arguments = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    status = evaluate.main(["caption", *arguments, *more])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def answer(capsys, files, *more, **changed):
    status, out, _ = ask(capsys, files, *more, **changed)
    assert status == 0
    assert out.endswith("}\n")
    assert out.count("\n") == 1
    return json.loads(out)
