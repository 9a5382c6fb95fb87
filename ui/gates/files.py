"""The gates of a run as figures and numbers to take home, and a saved run opened again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from models.errors import GatescopeError, MediaError, OptionError
from models.io.trace_file import read_gates, read_trace
from models.lstm.saturation import saturated
from models.surgery import read_surgery
from models.trace import CaptionTrace, GateTrace
from ui.caption.gallery import Example
from ui.caption.payload import pack_trace
from ui.caption.pictures import find_picture
from ui.caption.service import Room, Wish
from ui.caption.texts import KNOWN
from ui.gates.payload import pack_gates, unpack_gates
from ui.shared.events import Lost, Question, download, new_file, uploaded
from visualize.caption.files import save_figure
from visualize.gates.attribution_figures import ledger_triangle, logit_bars, saturation_plot
from visualize.gates.figures import gate_map, unit_story
from visualize.gates.files import gates_csv, gates_npz

FIGURE_KINDS, NUMBER_KINDS = ("png", "svg", "pdf"), ("npz", "csv")
LARGEST = 64_000_000  # bytes of gates that the browser sends back


def save(room: Room, gallery: Mapping[str, Example], question: Question) -> dict[str, Any]:
    """A figure or the numbers of the run on the page, which the server makes again or the browser sends along.

    Raises:
        Lost: the browser has to send it (again).
        GatescopeError: it cannot be made, in one sentence.
    """
    run, title = _run(room, gallery, question), str(question.get("title", ""))[:200]
    kind, name = str(question.get("kind", "")), str(question.get("figure", ""))
    if kind in NUMBER_KINDS:
        gates = run if isinstance(run, GateTrace) else run.gates
        path = new_file(f"gates {title}", kind)
        return download((gates_npz if kind == "npz" else gates_csv)(gates, path))
    if kind not in FIGURE_KINDS:
        raise OptionError(f"Gates can be saved as {', '.join((*FIGURE_KINDS, *NUMBER_KINDS))}.")
    return download(save_figure(draw(run, name, question, title), new_file(f"{name} {title}", kind)))


def draw(run: CaptionTrace | GateTrace, name: str, wish: Mapping[str, Any], title: str = "") -> Figure:
    """The figure of this name, as the page shows it: `wish` has array, order, units, start, open and shut.

    Raises:
        OptionError: there is no such figure, or what it is to show is not there.
    """
    gates = run if isinstance(run, GateTrace) else run.gates
    array, order, start = (str(wish.get(key, ""))[:40] for key in ("array", "order", "start"))
    units = [unit for unit in wish.get("units") or [0] if isinstance(unit, int)]
    figures = {
        "map": lambda: gate_map(gates, array, order, title),
        "story": lambda: unit_story(gates, units[:3], title),
        "ledger": lambda: ledger_triangle(gates, start or "start", title),
        "saturation": lambda: _plot(gates, wish, title, units),
    }
    if isinstance(run, CaptionTrace):
        figures["saying"] = lambda: logit_bars(run, start or "start")
    if name not in figures:
        raise OptionError(f"There is no such figure of this run: choose one of {', '.join(figures)}.")
    try:
        return figures[name]()
    except (ValueError, IndexError) as error:
        raise OptionError(f"{error}.") from error


def _plot(gates: GateTrace, wish: Mapping[str, Any], title: str, units: list[int]) -> Figure:
    low, high = (_threshold(wish.get(key), usual) for key, usual in (("shut", 0.1), ("open", 0.9)))
    left, right = saturated(gates, low, high)
    return saturation_plot(left, right, low, high, facts=title, pinned=units)


def _threshold(value: Any, usual: float) -> float:
    return float(value) if isinstance(value, int | float) else usual


def _run(room: Room, gallery: Mapping[str, Example], question: Question) -> CaptionTrace | GateTrace:
    """The run that the page shows: made again, or its gates as the browser sent them."""
    if question.get("gates"):
        path = uploaded(question.get("path"))
        if path is None:
            raise Lost
        return unpack_gates(_json(path))
    picture, wish = find_picture(room, gallery, question), Wish.read(question)
    trace = room.caption(str(question.get("model")), picture, wish)
    cuts = read_surgery(question.get("surgery"), trace.gates.cell.shape[1], len(trace.words))
    return room.caption(trace.model, picture, replace(wish, surgery=cuts)) if cuts else trace


def _json(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise MediaError("This run is too long to be saved: it has more numbers than fit.")
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise MediaError("These are not the gates of a run: open the run again.") from error


def open_run(room: Room, question: Question) -> dict[str, Any]:
    """A saved run as the page shows it: whole if it was saved from the Caption tab, else its gates alone.

    Raises:
        Lost: the browser has to send it.
        MediaError: it is no saved run.
    """
    path = uploaded(question.get("path"))
    if path is None:
        raise Lost
    try:
        trace = read_trace(path)
    except MediaError as error:
        return {"gates": pack_gates(_gates_alone(path, error))}
    title = KNOWN[trace.model].title if trace.model in KNOWN else trace.model or "A captioner"
    return {"trace": pack_trace(trace, title, ""), "notes": _notes(room, trace)}


def _gates_alone(path: Path, error: GatescopeError) -> GateTrace:
    try:
        return read_gates(path)
    except MediaError:
        raise error from None


def _notes(room: Room, trace: CaptionTrace) -> list[str]:
    """What is to be said of a run of another network than those on the page."""
    notes = ["This run was operated on."] if trace.surgery else []
    here = room.networks.get(trace.model)
    if here is None or here.sha256 != trace.sha256:
        notes.append(
            f"It was made by another network ({trace.model or 'unnamed'}, sha256 {trace.sha256[:12]}…) than those that "
            "are loaded here: it can be read, but not be run again or compared with theirs number by number."
        )
    return notes
