"""Score a captioner on ordinary photographs: is what it names there, and does it know when it is not?"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

import models
from models.caption.decoding import Decoding
from training.caption.evaluate import add_decoding, run_captioner
from training.caption.hallucination import (
    area_under_roc,
    box_mentions,
    named,
    read_boxes,
    read_objects,
    score_truth,
)
from training.shared.data import DataError, Example, open_pictures, read_examples
from training.shared.scores import SCORER, mean_phrase_attention, score_captions

PRINTED = """one JSON line: chair_i (percent of the things named that are not in the picture), names_a_thing (percent of
pictures of which a thing that is there is named, persons not counted), recall (percent of the things there that are
named), n pictures; doubt_auroc (0..1: how often a caption that names something absent has less probability than one
that does not); with --captions: cider on those of the pictures that have captions, and how many, cider_n; with --boxes
as well: while the network is led along people's captions, at every word for a thing that has boxes, pointing, inside,
pointing_centre and inside_uniform as `caption` prints them."""


def evaluate_world(options: argparse.Namespace) -> dict[str, Any]:
    """What the command prints, given its options and a `device` that is there. Raises GatescopeError."""
    decoding = Decoding(mode="beam", beam=options.beam, length_norm=options.length_norm)
    objects = read_objects(options.objects)
    pictures = open_pictures(options.pictures)
    names = [name for name in objects if name in pictures][: options.limit]
    if not names:
        raise DataError(f"No picture has the name of one in {options.objects}.")
    if len(names) < len(objects) and options.limit is None:
        logging.warning("%d of the %d pictures are there", len(names), len(objects))
    people = {example.name: example for example in read_examples(options.captions)} if options.captions else {}
    network = models.load_captioner(options.weights, device=options.device)
    captioned = [name for name in people if name in pictures and name not in objects][: options.limit]
    boxes = read_boxes(options.boxes) if options.boxes else {}
    examples = [people.get(name, Example(name, ())) for name in (*names, *captioned)]
    examples = [box_mentions(one, boxes[one.name]) if one.name in boxes else one for one in examples]
    run = run_captioner(network, examples, pictures, decoding)
    words = {name: tuple(trace.caption.split()) for name, trace in run.traces.items()}
    absent = [bool(named(words[name]) - objects[name]) for name in names]
    doubts = [doubt.probability for name in names if (doubt := run.traces[name].doubt) is not None]
    scores: dict[str, Any] = {
        **score_truth({name: words[name] for name in names}, objects),
        "n": len(names),
        "doubt_auroc": area_under_roc([1 - chance for chance in doubts], absent) if len(doubts) == len(names) else None,
    }
    told = {name: words[name] for name in words if name in people}
    if told:
        both = score_captions(told, {name: people[name].captions for name in told})
        scores |= {"cider": both["cider"], "cider_n": len(told)}
    if options.boxes:
        scores |= {key: value for key, value in mean_phrase_attention(run.phrases).items() if key != "by_type"}
    return {
        **scores,
        "weights": options.weights,
        "sha256": next(iter(run.traces.values())).sha256,
        "scorer": {"library": SCORER, "beam": options.beam, "length_norm": options.length_norm},
    }


def add_command(tasks: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    """Teach a program the command `world`."""
    world = tasks.add_parser("world", help="captions of ordinary photographs", description=f"Prints {PRINTED}")
    world.set_defaults(evaluate=evaluate_world)
    add = world.add_argument
    add("--weights", required=True, metavar="NAME", help="a shipped captioner, or a folder with its weights")
    add("--pictures", required=True, nargs="+", type=Path, metavar="TAR_OR_DIR", help="found by name without suffix")
    add("--objects", required=True, type=Path, metavar="FILE.tsv", help="name.jpg, tab, COCO's things in it: a,b,c")
    add("--captions", type=Path, metavar="FILE.tsv", help="name.jpg, tab, number, tab, caption; for cider")
    add("--boxes", type=Path, metavar="FILE.jsonl", help="where COCO's things are; for pointing")
    add_decoding(world)
    return world
