"""How far a caption is to be believed: by what its own run knows, calibrated on pictures that it was not trained on.

Each thing that a caption names gets a probability that it is there (logistic regression on what the encoder sees of it
and how sure the word was); the caption gets one that all of them are. The coefficients lie in the captioner's
config.json, where `training.caption.calibration` put them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from models.errors import WeightsError
from models.things import PERSON, THINGS, find_things
from models.trace import CaptionTrace, Doubt, Thing


@dataclass(frozen=True)
class DoubtModel:
    """Coefficients of two logistic regressions, each with its constant first."""

    thing: tuple[float, ...]  # of `thing_features`
    caption: tuple[float, ...]  # of `caption_features`
    threshold: float  # 0..1: a caption less likely to be true is marked

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> DoubtModel | None:
        """What a captioner's configuration says under `doubt`; None where it says nothing.

        Raises:
            WeightsError: what it says cannot be read.
        """
        told = config.get("doubt")
        if told is None:
            return None
        try:
            return cls(tuple(told["thing"]), tuple(told["caption"]), float(told["threshold"]))
        except (KeyError, TypeError, ValueError) as error:
            raise WeightsError(
                "What config.json says under “doubt” cannot be read: fetch the weights again."
            ) from error


def mentioned_things(trace: CaptionTrace, evidence: np.ndarray) -> list[Thing]:
    """The things that a caption names, not yet judged: evidence (P, C) log-odds of each thing in each cell."""
    side = int(len(evidence) ** 0.5)
    present = np.logaddexp.reduce(evidence, axis=0) - np.log(len(evidence))  # (C,) log-odds
    words = trace.words[:-1] if trace.finished else trace.words
    things = []
    for mention in find_things(words):
        number = THINGS.index(mention.thing)
        cells = evidence[:, number].reshape(side, side).astype(np.float32)
        chance = float(logistic(present[number]))
        things.append(Thing(mention.position, words[mention.position], mention.thing, cells, chance, chance))
    return things


def thing_features(trace: CaptionTrace, thing: Thing) -> list[float]:
    """What is known of one named thing: log-odds in the picture, log-odds where it looked, the word's logprob."""
    present = float(np.clip(thing.present, 1e-4, 1 - 1e-4))
    looked = thing.evidence.max() if trace.attention is None else (trace.attention[thing.step] * thing.evidence).sum()
    sure = float(np.nan_to_num(trace.logprobs[thing.step], nan=-10.0))
    person = float(thing.label == PERSON)
    return [1.0, np.log(present / (1 - present)), float(np.clip(looked, -10, 10)), max(sure, -10.0), person]


def caption_features(trace: CaptionTrace, chances: Sequence[float]) -> list[float]:
    """What is known of a whole caption: the logarithm of all its things' chances at once, and its mean logprob."""
    together = float(np.log(np.clip(chances, 1e-4, 1)).sum()) if len(chances) else 0.0
    return [1.0, together, max(float(np.nanmean(trace.logprobs)), -10.0)]


def judge(trace: CaptionTrace, evidence: np.ndarray, model: DoubtModel) -> tuple[tuple[Thing, ...], Doubt]:
    """The things that a caption names, each with its calibrated probability, and the caption's own.

    Args:
        evidence: (P, C) log-odds of each thing in each cell, as `models.encoder.Encoder.evidence` gives them.
    """
    things = mentioned_things(trace, evidence)
    chances = [float(logistic(np.dot(model.thing, thing_features(trace, thing)))) for thing in things]
    judged = tuple(replace(thing, probability=chance) for thing, chance in zip(things, chances, strict=True))
    whole = float(logistic(np.dot(model.caption, caption_features(trace, chances))))
    return judged, Doubt(whole, model.threshold)


def logistic(x: Any) -> Any:
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(x, np.float64)))
