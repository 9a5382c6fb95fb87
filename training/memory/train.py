"""Train the networks of the memory lab, one after the other; what is done already is not done again.

    python -m training.memory --run runs/memory

Three ways of learning. *Alone*: from scratch at one T from the first step to the last, asked only T steps later, so
that what is learnt must come back over all of them; LSTM and GRU begin with time scales up to T (chrono). *Orthogonal*:
the same for a tanh-RNN that begins as a rotation. *Helped*: short sequences first, longer ones when it is ready for
them. Of each way all kinds get the same sequences, optimiser and number of steps at most, and, but for the ReLU-RNN
alone, the same rate; who is right on all validation sequences twice in a row may stop. Kept is the step that did best
on them, of a network that is helped the last one. The rates were chosen on validation sequences too.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from models.memory.kinds import KINDS
from models.memory.tasks import TASKS
from models.memory.training import TrainingUpdate, train
from models.trace import TrainingProgress
from models.weights import SHIPPED
from training.memory.finish import finish

log = logging.getLogger("training.memory.train")

ALONE = {"recall": (10, 20, 30, 50, 100), "sentence": (10, 30)}  # the T at which networks are trained alone
ORTHOGONAL = {"recall": (10, 20, 30, 50, 100)}
SEEDS = {"recall": 5, "sentence": 3}  # of those; of those that are helped:
SEEDS_HELPED = {"recall": 3, "sentence": 1, "copy": 1, "adding": 1}
HELPED = {"recall": 100, "sentence": 100, "copy": 50, "adding": 50}  # the longest T of those that are helped
RECIPES: dict[str, dict[str, Any]] = {
    "alone": {"chrono": True, "steps": 5000, "rate": 1e-3},
    "orthogonal": {"orthogonal": True, "steps": 5000, "rate": 1e-3},
    "helped": {"lengthen": True, "steps": 1200, "rate": 3e-3},
}
RATE_RELU = 5e-4  # of a ReLU-RNN alone: from 1e-3 on, it does not learn T = 100
EVERY = 20  # steps from one look at 256 validation sequences to the next
ENOUGH = 0.998  # share of right answers, twice in a row, after which there is nothing left to learn


@dataclass(frozen=True)
class Job:
    """One network that is to be trained."""

    task: str
    kind: str
    T: int
    way: str  # alone, orthogonal or helped
    seed: int = 0

    @property
    def name(self) -> str:
        """Of its values among those of the task."""
        place = {"alone": f"T{self.T}", "orthogonal": f"orthogonal-T{self.T}", "helped": "helped"}[self.way]
        return f"{self.kind}-{place}-{self.seed}"


def jobs(task: str, seed: int) -> Iterator[Job]:
    """All networks of a task with one seed, the longest T last."""
    for kind in KINDS if seed < SEEDS_HELPED[task] else ():
        yield Job(task, kind, HELPED[task], "helped", seed)
    if seed >= SEEDS.get(task, 0):
        return
    for T in ALONE[task]:
        for kind in KINDS:
            yield Job(task, kind, T, "alone", seed)
    for T in ORTHOGONAL.get(task, ()):
        yield Job(task, "rnn", T, "orthogonal", seed)


def run(job: Job, folder: Path, **changes: Any) -> None:
    """Train one network and keep it in `folder`, with a line on how it went; `changes` of its recipe, if not helped."""
    path, begun = folder / job.task / f"{job.name}.safetensors", time.process_time()
    if path.with_suffix(".json").is_file():
        return
    recipe = {**RECIPES[job.way], "seed": job.seed, "every": EVERY, "aloud": float("inf")}
    if (job.kind, job.way) == ("relu", "alone"):
        recipe["rate"] = RATE_RELU
    if job.way != "helped":
        recipe |= changes
    with closing(train(job.task, [job.kind], job.T, **recipe)) as updates:
        best, last = watch(updates, job)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(best.checkpoint.network(job.kind).state_dict(), path)
    options = best.checkpoint.options
    record = {
        **asdict(job),
        "steps": options.steps,
        "taken": last.progress.step,
        "kept": best.progress.step,
        "validation": round(best.progress.shares[job.kind], 4),
        "reached": best.progress.lengths[job.kind],
        "rate": options.rate,
        "forget_bias": None if options.chrono else options.forget_bias,
        "cpu_seconds": round(time.process_time() - begun, 1),
        "note": last.progress.note,
    }
    path.with_suffix(".json").write_text(json.dumps(record))
    log.info("%s %s %s", job.task, job.name, json.dumps(record))


def watch(updates: Iterator[TrainingUpdate], job: Job) -> tuple[TrainingUpdate, TrainingUpdate]:
    """Let a network learn until it is good enough, or its numbers are none: the update to keep, and the last one."""
    best, enough = None, 0
    for update in updates:
        if best is None or better(update.progress, best.progress, job):
            best = update
        accuracy, there = update.progress.shares[job.kind], update.progress.lengths[job.kind] == job.T
        enough = enough + 1 if there and accuracy >= ENOUGH else 0
        if enough == 2 or update.progress.note:  # its numbers are none: it learns no more
            break
    assert best is not None, "a training tells of itself at least once"
    return best, update


def better(progress: TrainingProgress, best: TrainingProgress, job: Job) -> bool:
    """Whether to keep a later step; who is helped is asked at the full T long before it can answer: the last counts."""
    return not progress.note if job.way == "helped" else progress.shares[job.kind] >= best.shares[job.kind]


def main() -> None:
    """Train what is not trained yet, then put it together with its scores and cards."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/memory"), help="where finished networks are kept")
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--seeds", type=int, default=max(SEEDS.values()), help="at most; the first one ships")
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="where the weights go")
    parser.add_argument("--rate", type=float, help="of all networks that are not helped, instead of their own")
    parser.add_argument("--steps", type=int, help="of those, at most")
    parser.add_argument("--threads", type=int, default=1, help="the networks are small: one is best")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    changes = {name: value for name in ("rate", "steps") if (value := getattr(options, name)) is not None}
    for seed in range(options.seeds):
        for task in options.tasks:
            for job in jobs(task, seed):
                run(job, options.run, **changes)
    for task in options.tasks:
        finish(task, options.run, options.weights)


if __name__ == "__main__":
    main()
