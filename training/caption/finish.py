"""The last stage: weights that ship, scored and calibrated on the development sides, with their cards."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure

from models import weights
from models.caption.decoder import CaptionDecoder
from models.caption.decoding import Decoding
from models.caption.doubt import mentioned_things
from models.caption.model import CaptionModel, load_captioner
from models.encoder import Encoder
from models.trace import CaptionTrace
from training.caption.calibration import calibrate, write_figure
from training.caption.cards import LICENCE, START, TITLES, captioner_card, encoder_card
from training.caption.evaluate import report, run_captioner
from training.caption.hallucination import box_mentions, read_boxes, read_objects, score_truth
from training.caption.self_critical import mean_of_epochs
from training.caption.stages import SIZE, Workspace
from training.caption.train import DECODERS
from training.shared.data import Example, find_dataset, open_pictures, read_examples
from training.shared.pictures import PictureStore
from training.shared.scores import mean_phrase_attention, score_captions

log = logging.getLogger("training.caption.finish")

PREPROCESSING = {"size": SIZE, "mean": [127 / 255] * 3, "std": [128 / 255] * 3}
FIRST_KEPT = 2  # epoch of self-critical training
BEAM = Decoding(mode="beam", beam=5)
AT_ONCE = 32  # pictures


def write_encoder(folder: Path, encoder: Encoder, training: Mapping[str, Any]) -> str:
    """The encoder below `folder`; its sha256."""
    about = {
        "kind": "encoder",
        "name": "encoder",
        "backbone": training["backbone"],
        "features": encoder.features,
        "preprocessing": PREPROCESSING,
        "start": START,
        "training": dict(training),
        "licence": LICENCE,
    }
    return weights.write(folder / "encoder", encoder, about, encoder_card(training))


def write_captioner(
    folder: Path, name: str, decoder: CaptionDecoder, encoder_sha256: str, training: Mapping[str, Any]
) -> None:
    """A captioner below `folder`, not yet scored."""
    config = {
        "kind": "captioner",
        "name": name,
        "title": TITLES[name],
        "architecture": asdict(decoder.config),
        "encoder": "encoder",
        "encoder_sha256": encoder_sha256,
        "preprocessing": PREPROCESSING,
        "training": dict(training),
        "licence": LICENCE,
        "words": decoder.vocabulary.words[1:],
    }
    weights.write(folder / name, decoder, config, "")


def measure_doubt(
    traces: Mapping[str, CaptionTrace], evidence: Mapping[str, np.ndarray], objects: Mapping[str, frozenset[str]]
) -> tuple[dict[str, Any], Figure]:
    """What the captioner's config.json says under `doubt`, and the reliability plot."""
    found = {
        name: replace(trace, things=tuple(mentioned_things(trace, evidence[name]))) for name, trace in traces.items()
    }
    return calibrate(found, objects)


def score_flickr(model: CaptionModel, examples: Sequence[Example], pictures: PictureStore) -> dict[str, Any]:
    """Scores on a development split with captions and boxes."""
    run = run_captioner(model, examples, pictures, BEAM)
    scores = {"split": "dev", **report(run, examples, BEAM, model.name, boxes=any(e.phrases for e in examples))}
    for passing in ("weights", "sha256", "ms_per_picture"):
        scores.pop(passing)
    return scores


def finish(work: Workspace, names: Sequence[str], output: Path) -> None:
    """Write the encoder and the captioners, then score, calibrate and describe each."""
    tagger_recipe = json.loads(json.dumps(asdict(work.recipe)))
    sha256 = write_encoder(output, work.encoder, tagger_recipe)
    for name in names:
        decoder = CaptionDecoder(DECODERS[name], work.vocabulary)
        state, history, count = mean_of_epochs(work.run / "critical", name, FIRST_KEPT)
        decoder.load_state_dict(dict(state))
        write_captioner(output, name, decoder, sha256, {"runs": [history], "mean_of": count})
        describe(output, name, work.data, work.limit)


def describe(folder: Path, name: str, data: Path, limit: int | None = None) -> None:
    """Score one stored captioner on all development sides; put scores, doubt, plot and card beside it.

    `limit` is how many pictures of each side, to try everything on few.
    """
    model = load_captioner(str(folder / name))
    examples, pictures = find_dataset(data / "flickr8k", "dev")
    scores = score_flickr(model, examples[:limit], pictures)
    objects = read_objects(data / "world" / "objects-dev.tsv")
    traces, evidence = caption_all(model, list(objects)[:limit], open_pictures(data / "world" / "dev.tar"))
    scores["world"] = {**score_truth({n: t.caption.split() for n, t in traces.items()}, objects), "n": len(traces)}
    five = read_examples(data / "world" / "five.tsv")[:limit]
    boxes = read_boxes(data / "world" / "five-boxes.jsonl")
    five = [box_mentions(example, boxes[example.name]) if example.name in boxes else example for example in five]
    pictures = open_pictures(data / "world" / "five.tar")
    five = [example for example in five if example.name in pictures]
    run = run_captioner(model, five, pictures, BEAM)
    said = {name: tuple(trace.caption.split()) for name, trace in run.traces.items()}
    scores["world"]["cider"] = score_captions(said, {example.name: example.captions for example in five})["cider"]
    pointing = mean_phrase_attention(run.phrases)
    pointing.pop("by_type")
    scores["world"] |= pointing
    doubt, figure = measure_doubt(traces, evidence, objects)
    rounded = json.loads(json.dumps(scores), parse_float=lambda text: round(float(text), 4))
    config = {**model.config, "scores": rounded, "doubt": doubt}
    weights.describe(folder / name, config, captioner_card(config))
    write_figure(figure, folder / name)
    log.info("%s %s", name, json.dumps({"scores": rounded, "doubt": doubt["measured"]}))


@torch.inference_mode()
def caption_all(
    model: CaptionModel, names: Sequence[str], pictures: PictureStore
) -> tuple[dict[str, CaptionTrace], dict[str, np.ndarray]]:
    """Beam captions of pictures, and the evidence (P, C) in each, by name."""
    traces: dict[str, CaptionTrace] = {}
    evidence: dict[str, np.ndarray] = {}
    there = [name for name in names if name in pictures]
    for start in range(0, len(there), AT_ONCE):
        part = there[start : start + AT_ONCE]
        grid = model.encode(pictures.load_all(part))
        traces |= dict(zip(part, model.caption_batch(grid, BEAM), strict=True))
        evidence |= dict(zip(part, model.encoder.evidence(grid).detach().numpy(), strict=True))
    return traces, evidence
