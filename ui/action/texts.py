"""What the page says about recognizers and their labels; every figure comes from what was measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.shared.texts import percent


@dataclass(frozen=True)
class Introduction:
    """How a recognizer is called, what it is, and for which clips."""

    title: str
    what: str
    wants: str  # which clips it is for, and what to do with others
    drawn: bool = False  # whether the clips that ship are drawn for it


INTRODUCTIONS = {
    "action-gestures": Introduction(
        "27 gestures",
        "Learned from a depth camera: the nearer, the brighter; one person, nothing behind.",
        "It knows only the pictures of a depth camera. The examples are drawn as one would see them; an ordinary video "
        "is outside what it knows.",
        drawn=True,
    ),
    "action-ucf12": Introduction(
        "12 sports and instruments",
        "Learned from short videos of archery, basketball, cricket, riding, surfing, playing music, pizza and yo-yo.",
        "It is for your own videos: nothing of that kind can be drawn honestly, so no example is shipped. "
        "Drop a clip of a cello, a horse race or a yo-yo.",
    ),
}


def introduce(name: str) -> Introduction:
    """The introduction of a shipped recognizer, a plain one of any other."""
    return INTRODUCTIONS.get(name, Introduction(name, "A recognizer of your own.", ""))


READABLE_LABELS = {
    "draw circle cw": "circle clockwise",
    "draw circle ccw": "circle counter-clockwise",
    "draw x": "draw an X",
}


def readable_label(label: str) -> str:
    """A data set's label as a student reads it: "a24_sit_to_stand" -> "sit to stand", "YoYo" -> "yo yo"."""
    words = re.sub(r"^a\d+_", "", label).replace("_", " ")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", words).lower()
    return READABLE_LABELS.get(words, words)


def measured_accuracy(scores: Mapping[str, Any], way: str = "forward", head: str = "lstm") -> dict[str, float] | None:
    """One cell of the held-out table, {accuracy, low, high} as ratios; None where it was not measured."""
    found: Any = scores.get("order")
    for key in (way, head):
        found = found.get(key) if isinstance(found, Mapping) else None
    if not isinstance(found, Mapping) or found.get("accuracy") is None:
        return None
    return {key: float(found[key]) for key in ("accuracy", "low", "high")}


def measured_on(scores: Mapping[str, Any]) -> str:
    """Which clips the figures were measured on. The weights that ship learned from all, those of the card did not."""
    count = scores.get("n")
    return f"{count:,} clips that a network of the same recipe never saw" if count else "clips that it never saw"


def order_verdict(scores: Mapping[str, Any]) -> str:
    """What the measured figures say about order, in words; empty where there are none.

    Two accuracies count as different where neither lies in the other's 95 % interval.
    """
    lstm, mean, back = (
        measured_accuracy(scores),
        measured_accuracy(scores, head="mean_pool"),
        measured_accuracy(scores, "reversed"),
    )
    if lstm is None or mean is None:
        return ""
    sentences = [f"Over {measured_on(scores)}: {_beside_the_average(lstm, mean)}"]
    if back is not None:
        sentences.append(_backwards(lstm, back))
    motion = accuracy_with_motion(scores)
    if motion is not None:
        sentences.append(_beside_motion(lstm, motion, back is not None and _alike(lstm, back)))
    return " ".join(sentences)


def accuracy_with_motion(scores: Mapping[str, Any]) -> dict[str, float] | None:
    """The average that sees what moved too, {accuracy, low, high}; None where it was not measured."""
    return measured_accuracy({"order": {"forward": {"lstm": scores.get("mean_pool_with_motion")}}})


def _beside_motion(lstm: Mapping[str, float], motion: Mapping[str, float], either_way: bool) -> str:
    figures = f"An average that also sees what moved from frame to frame gets {percent(motion['accuracy'])}"
    if either_way:
        return f"{figures}: how much moves helps, in whatever order."
    if lstm["accuracy"] > motion["accuracy"] and not _alike(lstm, motion):
        return f"{figures}: what the LSTM has above it is memory."
    return f"{figures}: what counts of the order seems to lie between neighbouring frames, little in a long memory."


def _beside_the_average(lstm: Mapping[str, float], mean: Mapping[str, float]) -> str:
    figures = f"{percent(mean['accuracy'])} right, the LSTM {percent(lstm['accuracy'])}"
    if _alike(lstm, mean):
        return f"averaging the frames is as good as reading them in order ({figures}). What is seen decides."
    if lstm["accuracy"] > mean["accuracy"]:
        return f"averaging the frames falls behind ({figures})."
    return f"averaging the frames is even better than reading them in order ({figures})."


def _backwards(lstm: Mapping[str, float], back: Mapping[str, float]) -> str:
    if _alike(lstm, back):
        return f"Backwards the LSTM is about as good ({percent(back['accuracy'])}): it hardly needs the order."
    if lstm["accuracy"] > back["accuracy"]:
        return f"Backwards the LSTM drops to {percent(back['accuracy'])}: the order carries the answer."
    return f"Backwards the LSTM is even better ({percent(back['accuracy'])})."


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return other["low"] <= one["accuracy"] <= other["high"] or one["low"] <= other["accuracy"] <= one["high"]


def as_filmed_line(filmed: str, backwards: str) -> str:
    """What the same frames give when they are played the other way round."""
    if filmed == backwards:
        return f"As filmed, the same frames give “{readable_label(filmed)}” too."
    return f"As filmed, the same frames give “{readable_label(filmed)}”: it is their order that makes the difference."


def summary_line(name: str, scores: Mapping[str, Any]) -> str:
    """One line on what a recognizer is and how often it is right."""
    right = measured_accuracy(scores)
    if right is None:
        return introduce(name).what
    return f"{introduce(name).what} Of {measured_on(scores)}, {percent(right['accuracy'])} come out right."
