"""Train a recognizer: the LSTM and, beside it on the same clips, the heads that know no order.

    python -m training.action gestures --data ../shared/data/utd_mhad/train.tar
    python -m training.action ucf12 --data ../shared/data/ucf12/train.tar

First it learns without some of the people (or videos), which choose and judge; then, by the same recipe, from all.
Temperature, threshold and scores come from the first; the weights that ship are the second's.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from models import weights
from models.action.look import WholeLook
from models.action.model import build_recognizer
from training.action_finish import judge, write
from training.action_learner import RECIPES, Learner, Recipe, describe, learn, new_learner, shared_encoder
from training.action_lessons import Lessons, PersonLessons, WholeLessons
from training.clip_store import Recording, labels_of, open_clips
from training.pictures import DataError

log = logging.getLogger("training.action")

HELD_BACK = {  # groups (people, videos) that choose and judge
    "gestures": ("7",),
    "ucf12": ("23", "24", "25"),
}
STRANGERS = 108  # clips without any of the labels are enough to choose a threshold by


class Task:
    """A recipe, its clips, and the split into those that teach and those that judge. What is drawn only teaches."""

    def __init__(self, name: str, recipe: Recipe, options: argparse.Namespace) -> None:
        self.name, self.recipe, self.options = name, recipe, options
        recorded = open_clips(options.data, options.list)
        drawn = open_clips(options.drawn) if options.drawn else []
        self.recordings, self.drawn = recorded + drawn, len(drawn)
        self.labels = labels_of(recorded)
        if unknown := {one.label for one in drawn} - set(self.labels):
            raise DataError(f"Drawn clips show {', '.join(sorted(unknown))}, which the recorded ones do not.")
        self.truth = torch.tensor([self.labels.index(one.label) for one in self.recordings])
        self.config = describe(name, recipe, self.labels)
        self.encoder = shared_encoder() if recipe.look == "whole" else None
        self.held = tuple(options.hold if options.hold is not None else HELD_BACK[name])
        judging = np.array([one.group in self.held for one in recorded] + [False] * len(drawn))
        self.teaching, self.judging = np.flatnonzero(~judging), np.flatnonzero(judging)
        if not len(self.judging) or not len(self.teaching):
            raise DataError(f"Clips of {', '.join(self.held)} must be there to judge, and others to learn from.")
        self.lessons = self.read(self.recordings)

    def read(self, recordings: Sequence[Recording]) -> Lessons:
        """Clips as this task's recognizer sees them."""
        if self.recipe.look == "person":
            return PersonLessons(recordings, self.options.run)
        look = build_recognizer(self.config, self.encoder).look
        assert isinstance(look, WholeLook)
        return WholeLessons(recordings, look, self.recipe.moments, self.options.run, self.config["encoder_sha256"])

    def train(self, chosen: np.ndarray) -> tuple[Learner, float]:
        """A learner that has learnt from the chosen clips, and its seconds."""
        learner = new_learner(self.config, self.recipe, self.encoder)
        without = "-".join(self.held) if len(chosen) < len(self.recordings) else "none"
        drawn = f"-drawn-{self.drawn}" if self.drawn else ""
        kept = self.options.run / f"{self.name}-{self.recipe.epochs}-{self.recipe.seed}-without-{without}{drawn}.pt"
        return learner, learn(learner, self.lessons, chosen, self.truth, self.recipe, kept)

    def strangers(self, source: Path | None) -> Lessons | None:
        """Some clips that have none of the labels, seen as this task's recognizer sees."""
        if not source:
            return None
        found = open_clips(source)
        return self.read([found[i] for i in np.linspace(0, len(found) - 1, min(STRANGERS, len(found))).astype(int)])


def main() -> None:
    """Train, score, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=tuple(RECIPES))
    parser.add_argument("--data", type=Path, required=True, help="a tar or folder of clips, in folders that are labels")
    parser.add_argument("--list", type=Path, help="one of UCF101's trainlist01.txt .. 03: only the clips it names")
    parser.add_argument("--hold", nargs="*", help="groups (subjects, videos) that judge; default: those of the card")
    parser.add_argument("--drawn", type=Path, help="clips of `training.render_lessons`, which teach and never judge")
    parser.add_argument("--strangers", type=Path, help="clips that have none of the labels, to choose the threshold by")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--run", type=Path, default=Path("runs/action"), help="folder of what is kept between runs")
    parser.add_argument("--output", type=Path, default=weights.SHIPPED, help="where the finished weights go")
    parser.add_argument("--only-judge", action="store_true", help="do not train on all clips afterwards; write nothing")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.StreamHandler(), logging.FileHandler(options.run / f"{options.task}.txt")],
    )
    recipe = RECIPES[options.task]
    recipe = Recipe(**{**asdict(recipe), "epochs": options.epochs or recipe.epochs, "seed": options.seed})
    task = Task(options.task, recipe, options)
    learner, _ = task.train(task.teaching)
    strangers = task.strangers(options.strangers)
    scores, calibration = judge(learner, task.lessons, task.judging, task.truth, strangers, recipe.moments)
    scores["held_back"] = list(task.held)
    log.info("%s", scores["order"])
    if options.only_judge:
        return
    every = np.arange(len(task.recordings))
    learner, seconds = task.train(every)
    training = {
        "clips": len(every) - task.drawn,
        "drawn": task.drawn,
        "recipe": asdict(recipe),
        "seconds": round(seconds),
        "threads": options.threads,
    }
    write(options.output, learner, {**task.config, "training": training, "scores": scores, "calibration": calibration})


if __name__ == "__main__":
    main()
