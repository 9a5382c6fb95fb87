"""Judge a recognizer on clips it has not learnt from, and write its weights with configuration, card and figure."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from models import weights
from training.action_learner import Learner, pieces
from training.action_lessons import Lessons
from training.action_scores import (
    HEADS,
    answers,
    choose_threshold,
    confusion,
    fit_temperature,
    order_table,
    reliability,
    wilson,
)

log = logging.getLogger("training.action")

DATA = {
    "action-gestures": (
        "UTD-MHAD depth (Chen, Jafari, Kehtarnavaz, ICIP 2015), subjects 1, 3, 5, 7: the published training side",
        "UTD-MHAD is for research; cite its paper.",
        "subject 7, whom it had not seen",
    ),
    "action-ucf12": (
        "12 classes of UCF101 (Soomro, Zamir, Shah 2012, CRCV-TR-12-01), groups 08-25: the training side of split 1",
        "UCF101's videos come from YouTube and are for academic use.",
        "groups 23-25, videos it had not seen",
    ),
}


@torch.inference_mode()
def judge(
    learner: Learner,
    lessons: Lessons,
    judging: np.ndarray,
    truth: Tensor,
    strangers: Lessons | None,
    moments: int,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Scores and calibration on the judging clips."""
    model, played, both = learner.model, [], []
    for part in pieces(judging):
        prepared = lessons.plain(part, moments)
        played.append(answers(model, prepared))
        both.append(learner.both(model.see(prepared).both))
    logits = {way: {head: torch.cat([one[way][head] for one in played]) for head in HEADS} for way in played[0]}
    true = truth[judging]
    forward = logits["forward"]
    temperatures = {head: fit_temperature(forward[head], true) for head in HEADS}
    scores: dict[str, Any] = {"n": len(true), "order": order_table(logits, true)}
    scores["mean_pool_with_motion"] = wilson(int((torch.cat(both).argmax(dim=1) == true).sum()), len(true))
    scores["per_class"], scores["confusion"] = confusion(forward["lstm"], true, model.labels)
    chances = (forward["lstm"] / temperatures["lstm"]).softmax(dim=1).numpy()
    confidence, right = chances.max(axis=1), chances.argmax(axis=1) == true.numpy()
    strange = _confidence(learner, strangers, moments, temperatures["lstm"])
    threshold = choose_threshold(confidence, right, strange)
    believed = confidence >= threshold
    calibration = {
        "temperatures": temperatures,
        "threshold": threshold,
        "reliability": reliability(confidence, right),
        "known": wilson(int(believed.sum()), len(believed)),
        "right_among_known": wilson(int(right[believed].sum()), int(believed.sum())),
        "strangers": {"n": len(strange), "known": float((strange >= threshold).mean()) if len(strange) else None},
    }
    return scores, calibration


def _confidence(learner: Learner, lessons: Lessons | None, moments: int, temperature: float) -> np.ndarray:
    if lessons is None:
        return np.zeros(0, np.float32)
    model = learner.model
    parts = [model.answer(model.see(lessons.plain(part, moments)))[0] for part in pieces(np.arange(len(lessons)))]
    last = torch.cat([reading.logits[:, -1] for reading in parts])
    return (last / temperature).softmax(dim=1).max(dim=1).values.numpy()


def write(folder: Path, learner: Learner, config: Mapping[str, Any]) -> None:
    """The finished weights below `folder`, with card and reliability figure."""
    home = folder / config["name"]
    plain = _rounded(config)
    weights.write(home, learner.heads, plain, card(plain))
    (home / "reliability.png").write_bytes(draw_reliability(plain["calibration"]["reliability"], config["name"]))


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


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
    """What is known of one recognizer's weights."""
    name, scores, sure = config["name"], config["scores"], config["calibration"]
    data, licence, judged = DATA[name]
    recipe, measured = config["training"]["recipe"], sure["reliability"]
    rows = "\n".join(
        f"| {way} | " + " | ".join(_share(row[head]) for head in HEADS) + " |" for way, row in scores["order"].items()
    )
    with_motion = _share(scores["mean_pool_with_motion"])
    drawn = config["training"]["drawn"]
    taught = f" and {drawn} drawn ones (`training.render_lessons`; never one of the examples)" if drawn else ""
    chosen = ""
    if config["look"] == "person":
        chosen = (
            " How the size of the\n  window follows the person's height was chosen on these same clips, which flatters "
            "the figures."
        )
    stranger = sure["strangers"]
    foreign = (
        f" Of {stranger['n']} clips that have none of its labels, {100 * stranger['known']:.0f} % pass."
        if stranger["n"]
        else ""
    )
    if config["look"] == "person":
        foreign += " Clips that are not grey on an empty background are no\ndepth camera's, and none of them passes."
    encoder = config.get("encoder_sha256", "")[:12]
    seeing = {
        "person": "Sees a window around the person of the first frame, 96 x 64 pixels of brightness: a fixed layer of "
        "oriented\n  edges, two learnt layers, a grid of 12 x 8 cells; one such eye for frames, one that also sees "
        "the difference to the\n  frame before.",
        "whole": f"Sees the whole frame through `encoder`, the captioners' own (sha256 `{encoder}`...):\n  both its "
        "maps on 7 x 7 cells, square-rooted, and how far each feature has come since the frame before.",
    }[config["look"]]
    epochs = " + ".join(str(count) for count in (recipe["epochs"], recipe["again"]) if count)
    minutes, threads = round(config["training"]["seconds"] / 60), config["training"]["threads"]
    return f"""# {name}

Reads a clip: {config["moments"]} moments over the whole of it, attention on a grid, an LSTM of
{config["architecture"]["hidden"]} units, a label after every frame (LRCN, Donahue et al. 2015, arXiv 1411.4389;
attention: Sharma et al. 2015, arXiv 1511.04119). Beside it, in the same file: mean-pool + linear over the frames, which
asked about the middle frame alone is the single-frame head.

* **Network.** {seeing}
* **Trained** by `make train-action` on {data}:
  {config["training"]["clips"]} clips{taught},
  {epochs} epochs, {minutes} minutes with {threads} thread{"s" * (threads != 1)} on a busy machine.
* **The shipped weights themselves were not measured**: they learnt from all these clips. The figures are those of the
  same recipe trained without {judged}.{chosen}
* **Data.** {licence}

## Does order matter?
Accuracy in %, n = {scores["n"]}, 95 % Wilson interval, judged on {judged}.

| played | LSTM | mean-pool | single frame |
|---|---|---|---|
{rows}

The heads without order see appearance alone; the LSTM also sees what moved since the frame before. A mean over
appearance **and** motion, trained in the same run and not shipped, gets {with_motion} %: that much is motion, and only
what the LSTM has above it is memory.

## How sure is it?
Temperatures (Guo et al. 2017, arXiv 1706.04599) and threshold were fitted on the same {scores["n"]} clips, so this is a
little kind to it. Expected calibration error {100 * measured["ece"]:.1f} % (`reliability.png`). From
{100 * sure["threshold"]:.0f} % on it is taken at its word: {_share(sure["known"])} % of the clips, of which
{_share(sure["right_among_known"])} % are right.{foreign}
"""
