"""Axes on a slide: placed in inches, their steps named, their lines as thin as the rest of the house."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from visualize.shared.style import INK, MARGIN, MUTED, PAGE, RULE
from visualize.shared.text import FAMILY, LINE, fit, literal, printable, width, write

SMALL = 12  # points of what stands on axes
MOST = 48  # names of steps that are written at most


def place(figure: Figure, left: float, top: float, right: float, bottom: float) -> Axes:
    """Axes in a box, in inches from the top left corner of the page."""
    high, wide = PAGE[1], PAGE[0]
    axes = figure.add_axes((left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high))
    axes.tick_params(colors=MUTED, labelcolor=INK, labelsize=SMALL, width=0.6, length=3, labelfontfamily=list(FAMILY))
    for spine in axes.spines.values():
        spine.set(color=RULE, linewidth=0.8)
    return axes


def title(sheet: Axes, text: str, facts: str, how: str) -> None:
    """The head of a slide, a line of facts below it, and at the foot how to read it."""
    room = PAGE[0] - 2 * MARGIN
    write(sheet, MARGIN, MARGIN + 0.25, *fit(text, room, 26, 14, bold=True), bold=True)
    write(sheet, MARGIN, MARGIN + 0.62, *fit(facts, room, 15, 9), color=MUTED)
    write(sheet, MARGIN, PAGE[1] - 0.32, *fit(how, room, 13, 8), color=MUTED)


def name_steps(axes: Axes, labels: Sequence[str], inches: float) -> None:
    """Write the names of the steps under axes of this width whose step t lies at x = t; aslant where they are long."""
    shown, pitch = _shown(labels, inches)
    names = [literal(fit(labels[step], 1.0, SMALL, SMALL)[0]) for step in shown]
    look: dict[str, Any] = {"size": SMALL}
    if not level(labels, inches):
        size = max(6.0, min(SMALL, 0.9 * pitch / LINE))
        look = {"size": size, "rotation": 45, "ha": "right", "va": "top", "rotation_mode": "anchor"}
    axes.set_xticks(list(shown), names, **look)


def level(labels: Sequence[str], inches: float) -> bool:
    """Whether the names of all steps find room side by side in this width."""
    shown, pitch = _shown(labels, inches)
    return all(width(labels[step], SMALL) < 0.94 * pitch for step in shown)


def below(labels: Sequence[str], inches: float) -> float:
    """Inches that the names of the steps take below axes of this width."""
    return 0.35 if level(labels, inches) else 0.9


def _shown(labels: Sequence[str], inches: float) -> tuple[range, float]:
    """The steps whose names are written, and the inches from one to the next."""
    every = math.ceil(len(labels) / MOST)
    return range(0, len(labels), every), inches / len(labels) * every


def above(axes: Axes, text: str, size: float = 14) -> None:
    """A heading over axes, left."""
    axes.text(
        0, 1.02, printable(text), transform=axes.transAxes, size=size, weight="bold", color=INK, va="bottom",
        family=list(FAMILY), parse_math=False,
    )  # fmt: skip
