"""Who is still remembered, what that says for the words, which gates are stuck: a run's arithmetic on slides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.lstm.cell_attribution import ledger
from models.trace import GATES, CaptionTrace, GateTrace
from visualize.shared.axes import SMALL, above, below, name_steps, place, title
from visualize.shared.style import GATE_COLOURS, INK, MAGNITUDE, MARGIN, MUTED, PAGE, PAPER, RULE, page
from visualize.shared.text import FAMILY, fit, literal

NUMBERS = 24  # sources up to which the shares are written out


def ledger_triangle(gates: GateTrace, start: str = "picture", caption: str = "") -> Figure:
    """Who is still remembered: for each step (row) the share of each source (column) in the memory, on a 16:9 slide.

    Shares are those of `models.lstm.cell_attribution.Ledger.shares`, over all units together.

    Args:
        start: what the memory before the first step stands for.
        caption: what the run is of.
    """
    shares, steps = ledger(gates).shares, len(gates.labels)  # (T, T + 1)
    figure, sheet = page(label="Who is still remembered" + (f" ({caption})" if caption else ""))
    how = (
        "Read a row: at this word's step, so many per cent of all memory (sum of |c| over the units) "
        "had been written at the step of each column's word."
    )
    title(sheet, "Who is still remembered", caption or f"{gates.cell.shape[1]} units, {steps} steps", how)
    left, top, right = MARGIN + 1.15, 1.45, PAGE[0] - MARGIN - 1.0
    bottom = PAGE[1] - 0.75 - below((start, *gates.labels), right - left)
    axes = place(figure, left, top, right, bottom)
    shown = np.ma.masked_where(np.triu(np.ones_like(shares), k=2) > 0, 100 * shares)
    highest = max(float(100 * shares.max()), 1.0)
    drawn = axes.imshow(shown, aspect="auto", interpolation="nearest", vmin=0, vmax=highest, cmap=MAGNITUDE)
    name_steps(axes, (start, *gates.labels), right - left)
    every = -(-steps // 40)
    size = float(np.clip(0.8 * 72 * (bottom - top) / steps * every, 6, SMALL))
    rows = range(0, steps, every)
    names = [literal(fit(gates.labels[step], 1.0, size, size)[0]) for step in rows]
    axes.set_yticks(list(rows), names, size=size)
    axes.spines[["top", "right"]].set_visible(False)
    if steps < NUMBERS:
        _write_shares(axes, shares, highest, min((right - left) / (steps + 1), 2 * (bottom - top) / steps))
    bar = place(figure, right + 0.25, top, right + 0.45, bottom)
    figure.colorbar(drawn, cax=bar, format="%d %%").outline.set(edgecolor=RULE, linewidth=0.8)
    return figure


def _write_shares(axes: Axes, shares: np.ndarray, highest: float, pitch: float) -> None:
    """Each share in its cell, in per cent, light on dark and dark on light."""
    for step, source in zip(*np.tril_indices(len(shares), k=1, m=shares.shape[1]), strict=True):
        red, green, blue, _ = colormaps[MAGNITUDE](100 * shares[step, source] / highest)
        ink = PAPER if 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2 < 0.18 else INK
        look: dict[str, Any] = {"ha": "center", "va": "center", "family": list(FAMILY)}
        share = f"{100 * shares[step, source]:.0f}"
        axes.text(float(source), float(step), share, size=min(15, 22 * pitch), color=ink, **look)


def logit_bars(trace: CaptionTrace, start: str = "picture") -> Figure:
    """What put each word of a caption there: its logit as a stack of exact parts (`models.trace.LogitParts`), a column
    a word. Parts for the word go up from 0, parts against it down.

    Raises:
        ValueError: the run did not keep them.
    """
    if trace.parts is None:
        raise ValueError("This run did not keep the parts of its logits")
    parts, steps = trace.parts, np.arange(len(trace.words))
    earlier = parts.memory[:, 1:].sum(axis=1) - parts.memory[steps, steps + 1]
    stack = {
        f"memory of the {start}": (parts.memory[:, 0], GATE_COLOURS["forget"]),
        "memory of earlier steps": (earlier, GATE_COLOURS["input"]),
        "written in this step": (parts.memory[steps, steps + 1], GATE_COLOURS["candidate"]),
        "previous word": (parts.word, GATE_COLOURS["hidden"]),
        "looked at now": (parts.context, GATE_COLOURS["output"]),
        "the eye's evidence": (parts.eye, GATE_COLOURS["cell"]),
        "always there": (parts.bias, RULE),
    }
    figure, sheet = page(label=f"From memory to word ({trace.caption})")
    how = (
        "Above 0: for the word, below: against it. The dot is the sum: its logit less the mean of all words'. "
        "tanh(c) is shared out in proportion to c."
    )
    title(sheet, "From memory to word", f"{trace.caption} · {trace.model}", how)
    left, right = MARGIN + 0.5, PAGE[0] - MARGIN - 2.6
    axes = place(figure, left, 1.35, right, PAGE[1] - 0.75 - below(trace.words, right - left))
    up, down = np.zeros(len(steps)), np.zeros(len(steps))
    for number, (name, (values, colour)) in enumerate(stack.items()):
        values = np.nan_to_num(values.astype(np.float64))
        if not values.any():
            continue  # a network that never looks again has nothing to show here
        base = np.where(values >= 0, up, down)
        look: dict[str, Any] = {"color": colour, "edgecolor": PAPER, "linewidth": 0.8, "label": name}
        axes.bar(steps, values, 0.72, base, hatch=("", "//", "", "..", "", "xx", "")[number], **look)
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
    axes.plot(steps, parts.total, "o", color=INK, markersize=7, label="sum: the word's logit")
    axes.axhline(0, color=INK, linewidth=1)
    axes.set_xlim(-0.6, len(steps) - 0.4)
    name_steps(axes, trace.words, right - left)
    axes.legend(
        loc="upper left", bbox_to_anchor=(1.01, 1), frameon=False, prop={"family": list(FAMILY), "size": SMALL},
        reverse=True,
    )  # fmt: skip
    return figure


def saturation_plot(
    left: np.ndarray,
    right: np.ndarray,
    low: float = 0.1,
    high: float = 0.9,
    *,
    facts: str = "",
    pinned: Sequence[int] = (),
) -> Figure:
    """Units by how often their gates are wide open (right) or shut (left): Karpathy, Johnson, Fei-Fei 2015, fig. 3.

    Units at one and the same place are one circle, its area in step with their number.

    Args:
        left, right: (3, H) 0..1 as `models.lstm.saturation` counts them: input, forget, output.
        low, high: the thresholds that they were counted with.
        facts: what was counted: "9 steps of one caption".
        pinned: units that are marked with their numbers.
    """
    figure, sheet = page(label="Which gates are stuck")
    how = (
        "A circle is one or more units. High up: open in almost every step (a forget gate there keeps). "
        "Far right: shut in almost every step. Near 0: neither."
    )
    title(sheet, "How saturated the gates are", f"{left.shape[1]} units" + (f" · {facts}" if facts else ""), how)
    gap = 0.6
    across = (PAGE[0] - 2 * MARGIN - 0.55 - 2 * gap) / 3
    for column, name in enumerate(("forget", "input", "output")):
        gate, x = GATES.index(name), MARGIN + 0.55 + column * (across + gap)
        axes = place(figure, x, 1.75, x + across, 1.75 + across)  # a square: its two sides are of one kind
        axes.plot((0, 1), (1, 0), color=RULE, linewidth=1)
        places, counts = np.unique(np.stack([left[gate], right[gate]], axis=1), axis=0, return_counts=True)
        sizes = 14 + 500 * counts / left.shape[1]
        axes.scatter(places[:, 0], places[:, 1], s=sizes, color=GATE_COLOURS[name], alpha=0.6, linewidth=0)
        _pin(axes, left[gate], right[gate], pinned)
        axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
        axes.set_xlabel(f"share of steps below {low:g}", size=SMALL, color=MUTED)
        if column == 0:
            axes.set_ylabel(f"share of steps above {high:g}", size=SMALL, color=MUTED)
        above(axes, f"{name} gate")
    return figure


def _pin(axes: Axes, x: np.ndarray, y: np.ndarray, units: Sequence[int]) -> None:
    """Mark these units where they lie, with their numbers; those at one place share one mark."""
    spots: dict[tuple[float, float], list[int]] = {}
    for unit in units:
        spots.setdefault((float(x[unit]), float(y[unit])), []).append(unit)
    for spot, together in spots.items():
        axes.plot(*spot, "o", markersize=9, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.6)
        names = ", ".join(map(str, together))
        axes.annotate(names, spot, (6, 6), textcoords="offset points", size=SMALL, color=INK, family=list(FAMILY))
