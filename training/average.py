"""The mean of what a decoder was after each epoch of its polishing: that is what ships.

    python -m training.average --data ../shared/data/flickr8k --after runs/caption --runs runs/polish runs/polish-2

A mean of weights along one run is better than most of them (Izmailov et al. 2018, arXiv 1803.05407), and so is one over
several runs from the same start (Wortsman et al. 2022, arXiv 2203.05482): each has learnt noise of its own.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.weights import SHIPPED
from training.caption import Class, Recipe, learn_vocabulary
from training.data import find_dataset
from training.finish import score, write_weights

State = Mapping[str, Tensor]
RUNS = (Path("runs/polish"), Path("runs/polish-2"))
FIRST_KEPT = 2  # epoch; the first is still near the start


def mean(states: Sequence[State]) -> State:
    """The mean of every value."""
    return {name: sum(state[name] for state in states) / len(states) for name in states[0]}


def read_kept(folders: Sequence[Path], name: str, first: int) -> tuple[list[State], list[dict[str, Any]]]:
    """A decoder after epoch `first` and each one behind it, in all folders; and what those runs were."""
    states, histories = [], []
    for folder in folders:
        epoch = first
        while (path := folder / f"{name}-{epoch}.pt").is_file():
            saved = torch.load(path, weights_only=True, map_location="cpu")
            states.append(saved["decoder"])
            epoch += 1
        if epoch > first:
            histories.append(saved["history"])
    if not states:
        raise FileNotFoundError(f"No epoch of {name} from the {first}th on is in {', '.join(map(str, folders))}.")
    return states, histories


def main() -> None:
    """Write, score and describe the weights that ship."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"), help="the run that was polished")
    parser.add_argument("--runs", nargs="+", type=Path, default=RUNS, help="folders of `training.polish`")
    parser.add_argument("--output", type=Path, default=SHIPPED, help="where the finished weights go")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    examples, _ = find_dataset(options.data, "train")
    dev, pictures = find_dataset(options.data, "dev")
    learners = Class(Recipe(), learn_vocabulary(examples, Recipe.rare))
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    captions = sum(len(example.captions) for example in examples)
    about = {"data": options.data.name, "pictures": len(examples), "captions": captions, "runs": state["runs"]}
    told = {"encoder": about}
    for name, decoder in learners.decoders.items():
        kept, histories = read_kept(options.runs, name, FIRST_KEPT)
        decoder.load_state_dict(mean(kept))
        told[name] = {**about, "runs": [*state["runs"], *histories], "mean_of": len(kept)}
    write_weights(options.output, learners.encoder, dict(learners.decoders), told)
    score(options.output, list(learners.decoders), dev, pictures, beam=5)


if __name__ == "__main__":
    main()
