"""The gates of a run as figures and numbers to take home."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from models.errors import OptionError
from models.lstm.saturation import saturated
from models.trace import CaptionTrace, GateTrace
from ui.shared.events import new_file
from visualize.gates.attribution_figures import ledger_triangle, logit_bars, saturation_plot
from visualize.gates.figures import gate_map, unit_story
from visualize.gates.files import save_gates_csv, save_gates_npz
from visualize.shared.files import save_figure

FIGURE_FORMATS, NUMBER_FORMATS = ("png", "svg", "pdf"), ("npz", "csv")


def save(run: CaptionTrace | GateTrace, asked: Mapping[str, Any]) -> Path:
    """A figure or the numbers of a run; `asked` has kind, title, figure and what `draw` takes.

    Raises:
        OptionError: it cannot be made, in one sentence.
    """
    title, name = str(asked.get("title", ""))[:200], str(asked.get("figure", ""))
    suffix = str(asked.get("kind", ""))
    if suffix in NUMBER_FORMATS:
        path, gates = new_file(f"gates {title}", suffix), _gates(run)
        return save_gates_npz(gates, path) if suffix == "npz" else save_gates_csv(gates, path)
    if suffix not in FIGURE_FORMATS:
        raise OptionError(f"Gates can be saved as {', '.join((*FIGURE_FORMATS, *NUMBER_FORMATS))}.")
    return save_figure(draw(run, name, asked, title), new_file(f"{name} {title}", suffix))


def draw(run: CaptionTrace | GateTrace, name: str, asked: Mapping[str, Any], title: str = "") -> Figure:
    """The figure of this name, as the page shows it: `asked` has array, order, units, start, open and shut.

    Raises:
        OptionError: there is no such figure, or what it is to show is not there.
    """
    gates = _gates(run)
    array, order, start = (str(asked.get(key, ""))[:40] for key in ("array", "order", "start"))
    units = [unit for unit in asked.get("units") or [0] if isinstance(unit, int)]
    figures = {
        "map": lambda: gate_map(gates, array, order, title),
        "story": lambda: unit_story(gates, units[:3], title),
        "ledger": lambda: ledger_triangle(gates, start or "start", title),
        "saturation": lambda: _draw_saturation(gates, asked, title, units),
    }
    if isinstance(run, CaptionTrace):
        figures["saying"] = lambda: logit_bars(run, start or "start")
    if name not in figures:
        raise OptionError(f"There is no such figure of this run: choose one of {', '.join(figures)}.")
    try:
        return figures[name]()
    except (ValueError, IndexError) as error:
        raise OptionError(f"{error}.") from error


def _gates(run: CaptionTrace | GateTrace) -> GateTrace:
    return run if isinstance(run, GateTrace) else run.gates


def _draw_saturation(gates: GateTrace, asked: Mapping[str, Any], title: str, units: list[int]) -> Figure:
    low, high = (_threshold(asked.get(key), usual) for key, usual in (("shut", 0.1), ("open", 0.9)))
    left, right = saturated(gates, low, high)
    return saturation_plot(left, right, low, high, facts=title, pinned=units)


def _threshold(value: Any, usual: float) -> float:
    return float(value) if isinstance(value, int | float) else usual
