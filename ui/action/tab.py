"""The Action tab: thin callbacks between the viewer in the browser, the recognizers, and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.options import ClipPart
from ui.action.api import publish
from ui.action.component import ActionViewer
from ui.action.files import save
from ui.action.gallery import ClipExample
from ui.action.payload import pack_orders, pack_reading
from ui.action.service import ClipService, Recognizer
from ui.action.texts import introduce, readable_label, summary_line
from ui.shared.encoding import base64_text
from ui.shared.events import Question, download, listen


def build(service: ClipService) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    viewer = ActionViewer(
        networks=[_network(recognizer) for recognizer in service.recognizers.values()],
        examples=_cards(service.gallery),
        elem_id="action-viewer",
    )
    listen(viewer, ask=lambda question: _answer(service, question), save=lambda question: _save(service, question))
    publish(service)


def _network(recognizer: Recognizer) -> dict[str, Any]:
    introduction = introduce(recognizer.name)
    return {
        "name": recognizer.name,
        "title": introduction.title,
        "line": summary_line(recognizer.name, recognizer.scores),
        "wants": introduction.wants,
        "drawn": introduction.drawn,
        "labels": [readable_label(label) for label in recognizer.labels],
    }


def _cards(gallery: Mapping[str, ClipExample]) -> list[dict[str, Any]]:
    return [
        {"id": key, "title": example.title, "alt": example.alt, "thumbnail": example.thumbnail}
        for key, example in gallery.items()
    ]


def _answer(service: ClipService, question: Question) -> dict[str, Any]:
    """A reading, or the table of orders where that is asked for."""
    file, model, part = service.file(question), str(question.get("model", "")), ClipPart.from_wire(question)
    if question.get("order"):
        return {"order": pack_orders(service.orders(model, file, part), service.recognizer(model).scores)}
    reading = service.read(model, file, part)
    known = str(question.get("has", ""))
    filmed = service.read(model, file, replace(part, backwards=False)).trace.label if part.backwards else None
    packed = pack_reading(reading, service.recognizer(model), known=known, filmed=filmed)
    if service.example(question) is not None and not known:  # what is shipped, the browser has no file of
        packed["video"] = "data:video/webm;base64," + base64_text(file.read_bytes())
    return packed


def _save(service: ClipService, question: Question) -> dict[str, Any]:
    file, part = service.file(question), ClipPart.from_wire(question)
    reading = service.read(str(question.get("model", "")), file, part)
    return download(save(reading, str(question.get("kind", ""))))
