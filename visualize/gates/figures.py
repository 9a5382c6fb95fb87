"""The gates of a run on slides: the map of all units, and the story of a few. Of any `GateTrace`: T steps, H units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from models.lstm.unit_order import order_units
from models.trace import GateTrace
from visualize.shared.axes import SMALL, above, below, name_steps, place, title
from visualize.shared.style import GATE_COLOURS, GATE_DASHES, MAGNITUDE, MARGIN, MUTED, PAGE, RULE, SIGNED, page
from visualize.shared.text import fit, write

GATE_TITLES = {
    "forget": "Forget gate f: how much is kept",
    "input": "Input gate i: how much is written",
    "candidate": "Candidate g: what would be written",
    "output": "Output gate o: how much is shown",
    "cell": "Cell c: the memory itself",
    "hidden": "Hidden state h: what the world sees",
}
GATE_SYMBOLS = {"forget": "f", "input": "i", "candidate": "g", "output": "o", "cell": "c", "hidden": "h"}
ORDER_NAMES = {
    "stored": "as stored",
    "activity": "busiest on top",
    "change": "liveliest memory on top",
    "saturation": "most saturated on top",
    "similarity": "like beside like",
}
STORIES = 3  # units on one slide


def gate_map(gates: GateTrace, array: str = "forget", by: str = "similarity", caption: str = "") -> Figure:
    """All units (rows) over all steps (columns) in one of the six arrays, as a heatmap on a 16:9 slide.

    i, f and o in viridis from 0 to 1; g and h in blue, white, red from -1 to 1; c likewise, with full
    colour from the |c| that 99 in 100 values stay below.

    Args:
        array: forget, input, candidate, output, cell or hidden.
        by: the order of the units, one of `models.lstm.unit_order.ORDERS`.
        caption: what the run is of.

    Raises:
        ValueError: there is no such array or order.
    """
    if array not in GATE_TITLES:
        raise ValueError(f"There is no array {array!r}: {', '.join(GATE_TITLES)} are")
    values = getattr(gates, array)[:, order_units(gates, by)].T  # (H, T)
    figure, sheet = page(label=f"{GATE_TITLES[array]} ({caption})" if caption else GATE_TITLES[array])
    facts = f"{len(values)} units, {ORDER_NAMES[by]} · {len(gates.labels)} steps" + (f" · {caption}" if caption else "")
    how = "A row is a unit of the LSTM, a column a step: follow a row to see when the unit keeps, writes or shows."
    title(sheet, GATE_TITLES[array], facts, how)
    left, top, right = MARGIN + 0.55, 1.45, PAGE[0] - MARGIN - 1.25
    bottom = PAGE[1] - 0.75 - below(gates.labels, right - left)
    axes = place(figure, left, top, right, bottom)
    low, high, colours = scale(array, values)
    drawn = axes.imshow(values, aspect="auto", interpolation="nearest", vmin=low, vmax=high, cmap=colours)
    name_steps(axes, gates.labels, right - left)
    axes.set_ylabel("unit, in this order", size=SMALL, color=MUTED)
    bar = place(figure, right + 0.3, top, right + 0.55, bottom)
    figure.colorbar(drawn, cax=bar, extend="both" if array == "cell" else "neither").outline.set(
        edgecolor=RULE, linewidth=0.8
    )
    return figure


def scale(array: str, values: np.ndarray) -> tuple[float, float, str]:
    """Lowest and highest value of the colours, and matplotlib's name of the colours."""
    if array in ("forget", "input", "output"):
        return 0.0, 1.0, MAGNITUDE
    highest = 1.0 if array != "cell" else max(float(np.percentile(np.abs(values), 99)), 1e-6)
    return -highest, highest, SIGNED


def unit_story(gates: GateTrace, units: Sequence[int], caption: str = "") -> Figure:
    """What up to three units do over the steps: i, f and o above, g, c and h below, the words under both.

    Raises:
        ValueError: no unit, more than three, or one that is not there.
    """
    units = list(units)
    if not 1 <= len(units) <= STORIES or not all(0 <= unit < gates.cell.shape[1] for unit in units):
        raise ValueError(f"The story of 1 to {STORIES} units of {gates.cell.shape[1]} can be told, not of {units}")
    several = f"Units {', '.join(map(str, units))}" if len(units) > 1 else f"Unit {units[0]}"
    figure, sheet = page(label=f"{several} ({caption})" if caption else several)
    how = "Above: open gates are near 1, shut ones near 0. Below: the memory c takes up i·g, keeps f·c, and shows h."
    title(sheet, f"{several} of the LSTM, step by step", caption or f"{len(gates.labels)} steps", how)
    gap, left, middle = 0.75, MARGIN + 0.35, 3.95
    across = (PAGE[0] - MARGIN - left - gap * (len(units) - 1)) / len(units)
    highest = max(
        1.0, 1.1 * float(np.abs(gates.cell[:, units]).max()), 1.1 * float(np.abs(gates.start[1, units]).max())
    )
    bottom = PAGE[1] - 0.75 - below(gates.labels, across)
    for column, unit in enumerate(units):
        x = left + column * (across + gap)
        switches = place(figure, x, 2.0, x + across, middle)
        _lines(switches, gates, unit, ("forget", "input", "output"), across)
        switches.set(ylim=(-0.04, 1.04), yticks=(0, 0.5, 1), xticklabels=[])
        above(switches, f"unit {unit}")
        memory = place(figure, x, middle + 0.2, x + across, bottom)
        memory.axhline(0, color=RULE, linewidth=1)
        _lines(memory, gates, unit, ("candidate", "cell", "hidden"), across)
        memory.set(ylim=(-highest, highest))
    _key(sheet, 1.5)
    return figure


def _lines(axes: Axes, gates: GateTrace, unit: int, arrays: Sequence[str], inches: float) -> None:
    """Lines over the steps; c begins at step -1 with what was there before the first."""
    for array in arrays:
        steps, values = np.arange(len(gates.labels)), getattr(gates, array)[:, unit]
        if array == "cell":
            steps, values = np.append(-1, steps), np.append(gates.start[1, unit], values)
        line = _look(array, 3 if array == "cell" else 2.2)
        axes.plot(steps, values, marker="o" if len(steps) < 50 else "", markersize=4, **line)
    axes.set_xlim(-1.3, len(gates.labels) - 0.7)
    name_steps(axes, gates.labels, inches * len(gates.labels) / (len(gates.labels) + 0.6))


def _look(array: str, width: float) -> dict[str, Any]:
    return {"color": GATE_COLOURS[array], "linestyle": GATE_DASHES[array], "linewidth": width}


def _key(sheet: Axes, y: float) -> None:
    """Which line is which."""
    x = MARGIN + 0.35
    for array, sign in GATE_SYMBOLS.items():
        sheet.plot((x, x + 0.5), (y - 0.06, y - 0.06), **_look(array, 2.4))
        text, size = fit(f"{sign} {array}", 1.2, 13, 9)
        write(sheet, x + 0.58, y, text, size)
        x += 1.95
