"""A picture and its captions, packed small enough to be sent once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from models.io.images import Picture
from models.lstm.probing import WORD_KINDS, signal
from models.trace import CaptionTrace, Doubt, LogitParts, Thing
from ui.caption.service import CaptionNetwork
from ui.caption.texts import introduce
from ui.shared.encoding import base64_text, encode_array, jpeg_url, pack_maps, screen_number, screen_numbers
from ui.shared.gate_payload import pack_gates

SIDE = 1000  # pixels: long side of the picture that is sent


def pack_answer(run: str, picture: Picture, traces: Sequence[dict[str, Any]], *, known: str = "") -> dict[str, Any]:
    """What the browser needs to show one picture and its captions for good: plain JSON, 0.2 MB and 0.15 a caption.

    Args:
        run: the browser's own name for its question.
        traces: as `pack_trace` makes them, one for each network asked.
        known: content hash of a picture that the browser has already; that one is not sent again.
    """
    height, width = picture.pixels.shape[:2]
    return {
        "run": run,
        "hash": picture.content_hash,
        "picture": None if known == picture.content_hash else jpeg_url(picture.pixels, (SIDE, SIDE), quality=86),
        "width": width,
        "height": height,
        "notes": list(picture.notes),
        "traces": list(traces),
    }


def pack_trace(
    trace: CaptionTrace, network: CaptionNetwork | None = None, own: CaptionTrace | None = None
) -> dict[str, Any]:
    """One caption as plain JSON; its maps are bytes in base64, each step scaled to its own strongest cell.

    A cell's share of attention is `byte / 255 * scale[step]`, right to 1/510 of the strongest cell's.

    Args:
        network: what wrote it, with its measured figures; None: it comes from a file.
        own: what the network itself would have said, to compare a typed caption with.
    """
    maps, scale = (None, None) if trace.attention is None else pack_maps(trace.attention)
    return {
        "model": trace.model,
        "title": introduce(trace.model).title or "A captioner",
        "line": "" if network is None else network.line,
        "mode": trace.mode,
        "caption": trace.caption,
        "finished": trace.finished,
        "logprob": screen_number(trace.logprob),
        "perplexity": perplexity(trace),
        "words": list(trace.words),
        "logprobs": screen_numbers(trace.logprobs),
        "top": [[[best.word, screen_number(best.probability)] for best in step] for step in trace.candidates],
        "beta": None if trace.beta is None else screen_numbers(trace.beta),
        "entropy": None if trace.entropy is None else screen_numbers(trace.entropy),
        "grid": None if trace.attention is None else list(trace.attention.shape[1:]),
        "unknown": list(trace.unknown),
        "beams": [
            [node.parent, node.word, node.step, screen_number(node.logprob), int(node.kept), int(node.chosen)]
            for node in trace.beams
        ],
        "own": None if own is None else _pack_own(own),
        "gates": pack_gates(trace.gates),
        "parts": None if trace.parts is None else _pack_parts(trace.parts),
        "signals": {f"the word is a {kind}": signal(trace, kind).astype(int).tolist() for kind in WORD_KINDS},
        "maps": maps,
        "scale": scale,
        "eye": None if trace.eye is None else screen_numbers(trace.eye),
        "doubt": None if trace.doubt is None else _pack_doubt(trace.doubt),
        "things": [_pack_thing(thing, trace.doubt) for thing in trace.things],
    }


def _pack_doubt(doubt: Doubt) -> dict[str, Any]:
    return {
        "probability": screen_number(doubt.probability),
        "threshold": screen_number(doubt.threshold),
        "doubtful": doubt.doubtful,
    }


def _pack_thing(thing: Thing, doubt: Doubt | None) -> dict[str, Any]:
    """A word that names a thing; its evidence is bytes over their `range` (lowest, highest), in base64."""
    evidence = thing.evidence.astype(np.float64)  # (rows, columns) log-odds
    low, high = float(evidence.min()), float(evidence.max())
    level = (evidence - low) / (high - low if high > low else 1.0)  # (rows, columns) 0..1
    return {
        "step": thing.step,
        "word": thing.word,
        "label": thing.label,
        "present": screen_number(thing.present),
        "probability": screen_number(thing.probability),
        "doubtful": doubt is not None and doubt.doubts(thing),
        "grid": list(evidence.shape),
        "evidence": base64_text(np.rint(255 * level).astype(np.uint8).tobytes()),
        "range": [screen_number(low), screen_number(high)],
    }


def _pack_parts(parts: LogitParts) -> dict[str, Any]:
    """Who put a word's logit there: the memory's parts (T, T + 1) as float32 in base64, the others as numbers."""
    beside = {name: screen_numbers(getattr(parts, name)) for name in ("word", "context", "eye", "bias")}
    return {"memory": encode_array(parts.memory, "<f4"), **beside}


def perplexity(trace: CaptionTrace) -> float | None:
    """exp of the mean surprise over the words that have a probability, END included; None if none has."""
    known = trace.logprobs[np.isfinite(trace.logprobs)]
    return screen_number(math.exp(-known.mean(dtype=np.float64))) if known.size else None


def _pack_own(trace: CaptionTrace) -> dict[str, Any]:
    return {"caption": trace.caption, "logprob": screen_number(trace.logprob), "perplexity": perplexity(trace)}
