"""The memory lab on a slide: curves of four networks with their bands."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.memory.kinds import NAMES
from models.trace import GradientNorms, Spread
from visualize.shared.style import ACCENT, INK, MARGIN, MUTED, PAGE, RULE, page
from visualize.shared.text import FAMILY, LINE, fit, literal, paragraph, write

# Colour and dash of each network, as on the page: told apart without colour too.
NETWORK_COLOURS = {"rnn": "#c04f00", "relu": "#a8408c", "gru": "#00785a", "lstm": ACCENT}
NETWORK_DASHES: dict[str, tuple[float, tuple[float, ...]]] = {
    "rnn": (0, (4, 2)),
    "relu": (0, (1, 1.6)),
    "gru": (0, (6, 1.6, 1, 1.6)),
    "lstm": (0, ()),
}
FLOOR, CEILING = 1e-24, 1e24  # what a logarithmic axis shows at most
SIDE = 4.1  # inches of the column of words


@dataclass(frozen=True, eq=False)
class Line:
    """One curve, (N,) each; NaN where there is no number."""

    network: str  # rnn, relu, gru or lstm
    xs: np.ndarray
    ys: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    sentence: str = ""  # beside the figure


def gradient_lines(measured: Sequence[GradientNorms], sentences: Sequence[str], cell: bool = False) -> list[Line]:
    """The gradients as curves over the steps 1..T; of c, where there is one, if `cell`."""
    lines = []
    for norms, sentence in zip(measured, sentences, strict=True):
        spread = _spread(norms, cell)
        steps = np.arange(1, norms.T + 1)
        lines.append(Line(norms.network, steps, spread.median, spread.low, spread.high, sentence))
    return lines


def _spread(norms: GradientNorms, cell: bool) -> Spread:
    return norms.cell if cell and norms.cell is not None else norms.hidden


def gradient_figure(lines: Sequence[Line], facts: str, notes: Sequence[str] = ()) -> Figure:
    """How far back the gradient measured, on a 16:9 slide. `facts`: what was measured, in one line."""
    figure, sheet, axes = _slide("How far back does the gradient reach?", facts)
    shown = np.concatenate([line.ys[np.isfinite(line.ys) & (line.ys > 0)] for line in lines] or [np.ones(1)])
    low, high = (min(shown), max(shown)) if len(shown) else (1e-2, 10)
    axes.set_yscale("log")
    axes.set_ylim(max(FLOOR, min(1e-2, low / 3)), min(CEILING, max(10, high * 3)))
    _draw(axes, lines)
    _label(axes, "step (the loss is at the last one)", "length of the gradient")
    _words(sheet, lines, notes)
    _foot(sheet, "Line: median over the seeds; band: 10th to 90th percentile. The axis counts in factors of ten.")
    return figure


def share_figure(
    title: str, facts: str, lines: Sequence[Line], chance: float, across: str, foot: str, notes: Sequence[str] = ()
) -> Figure:
    """Shares of right answers 0..1, against the distance or while a network learns, on a 16:9 slide.

    Args:
        chance: the share that blind guessing gets right.
        across: what the x axis is.
        foot: how to read it.
    """
    figure, sheet, axes = _slide(title, facts)
    axes.axhline(chance, color=MUTED, linewidth=1.2, linestyle=(0, (1, 2)))
    axes.set_ylim(-0.02, 1.04)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [f"{tick:.0%}" for tick in (0, 0.25, 0.5, 0.75, 1)])
    _draw(axes, lines)
    _label(axes, across, "right answers")
    _words(sheet, lines, notes)
    _foot(sheet, foot)
    return figure


def unit_figure(
    title: str, facts: str, labels: Sequence[str], lines: Sequence[Line], answers: Sequence[str], foot: str
) -> Figure:
    """What one unit remembers over a sequence, the answer at every step below its symbol, on a 16:9 slide."""
    figure, sheet, axes = _slide(title, facts, foot=1.75)
    axes.axhline(0, color=RULE, linewidth=1)
    _draw(axes, lines)
    every = max(1, math.ceil(len(labels) / 32))
    places = range(0, len(labels), every)
    ticks = [literal(f"{labels[step]} ({answers[step]})") for step in places]
    axes.set_xticks(list(places), ticks, rotation=60, ha="right", rotation_mode="anchor")
    _label(axes, "", "memory of the unit")
    _words(sheet, lines, ())
    _foot(sheet, foot)
    return figure


def _slide(title: str, facts: str, foot: float = 1.35) -> tuple[Figure, Axes, Axes]:
    figure, sheet = page(label=f"{title} {facts}")
    room = PAGE[0] - 2 * MARGIN
    write(sheet, MARGIN, MARGIN + 0.3, *fit(title, room, 30, 14, bold=True), bold=True)
    write(sheet, MARGIN, MARGIN + 0.68, *fit(facts, room, 15, 8), color=MUTED)
    left, top = MARGIN + 0.95, MARGIN + 1.0
    width, height = PAGE[0] - MARGIN - SIDE - left, PAGE[1] - top - foot
    axes = figure.add_axes((left / PAGE[0], foot / PAGE[1], width / PAGE[0], height / PAGE[1]))
    return figure, sheet, axes


def _draw(axes: Axes, lines: Sequence[Line]) -> None:
    for line in lines:
        colour = NETWORK_COLOURS[line.network]
        if line.low is not None and line.high is not None:
            axes.fill_between(line.xs, line.low, line.high, color=colour, alpha=0.16, linewidth=0)
        axes.plot(line.xs, line.ys, color=colour, linestyle=NETWORK_DASHES[line.network], linewidth=2.6)
    if lines and len(lines[0].xs):
        first, last = min(line.xs[0] for line in lines), max(line.xs[-1] for line in lines)
        axes.set_xlim(first, last if last > first else first + 1)


def _label(axes: Axes, across: str, up: str) -> None:
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    for edge in ("bottom", "left"):
        axes.spines[edge].set_color(RULE)
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=INK, labelsize=13, length=0, labelfontfamily=list(FAMILY))
    axes.set_xlabel(literal(across), size=15, color=MUTED, family=list(FAMILY))
    axes.set_ylabel(literal(up), size=15, color=MUTED, family=list(FAMILY))


def _words(sheet: Axes, lines: Sequence[Line], notes: Sequence[str]) -> None:
    """Beside the curves: each network's line, its name, its sentence; then what they say together."""
    left, y, room = PAGE[0] - SIDE, MARGIN + 1.2, SIDE - MARGIN
    for line in lines:
        sheet.plot(
            [left, left + 0.55],
            [y - 0.07] * 2,
            color=NETWORK_COLOURS[line.network],
            lw=2.6,
            ls=NETWORK_DASHES[line.network],
        )
        write(sheet, left + 0.7, y, NAMES[line.network], 16, bold=True)
        y = _paragraph(sheet, left, y, line.sentence, room) + 0.34
    for note in notes:
        y = _paragraph(sheet, left, y - 0.1, note, room) + 0.22


def _paragraph(sheet: Axes, left: float, y: float, text: str, room: float) -> float:
    lines, size = paragraph(text, room, 13, 9, lines=3)
    for line in lines:
        y += LINE * size
        write(sheet, left, y, line, size, color=INK)
    return y


def _foot(sheet: Axes, text: str) -> None:
    write(sheet, MARGIN, PAGE[1] - 0.36, *fit(text, PAGE[0] - 2 * MARGIN, 13, 8), color=MUTED)
