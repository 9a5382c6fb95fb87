"""Runs as files: figures, JSON and NPZ. Every file is written whole or not at all (`visualize.shared.files`)."""

from __future__ import annotations

import io
import json
import math
from dataclasses import asdict
from pathlib import Path
from threading import Lock
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from models.trace import CaptionTrace
from visualize.caption.animation import (
    animation as animation,  # `visualize.caption.files` is where the rest of the house looks for it
)
from visualize.shared.files import atomically
from visualize.shared.style import DPI
from visualize.shared.text import plain

# The same figure gives the same bytes: no dates, no random ids. Words stay words that can be searched and edited
# (PDF carries its font along; SVG names it, and the figures leave room for another of its width).
SETTINGS = {"svg.hashsalt": "gatescope", "svg.fonttype": "none", "pdf.fonttype": 42}
UNDATED: dict[str, dict[str, Any]] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
_settings = Lock()  # matplotlib keeps these settings for the whole process, and two visitors may save at once


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure as PNG (200 dpi), SVG or PDF, as the suffix of `path` says. Returns the path.

    Raises:
        ValueError: another suffix.
        OSError: it cannot be written there.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in UNDATED:
        raise ValueError(f"A figure can be saved as .png, .svg or .pdf, not as {path.name!r}")
    drawn = io.BytesIO()
    metadata = UNDATED[kind] | {"Title": plain(figure.get_label()) or "Gatescope"}
    with _settings, matplotlib.rc_context(SETTINGS):
        figure.savefig(drawn, format=kind, dpi=DPI, facecolor=figure.get_facecolor(), metadata=metadata)
    with atomically(path) as file:
        file.write(drawn.getbuffer())
    return path


def trace_json(trace: CaptionTrace) -> dict[str, Any]:
    """A caption as plain JSON types, the answer of the API: what is not a number (or infinite) is None.

    Keys: caption, logprob (natural logarithm, as everywhere), mode, finished, unknown, model {name, sha256},
    steps [{word, probability, logprob, top [{word, probability}, likeliest first], beta, entropy (bits),
    attention (rows of columns, 6 decimals)}] with None for the last three where the network has no attention, and
    beams [{parent, word, step, logprob, kept, chosen}], the tree that beam search considered (else empty).
    """
    return {
        "caption": trace.caption,
        "logprob": _number(trace.logprob),
        "mode": trace.mode,
        "finished": trace.finished,
        "unknown": list(trace.unknown),
        "model": {"name": trace.model, "sha256": trace.sha256},
        "steps": _steps(trace),
        "beams": [
            {
                "parent": int(node.parent),
                "word": node.word,
                "step": int(node.step),
                "logprob": _number(node.logprob),
                "kept": bool(node.kept),
                "chosen": bool(node.chosen),
            }
            for node in trace.beams
        ],
    }


def _steps(trace: CaptionTrace) -> list[dict[str, Any]]:
    entropy = trace.entropy
    return [
        {
            "word": word,
            "probability": _number(np.exp(np.float64(trace.logprobs[step]))),
            "logprob": _number(trace.logprobs[step]),
            "top": [{"word": best.word, "probability": _number(best.probability)} for best in trace.candidates[step]],
            "beta": None if trace.beta is None else _number(trace.beta[step]),
            "entropy": None if entropy is None else _number(entropy[step]),
            "attention": None if trace.attention is None else _rows(trace.attention[step]),
        }
        for step, word in enumerate(trace.words)
    ]


def _number(value: Any) -> float | None:
    """Seven significant digits: all that a float32 holds."""
    return float(f"{value:.7g}") if math.isfinite(value) else None


def _rows(grid: np.ndarray) -> list[list[float | None]]:
    return [[round(float(cell), 6) if math.isfinite(cell) else None for cell in row] for row in grid]


def save_json(trace: CaptionTrace, path: str | Path) -> Path:
    """Write `trace_json` to a file. Raises OSError when it cannot be written there."""
    text = json.dumps(trace_json(trace), allow_nan=False)
    with atomically(path) as file:
        file.write(text.encode("ascii") + b"\n")
    return Path(path)


def trace_npz(trace: CaptionTrace, path: str | Path) -> Path:
    """Write every array of a caption for `np.load(path)`; nothing in it is pickled. T steps, H hidden units.

    words (T,) · logprobs (T,) · top_words and top_probabilities (T, 10), likeliest first · the gates input, forget,
    candidate, output, cell, hidden (T, H) and start (2, H): h and c before the first step · attention (T, R, C), beta
    and entropy (T,), which are missing where the network has no attention · model, sha256, mode, caption · logit_memory
    (T, T + 1), logit_word, logit_context and logit_bias (T,) as in `models.trace.LogitParts` · surgery, as JSON, of a
    run that was operated on. `models.io.trace_file` reads it back.

    Raises:
        OSError: it cannot be written there.
    """
    gates = trace.gates
    arrays = {
        "words": np.array(trace.words, dtype=np.str_),
        "logprobs": trace.logprobs,
        **_top(trace),
        **{
            name: getattr(gates, name) for name in ("input", "forget", "candidate", "output", "cell", "hidden", "start")
        },
        **{name: np.array(getattr(trace, name), dtype=np.str_) for name in ("model", "sha256", "mode", "caption")},
        **_arithmetic(trace),
    }
    looks = {"attention": trace.attention, "beta": trace.beta, "entropy": trace.entropy}
    with atomically(path) as file:
        np.savez_compressed(file, **arrays, **{name: array for name, array in looks.items() if array is not None})
    return Path(path)


def _arithmetic(trace: CaptionTrace) -> dict[str, np.ndarray]:
    """The parts of each word's logit, and what was done to the gates, where there is any of it."""
    parts = {} if trace.parts is None else {f"logit_{name}": array for name, array in vars(trace.parts).items()}
    surgery = {"surgery": np.array(json.dumps([asdict(cut) for cut in trace.surgery]))} if trace.surgery else {}
    return parts | surgery


def _top(trace: CaptionTrace) -> dict[str, np.ndarray]:
    """The likeliest words as rectangles; a shorter list is filled up with "" and NaN."""
    longest = max((len(step) for step in trace.candidates), default=0)
    words = [[best.word for best in step] + [""] * (longest - len(step)) for step in trace.candidates]
    chances = [[best.probability for best in step] + [np.nan] * (longest - len(step)) for step in trace.candidates]
    return {"top_words": np.array(words, dtype=np.str_), "top_probabilities": np.array(chances, dtype=np.float32)}
