"""The Gates tab: what the inspector in the browser cannot do alone. It reads runs that it was handed without asking."""

from __future__ import annotations

from typing import Any

from models.errors import OptionError
from models.lstm.probing import MEANING
from ui.gates.api import publish
from ui.gates.component import GatesViewer
from ui.gates.files import save
from ui.gates.payload import pack_comparison, pack_example, pack_saved_run, pack_top_activations, signed_table
from ui.gates.service import GatesService
from ui.shared.events import Question, download, listen


def build(service: GatesService) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    networks, gallery = service.captions.networks, service.captions.gallery
    viewer = GatesViewer(
        networks=[{"name": network.name, "title": network.title} for network in networks.values()],
        examples=[{"id": key, "title": example.title, "alt": example.alt} for key, example in gallery.items()],
        signed=signed_table(),
        meaning=MEANING,
        elem_id="gates-inspector",
    )
    listen(viewer, ask=lambda question: _answer(service, question), save=lambda question: _save(service, question))
    publish(service)


def _answer(service: GatesService, question: Question) -> dict[str, Any]:
    answers = {"caption": _example, "file": _open, "operate": _operate, "bundled": _top_activations}
    answer = answers.get(str(question.get("want")))
    if answer is None:
        raise OptionError(f"The Gates tab answers questions for {', '.join(answers)}.")
    return answer(service, question)


def _example(service: GatesService, question: Question) -> dict[str, Any]:
    return pack_example(question, *service.caption(question), service.network(question))


def _open(service: GatesService, question: Question) -> dict[str, Any]:
    return pack_saved_run(service.saved_run(question), service.captions.networks)


def _operate(service: GatesService, question: Question) -> dict[str, Any]:
    return {"operation": pack_comparison(service.operate(question), service.network(question))}


def _top_activations(service: GatesService, question: Question) -> dict[str, Any]:
    network = service.network(question)
    if network.top_activations is None:
        raise OptionError("Of this network's units nothing was counted over the examples yet: `make excite` does that.")
    return {"model": network.name, **pack_top_activations(network.top_activations, service.captions.gallery)}


def _save(service: GatesService, question: Question) -> dict[str, Any]:
    return download(save(service.shown_run(question), question))
