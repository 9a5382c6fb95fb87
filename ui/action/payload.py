"""A reading of a clip packed small enough to be sent once; afterwards the browser asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.trace import Candidate, ClipTrace, OrderRow
from ui.action.service import Reading, Recognizer
from ui.action.texts import (
    accuracy_with_motion,
    as_filmed_line,
    introduce,
    measured_accuracy,
    measured_on,
    order_verdict,
    readable_label,
    summary_line,
)
from ui.shared.encoding import encode_array, jpeg_url, pack_maps, screen_number, screen_numbers
from ui.shared.gate_payload import pack_gates

SIDE = 480  # pixels: the long side of a frame that is sent
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
        "line": summary_line(trace.model, recognizer.scores),
        "wants": introduce(trace.model).wants,
        "labels": [readable_label(label) for label in trace.labels],
        "times": [round(float(time), 3) for time in trace.times],
        "seconds": round(float(clip.seconds), 3),
        "size": list(clip.size),
        "frames": None if known == digest else [jpeg_url(frame, (SIDE, SIDE), 82, fast=True) for frame in clip.frames],
        "window": [screen_number(edge) for edge in trace.window],
        "grid": list(trace.attention.shape[1:]),
        "maps": maps,
        "scale": scale,
        "chances": encode_array(trace.probabilities, "<f2"),
        "heads": {head: _pack_top(getattr(trace, head), trace.labels) for head in ("mean_pool", "single_frame")},
        "known": trace.known,
        "threshold": screen_number(trace.threshold),
        "decided": trace.decided,
        "doubt": trace.doubt,
        "notes": [*trace.notes, *([] if filmed is None else [as_filmed_line(filmed, trace.label)])],
        "influence": screen_numbers(reading.influence),
        "memory": _pack_memory(trace),
        "gates": pack_gates(trace.gates),
    }


def pack_orders(rows: Sequence[OrderRow], scores: Mapping[str, Any]) -> dict[str, Any]:
    """The table of "Does order matter?": this clip's rows, and what was measured over many."""
    return {
        "rows": [
            {
                "way": row.way,
                "seed": row.seed,
                "heads": [_pack_answer(getattr(row, head)) for head in HEADS],
            }
            for row in rows
        ],
        "measured": {
            way: [measured_accuracy(scores, way, head) for head in HEADS]
            for way in dict.fromkeys(row.way for row in rows)
        }
        if measured_accuracy(scores)
        else None,
        "motion": accuracy_with_motion(scores),
        "many": measured_on(scores),
        "verdict": order_verdict(scores),
    }


def _pack_answer(answer: Candidate) -> list[Any]:
    return [readable_label(answer.word), screen_number(answer.probability)]


def _pack_top(chances: np.ndarray, labels: Sequence[str], count: int = 3) -> list[list[Any]]:
    return [[readable_label(labels[i]), screen_number(chances[i])] for i in np.argsort(-chances, kind="stable")[:count]]


def _pack_memory(trace: ClipTrace) -> dict[str, list[float | None]]:
    """Means over the units after each frame: how full the memory is, and how far the gates are open."""
    means = {name: getattr(trace.gates, name).mean(axis=1) for name in ("forget", "input", "output")}
    means["cell"] = np.abs(trace.gates.cell).mean(axis=1)
    return {name: screen_numbers(values) for name, values in means.items()}
