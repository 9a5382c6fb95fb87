"""Captions as files of numbers: JSON and NPZ. Every file is written whole or not at all (`visualize.shared.files`)."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from models.numbers import significant
from models.trace import GATE_ARRAYS, CaptionTrace
from visualize.shared.files import save_json, save_npz


def trace_json(trace: CaptionTrace) -> dict[str, Any]:
    """A caption as plain JSON types, the answer of the API: what is not a number (or infinite) is None.

    Keys: caption, logprob (natural logarithm, as everywhere), mode, finished, unknown, model {name, sha256},
    steps [{word, probability, logprob, top [{word, probability}, likeliest first], beta, entropy (bits),
    attention (rows of columns, 6 decimals)}] with None for the last three where the network has no attention,
    beams [{parent, word, step, logprob, kept, chosen}], the tree that beam search considered (else empty), and doubt
    {probability (calibrated: the caption names nothing that is not there), threshold, doubtful, things [{step, word,
    label, present, probability, doubtful}]}, None where nothing is known of it.
    """
    return {
        "caption": trace.caption,
        "logprob": significant(trace.logprob),
        "mode": trace.mode,
        "finished": trace.finished,
        "unknown": list(trace.unknown),
        "model": {"name": trace.model, "sha256": trace.sha256},
        "steps": _steps(trace),
        "doubt": _doubt_json(trace),
        "beams": [
            {
                "parent": int(node.parent),
                "word": node.word,
                "step": int(node.step),
                "logprob": significant(node.logprob),
                "kept": bool(node.kept),
                "chosen": bool(node.chosen),
            }
            for node in trace.beams
        ],
    }


def _doubt_json(trace: CaptionTrace) -> dict[str, Any] | None:
    doubt = trace.doubt
    if doubt is None:
        return None
    return {
        "probability": significant(doubt.probability),
        "threshold": significant(doubt.threshold),
        "doubtful": bool(doubt.doubtful),
        "things": [
            {
                "step": int(thing.step),
                "word": thing.word,
                "label": thing.label,
                "present": significant(thing.present),
                "probability": significant(thing.probability),
                "doubtful": doubt.doubts(thing),
            }
            for thing in trace.things
        ],
    }


def _steps(trace: CaptionTrace) -> list[dict[str, Any]]:
    entropy = trace.entropy
    return [
        {
            "word": word,
            "probability": significant(np.exp(np.float64(trace.logprobs[step]))),
            "logprob": significant(trace.logprobs[step]),
            "top": [
                {"word": best.word, "probability": significant(best.probability)} for best in trace.candidates[step]
            ],
            "beta": None if trace.beta is None else significant(trace.beta[step]),
            "entropy": None if entropy is None else significant(entropy[step]),
            "attention": None if trace.attention is None else _rows(trace.attention[step]),
        }
        for step, word in enumerate(trace.words)
    ]


def _rows(grid: np.ndarray) -> list[list[float | None]]:
    return [[round(float(cell), 6) if math.isfinite(cell) else None for cell in row] for row in grid]


def save_trace_json(trace: CaptionTrace, path: str | Path) -> Path:
    """Write `trace_json` to a file. Raises OSError when it cannot be written there."""
    return save_json(trace_json(trace), path)


def save_trace_npz(trace: CaptionTrace, path: str | Path) -> Path:
    """Write every array of a caption for `np.load(path)`; nothing in it is pickled. T steps, H hidden units.

    words (T,) · logprobs (T,) · top_words and top_probabilities (T, 10), likeliest first · the gates input, forget,
    candidate, output, cell, hidden (T, H) and start (2, H): h and c before the first step · attention (T, R, C), beta,
    eye and entropy (T,), which are missing where the network has no attention · model, sha256, mode, caption ·
    logit_memory (T, T + 1), logit_word, logit_context, logit_eye and logit_bias (T,) as in `models.trace.LogitParts` ·
    surgery, as JSON, of a run that was operated on · of the N things that it names thing_steps (N,), thing_labels (N,),
    thing_evidence (N, R, C) and thing_chances (N, 2): present and probability as in `models.trace.Thing` · doubt (2,),
    probability and threshold. `models.io.trace_file` reads it back.

    Raises:
        OSError: it cannot be written there.
    """
    attended = {"attention": trace.attention, "beta": trace.beta, "eye": trace.eye, "entropy": trace.entropy}
    arrays = {
        "words": np.array(trace.words, dtype=np.str_),
        "logprobs": trace.logprobs,
        **_top(trace),
        **{name: getattr(trace.gates, name) for name in (*GATE_ARRAYS, "start")},
        **{name: np.array(getattr(trace, name), dtype=np.str_) for name in ("model", "sha256", "mode", "caption")},
        **_arithmetic(trace),
        **_doubt(trace),
        **{name: array for name, array in attended.items() if array is not None},
    }
    return save_npz(arrays, path)


def _arithmetic(trace: CaptionTrace) -> dict[str, np.ndarray]:
    """The parts of each word's logit, and what was done to the gates, where there is any of it."""
    parts = {} if trace.parts is None else {f"logit_{name}": array for name, array in vars(trace.parts).items()}
    surgery = {"surgery": np.array(json.dumps([asdict(cut) for cut in trace.surgery]))} if trace.surgery else {}
    return parts | surgery


def _doubt(trace: CaptionTrace) -> dict[str, np.ndarray]:
    """What is known of the things that it names and of the whole; nothing where it was not asked for."""
    if trace.doubt is None:
        return {}
    doubt = {"doubt": np.array([trace.doubt.probability, trace.doubt.threshold], np.float32)}
    if not trace.things:
        return doubt
    return doubt | {
        "thing_steps": np.array([thing.step for thing in trace.things]),
        "thing_labels": np.array([thing.label for thing in trace.things], dtype=np.str_),
        "thing_evidence": np.stack([thing.evidence for thing in trace.things]).astype(np.float32),
        "thing_chances": np.array([[thing.present, thing.probability] for thing in trace.things], np.float32),
    }


def _top(trace: CaptionTrace) -> dict[str, np.ndarray]:
    """The likeliest words as rectangles; a shorter list is filled up with "" and NaN."""
    longest = max((len(step) for step in trace.candidates), default=0)
    words = [[best.word for best in step] + [""] * (longest - len(step)) for step in trace.candidates]
    chances = [[best.probability for best in step] + [np.nan] * (longest - len(step)) for step in trace.candidates]
    return {"top_words": np.array(words, dtype=np.str_), "top_probabilities": np.array(chances, dtype=np.float32)}
