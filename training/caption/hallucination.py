"""Are captions true? Which things they name that are there, and which that are not.

CHAIR_i (Rohrbach et al. 2018, arXiv 1809.02156): of the things named, how many are not in the picture.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.things import PERSON, THINGS, find_things
from training.shared.data import Example, Phrase
from training.shared.pictures import DataError, bare_name

Things = Mapping[str, frozenset[str]]  # by the picture's name: which of COCO's things are in it


def read_objects(path: Path | str) -> dict[str, frozenset[str]]:
    """Which things are in which picture: a file of lines `name.jpg <tab> a,b,c`. Raises DataError."""
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise DataError(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.") from None
    objects: dict[str, frozenset[str]] = {}
    for number, line in enumerate((line for line in lines if line.strip()), start=1):
        name, tab, things = line.partition("\t")
        objects[bare_name(name)] = frozenset(thing.strip() for thing in things.split(",") if thing.strip())
        unknown = objects[bare_name(name)] - set(THINGS)
        if not tab or unknown:
            told = f": COCO has no “{min(unknown)}”" if unknown else ""
            raise DataError(f"Line {number} of {path} is not of the form: picture name, tab, things of COCO{told}.")
    if not objects:
        raise DataError(f"There is no picture in {path}.")
    return objects


def box_mentions(example: Example, entry: Mapping[str, Any]) -> Example:
    """The example with a boxed phrase for every thing that its captions name and that has boxes.

    `entry` has `width`, `height` and `objects`, each with the `label` of COCO's thing and its `box` x1, y1, x2, y2.
    """
    boxes: defaultdict[str, list[list[float]]] = defaultdict(list)
    scale = np.array([entry["width"], entry["height"]] * 2, np.float32)
    for item in entry["objects"]:
        boxes[item["label"]].append(item["box"])
    phrases = tuple(
        Phrase(" ".join(words), words, at, at, thing, np.array(boxes[thing], np.float32) / scale, index)
        for index, words in enumerate(example.captions)
        for at, thing in find_things(words)
        if thing in boxes
    )
    return replace(example, phrases=phrases)


def read_boxes(path: Path) -> dict[str, dict[str, Any]]:
    """Each picture's entry in a file of one JSON object a line. Raises DataError."""
    try:
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        return {bare_name(entry["name"]): entry for entry in entries}
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise DataError(f"{path} cannot be read as a box file, one JSON object a line ({problem}).") from None


def named(words: Sequence[str]) -> frozenset[str]:
    """The things that a caption names."""
    return frozenset(mention.thing for mention in find_things(words))


def score_truth(captions: Mapping[str, Sequence[str]], objects: Things) -> dict[str, float]:
    """How true captions are, words by the picture's name. A thing named twice in a caption counts once.

    Returns:
        chair_i: percent of the things named that are not there; names_a_thing: percent of pictures of which a thing
        that is there is named, persons not counted; recall: percent of the things that are there that are named.
    """
    wrong = told = hits = right = there = 0
    for name, words in captions.items():
        things = named(words)
        wrong += len(things - objects[name])
        told += len(things)
        right += len(things & objects[name])
        there += len(objects[name])
        hits += bool(things & objects[name] - {PERSON})
    return {
        "chair_i": 100 * wrong / max(told, 1),
        "names_a_thing": 100 * hits / max(len(captions), 1),
        "recall": 100 * right / max(there, 1),
    }


def area_under_roc(scores: Sequence[float] | np.ndarray, positive: Collection[bool] | np.ndarray) -> float | None:
    """How often a positive case has a higher score than a negative one, 0..1; None where one kind is missing."""
    found, right = np.asarray(scores, np.float64), np.asarray(list(positive), bool)
    high, low = found[right], found[~right]
    if not len(high) or not len(low):
        return None
    return float((high[:, None] > low).mean() + 0.5 * (high[:, None] == low).mean())
