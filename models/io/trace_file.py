"""A run that was saved as .npz, read back as the value it was. Of any origin, so nothing in it is believed unseen.

What `visualize.caption.files.save_trace_npz` writes comes back, but for the tree of beam search, which is not in it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import BinaryIO

import numpy as np

from models.errors import MediaError, OptionError
from models.io.npz import read_npz
from models.options import MODES
from models.surgery import Surgery, read_surgery
from models.things import THINGS
from models.trace import END, GATE_ARRAYS, Candidate, CaptionTrace, Doubt, GateTrace, LogitParts, Thing

PARTS = ("memory", "word", "context", "eye", "bias")
TEXTS = ("model", "sha256", "mode")
ATTENTION_ARRAYS = ("attention", "beta", "eye")
TOP = ("top_words", "top_probabilities")
DOUBT_ARRAYS = ("thing_steps", "thing_labels", "thing_evidence", "thing_chances", "doubt")
STORED_NAMES = ("words", "logprobs", *TOP, *GATE_ARRAYS, "start", *ATTENTION_ARRAYS, *TEXTS, "surgery",
                *DOUBT_ARRAYS, *(f"logit_{part}" for part in PARTS))  # fmt: skip
STEPS, UNITS, CELLS, WORD = 1000, 8192, 10_000, 200  # at most: steps, hidden units, cells of a grid, letters of a word
NOT_OURS = "This file is no run saved by this page: {}."


def read_trace(source: str | Path | BinaryIO) -> CaptionTrace:
    """A caption's run, as `visualize.caption.files.save_trace_npz` wrote it; `beams` is empty.

    Raises:
        MediaError: it is no such file, or something in it cannot be: a shape, a range, or a memory that its own gates
            do not make.
    """
    arrays = read_npz(source, STORED_NAMES)
    gates = _gates(arrays)
    texts = {name: _text(arrays, name) for name in TEXTS}
    if texts["mode"] not in MODES or not re.fullmatch(r"[0-9a-f]{0,64}", texts["sha256"]):
        raise MediaError(NOT_OURS.format("it does not say which network made it, and how"))
    steps = len(gates.labels)
    logprobs = _numbers(arrays, "logprobs", (steps,), -np.inf, 1e-3, missing=True)
    unknown = tuple(word for word, value in zip(gates.labels, logprobs, strict=True) if np.isnan(value))
    if END in gates.labels[:-1] or (unknown and gates.labels[-1] != END):
        raise MediaError(NOT_OURS.format("its caption does not end where it should"))
    attention, beta, eye = _attention(arrays, steps)
    return CaptionTrace(
        model=texts["model"],
        sha256=texts["sha256"],
        mode=texts["mode"],
        words=gates.labels,
        logprobs=logprobs,
        candidates=_candidates(arrays, steps),
        attention=attention,
        beta=beta,
        gates=gates,
        unknown=unknown,
        parts=_parts(arrays, steps),
        surgery=_surgery(arrays, gates),
        eye=eye,
        things=_things(arrays, gates.labels),
        doubt=_doubt(arrays),
    )


def read_gates(source: str | Path | BinaryIO) -> GateTrace:
    """The gates alone of any saved run of an LSTM: words, the six arrays (T, H), start (2, H). Raises MediaError."""
    return _gates(read_npz(source, ("words", *GATE_ARRAYS, "start")))


def same_network(trace: CaptionTrace, name: str, sha256: str) -> None:
    """Make sure that a run was made by the network of this name and these weights.

    Raises:
        OptionError: it was not.
    """
    if trace.sha256 != sha256:
        raise OptionError(
            f"This run was made by another network ({trace.model or 'unnamed'}, sha256 {trace.sha256[:12]}…) than the "
            f"one loaded here ({name}, sha256 {sha256[:12]}…): operate on a run of this one."
        )


def _gates(arrays: dict[str, np.ndarray]) -> GateTrace:
    words = arrays.get("words")
    if words is None or words.dtype.kind != "U" or words.ndim != 1 or not 1 <= len(words) <= STEPS:
        raise MediaError(NOT_OURS.format(f"it has no list of 1 to {STEPS} words"))
    labels = tuple(str(word) for word in words)
    forget = arrays.get("forget", words)
    if forget.ndim != 2 or not 1 <= forget.shape[1] <= UNITS or max(map(len, labels)) > WORD:
        raise MediaError(NOT_OURS.format(f"it has no layer of 1 to {UNITS} units"))
    size = (len(labels), forget.shape[1])
    lows = dict.fromkeys(GATE_ARRAYS, 0.0) | {"candidate": -1.0, "hidden": -1.0, "cell": -1e6}
    highs = dict.fromkeys(GATE_ARRAYS, 1.0) | {"cell": 1e6}
    found = {name: _numbers(arrays, name, size, lows[name], highs[name]) for name in GATE_ARRAYS}
    gates = GateTrace(labels, **found, start=_numbers(arrays, "start", (2, size[1]), -1e6, 1e6))
    before = np.concatenate([gates.start[1:], gates.cell[:-1]])  # (T, H)
    cell, hidden = gates.forget * before + gates.input * gates.candidate, gates.output * np.tanh(gates.cell)
    if not np.allclose(cell, gates.cell, 1e-3, 1e-3) or not np.allclose(hidden, gates.hidden, 1e-3, 1e-3):
        raise MediaError(NOT_OURS.format("its gates do not make its memory"))
    return gates


def _numbers(
    arrays: dict[str, np.ndarray], name: str, shape: tuple[int, ...], low: float, high: float, missing: bool = False
) -> np.ndarray:
    """A float32 array of this shape with values from `low` to `high`; NaN only where some may be `missing`."""
    found = arrays.get(name)
    if found is None or found.shape != shape or found.dtype.kind != "f":
        raise MediaError(NOT_OURS.format(f"“{name}” is missing or has another shape than its words want"))
    found = found.astype(np.float32)
    inside = (found >= low) & (found <= high) & (np.isfinite(found) | (low == -np.inf))
    if not (inside | np.isnan(found) if missing else inside).all():
        raise MediaError(NOT_OURS.format(f"“{name}” has a value that cannot be"))
    return found


def _text(arrays: dict[str, np.ndarray], name: str) -> str:
    found = arrays.get(name)
    if found is None or found.dtype.kind != "U" or found.shape != () or found.dtype.itemsize > 4 * 100_000:
        raise MediaError(NOT_OURS.format(f"“{name}” is missing or no text"))
    return str(found)


def _candidates(arrays: dict[str, np.ndarray], steps: int) -> tuple[tuple[Candidate, ...], ...]:
    words = arrays.get("top_words")
    if words is None or words.dtype.kind != "U" or words.ndim != 2 or len(words) != steps or words.shape[1] > 100:
        raise MediaError(NOT_OURS.format("its list of likely words is missing or has another shape"))
    chances = _numbers(arrays, "top_probabilities", words.shape, 0.0, 1.0 + 1e-4, missing=True)
    return tuple(
        tuple(
            Candidate(str(word), float(chance))
            for word, chance in zip(row, numbers, strict=True)
            if not np.isnan(chance)
        )
        for row, numbers in zip(words, chances, strict=True)
    )


def _attention(
    arrays: dict[str, np.ndarray], steps: int
) -> tuple[np.ndarray | None, np.ndarray | None, np.ndarray | None]:
    """Attention, beta and the eye's gate: all, or none."""
    if not set(ATTENTION_ARRAYS) & set(arrays):
        return None, None, None
    shape = arrays.get("attention", arrays[next(iter(set(ATTENTION_ARRAYS) & set(arrays)))]).shape
    if len(shape) != 3 or not 1 <= shape[1] * shape[2] <= CELLS:
        raise MediaError(NOT_OURS.format("its attention is no grid for each word"))
    attention = _numbers(arrays, "attention", (steps, *shape[1:]), 0.0, 1.0 + 1e-4)
    if not np.allclose(attention.sum(axis=(1, 2)), 1.0, atol=1e-2):
        raise MediaError(NOT_OURS.format("its attention does not sum to one for each word"))
    beta, eye = (_numbers(arrays, name, (steps,), 0.0, 1.0) for name in ("beta", "eye"))
    return attention, beta, eye


def _doubt(arrays: dict[str, np.ndarray]) -> Doubt | None:
    if "doubt" not in arrays:
        return None
    probability, threshold = _numbers(arrays, "doubt", (2,), 0.0, 1.0).tolist()
    return Doubt(probability, threshold)


def _things(arrays: dict[str, np.ndarray], words: tuple[str, ...]) -> tuple[Thing, ...]:
    """The things that the caption names, each with its evidence."""
    if "thing_steps" not in arrays:
        return ()
    steps, labels, evidence = arrays["thing_steps"], arrays.get("thing_labels"), arrays.get("thing_evidence")
    if steps.dtype.kind != "i" or steps.ndim != 1 or not 1 <= len(steps) <= len(words):
        raise MediaError(NOT_OURS.format("its list of things has another shape"))
    if labels is None or labels.shape != steps.shape or not set(labels.tolist()) <= set(THINGS):
        raise MediaError(NOT_OURS.format("it names things that nobody knows"))
    if steps.min() < 0 or steps.max() >= len(words) or evidence is None or evidence.ndim != 3:
        raise MediaError(NOT_OURS.format("its things are not in its words"))
    if not 1 <= evidence.shape[1] * evidence.shape[2] <= CELLS:
        raise MediaError(NOT_OURS.format("its evidence is no grid"))
    evidence = _numbers(arrays, "thing_evidence", (len(steps), *evidence.shape[1:]), -1e6, 1e6)
    chances = _numbers(arrays, "thing_chances", (len(steps), 2), 0.0, 1.0)
    return tuple(
        Thing(int(step), words[step], str(label), cells, float(present), float(probability))
        for step, label, cells, (present, probability) in zip(steps, labels, evidence, chances, strict=True)
    )


def _parts(arrays: dict[str, np.ndarray], steps: int) -> LogitParts | None:
    if not any(f"logit_{part}" in arrays for part in PARTS):
        return None
    shapes = {"memory": (steps, steps + 1)}
    found = {
        part: _numbers(arrays, f"logit_{part}", shapes.get(part, (steps,)), -1e6, 1e6, missing=True) for part in PARTS
    }
    return LogitParts(**found)


def _surgery(arrays: dict[str, np.ndarray], gates: GateTrace) -> tuple[Surgery, ...]:
    if "surgery" not in arrays:
        return ()
    try:
        given = json.loads(_text(arrays, "surgery"))
        return read_surgery(given, gates.forget.shape[1], STEPS)
    except (ValueError, RecursionError, OptionError) as error:
        raise MediaError(NOT_OURS.format("what it says of surgery cannot be")) from error
