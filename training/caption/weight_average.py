"""The mean of what a decoder was after each epoch of its self-critical training: that is what ships.

    python -m training.caption.weight_average --data ../shared/data/flickr8k --after runs/caption --run runs/polish

A mean of weights along one run is better than most of them (Izmailov et al. 2018, arXiv 1803.05407).
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
from training.caption.cards import score, write_weights
from training.caption.train import CaptionersWithEncoder, Recipe, learn_vocabulary
from training.shared.data import find_dataset

State = Mapping[str, Tensor]
FIRST_KEPT = 2  # epoch; the first is still near the start


def mean(states: Sequence[State]) -> State:
    """The mean of every value."""
    return {name: sum((state[name] for state in states), torch.zeros(())) / len(states) for name in states[0]}


def read_kept(folder: Path, name: str, first: int) -> tuple[list[State], dict[str, Any]]:
    """A decoder after epoch `first` of a self-critical run and each one behind it; and what that run was."""
    states, epoch = [], first
    while (path := folder / f"{name}-{epoch}.pt").is_file():
        saved = torch.load(path, weights_only=True, map_location="cpu")
        states.append(saved["decoder"])
        epoch += 1
    if not states:
        raise FileNotFoundError(f"{folder} has no epoch {first} of {name}: run the self-critical training first.")
    return states, saved["history"]


def main() -> None:
    """Write, score and describe the weights that ship."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"), help="the run that was fine-tuned")
    parser.add_argument("--run", type=Path, default=Path("runs/polish"), help="folder of the self-critical run")
    parser.add_argument("--output", type=Path, default=SHIPPED, help="where the finished weights go")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    examples, _ = find_dataset(options.data, "train")
    dev, pictures = find_dataset(options.data, "dev")
    learners = CaptionersWithEncoder(Recipe(), learn_vocabulary(examples, Recipe.rare))
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    captions = sum(len(example.captions) for example in examples)
    about = {"data": options.data.name, "pictures": len(examples), "captions": captions, "runs": state["runs"]}
    training_record = {"encoder": about}
    for name, decoder in learners.decoder_by_name.items():
        kept, history = read_kept(options.run, name, FIRST_KEPT)
        decoder.load_state_dict(mean(kept))
        training_record[name] = {**about, "runs": [*state["runs"], history], "mean_of": len(kept)}
    write_weights(options.output, learners.encoder, learners.decoder_by_name, training_record)
    score(options.output, list(learners.decoders), dev, pictures, beam=5)


if __name__ == "__main__":
    main()
