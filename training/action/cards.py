"""Write a recognizer's weights with configuration, card and reliability figure."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from models import weights
from training.action.scores import HEADS
from training.action.trainer import Learner
from training.shared.rounding import rounded

DRAWN_BY = "training.action.drawn.training_clips"
DATA = {
    "action-gestures": (
        "UTD-MHAD depth (Chen, Jafari, Kehtarnavaz, ICIP 2015), subjects 1, 3, 5, 7: the published training side",
        "UTD-MHAD is for research; cite its paper.",
        "each of the four subjects in turn",
    ),
    "action-ucf12": (
        "12 classes of UCF101 (Soomro, Zamir, Shah 2012, CRCV-TR-12-01), groups 08-25: the training side of split 1",
        "UCF101's videos come from YouTube and are for academic use.",
        "groups 20-22 and 23-25 in turn",
    ),
}


def write(folder: Path, learner: Learner, config: Mapping[str, Any]) -> None:
    """The finished weights below `folder`, with card and reliability figure."""
    home = folder / config["name"]
    plain = rounded(config)
    weights.write(home, learner.heads, plain, card(plain))
    (home / "reliability.png").write_bytes(draw_reliability(plain["calibration"]["reliability"], config["name"]))


def draw_reliability(measured: Mapping[str, Any], name: str) -> bytes:
    """How often it is right by how sure it is, as PNG."""
    figure = Figure(figsize=(4.4, 4.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    rows = measured["bins"]
    axes.plot([row["confidence"] for row in rows], [row["right"] for row in rows], marker="o", color="#0b5cad")
    for row in rows:
        axes.annotate(str(row["n"]), (row["confidence"], row["right"]), xytext=(6, -11), textcoords="offset points")
    axes.set(xlabel="how sure it is", ylabel="how often it is right", xlim=(0, 1), ylim=(0, 1.02), aspect="equal")
    axes.set_title(f"{name}, n = {measured['n']}, ECE {100 * measured['ece']:.1f} %", fontsize=10)
    content = io.BytesIO()
    figure.savefig(content, format="png", dpi=110)
    return content.getvalue()


def _share(cell: Mapping[str, float]) -> str:
    return f"{100 * cell['accuracy']:.1f} ({100 * cell['low']:.0f}-{100 * cell['high']:.0f})"


def card(config: Mapping[str, Any]) -> str:
    """What is known of one recognizer's weights, as Markdown."""
    return _made(config) + _order(config) + _certainty(config)


def _made(config: Mapping[str, Any]) -> str:
    """What the network is, and what it learnt from."""
    name, recipe, training = config["name"], config["training"]["recipe"], config["training"]
    data, licence, judged = DATA[name]
    drawn_too = (
        f" and {training['drawn']} drawn ones (`{DRAWN_BY}`; never one of the examples)" if training["drawn"] else ""
    )
    chosen = ""
    if config["look"] == "person":
        chosen = (
            "\n  How the size of the window follows the person's height was chosen on the clips of subject 7, which "
            "flatters that figure."
        )
    epochs = " + ".join(str(count) for count in (recipe["epochs"], recipe["again"]) if count)
    minutes, threads = round(training["seconds"] / 60), training["threads"]
    return f"""# {name}

Reads a clip: {config["moments"]} moments over the whole of it, attention on a grid, an LSTM of
{config["architecture"]["hidden"]} units, a label after every frame (LRCN, Donahue et al. 2015, arXiv 1411.4389;
attention: Sharma et al. 2015, arXiv 1511.04119). Beside it, in the same file: mean-pool + linear over the frames, which
asked about the middle frame alone is the single-frame head.

* **Network.** {_vision(config)}
* **Trained** by `make train-action` on {data}:
  {training["clips"]} clips{drawn_too},
  {epochs} epochs, {minutes} minutes with {threads} thread{"s" * (threads != 1)} on a busy machine.
* **The shipped weights themselves were not measured**: they learnt from all these clips. The figures are those of
  networks of the same recipe on {judged}, which they had not learnt from.{chosen}
* **Data.** {licence}

"""


def _vision(config: Mapping[str, Any]) -> str:
    """Through what it sees a clip."""
    encoder = config.get("encoder_sha256", "")[:12]
    return {
        "person": "Sees a window around the person of the first frame, 96 x 64 pixels of brightness: a fixed layer of "
        "oriented\n  edges, two learnt layers, a grid of 12 x 8 cells; one such eye for frames, one that also sees "
        "the difference to the\n  frame before.",
        "whole": f"Sees the whole frame through `encoder`, the captioners' own (sha256 `{encoder}`...):\n  both its "
        "maps on 7 x 7 cells, square-rooted, and how far each feature has come since the frame before.",
    }[config["look"]]


def _order(config: Mapping[str, Any]) -> str:
    """Accuracy of every head, by the order in which frames are read."""
    scores, judged = config["scores"], DATA[config["name"]][2]
    rows = "\n".join(
        f"| {way} | " + " | ".join(_share(row[head]) for head in HEADS) + " |" for way, row in scores["order"].items()
    )
    with_motion = _share(scores["mean_pool_with_motion"])
    turns = "; ".join(f"{name}: {_share(turn)} % of {turn['n']}" for name, turn in scores["held_back"].items())
    return f"""## Does order matter?
Accuracy in %, n = {scores["n"]}, 95 % Wilson interval, judged on {judged}.

| played | LSTM | mean-pool | single frame |
|---|---|---|---|
{rows}

The LSTM by turn, as filmed: {turns}.

The heads without order see appearance alone; the LSTM also sees what moved since the frame before. A mean over
appearance **and** motion, trained in the same run and not shipped, gets {with_motion} %: that much is motion. What the
LSTM has above it is memory only as far as it loses it when the clip runs backwards; the rest is where it looks.

"""


def _certainty(config: Mapping[str, Any]) -> str:
    """How well its confidence is calibrated, and what of foreign clips it believes."""
    scores, sure = config["scores"], config["calibration"]
    measured, stranger = sure["reliability"], sure["strangers"]
    foreign = ""
    if stranger["n"]:
        passed = f"{100 * stranger['known']:.0f} % pass."
        foreign = f" Of {stranger['n']} answers to clips that have none of its labels, {passed}"
    if config["look"] == "person":
        foreign += (
            "\nClips that are not grey on an empty background are no depth camera's: none of them passes on the page."
        )
    return f"""## How sure is it?
Temperatures (Guo et al. 2017, arXiv 1706.04599) and threshold were fitted on the same {scores["n"]} clips, so this is a
little kind to it. Expected calibration error {100 * measured["ece"]:.1f} % (`reliability.png`). From
{100 * sure["threshold"]:.0f} % on it is taken at its word: {_share(sure["known"])} % of the clips, of which
{_share(sure["right_among_known"])} % are right.{foreign}
"""
