"""The Caption tab: thin callbacks between the viewer in the browser, the captioners, and files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.errors import OptionError
from models.io.images import Picture
from models.options import Decoding
from ui.caption.api import publish
from ui.caption.component import CaptionViewer
from ui.caption.files import save
from ui.caption.gallery import Example
from ui.caption.payload import pack_answer, pack_trace
from ui.caption.service import CaptionNetwork, CaptionService
from ui.caption.texts import introduce
from ui.shared.events import Question, download, listen


def build(service: CaptionService) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    viewer = CaptionViewer(
        networks=[_network(network) for network in service.networks.values()],
        examples=_cards(service.gallery),
        elem_id="caption-viewer",
    )
    listen(viewer, ask=lambda question: _answer(service, question), save=lambda question: _save(service, question))
    publish(service)


def _network(network: CaptionNetwork) -> dict[str, Any]:
    looks = introduce(network.name).looks
    return {"name": network.name, "title": network.title, "line": network.line, "looks": looks}


def _cards(gallery: Mapping[str, Example]) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "title": example.title,
            "alt": example.alt,
            "credit": example.credit,
            "why": example.why,
            "people": list(example.people),
            "thumbnail": example.thumbnail,
        }
        for key, example in gallery.items()
    ]


def _answer(service: CaptionService, question: Question) -> dict[str, Any]:
    picture = service.picture(question)
    options = Decoding.from_wire(question)
    models = question.get("models")
    if not isinstance(models, list) or not 1 <= len(models) <= len(service.networks):
        raise OptionError("Choose one network, or compare them all.")
    traces = [_caption(service, str(model), picture, options) for model in models]
    return pack_answer(question["run"], picture, traces, known=str(question.get("has", "")))


def _caption(service: CaptionService, model: str, picture: Picture, options: Decoding) -> dict[str, Any]:
    trace = service.caption(model, picture, options)
    own = service.caption(model, picture, Decoding()) if options.mode == "forced" else None
    return pack_trace(trace, service.network(model), own)


def _save(service: CaptionService, question: Question) -> dict[str, Any]:
    picture = service.picture(question)
    trace = service.caption(str(question.get("model", "")), picture, Decoding.from_wire(question))
    return download(save(picture, trace, str(question.get("kind", ""))))
