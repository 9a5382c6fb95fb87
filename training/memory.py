"""Train the networks of the memory lab, one after the other; what is done already is not done again.

    python -m training.memory --run runs/memory

Each is trained twice over. *Alone*: at one T from the first step to the last, asked only T steps later, so that what it
learns must come back over all of them. *Helped*: with short sequences first, longer ones when it is ready for them.
All kinds get the same sequences, optimiser, rate and number of steps at most; who is right nearly always may stop.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from safetensors.torch import save_file

from models.recall.learning import train
from models.recall.networks import KINDS
from models.recall.tasks import TASKS
from models.weights import SHIPPED
from training.memory_finish import finish, read_network

log = logging.getLogger("training.memory")

ALONE = {  # the T at which networks are trained alone
    "recall": (10, 20, 30, 50, 100),
    "sentence": (10, 30),
    "copy": (),
    "adding": (),
}
HELPED = {"recall": 100, "sentence": 100, "copy": 50, "adding": 50}  # the longest T of those that are helped
STEPS = 1200  # of gradient descent, at most
RATE = 3e-3  # of Adam
ENOUGH = 0.998  # share of right answers, twice in a row, after which there is nothing left to learn


@dataclass(frozen=True)
class Job:
    """One network that is to be trained."""

    task: str
    kind: str
    T: int
    helped: bool
    seed: int = 0

    @property
    def after(self) -> Job | None:
        """The network whose values it begins with: at first attempt, 100 steps are too long for all four."""
        return replace(self, T=50) if self.T == 100 and not self.helped else None

    @property
    def name(self) -> str:
        """Of its values among those of the task."""
        return f"{self.kind}-{'helped' if self.helped else f'T{self.T}'}-{self.seed}"


def jobs(task: str, seed: int) -> Iterator[Job]:
    """All networks of a task with one seed, the longest T last; those that are helped with the first seed only."""
    for kind in KINDS if seed == 0 else ():
        yield Job(task, kind, HELPED[task], helped=True)
    for T in ALONE[task]:
        for kind in KINDS:
            yield Job(task, kind, T, helped=False, seed=seed)


def run(job: Job, folder: Path) -> None:
    """Train one network and keep it in `folder`, with a line on how it went."""
    path, begun, enough = folder / job.task / f"{job.name}.safetensors", time.process_time(), 0
    if path.with_suffix(".json").is_file():
        return
    begin = None
    if job.after is not None:
        before = folder / job.task / f"{job.after.name}.safetensors"
        begin = {job.kind: read_network(job.task, before, job.kind)}
    recipe = {"seed": job.seed, "lengthen": job.helped, "steps": STEPS, "rate": RATE, "every": 20, "aloud": 60.0}
    lessons = train(job.task, [job.kind], job.T, begin=begin, **recipe)
    for progress in lessons:
        lesson, options = progress.lesson, progress.checkpoint.options
        there = lesson.lengths[job.kind] == job.T
        enough = enough + 1 if there and lesson.shares[job.kind] >= ENOUGH else 0
        if enough == 2:
            break
    lessons.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(progress.checkpoint.network(job.kind).state_dict(), path)
    how = {
        **asdict(job),
        "after": job.after.T if job.after else None,
        "steps": options.steps,
        "taken": lesson.step,
        "reached": lesson.lengths[job.kind],
        "rate": options.rate,
        "forget_bias": options.forget_bias,
        "cpu_seconds": round(time.process_time() - begun, 1),
        "note": lesson.note,
    }
    path.with_suffix(".json").write_text(json.dumps(how))
    log.info("%s %s %s", job.task, job.name, json.dumps({**how, "share": lesson.shares[job.kind]}))


def main() -> None:
    """Train what is not trained yet, then put it together with its scores and cards."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("runs/memory"), help="where finished networks are kept")
    parser.add_argument("--tasks", nargs="+", choices=list(TASKS), default=list(TASKS))
    parser.add_argument("--seeds", type=int, default=1, help="the first one ships (default: %(default)s)")
    parser.add_argument("--weights", type=Path, default=SHIPPED, help="where the weights go")
    parser.add_argument("--threads", type=int, default=1, help="the networks are small: one is best")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    torch.set_num_threads(options.threads)
    for seed in range(options.seeds):
        for task in options.tasks:
            for job in jobs(task, seed):
                run(job, options.run)
    for task in options.tasks:
        finish(task, options.run, options.weights)


if __name__ == "__main__":
    main()
