"""Train the captioners, stage by stage (`training.caption.stages` tells what each does and leaves behind).

    python -m training.caption all --data ../shared/data
    python -m training.caption words --data ../shared/data --only caption-plain
    accelerate launch --num_processes 4 -m training.caption all --data ../coco --backbone convnext_tiny

What is finished is not done again: a run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable
from pathlib import Path

import torch

from training.caption import finish, stages
from training.caption.backbone import BackboneRecipe
from training.caption.stages import Workspace
from training.caption.train import DECODERS
from training.shared.processes import Processes

ONCE: dict[str, tuple[str, Callable[[Workspace], None]]] = {  # what each leaves behind, and what makes it
    "backbone": ("encoder.pt", stages.train_backbone),
    "language": ("language.pt", stages.train_language),
    "sentences": ("sentences.json", stages.choose_sentences),
}
EACH: dict[str, Callable[[Workspace, str], object]] = {  # of one decoder
    "words": stages.train_word_by_word,
    "critical": stages.train_critically,
}
STAGES = (*ONCE, *EACH, "finish")


def run_stage(stage: str, work: Workspace, names: list[str], output: Path) -> None:
    """One stage, unless it is done."""
    if stage == "finish":
        if work.processes.first:
            finish.finish(work, names, output)
    elif stage in EACH:
        for name in names:
            EACH[stage](work, name)
    else:
        product, make = ONCE[stage]
        if work.processes.first and not (work.run / product).is_file():
            make(work)
    work.processes.wait()


def main() -> None:
    """Run the stages asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=("all", *STAGES))
    parser.add_argument("--data", type=Path, required=True, help="folder with flickr8k (or coco), world and text")
    parser.add_argument("--run", type=Path, default=Path("runs/caption"), help="folder of what the stages make")
    parser.add_argument("--output", type=Path, help="where the finished weights go (default: weights in the run)")
    parser.add_argument("--only", nargs="+", choices=DECODERS, default=list(DECODERS), help="these decoders alone")
    parser.add_argument("--backbone", default=BackboneRecipe.backbone, help="any of timm's with strides 16 and 32")
    parser.add_argument("--device", choices=("auto", "cpu"), default="auto")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--limit", type=int, metavar="N", help="only N pictures of each set, to try everything")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    options.run.mkdir(parents=True, exist_ok=True)
    recipe = BackboneRecipe(backbone=options.backbone)
    work = Workspace(options.data, options.run, Processes(options.device), recipe, options.limit)
    for stage in STAGES if options.stage == "all" else (options.stage,):
        run_stage(stage, work, options.only, options.output or options.run / "weights")


if __name__ == "__main__":
    main()
