"""The memory lab's networks, as the functions that the page wants."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models import memory
from models.errors import OptionError
from models.memory import grammar, tasks
from models.memory.gradients import measure_gradients
from models.memory.kinds import KINDS
from models.memory.model import TrainedNetworks
from models.memory.sequences import draw_sequence
from models.memory.training import start_training
from models.options import GradientOptions, ReadingOptions
from models.trace import GradientNorms, MemoryRun
from models.weights import SHIPPED
from ui.memory.service import GradientService, MemoryService
from ui.memory.tasks import AccuracyCurve, LabTask
from ui.memory.training_queue import TrainingQueue

# Tasks whose sequences a visitor may type, and what their symbols are called; the adding problem has no symbols.
READABLE = {"recall": "letter", "copy": "symbol", "sentence": "word"}


def open_memory() -> MemoryService:
    """The lab with the trained networks that ship; a task of which none do can still be learnt on the page.

    Raises:
        WeightsError: weights were changed.
    """
    shipped = [name for name in tasks.TASKS if (SHIPPED / f"memory-{name}").is_dir()]
    trained = {name: memory.load_trained(name) for name in shipped}

    def trained_for(task: str) -> TrainedNetworks:
        if task not in trained:
            raise OptionError(f"No trained networks of the task “{task}” are here: choose one of {', '.join(trained)}.")
        return trained[task]

    def measure(options: GradientOptions) -> Sequence[GradientNorms]:
        return measure_gradients(options, trained_for(options.trained) if options.trained else None)

    def read(options: ReadingOptions) -> list[MemoryRun]:
        tokens = options.tokens or draw_sequence(options)
        return [memory.run(trained_for(options.task), kind, tokens) for kind in KINDS]

    offered = {name: lab_task(task, trained.get(name)) for name, task in tasks.TASKS.items()}
    return MemoryService(offered, GradientService(measure), TrainingQueue(start_training), read)


def lab_task(task: tasks.Task, trained: TrainedNetworks | None) -> LabTask:
    """A task as the page offers it."""
    subjects = tuple(grammar.SUBJECTS.items()) if task.name == "sentence" else (("", tasks.LETTERS),)
    return LabTask(
        name=task.name,
        title=task.title,
        chance=task.chance,
        scores=accuracy_curves(trained) if trained else {},
        readable=trained is not None and task.name in READABLE,
        letters=task.name != "sentence",
        noun=READABLE.get(task.name, "symbol"),
        subjects=subjects,
        words=tuple(dict.fromkeys(task.tokens)),
    )


def accuracy_curves(trained: TrainedNetworks) -> dict[str, dict[str, AccuracyCurve]]:
    """Accuracies against the distance, by way of learning and network, as measured when the weights were made."""
    scores = trained.config["scores"]
    return {
        way: {kind: accuracy_curve(trained, way, kind) for kind in KINDS if scores[way][kind]}
        for way in ("alone", "orthogonal", "helped")
    }


def accuracy_curve(trained: TrainedNetworks, way: str, network: str) -> AccuracyCurve:
    """The accuracy of a kind of network against the distance, as it was measured when its weights were made."""
    scores = trained.config["scores"]
    by_length = sorted((int(T), found) for T, found in scores[way][network].items())
    share, low, high = (np.array([found[name] for _, found in by_length]) for name in ("share", "low", "high"))
    of_seeds = [found["seeds"] for _, found in by_length]
    seeds = min(map(len, of_seeds))
    return AccuracyCurve(
        T=np.array([T for T, _ in by_length]),
        share=share,
        low=low,
        high=high,
        worst=np.array([min(shares) for shares in of_seeds]),
        best=np.array([max(shares) for shares in of_seeds]),
        seeds=seeds,
        n=min(int(found["n"]) // len(shares) for (_, found), shares in zip(by_length, of_seeds, strict=True)),
        falls=scores["falls"][way][network],
    )
