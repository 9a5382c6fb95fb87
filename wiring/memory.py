"""The memory lab's networks, as the functions that the page wants."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from models import memory
from models.errors import OptionError
from models.memory import grammar, tasks
from models.memory.kinds import KINDS
from models.memory.model import TrainedNetworks
from models.trace import GradientNorms, MemoryRun
from models.weights import SHIPPED
from ui.memory.lab import Lab
from ui.memory.service import ReachRoom, ReachWish
from ui.memory.tasks import ReadWish, Scores, Task
from ui.memory.training_queue import School, TrainWish

# Tasks whose sequences a visitor may type, and what their symbols are called; the adding problem has no symbols.
READABLE = {"recall": "letter", "copy": "symbol", "sentence": "word"}


def open_lab() -> Lab:
    """The lab with the trained networks that ship; a task of which none do can still be learnt on the page.

    Raises:
        WeightsError: weights were changed.
    """
    shipped = [name for name in tasks.TASKS if (SHIPPED / f"memory-{name}").is_dir()]
    trained = {name: memory.load_trained(name) for name in shipped}

    def of(task: str) -> TrainedNetworks:
        if task not in trained:
            raise OptionError(f"No trained networks of the task “{task}” are here: choose one of {', '.join(trained)}.")
        return trained[task]

    def measure(network: str, wish: ReachWish) -> GradientNorms:
        trained = of(wish.trained) if wish.trained else None
        options = (wish.T, wish.width, wish.seeds, wish.forget_bias, wish.gain, wish.clip, wish.equal, wish.bound)
        return memory.gradient_norms([network], *options, trained)[0]

    def read(wish: ReadWish) -> list[MemoryRun]:
        tokens = wish.tokens or draw(wish)
        return [memory.run(of(wish.task), kind, tokens) for kind in KINDS]

    return Lab(
        {name: page_task(task, trained.get(name)) for name, task in tasks.TASKS.items()},
        ReachRoom(measure),
        School(train),
        read,
    )


def train(wish: TrainWish, checkpoint: Any) -> Generator[memory.TrainingUpdate | None, None, None]:
    """A visitor's training, which can be left after every step of every network."""
    options = {"lengthen": wish.lengthen, "equal": wish.equal, "pauses": True}
    return memory.train(wish.task, wish.networks, wish.T, wish.width, wish.seed, checkpoint, **options)


def draw(wish: ReadWish) -> tuple[str, ...]:
    """A sequence of a task with a gap of `wish.T` steps, and the subject that is wished for."""
    generator = np.random.default_rng(wish.seed)
    if wish.task == "sentence":
        return grammar.draw_sentence(max(wish.T, grammar.SHORTEST), generator, wish.subject)
    T = max(wish.T, tasks.find_task(wish.task).shortest)
    letters = [tasks.LETTERS[number] for number in generator.integers(len(tasks.LETTERS), size=T + 1)]
    letters[0] = wish.subject or letters[0]
    if wish.task == "copy":
        letters[tasks.COPIED :] = [tasks.BLANK] * (T - tasks.COPIED) + [tasks.GO] + [tasks.BLANK] * (tasks.COPIED - 1)
    return tuple(letters)


def page_task(task: tasks.Task, trained: TrainedNetworks | None) -> Task:
    """A task as the page offers it."""
    subjects = tuple(grammar.SUBJECTS.items()) if task.name == "sentence" else (("", tasks.LETTERS),)
    return Task(
        name=task.name,
        title=task.title,
        chance=task.chance,
        scores=all_scores(trained) if trained else {},
        readable=trained is not None and task.name in READABLE,
        letters=task.name != "sentence",
        noun=READABLE.get(task.name, "symbol"),
        subjects=subjects,
        words=tuple(dict.fromkeys(task.tokens)),
    )


def all_scores(trained: TrainedNetworks) -> dict[str, dict[str, Scores]]:
    """Accuracies against the distance, by way of learning and network, as measured when the weights were made."""
    scores = trained.config["scores"]
    return {
        way: {kind: read_scores(trained, way, kind) for kind in KINDS if scores[way][kind]}
        for way in ("alone", "orthogonal", "helped")
    }


def read_scores(trained: TrainedNetworks, way: str, network: str) -> Scores:
    """The accuracy of a kind of network against the distance, as it was measured when its weights were made."""
    scores = trained.config["scores"]
    by_length = sorted((int(T), found) for T, found in scores[way][network].items())
    curves = [np.array([found[name] for _, found in by_length]) for name in ("share", "low", "high")]
    each = [found["seeds"] for _, found in by_length]
    curves += [np.array([end(shares) for shares in each]) for end in (min, max)]
    seeds = min(map(len, each))
    n = min(int(found["n"]) // len(shares) for (_, found), shares in zip(by_length, each, strict=True))
    return Scores(np.array([T for T, _ in by_length]), *curves, seeds, n, scores["falls"][way][network])
