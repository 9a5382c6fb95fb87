"""A reading of a clip packed small enough to be sent once; afterwards the browser asks nothing more."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.trace import Candidate, ClipTrace, OrderRow
from ui.action.gallery import frame_url
from ui.action.service import Reading, Recognizer
from ui.action.texts import both_ways, introduce, line, many, measured, moving_average, spoken, verdict
from ui.caption.payload import pack_maps
from ui.gates.payload import pack_gates
from ui.shared.component import Component

SIDE = 480  # pixels: the long side of a frame that is sent
GATES = ("forget", "input", "output")
HEADS = ("lstm", "mean_pool", "single_frame")


def pack_reading(
    reading: Reading, recognizer: Recognizer, *, known: str = "", filmed: str | None = None
) -> dict[str, Any]:
    """What the browser needs to show one reading for good: plain JSON, 0.1 to 0.6 MB.

    Args:
        known: content hash of a clip whose frames the browser has already; they are not sent again.
        filmed: of a clip that is played backwards, its label as filmed.
    """
    clip, trace = reading.clip, reading.trace
    maps, scale = pack_maps(trace.attention)
    digest = clip.content_hash
    return {
        "hash": digest,
        "key": f"clip-{trace.model}-{digest[:24]}",
        "model": trace.model,
        "title": introduce(trace.model).title,
        "line": line(trace.model, recognizer.scores),
        "wants": introduce(trace.model).wants,
        "labels": [spoken(label) for label in trace.labels],
        "times": [round(float(time), 3) for time in trace.times],
        "seconds": round(float(clip.seconds), 3),
        "size": list(clip.size),
        "frames": None if known == digest else [frame_url(frame, (SIDE, SIDE), 82) for frame in clip.frames],
        "window": [_plain(edge) for edge in trace.window],
        "grid": list(trace.attention.shape[1:]),
        "maps": maps,
        "scale": scale,
        "chances": base64.b64encode(trace.probabilities.astype("<f2").tobytes()).decode("ascii"),
        "heads": {head: _top(getattr(trace, head), trace.labels) for head in ("mean_pool", "single_frame")},
        "known": trace.known,
        "threshold": _plain(trace.threshold),
        "decided": trace.decided,
        "doubt": trace.doubt,
        "notes": [*trace.notes, *([] if filmed is None else [both_ways(filmed, trace.label)])],
        "influence": [_plain(value) for value in reading.influence],
        "memory": _memory(trace),
        "gates": pack_gates(trace.gates),
    }


def pack_orders(rows: Sequence[OrderRow], scores: Mapping[str, Any]) -> dict[str, Any]:
    """The table of "Does order matter?": this clip's rows, and what was measured over many."""
    return {
        "rows": [
            {
                "way": row.way,
                "seed": row.seed,
                "heads": [_said(getattr(row, head)) for head in HEADS],
            }
            for row in rows
        ],
        "measured": {
            way: [measured(scores, way, head) for head in HEADS] for way in dict.fromkeys(row.way for row in rows)
        }
        if measured(scores)
        else None,
        "motion": moving_average(scores),
        "many": many(scores),
        "verdict": verdict(scores),
    }


def _said(answer: Candidate) -> list[Any]:
    return [spoken(answer.word), _plain(answer.probability)]


def _top(chances: np.ndarray, labels: Sequence[str], count: int = 3) -> list[list[Any]]:
    return [[spoken(labels[i]), _plain(chances[i])] for i in np.argsort(-chances, kind="stable")[:count]]


def _memory(trace: ClipTrace) -> dict[str, list[float | None]]:
    """Means over the units after each frame: how full the memory is, and how far the gates are open."""
    means = {name: getattr(trace.gates, name).mean(axis=1) for name in GATES}
    means["cell"] = np.abs(trace.gates.cell).mean(axis=1)
    return {name: [_plain(value) for value in values] for name, values in means.items()}


def _plain(value: Any) -> float | None:
    """Five digits are more than a screen shows; NaN and infinity are not JSON."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


class ClipViewer(Component):
    """The Action tab's one component: choose a clip, watch the label form, ask whether order mattered.

    Its events: `ask` (a clip is to be read, or played in other orders) and `save` (a file is wanted).
    """

    ROOM = "action"
