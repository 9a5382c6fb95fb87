"""Which mean of a decoder's epochs ships, and how its beams are ranked: looked up on the development split.

    python -m training.caption.selection --data ../shared/data/flickr8k --first 2

Prints one line a captioner and length normalisation. What is chosen here is chosen on dev: another split has to judge.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from pycocoevalcap.bleu.bleu import Bleu
from torch import Tensor

from models.caption.beam_search import finalists
from models.caption.decoder import CaptionDecoder
from models.caption.decoding import Decoding
from training.caption.grids import find_grids
from training.caption.reward import CiderReward
from training.caption.train import CaptionersWithEncoder, Recipe, learn_vocabulary
from training.caption.weight_average import FIRST_KEPT, mean, read_kept
from training.shared.data import Example, find_dataset

log = logging.getLogger("training.caption.selection")

BEAM = Decoding("beam", beam=5)
AT_ONCE = 25  # pictures


def rank(
    decoder: CaptionDecoder, grids: Tensor, examples: Sequence[Example], length_norms: Sequence[float]
) -> dict[float, tuple[float, float]]:
    """BLEU-4 in percent and CIDEr of what a beam search finds, by length normalisation; grids (N, P, F)."""
    decoder.eval()
    captions_by_norm: dict[float, list[list[str]]] = {norm: [] for norm in length_norms}
    for start in range(0, len(examples), AT_ONCE):
        with torch.inference_mode():
            found = finalists(decoder, decoder.project_keys(grids[start : start + AT_ONCE]), BEAM)
        for norm, captions in captions_by_norm.items():
            best = [max(hypotheses, key=lambda h: h.score(norm)) for hypotheses, _ in found]
            captions += [[decoder.vocabulary.words[number] for number in h.words if number] for h in best]
    people = {example.name: [" ".join(words) for words in example.captions] for example in examples}
    reward, scores = CiderReward([example.captions for example in examples]), {}
    for norm, captions in captions_by_norm.items():
        one_each = {example.name: [" ".join(words)] for example, words in zip(examples, captions, strict=True)}
        bleu, _ = Bleu(4).compute_score(people, one_each, verbose=0)
        cider = float(np.mean([reward(n, words) for n, words in enumerate(captions)]))
        scores[norm] = (round(100 * bleu[3], 2), round(cider, 4))
    return scores


def main() -> None:
    """Score checkpoints of `training.caption.self_critical` on the development split."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, default=Path("runs/caption"))
    parser.add_argument("--run", type=Path, default=Path("runs/polish"), help="folder of the self-critical run")
    parser.add_argument("--grids", type=Path, default=Path("runs/grids"), help="folder of what the encoder sees")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these decoders alone")
    parser.add_argument("--first", type=int, default=FIRST_KEPT, help="the first epoch of the mean")
    parser.add_argument("--pictures", type=int, help="only the first of the development split")
    parser.add_argument("--length-norms", nargs="+", type=float, default=[0.5, 0.7, 0.9, 1.1])
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, _ = find_dataset(options.data, "train")
    dev, store = find_dataset(options.data, "dev")
    watched = dev[: options.pictures]
    learners = CaptionersWithEncoder(Recipe(), learn_vocabulary(examples, Recipe.rare))
    state = torch.load(options.after / "checkpoint.pt", weights_only=True, map_location="cpu")
    learners.load_state_dict(state["learners"])
    grids = find_grids(options.grids, learners.encoder, [example.name for example in dev], store)
    grid = grids.read(range(len(watched)), np.zeros(len(watched), bool))
    for name in options.only or learners.decoders:
        decoder = learners.decoder_by_name[name]
        decoder.load_state_dict(mean(read_kept(options.run, name, options.first)[0]))
        for norm, (bleu, cider) in rank(decoder, grid, watched, options.length_norms).items():
            log.info("%s length_norm %.1f bleu_4 %.2f cider %.4f", name, norm, bleu, cider)


if __name__ == "__main__":
    main()
