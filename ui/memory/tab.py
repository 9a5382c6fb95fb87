"""The Memory tab: thin callbacks between the viewer in the browser and the services where things are measured."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic
from typing import Any

from models.memory.kinds import NAMES
from models.options import GradientOptions, ReadingOptions, TrainingOptions
from models.trace import GradientNorms
from ui.memory.api import publish
from ui.memory.component import MemoryViewer
from ui.memory.files import save
from ui.memory.payload import pack_gradient, pack_reading, pack_session, pack_task
from ui.memory.service import MemoryService
from ui.memory.texts import gradients_together, training_verdict
from ui.memory.training_queue import QueuePosition
from ui.shared.events import Question, download, listen
from ui.shared.streaming import stream

MEASURING = 4  # visitors whose gradients are measured by turns
TRAINING = 10  # visitors who train or stand in the training queue; the rest wait in Gradio's queue


def build(service: MemoryService) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    viewer = MemoryViewer(tasks=[pack_task(task) for task in service.tasks.values()], elem_id="memory-lab")
    stream(viewer, MEASURING, reach=lambda question: _measure(service, question))
    stream(viewer, TRAINING, train=lambda question: _train(service, question))
    listen(
        viewer,
        hold=lambda question: pack_reading(service.read(ReadingOptions.from_wire(question))),
        stop=lambda question: _stop(service, question),
        save=lambda question: download(save(service, question)),
    )
    publish(service)


def _measure(service: MemoryService, question: Question) -> Iterator[dict[str, Any]]:
    options, began = GradientOptions.from_wire(question), monotonic()
    total, measured = len(options.networks), list[GradientNorms]()
    for norms in service.gradients.measure(options):
        measured.append(norms)
        if len(measured) < total:
            yield {"count": len(measured), "of": total, "said": f"{NAMES[norms.network]} measured…"}
    yield {
        "curves": [pack_gradient(norms) for norms in measured],
        "together": gradients_together(measured),
        "took": _took_line(options, monotonic() - began),
        "done": True,
        "of": total,
    }


def _took_line(options: GradientOptions, seconds: float) -> str:
    what = "sequences through 4 trained networks" if options.trained else "seeds of 4 networks"
    when = f"in {seconds:.1f} s" if seconds > 0.05 else "a moment ago"
    line = f"{len(options.seeds)} {what}, measured by backpropagation {when}."
    if options.bound and not options.affordable().bound:
        smaller = "T" if options.trained else "width or T"
        line += f" The bound is left out: at this size it would take minutes. Choose a smaller {smaller}."
    return line


def _train(service: MemoryService, question: Question) -> Iterator[dict[str, Any]]:
    options = TrainingOptions.from_wire(question)
    chance = service.task(options.task).chance
    latest: dict[str, Any] = {}
    for state in service.training.join(question["run"], options, str(question.get("after") or "")):
        if isinstance(state, QueuePosition):
            place = state.place
            yield {"said": f"Others are training: {place} {'is' if place == 1 else 'are'} in the line up to you."}
        else:
            latest = {**pack_session(state), "verdict": training_verdict(state, chance)}
            yield latest
    yield {**latest, "kept": True, "done": True}


def _stop(service: MemoryService, question: Question) -> dict[str, Any]:
    service.training.stop(str(question.get("of", "")))
    return {}
