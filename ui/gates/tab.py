"""The Gates tab: what the inspector in the browser cannot do alone. It reads runs that it was handed without asking."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from models.errors import OptionError
from models.lstm.comparison import Comparison
from models.lstm.probing import MEANING
from models.lstm.top_activations import TopActivations
from models.surgery import Surgery, read_surgery
from models.trace import GATES, CaptionTrace
from ui.caption.gallery import Example
from ui.caption.payload import pack, pack_trace
from ui.caption.pictures import find_picture
from ui.caption.service import Network, Room, Wish
from ui.caption.texts import introduce, line
from ui.gates.api import publish
from ui.gates.component import Inspector, signed_table
from ui.gates.files import open_run, save
from ui.shared.events import Question, listen

Gallery = Mapping[str, Example]


def build(room: Room, examples: Sequence[Example]) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events."""
    gallery = {f"{number}": example for number, example in enumerate(examples)}
    inspector = Inspector(
        networks=[{"name": name, "title": introduce(one).title} for name, one in room.networks.items()],
        examples=[{"id": key, "title": one.title, "alt": one.alt} for key, one in gallery.items()],
        signed=signed_table(),
        meaning=MEANING,
        elem_id="gates-inspector",
    )
    answers = {"caption": _example, "file": _opened, "operate": _operated, "bundled": _bundled}
    listen(
        inspector,
        ask=lambda question: _answer(answers, room, gallery, question),
        save=lambda question: save(room, gallery, question),
    )
    publish(room)


def _answer(answers: Mapping[str, Any], room: Room, gallery: Gallery, question: Question) -> dict[str, Any]:
    answer = answers.get(str(question.get("want")))
    if answer is None:
        raise OptionError(f"The Gates tab answers questions for {', '.join(answers)}.")
    return answer(room, gallery, question)


def _example(room: Room, gallery: Gallery, question: Question) -> dict[str, Any]:
    picture, network = find_picture(room, gallery, question), room.network(str(question.get("model")))
    packed = _packed(network, room.caption(network.name, picture, Wish.read(question)))
    return pack(question["run"], picture, [packed], known=str(question.get("has", "")))


def _opened(room: Room, gallery: Gallery, question: Question) -> dict[str, Any]:
    return open_run(room, question)


def _packed(network: Network, trace: CaptionTrace) -> dict[str, Any]:
    return pack_trace(trace, introduce(network).title, line(network))


def _operated(room: Room, gallery: Gallery, question: Question) -> dict[str, Any]:
    picture, network = find_picture(room, gallery, question), room.network(str(question.get("model")))
    wish = Wish.read(question)
    surgery = cuts(room.caption(network.name, picture, wish), question.get("surgery"))
    if not surgery:
        raise OptionError("Say what is to be operated on: a gate, and a value to hold it at or a factor.")
    operation = room.operate(network.name, picture, replace(wish, surgery=surgery))
    return {"operation": {**pack_operation(operation), "trace": _packed(network, operation.after)}}


def cuts(run: CaptionTrace, given: Any) -> tuple[Surgery, ...]:
    """Operations as they came over the wire, made sure to fit this run. Raises OptionError if they do not."""
    return read_surgery(given, run.gates.cell.shape[1], len(run.words))


def pack_operation(operation: Comparison) -> dict[str, Any]:
    """What an operation did as plain JSON: words aligned, every old word's probability, mean |c|, before and after."""
    before, after = operation.before, operation.after
    return {
        "aligned": [[one.kind, *one.before, *one.after] for one in operation.aligned],
        "before": list(before.words),
        "after": list(after.words),
        "chances": [_numbers(np.exp(before.logprobs)), _numbers(np.exp(operation.forced.logprobs))],
        "memory": [_numbers(course) for course in operation.memory],
        "surgery": [
            {**vars(cut), "units": None if cut.units is None else list(cut.units)} for cut in operation.after.surgery
        ],
    }


def _numbers(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]


def _bundled(room: Room, gallery: Gallery, question: Question) -> dict[str, Any]:
    network = room.network(str(question.get("model")))
    if network.units is None:
        raise OptionError("Of this network's units nothing was counted over the examples yet: `make excite` does that.")
    return {"model": network.name, **pack_units(network.units, gallery)}


def pack_units(units: TopActivations, gallery: Gallery) -> dict[str, Any]:
    """What is known of a network's units over all examples: counts as uint16 (3, H, 20), five moments a unit."""
    counts = base64.b64encode(units.saturation.counts.astype("<u2").tobytes()).decode("ascii")
    pictures = {example.path.name: example for example in gallery.values()}
    runs = [
        {
            "words": list(words),
            "title": pictures[name].title if name in pictures else name,
            "thumbnail": pictures[name].thumbnail if name in pictures else "",
        }
        for name, words in zip(units.pictures, units.captions, strict=True)
    ]
    rows = zip(units.picture.tolist(), units.step.tolist(), units.hidden.astype(float).round(3).tolist(), strict=True)
    return {
        "bundled": {"counts": counts, "steps": units.saturation.steps, "gates": list(GATES)},
        "moments": {"of": "h", "runs": runs, "units": [list(zip(*row, strict=True)) for row in rows]},
    }
