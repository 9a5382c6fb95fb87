"""The browser component: a run packed small enough to be sent once, and the page's own code that shows it.

After the answer has arrived nothing more is asked: stepping, playing, hovering and full screen happen in the browser.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.io.images import Picture
from models.lstm.probing import KINDS, signal
from models.trace import CaptionTrace, LogitParts
from ui.caption.gallery import data_url
from ui.gates.payload import pack_gates
from ui.shared.component import Component

SIDE = 1000  # pixels: long side of the picture that is sent


def pack(run: str, picture: Picture, traces: Sequence[dict[str, Any]], *, known: str = "") -> dict[str, Any]:
    """What the browser needs to show one picture and its captions for good: plain JSON, 0.2 MB and 0.15 a caption.

    Args:
        run: the browser's own name for its question.
        traces: as `pack_trace` makes them, one for each network asked.
        known: content hash of a picture that the browser has already; that one is not sent again.
    """
    height, width = picture.pixels.shape[:2]
    sent = None if known == picture.content_hash else data_url(picture, (SIDE, SIDE), quality=86)
    return {
        "run": run,
        "hash": picture.content_hash,
        "picture": sent,
        "width": width,
        "height": height,
        "notes": list(picture.notes),
        "traces": list(traces),
    }


def pack_trace(trace: CaptionTrace, title: str, line: str, own: CaptionTrace | None = None) -> dict[str, Any]:
    """One caption as plain JSON; its maps are bytes in base64, each step scaled to its own strongest cell.

    A cell's share of attention is `byte / 255 * scale[step]`, right to 1/510 of the strongest cell's.

    Args:
        title: how the page calls the network.
        line: what it is, in one line.
        own: what the network itself would have said, to compare a typed caption with.
    """
    packed = {
        "model": trace.model,
        "title": title,
        "line": line,
        "mode": trace.mode,
        "caption": trace.caption,
        "finished": trace.finished,
        "logprob": _plain(trace.logprob),
        "perplexity": perplexity(trace),
        "words": list(trace.words),
        "logprobs": [_plain(value) for value in trace.logprobs],
        "top": [[[best.word, _plain(best.probability)] for best in step] for step in trace.candidates],
        "beta": None if trace.beta is None else [_plain(value) for value in trace.beta],
        "entropy": None if trace.entropy is None else [_plain(value) for value in trace.entropy],
        "grid": None if trace.attention is None else list(trace.attention.shape[1:]),
        "unknown": list(trace.unknown),
        "beams": [
            [node.parent, node.word, node.step, _plain(node.logprob), int(node.kept), int(node.chosen)]
            for node in trace.beams
        ],
        "own": None if own is None else _summary(own),
        "gates": pack_gates(trace.gates),
        "parts": None if trace.parts is None else _pack_parts(trace.parts),
        "signals": {f"the word is a {kind}": signal(trace, kind).astype(int).tolist() for kind in KINDS},
    }
    packed["maps"], packed["scale"] = (None, None) if trace.attention is None else pack_maps(trace.attention)
    return packed


def _pack_parts(parts: LogitParts) -> dict[str, Any]:
    """Who put a word's logit there: the memory's parts (T, T + 1) as float32 in base64, the others as numbers."""
    memory = base64.b64encode(parts.memory.astype("<f4").tobytes()).decode("ascii")
    beside = {name: [_plain(value) for value in getattr(parts, name)] for name in ("word", "context", "bias")}
    return {"memory": memory, **beside}


def pack_maps(maps: np.ndarray) -> tuple[str, list[float | None]]:
    """(T, R, C) not negative -> base64 of as many uint8, and the strongest cell of each step."""
    strongest = maps.max(axis=(1, 2))  # (T,)
    level = maps / np.where(strongest > 0, strongest, 1.0)[:, None, None]  # (T, R, C) 0..1
    return base64.b64encode(np.rint(255 * level).astype(np.uint8).tobytes()).decode("ascii"), [
        _plain(value) for value in strongest
    ]


def perplexity(trace: CaptionTrace) -> float | None:
    """exp of the mean surprise over the words that have a probability, END included; None if none has."""
    known = trace.logprobs[np.isfinite(trace.logprobs)]
    return _plain(math.exp(-known.mean(dtype=np.float64))) if known.size else None


def _summary(trace: CaptionTrace) -> dict[str, Any]:
    return {"caption": trace.caption, "logprob": _plain(trace.logprob), "perplexity": perplexity(trace)}


def _plain(value: Any) -> float | None:
    """Five digits are more than a screen shows; NaN and infinity are not JSON."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


class Viewer(Component):
    """The Caption tab's one component: choose a picture, say how, watch the caption come.

    Its events: `ask` (a caption is wanted) and `save` (a file is wanted); both carry what the server needs, so that no
    visitor's state is kept there. Its value is an answer of `pack`, a file, or a sentence on what went wrong.
    """

    ROOM = "caption"
