"""What the page says about each network: a title, and one line with figures that were measured, never made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ui.shared.texts import percent


@dataclass(frozen=True)
class Introduction:
    """How a network is called and what it is, in words of a student."""

    title: str
    what: str
    looks: bool  # whether it has a heatmap at all


INTRODUCTIONS = {
    "caption-attention": Introduction(
        "Guided attention",
        "Looks at the picture anew for every word; while it learned, it was told where the named things are.",
        looks=True,
    ),
    "caption-unguided": Introduction(
        "Unguided attention",
        "Looks at the picture anew for every word; where to look it had to find out from captions alone.",
        looks=True,
    ),
    "caption-plain": Introduction(
        "No attention",
        "Sees the picture once, as its first memory, and never looks again: it has no heatmap.",
        looks=False,
    ),
}


def introduce(name: str) -> Introduction:
    """The introduction of a shipped network, a plain one of any other."""
    return INTRODUCTIONS.get(name, Introduction(name, "A captioner of your own.", looks=True))


def pointing(scores: Mapping[str, Any]) -> str:
    """How often the heatmap lies on the named thing; empty where it was not measured."""
    if scores.get("pointing") is None:
        return ""
    line = f"Its heatmap peaks on the thing just named {_share(scores['pointing'])} of the time"
    notes = []
    if scores.get("pointing_centre") is not None:
        notes.append(f"the middle of the picture would be right {_share(scores['pointing_centre'])}")
    count = scores.get("phrases") or scores.get("n")
    if count:
        notes.append(f"{count:,} named things" + (f", {scores['split']} split" if scores.get("split") else ""))
    return line + (f" ({'; '.join(notes)})." if notes else ".")


def summary_line(name: str, scores: Mapping[str, Any]) -> str:
    """One line on what a network is and how often it points right."""
    return f"{introduce(name).what} {pointing(scores)}".strip()


def _share(value: float) -> str:
    """A share of 1, or already percent."""
    return percent(value if value <= 1 else value / 100)
