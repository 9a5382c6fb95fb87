"""What NumPy and the project's own Python make of a run's gates, for the tests of the browser's arithmetic in Node."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from models.caption.decoding import choose_greedily, decode, to_trace
from models.lstm.cell_attribution import ledger
from models.lstm.probing import probe_signal
from models.lstm.saturation import Saturation, saturated, saturation
from models.lstm.top_activations import TopActivations
from models.lstm.unit_order import ORDERS, order_units
from models.trace import CaptionTrace, GateTrace
from tests.networks import encode, grid, tiny_decoder
from tests.traces import make_gate_trace
from ui.caption.payload import pack_trace
from ui.gates.payload import pack_top_activations
from ui.shared.gate_payload import pack_gates
from visualize.shared.heat import heat_table

ARRAYS = ("forget", "input", "output", "candidate", "cell", "hidden")
LABELS = ("a", "dog", "a", "red", "ball", "a", "<end>")
UNITS = 24
OPEN, SHUT = 0.7, 0.25  # thresholds, both multiples of 0.05
SEEDS = (0, 1, 2)  # of runs


def gates_fixture() -> dict[str, Any]:
    """Plain JSON: packed runs, as they travel, beside what is to come out of them."""
    return {
        "runs": [_run(make_gate_trace(LABELS, UNITS, seed)) for seed in SEEDS] + [_run(make_gate_trace(["x"], 5))],
        "steady": _run(_steady()),
        "counts": _counts(),
        "signals": _signals(make_gate_trace([f"s{step}" for step in range(12)], UNITS, 5)),
        "captions": [_caption(tiny_decoder(attention)) for attention in (6, None)],
        "colours": {
            "table": base64.b64encode(heat_table()[:, :3].tobytes()).decode("ascii"),
            "rgb": heat_table()[:, :3].tolist(),
        },
    }


def _run(gates: GateTrace) -> dict[str, Any]:
    book = ledger(gates)
    left, right = saturated(gates, SHUT, OPEN)
    return {
        "packed": pack_gates(gates),
        "labels": list(gates.labels),
        **{name: getattr(gates, name).tolist() for name in ARRAYS},
        "before": gates.start[1].tolist(),
        "orders": {by: order_units(gates, by).tolist() for by in ORDERS},
        "shares": book.shares.tolist(),
        "contributions": book.contributions.tolist(),  # (T, T + 1, H)
        "half_life": [_finite(value) for value in book.half_life],
        "median_half_life": _finite(np.median(book.half_life)),
        "open": dict(zip(("input", "forget", "output"), right.tolist(), strict=True)),
        "shut": dict(zip(("input", "forget", "output"), left.tolist(), strict=True)),
        "full_colour": float(np.sort(np.abs(gates.cell), axis=None)[int(0.98 * (gates.cell.size - 1))]),
    }


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _steady() -> GateTrace:
    """A layer that never forgets anything, and one unit that never held anything: f = 1 at every step."""
    gates = make_gate_trace(LABELS, UNITS, 7)
    forget, start = np.ones_like(gates.forget), gates.start.copy()
    wrote = gates.input * gates.candidate
    wrote[:, 0], start[:, 0] = 0, 0
    candidate = np.where(np.arange(UNITS) == 0, np.float32(0), gates.candidate)
    cell = start[1] + np.cumsum(wrote, axis=0, dtype=np.float32)
    return GateTrace(
        gates.labels, gates.input, forget, candidate, gates.output, cell, gates.output * np.tanh(cell), start
    )


def _counts() -> dict[str, Any]:
    """Many runs counted in bins, as `ui.gates.tab` sends them, and the shares that Python reads off the same bins."""
    counted: Saturation = saturation([make_gate_trace(LABELS, UNITS, seed) for seed in range(6)])
    empty = np.zeros((UNITS, 5))
    units = TopActivations("", ("p.jpg",), (LABELS,), empty.astype(np.uint8), empty.astype(np.uint8), empty, counted)
    return {
        "packed": pack_top_activations(units, {}),
        "units": UNITS,
        "steps": counted.steps,
        "edges": [
            {"open": high, "shut": low, "right": counted.right(high).tolist(), "left": counted.left(low).tolist()}
            for low, high in ((0.05, 0.95), (0.1, 0.9), (0.15, 0.6), (0.45, 0.5))
        ],  # input, forget, output
    }


def _signals(gates: GateTrace) -> dict[str, Any]:
    steps = len(gates.labels)
    draw = np.random.default_rng(11)
    signals = {
        "position": np.arange(steps, dtype=np.float64),
        "noise": draw.normal(size=steps),
        "a unit's own": gates.cell[:, 3].astype(np.float64),
        "and its opposite": -2 * gates.hidden[:, 9].astype(np.float64) + 5,
    }
    found = []
    for array in ("cell", "hidden", "forget"):
        for name, values in signals.items():
            best = probe_signal(gates, values, array)
            found.append(
                {
                    "array": array, "name": name, "signal": values.tolist(), "ranked": best.ranked.tolist(),
                    "r": best.r.tolist(), "p": best.p.tolist(), "p_best": best.p_best.tolist(),
                }
            )  # fmt: skip
    return {"packed": pack_gates(gates), "found": found}


def _caption(captioner: Any) -> dict[str, Any]:
    """A caption of a small network with its score split into parts, and the whole score of every word."""
    scene = encode(captioner, grid())
    caption = decode(captioner, scene, choose_greedily, 8)[0]
    trace: CaptionTrace = to_trace(captioner, scene, caption, typed=(), model="tiny", sha256="", mode="greedy")
    assert trace.parts is not None
    return {"packed": {**pack_trace(trace), "title": "Tiny"}, "total": trace.parts.total.tolist()}
