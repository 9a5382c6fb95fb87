"""The Memory tab: thin callbacks between the component in the browser and the rooms where things are measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from models.trace import GradientReach
from ui.memory_pack import Memory, pack_reach
from ui.memory_room import KINDS, ReachRoom, ReachWish
from ui.memory_words import NAMES, reach_together
from ui.streaming import stream

REACHING = 4  # visitors whose gradients are measured by turns


@dataclass(frozen=True)
class Lab:
    """The rooms behind the tab."""

    reach: ReachRoom


def build(lab: Lab) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    memory = Memory(tasks=[], elem_id="memory-lab")
    stream(memory, REACHING, reach=lambda question: _reach(lab, question))


def _reach(lab: Lab, question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    wish, began = ReachWish.read(question), monotonic()
    measured: list[GradientReach] = []
    for reach in lab.reach.reach(wish):
        measured.append(reach)
        done = len(measured) == len(KINDS)
        if not done:
            yield {"curves": [], "count": len(measured), "of": len(KINDS), "said": f"{NAMES[reach.network]} measured…"}
    yield {
        "curves": [pack_reach(reach) for reach in measured],
        "together": reach_together(measured),
        "took": _took(wish, monotonic() - began),
        "done": True,
        "of": len(KINDS),
    }


def _took(wish: ReachWish, seconds: float) -> str:
    line = f"{wish.seeds} seeds of 4 networks, measured by backpropagation in {seconds:.1f} s."
    if wish.bound and not wish.bounded.bound:
        line += " The bound is left out: at this size it would take minutes. Choose a smaller width or T."
    return line
