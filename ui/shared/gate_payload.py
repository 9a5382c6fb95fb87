"""The gates of a run, packed for the gate inspector in the browser: small enough to travel with every run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from models.errors import MediaError
from models.lstm.unit_order import ORDERS, order_units
from models.trace import GateTrace
from ui.shared.encoding import decode_array, encode_array

WIRE_ARRAYS = ("input", "forget", "candidate", "output")  # the memory c and h follow from these and the start
SHARE, SIGNED = 65535, 32767  # what the numbers 1.0 of 0..1 and of -1..1 travel as
LARGEST = 4_000_000  # numbers of one gate that are unpacked: 200 steps of 20,000 units


def pack_gates(gates: GateTrace) -> dict[str, Any]:
    """All six arrays as plain JSON, T steps x H units: about 110 kB for 20 steps of 512 units.

    Four gates travel as little-endian 16-bit numbers in base64, (T, H) row by row: f, i and o as `uint16 / 65535`, g as
    `(uint16 - 32768) / 32767`; `start` (2, H) as float32. That is closer than half floats where it counts, near f = 1.
    The browser works out c = f * c_before + i * g and h = o * tanh(c) again, right to 1e-3 over 20 steps. `orders` are
    the rows of the map in their different orders, numbers of units as uint16.

    Raises:
        ValueError: the gates have no step or no unit.
    """
    if not gates.forget.size:
        raise ValueError("There are no gates to pack")
    return {
        "labels": list(gates.labels),
        "steps": gates.forget.shape[0],
        "units": gates.forget.shape[1],
        **{name: encode_array(_integers(getattr(gates, name), name), "<u2") for name in WIRE_ARRAYS},
        "start": encode_array(gates.start, "<f4"),
        "orders": {by: encode_array(order_units(gates, by), "<u2") for by in ORDERS if by != "stored"},
    }


def unpack_gates(packed: Any) -> GateTrace:
    """The way back, for runs that only the browser still has: float32 arrays, c and h worked out again.

    Raises:
        MediaError: it is not what `pack_gates` makes.
    """
    try:
        return _unpack(packed)
    except (TypeError, ValueError, KeyError, OverflowError) as error:
        raise MediaError("These are not the gates of a run: open the run again.") from error


def _unpack(packed: Mapping[str, Any]) -> GateTrace:
    steps, units = int(packed["steps"]), int(packed["units"])
    labels = tuple(str(label)[:200] for label in packed["labels"])
    if steps < 1 or units < 1 or steps * units > LARGEST or len(labels) != steps:
        raise ValueError("steps, units and labels do not fit each other")
    raw = {name: decode_array(packed[name], "<u2", (steps, units)) for name in WIRE_ARRAYS}
    i, f, o = (raw[name] / np.float32(SHARE) for name in ("input", "forget", "output"))
    g = (raw["candidate"].astype(np.float32) - (SIGNED + 1)) / SIGNED
    start = decode_array(packed["start"], "<f4", (2, units)).astype(np.float32)
    if not np.isfinite(start).all():
        raise ValueError("the start is not finite")
    cell, memory = np.empty((steps, units), np.float32), start[1]
    for step in range(steps):
        memory = cell[step] = f[step] * memory + i[step] * g[step]
    return GateTrace(labels, i, f, g, o, cell, o * np.tanh(cell), start)


def _integers(gate: np.ndarray, name: str) -> np.ndarray:
    if name == "candidate":
        return np.rint(SIGNED * np.clip(gate, -1, 1)) + (SIGNED + 1)
    return np.rint(SHARE * np.clip(gate, 0, 1))
