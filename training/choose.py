"""Which mean of a decoder's epochs ships, and how its beams are ranked: looked up on the development split.

    python -m training.choose --data ../shared/data/flickr8k --first 3 --last 6 --reach 1.0 1.2

Prints one line a reach and length normalisation. What is chosen here is chosen on dev: another split has to judge.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from pycocoevalcap.bleu.bleu import Bleu
from torch import Tensor

from models.beam import finalists
from models.captioner import Captioner
from models.decoding import Decoding
from training.caption import Class, Recipe, learn_vocabulary
from training.data import Example, find_dataset
from training.grids import find_grids
from training.reward import CiderReward

log = logging.getLogger("training.choose")

State = Mapping[str, Tensor]
BEAM = Decoding("beam", beam=5)
AT_ONCE = 25  # pictures


def blend(start: State, epochs: Sequence[State], reach: float) -> State:
    """The mean of what a decoder was after several epochs, `reach` times as far from its start.

    A mean of weights along one run is better than most of them (Izmailov et al. 2018, arXiv 1803.05407); a reach
    above 1 goes on in the direction in which training went (Zheng et al. 2024, arXiv 2404.16792).
    """
    means = {name: sum(epoch[name] for epoch in epochs) / len(epochs) for name in start}
    return {name: value + reach * (means[name] - value) for name, value in start.items()}


def rank(
    captioner: Captioner, grids: Tensor, examples: Sequence[Example], length_norms: Sequence[float]
) -> dict[float, tuple[float, float]]:
    """BLEU-4 in percent and CIDEr of what a beam search finds, by length normalisation; grids (N, P, F)."""
    reward, words = CiderReward([example.captions for example in examples]), captioner.vocabulary.words
    captioner.eval()
    found = []
    for start in range(0, len(examples), AT_ONCE):
        with torch.inference_mode():
            scene = captioner.look(grids[start : start + AT_ONCE])
            found += [captions for captions, _ in finalists(captioner, scene, BEAM)]
    people = {example.name: [" ".join(words) for words in example.captions] for example in examples}
    scores = {}
    for norm in length_norms:
        best = [max(captions, key=lambda h: h.score(norm)) for captions in found]
        said = [[words[number] for number in caption.words if number] for caption in best]
        one_each = {example.name: [" ".join(one)] for example, one in zip(examples, said, strict=True)}
        bleu, _ = Bleu(4).compute_score(people, one_each, verbose=0)
        cider = float(np.mean([reward(n, one) for n, one in enumerate(said)]))
        scores[norm] = (round(100 * bleu[3], 2), round(cider, 4))
    return scores


def read_epoch(folder: Path, name: str, epoch: int) -> State:
    """What a decoder was after so many epochs of `training.polish`."""
    return torch.load(folder / f"{name}-{epoch}.pt", weights_only=True, map_location="cpu")["decoder"]


def main() -> None:
    """Score checkpoints of `training.polish` on the development split."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"))
    parser.add_argument("--run", type=Path, default=Path("runs/polish"))
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these decoders alone")
    parser.add_argument("--first", type=int, required=True, help="the first epoch of the mean")
    parser.add_argument("--last", type=int, required=True, help="and its last")
    parser.add_argument("--reach", nargs="+", type=float, default=[1.0])
    parser.add_argument("--pictures", type=int, help="only the first of the development split")
    parser.add_argument("--length-norms", nargs="+", type=float, default=[0.5, 0.7, 0.9, 1.1])
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, _ = find_dataset(options.data, "train")
    dev, store = find_dataset(options.data, "dev")
    watched = dev[: options.pictures]
    learners = Class(Recipe(), learn_vocabulary(examples, Recipe.rare))
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    grids = find_grids(options.run, learners.encoder, [example.name for example in dev], store)
    seen = grids.read(range(len(watched)), np.zeros(len(watched), bool))
    for name in options.only or learners.decoders:
        decoder = learners.decoders[name]
        start = {key: value.clone() for key, value in decoder.state_dict().items()}
        epochs = [read_epoch(options.run, name, epoch) for epoch in range(options.first, options.last + 1)]
        for reach in options.reach:
            decoder.load_state_dict(blend(start, epochs, reach))
            for norm, (bleu, cider) in rank(decoder, seen, watched, options.length_norms).items():
                log.info("%s reach %.1f length_norm %.1f bleu_4 %.2f cider %.4f", name, reach, norm, bleu, cider)


if __name__ == "__main__":
    main()
