"""Train a recognizer: the LSTM and, beside it on the same clips, the heads that know no order.

    python -m training.action gestures --data ../shared/data/utd_mhad/train.tar
    python -m training.action ucf12 --data ../shared/data/ucf12/train.tar

First it learns without some of the people (or videos), which choose and judge, several times over; then, by the same
recipe, from all. Temperature, threshold and scores come from the first; the weights that ship are the last.
"""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch

from models import weights
from models.action.features import WholeFrameExtractor
from models.action.model import build_recognizer
from models.encoder import load_encoder
from training.action.batches import PersonClips, TrainingClips, WholeFrameClips
from training.action.cards import write
from training.action.clip_store import Recording, labels_of, open_clips
from training.action.cross_validation import HeldOutLogits, forward_accuracy, held_out_logits, join, judge
from training.action.trainer import RECIPES, Learner, Recipe, describe, learn, new_learner
from training.shared.pictures import DataError

log = logging.getLogger("training.action.train")

HELD_BACK = {  # groups (people, videos) that choose and judge, turn by turn
    "gestures": (("1",), ("3",), ("5",), ("7",)),
    "ucf12": (("20", "21", "22"), ("23", "24", "25")),
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
        self.encoder = load_encoder(weights.find("encoder")) if recipe.look == "whole" else None
        self.turns = tuple(map(tuple, options.hold or HELD_BACK[name]))
        groups = {one.group for one in recorded}
        for held in self.turns:
            if not groups & set(held) or groups <= set(held):
                raise DataError(f"Clips of {', '.join(held)} must be there to judge, and others to learn from.")
        self.clips = self.read(self.recordings)

    def read(self, recordings: Sequence[Recording]) -> TrainingClips:
        """Clips as this task's recognizer sees them."""
        if self.recipe.look == "person":
            return PersonClips(recordings, self.options.run)
        extractor = build_recognizer(self.config, self.encoder).extractor
        assert isinstance(extractor, WholeFrameExtractor)
        return WholeFrameClips(
            recordings, extractor, self.recipe.moments, self.options.run, self.config["encoder_sha256"]
        )

    def split(self, held: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of the clips that teach and of those that judge when these groups are held back."""
        recorded = self.recordings[: len(self.recordings) - self.drawn]
        judging = np.array([one.group in held for one in recorded] + [False] * self.drawn)
        return np.flatnonzero(~judging), np.flatnonzero(judging)

    def evaluate_without(self, held: Sequence[str], strangers: TrainingClips | None) -> HeldOutLogits:
        """The logits of a network that has not learnt from these groups, of their clips."""
        learner, _ = self.train(held)
        return held_out_logits(learner, self.clips, self.split(held)[1], self.truth, strangers, self.recipe.moments)

    def train(self, held: Sequence[str] = ()) -> tuple[Learner, float]:
        """A learner that has learnt from all clips but those of these groups, and its seconds."""
        learner, chosen = new_learner(self.config, self.recipe, self.encoder), self.split(held)[0]
        without = "-".join(held) or "none"
        drawn = f"-drawn-{self.drawn}" if self.drawn else ""
        kept = self.options.run / f"{self.name}-{self.recipe.epochs}-{self.recipe.seed}-without-{without}{drawn}.pt"
        return learner, learn(learner, self.clips, chosen, self.truth, self.recipe, kept)

    def strangers(self, source: Path | None) -> TrainingClips | None:
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
    parser.add_argument(
        "--hold", nargs="+", action="append", help="groups (subjects, videos) that judge; once for every turn"
    )
    parser.add_argument("--drawn", type=Path, help="clips of training.action.drawn, which teach and never judge")
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
    strangers, held_out = task.strangers(options.strangers), {}
    for held in task.turns:
        name = ", ".join(held)
        held_out[name] = task.evaluate_without(held, strangers)
        log.info("%s held back: %s", name, forward_accuracy(held_out[name]))
    scores, calibration = judge(join(list(held_out.values())), task.labels)
    scores["held_back"] = {name: {"n": len(one.truth), **forward_accuracy(one)} for name, one in held_out.items()}
    log.info("%s", json.dumps({"n": scores["n"], **scores["order"], "with motion": scores["mean_pool_with_motion"]}))
    if options.only_judge:
        return
    learner, seconds = task.train()
    training = {
        "clips": len(task.recordings) - task.drawn,
        "drawn": task.drawn,
        "recipe": asdict(recipe),
        "seconds": round(seconds),
        "threads": options.threads,
    }
    write(options.output, learner, {**task.config, "training": training, "scores": scores, "calibration": calibration})


if __name__ == "__main__":
    main()
