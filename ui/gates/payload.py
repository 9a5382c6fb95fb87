"""What the gate inspector in the browser is sent beside the gates themselves: runs, operations, what units do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
from matplotlib import colormaps

from models.io.images import Picture
from models.lstm.comparison import Comparison
from models.lstm.top_activations import TopActivations
from models.surgery import Surgery
from models.trace import GATES, CaptionTrace, GateTrace
from ui.caption.gallery import Example
from ui.caption.payload import pack_answer, pack_trace
from ui.caption.service import CaptionNetwork
from ui.shared.encoding import base64_text, encode_array, screen_numbers
from ui.shared.events import Question
from ui.shared.gate_payload import pack_gates
from visualize.shared.style import SIGNED


def signed_table() -> str:
    """Colours of what has a sign: base64 of (256, 3) uint8 RGB, from the most negative to the most positive."""
    colours = colormaps[SIGNED](np.arange(256))[:, :3]
    return base64_text(np.rint(255 * colours).astype(np.uint8).tobytes())


def pack_example(question: Question, picture: Picture, trace: CaptionTrace, network: CaptionNetwork) -> dict[str, Any]:
    """A picture of the gallery and its caption, as the Caption tab would pack them."""
    return pack_answer(question["run"], picture, [pack_trace(trace, network)], known=str(question.get("has", "")))


def pack_saved_run(run: CaptionTrace | GateTrace, networks: Mapping[str, CaptionNetwork]) -> dict[str, Any]:
    """A run from a file: whole with notes on where it comes from, or its gates alone."""
    if isinstance(run, GateTrace):
        return {"gates": pack_gates(run)}
    return {"trace": pack_trace(run), "notes": _notes(run, networks)}


def _notes(trace: CaptionTrace, networks: Mapping[str, CaptionNetwork]) -> list[str]:
    """What is to be said of a run of another network than those on the page."""
    notes = ["This run was operated on."] if trace.surgery else []
    here = networks.get(trace.model)
    if here is None or here.sha256 != trace.sha256:
        notes.append(
            f"It was made by another network ({trace.model or 'unnamed'}, sha256 {trace.sha256[:12]}…) than those that "
            "are loaded here: it can be read, but not be run again or compared with theirs number by number."
        )
    return notes


def pack_comparison(comparison: Comparison, network: CaptionNetwork) -> dict[str, Any]:
    """What an operation did as plain JSON: words aligned, every old word's probability, mean |c|, before and after."""
    before, after = comparison.before, comparison.after
    return {
        "aligned": [[one.kind, *one.before, *one.after] for one in comparison.aligned],
        "before": list(before.words),
        "after": list(after.words),
        "chances": [screen_numbers(np.exp(before.logprobs)), screen_numbers(np.exp(comparison.forced.logprobs))],
        "memory": [screen_numbers(course) for course in comparison.memory],
        "surgery": [pack_surgery(cut) for cut in after.surgery],
        "trace": pack_trace(after, network),
    }


def pack_surgery(cut: Surgery) -> dict[str, Any]:
    """An operation as plain JSON, as `models.surgery.read_surgery` reads it."""
    return {**asdict(cut), "units": None if cut.units is None else list(cut.units)}


def pack_top_activations(units: TopActivations, gallery: Mapping[str, Example]) -> dict[str, Any]:
    """What is known of a network's units over all examples: counts as uint16 (3, H, 20), five moments a unit."""
    pictures = {example.path.name: example for example in gallery.values()}
    runs = [
        {
            "words": list(words),
            "title": pictures[name].title if name in pictures else name,
            "thumbnail": pictures[name].thumbnail if name in pictures else "",
        }
        for name, words in zip(units.pictures, units.captions, strict=True)
    ]
    counts, steps = encode_array(units.saturation.counts, "<u2"), units.saturation.steps
    rows = zip(units.picture.tolist(), units.step.tolist(), units.hidden.astype(float).round(3).tolist(), strict=True)
    return {
        "bundled": {"counts": counts, "steps": steps, "gates": list(GATES)},
        "moments": {"of": "h", "runs": runs, "units": [list(zip(*row, strict=True)) for row in rows]},
    }
