"""A reading of a clip as files of numbers: CSV, JSON and NPZ. Each is written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.numbers import significant
from models.trace import GATE_ARRAYS, Candidate, ClipTrace, OrderRow
from visualize.shared.files import save_json, save_npz, save_table


def clip_json(trace: ClipTrace, orders: Sequence[OrderRow] | None = None) -> dict[str, Any]:
    """A reading as plain JSON types, the answer of the API `/action`, whose documentation tells the keys."""
    return {
        "label": trace.label,
        "probability": significant(trace.probability),
        "known": trace.known,
        "top": _answers(trace.top()),
        "timeline": [
            {"seconds": significant(seconds), "top": _answers(trace.top(step))}
            for step, seconds in enumerate(trace.times)
        ],
        "frames_seen": len(trace.times),
        "decided": trace.decided + 1,
        "mean_pool": _likeliest(trace.mean_pool, trace.labels),
        "single_frame": _likeliest(trace.single_frame, trace.labels),
        "notes": list(trace.remarks),
        "model": {"name": trace.model, "sha256": trace.sha256},
        "order": None if orders is None else [_order(row) for row in orders],
    }


def _order(row: OrderRow) -> dict[str, Any]:
    heads = {head: _answers([getattr(row, head)])[0] for head in ("lstm", "mean_pool", "single_frame")}
    return {"way": row.way, "seed": row.seed, **heads}


def _answers(answers: Sequence[Candidate]) -> list[dict[str, Any]]:
    return [{"label": answer.word, "probability": significant(answer.probability)} for answer in answers]


def _likeliest(chances: np.ndarray, labels: Sequence[str]) -> dict[str, Any]:
    best = int(chances.argmax())
    return {"label": labels[best], "probability": significant(chances[best])}


def save_clip_json(trace: ClipTrace, path: str | Path) -> Path:
    """Write `clip_json` to a file. Raises OSError when it cannot be written there."""
    return save_json(clip_json(trace), path)


def save_clip_csv(trace: ClipTrace, influence: np.ndarray, path: str | Path) -> Path:
    """One line a frame: frame, seconds, label, influence, then the probability of every label. Raises OSError."""
    return save_table(_rows(trace, influence), path)


def _rows(trace: ClipTrace, influence: np.ndarray) -> Iterator[list[Any]]:
    yield ["frame", "seconds", "label", "influence", *trace.labels]
    for step, chances in enumerate(trace.probabilities):
        label = trace.labels[int(chances.argmax())]
        yield [step + 1, f"{trace.times[step]:.3f}", label, *(f"{value:.7g}" for value in (influence[step], *chances))]


def save_clip_npz(trace: ClipTrace, influence: np.ndarray, path: str | Path) -> Path:
    """Every array of a reading for `np.load(path)`; nothing in it is pickled. T frames, C labels, H hidden units.

    labels (C,) · times (T,) seconds · frames (T, h, w, 3) · attention (T, R, C') · window · logits and probabilities
    (T, C) · mean_pool and single_frame (C,) · influence (T,) · the gates input, forget, candidate, output, cell, hidden
    (T, H) and start (2, H) · model, sha256, label. Raises OSError.
    """
    arrays = {name: getattr(trace, name) for name in ("times", "frames", "attention", "logits", "probabilities")}
    arrays |= {name: getattr(trace, name) for name in ("mean_pool", "single_frame")}
    arrays |= {name: getattr(trace.gates, name) for name in (*GATE_ARRAYS, "start")}
    words = {name: np.array(getattr(trace, name), dtype=np.str_) for name in ("labels", "model", "sha256", "label")}
    return save_npz({**arrays, **words, "influence": influence, "window": np.array(trace.window)}, path)
