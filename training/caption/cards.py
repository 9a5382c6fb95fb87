"""Turn a finished training run into weights that ship: stored, read back, scored on the dev split, described."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import nn

from models import weights
from models.caption.decoder import CaptionDecoder
from models.caption.decoding import Decoding
from models.caption.model import load_captioner
from training.caption.evaluate import report, run_captioner
from training.shared.data import Example
from training.shared.pictures import PictureStore

log = logging.getLogger("training.caption.cards")

PREPROCESSING = {"size": 224, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}
TITLES = {
    "caption-attention": "Show, Attend and Tell with guided attention",
    "caption-unguided": "Show, Attend and Tell, attention left to itself",
    "caption-plain": "Show and Tell: the picture is the first memory and is never looked at again",
}
TAUGHT = {
    "caption-attention": "While it learnt it was also told where things are: at each word of a phrase with boxes, "
    "-log(attention inside the boxes) was added to its loss (Liu et al. 2017, arXiv 1605.09553).",
    "caption-unguided": "It never saw a box: same network, same pictures, same captions as `caption-attention`.",
    "caption-plain": "It has no attention. Same pictures and captions as the other two.",
}
LICENCE = (
    "Flickr8k (Hodosh, Young, Hockenmaier 2013) is for research and education, non-commercial, and so are these "
    "weights. Boxes: Flickr30k Entities (Plummer et al. 2015), research use."
)
START = "public Keras MobileNet v1 1.0/224 weights (ImageNet, Apache-2.0), batch norms folded in"


def write_weights(
    folder: Path, encoder: nn.Module, decoders: Mapping[str, CaptionDecoder], training: Mapping[str, Mapping[str, Any]]
) -> None:
    """The encoder and every decoder as folders below `folder`, not yet scored; how each was trained, by its name."""
    vision = {"backbone": "mobilenet", "features": encoder.features, "preprocessing": PREPROCESSING}
    record = training["encoder"]
    about = {"kind": "encoder", "name": "encoder", **vision, "start": START, "training": record, "licence": LICENCE}
    encoder_sha256 = weights.write(folder / "encoder", encoder, about, encoder_card(record))
    for name, decoder in decoders.items():
        config = {
            "kind": "captioner",
            "name": name,
            "title": TITLES[name],
            "architecture": asdict(decoder.config),
            "encoder": "encoder",
            "encoder_sha256": encoder_sha256,
            "preprocessing": PREPROCESSING,
            "training": training[name],
            "licence": LICENCE,
            "words": decoder.vocabulary.words[1:],
        }
        weights.write(folder / name, decoder, config, "")


def score(folder: Path, names: Sequence[str], examples: Sequence[Example], pictures: PictureStore, beam: int) -> None:
    """Score the stored weights on the development split, and put scores and card beside them."""
    options = Decoding(mode="beam", beam=beam)
    for name in names:
        model = load_captioner(str(folder / name))
        run = run_captioner(model, examples, pictures, options)
        scores = {"split": "dev", **report(run, examples, options, name, boxes=any(e.phrases for e in examples))}
        for passing in ("weights", "sha256", "ms_per_picture"):
            scores.pop(passing)
        scores = json.loads(json.dumps(scores), parse_float=lambda text: round(float(text), 4))
        log.info("%s %s", name, json.dumps(scores))
        config = {**model.config, "scores": scores}
        weights.describe(folder / name, config, captioner_card(config))


def describe_device(device: torch.device) -> str:
    """What a card says of where a network was trained."""
    threads = torch.get_num_threads()
    return "a GPU" if device.type == "cuda" else f"{threads} core{'s' * (threads > 1)}"


def encoder_card(training: Mapping[str, Any]) -> str:
    """What is known of the encoder's weights."""
    return f"""# encoder

MobileNet v1 (Howard et al. 2017, arXiv 1704.04861) to its twelfth block; its last 14 x 14 map joined with the
upsampled 7 x 7 one to a grid of 14 x 14 cells. All shipped captioners read this grid.

* **Started from** {START}.
* **Then trained** together with the captioners by `make train-caption`: {_training(training)}. It learnt from captions
  alone, by way of `caption-unguided` and `caption-plain`; no box ever moved it. The stem and the first five blocks
  stayed as they were.
* **Licence of the data.** {LICENCE}
* **Limits.** It sees 224 x 224 pixels of the whole picture, stretched to the square: what is smaller than a few pixels
  there does not exist for it.
"""


def captioner_card(config: Mapping[str, Any]) -> str:
    """What is known of one captioner's weights."""
    scores, name = config["scores"], config["name"]
    return f"""# {name}

{config["title"]}. {TAUGHT[name]}

* **Network.** LSTM of {config["architecture"]["hidden"]} units, {len(config["words"])} words, reads the grid of
  `encoder` (sha256 `{config["encoder_sha256"][:12]}`...).
* **Trained** by `make train-caption`: {_training(config["training"])}.
* **Scores** (Flickr8k {scores["split"]} split, n = {scores["n"]} pictures, beam {scores["scorer"]["beam"]},
  {scores["scorer"]["library"]}): BLEU-1..4 {scores["bleu_1"]:.1f} / {scores["bleu_2"]:.1f} /
  {scores["bleu_3"]:.1f} / {scores["bleu_4"]:.1f}, CIDEr {scores["cider"]:.3f}, ROUGE-L {scores["rouge_l"]:.1f}. The
  length normalisation ({scores["scorer"]["length_norm"]}) and the epochs kept were chosen on this split.
{_pointing_lines(scores)}* **Licence of the data.** {config["licence"]}
* **Limits.** It has seen 6,000 snapshots, mostly of people and dogs outdoors, as of 2013. It cannot name anything
  that it did not meet five times in their captions: hardly any food or furniture, nobody by name, no writing. It
  guesses sex, age and colour from habit, and it is as sure of itself when it is wrong.
"""


def _pointing_lines(scores: Mapping[str, Any]) -> str:
    if scores.get("pointing") is None:
        return ""
    return f"""* **Where it looks** ({scores["phrases"]} boxed phrases, people's captions forced, at each last word):
  the strongest cell lies in the phrase's box {scores["pointing"]:.1f} % of the time (always the centre:
  {scores["pointing_centre"]:.1f} %), and {scores["inside"]:.3f} of the attention lies inside it (a flat map:
  {scores["inside_uniform"]:.3f}). Successive maps differ by a Jensen-Shannon distance of {scores["attention_jsd"]:.3f}.
"""


def _training(training: Mapping[str, Any]) -> str:
    learnt = f"{training['pictures']} pictures with {training['captions']} captions of the official training split"
    runs = [_run(run) for run in training["runs"]]
    if "mean_of" in training:
        runs.append(f"and the mean of what it was after {training['mean_of']} of those epochs is what ships")
    return ",\n  ".join([learnt, *runs])


def _run(run: Mapping[str, Any]) -> str:
    planned = f" of {run['planned']} planned" if run.get("planned", run["epochs"]) != run["epochs"] else ""
    minutes = round(run["seconds"] / 60)
    return f"{run['epochs']} epochs{planned} {run['way']} (seed {run['seed']}, {minutes} minutes on {run['device']})"


def main() -> None:
    """Score weights again that are stored already."""
    from training.shared.data import find_dataset

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=weights.SHIPPED)
    parser.add_argument("--beam", type=int, default=5)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples, pictures = find_dataset(options.data, "dev")
    score(options.weights, list(TITLES), examples, pictures, options.beam)


if __name__ == "__main__":
    main()
