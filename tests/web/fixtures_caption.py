"""What the caption room's browser modules must compute, computed by NumPy, SciPy and the project's own Python."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.spatial.distance import jensenshannon

from models.trace import END, BeamNode, CaptionTrace, Doubt
from tests.traces import WORDS, make_caption_trace
from ui.caption.payload import pack_trace
from visualize.caption.texts import doubt_sentence

GRID = (3, 5)  # rows, columns: not square, so that no test passes with the two of them exchanged
WAYS: dict[str, dict[str, Any]] = {
    "attention": {},
    "plain": {"attention": False, "words": ("a", "dog", "runs")},  # cut off: it does not end
    "beam": {"mode": "beam"},
    "forced": {"mode": "forced", "words": ("a", "zebra", "and", "a", "yak", END), "unknown": ("zebra", "yak")},
    "one": {"words": (END,)},
}


def caption_fixture() -> dict[str, Any]:
    """Plain JSON: captions as they are sent and what is right of each; pairs of maps; the cells of a grid."""
    traces = {name: _trace(seed, **options) for seed, (name, options) in enumerate(WAYS.items())}
    return {
        "captions": [
            {"name": name, "sent": {**pack_trace(one), "title": name}, **_right(one)} for name, one in traces.items()
        ],
        "beam": _beam(traces["beam"]),
        "doubts": _doubts(),
        "divergences": _divergences(),
        "cells": _cells(),
    }


def _trace(seed: int, words: tuple[str, ...] = WORDS, **options: Any) -> CaptionTrace:
    return make_caption_trace(words, seed=seed, grid=GRID, **options)


def _right(trace: CaptionTrace) -> dict[str, Any]:
    """What the page must know of a caption of T steps, with maps of P cells: the shape of each is beside it."""
    chances = [None if math.isnan(value) else math.exp(value) for value in trace.logprobs]
    right: dict[str, Any] = {
        "probabilities": chances,  # (T,)
        "finished": trace.finished,
        "spoken": trace.caption.split(),
        "rest": [1 - sum(best.probability for best in step) for step in trace.candidates],  # (T,)
        "shares": None,
    }
    if trace.attention is None or trace.entropy is None:
        return right
    maps = trace.attention.reshape(len(trace.words), -1)  # (T, P)
    return right | {
        "shares": maps.tolist(),  # (T, P)
        "shifts": [None, *(_divergence(*pair) for pair in pairwise(maps))],  # (T,) bits
        "most": maps.argmax(axis=0).tolist(),  # (P,)
        "relative": (maps / maps.max(axis=0)).tolist(),  # (T, P)
        "cells": np.exp2(trace.entropy).tolist(),  # (T,) as many, looked at alike, have this entropy
    }


def _doubts() -> list[dict[str, Any]]:
    """Captions from hardly to nearly always right, with and without doubtful things; one of which nothing is known."""
    found = []
    for doubt, chances in ((0.0, (0.1, 0.2)), (0.31, (0.9, 0.2)), (0.45, (0.9, 0.8)), (0.81, (0.9, 0.3)), (0.97, ())):
        trace = make_caption_trace(("a", "dog", "and", "a", "cat", END) if chances else ("a", "field", END), grid=GRID)
        things = tuple(replace(thing, probability=chance) for thing, chance in zip(trace.things, chances, strict=True))
        found.append(replace(trace, things=things, doubt=Doubt(doubt, 0.5)))
    found.append(replace(make_caption_trace(grid=GRID), doubt=None))
    return [
        {
            "sent": {**pack_trace(one), "title": "doubt"},
            "sentence": doubt_sentence(one),
            "evidence": [thing.evidence.ravel().tolist() for thing in one.things],
        }
        for one in found
    ]


def _divergence(before: np.ndarray, after: np.ndarray) -> float:
    return float(jensenshannon(before.astype(float), after.astype(float), base=2) ** 2)  # bits


def _divergences() -> list[dict[str, Any]]:
    """Pairs of maps from alike to disjoint, not all of them scaled to sum to 1, and their divergence in bits."""
    draw = np.random.default_rng(7)
    pairs = [(draw.dirichlet(np.full(15, one)), draw.dirichlet(np.full(15, one))) for one in (0.05, 0.5, 5, 50)]
    pairs += [
        (2 * pairs[0][0], 0.3 * pairs[1][1]),
        (np.eye(15)[3], np.eye(15)[4]),
        (np.eye(15)[3], np.full(15, 1 / 15)),
    ]
    return [{"before": p.tolist(), "after": q.tolist(), "bits": _divergence(p, q)} for p, q in pairs]


def _cells() -> dict[str, Any]:
    """A picture somewhere on a screen, and the middle of each cell of a grid on it."""
    box = {"left": 31.5, "top": 7.25, "width": 640.0, "height": 333.0}
    row, column = np.unravel_index(np.arange(GRID[0] * GRID[1]), GRID)
    x = box["left"] + (column + 0.5) / GRID[1] * box["width"]
    y = box["top"] + (row + 0.5) / GRID[0] * box["height"]
    return {"grid": GRID, "box": box, "middles": np.stack([x, y], axis=1).tolist()}


def _beam(trace: CaptionTrace) -> dict[str, Any]:
    """What each hypothesis says, and how those of each step stand in their column, likeliest first."""
    order = [
        sorted(
            (number for number, node in enumerate(trace.beams) if node.step == step),
            key=lambda number: (not trace.beams[number].kept, -trace.beams[number].logprob),
        )
        for step in range(len(trace.words))
    ]
    return {"says": [_says(trace.beams, number) for number in range(len(trace.beams))], "order": order}


def _says(beams: tuple[BeamNode, ...], number: int) -> str:
    node = beams[number]
    before = _says(beams, node.parent) if node.parent >= 0 else ""
    return f"{before}." if node.word == END else f"{before} {node.word}".strip()
