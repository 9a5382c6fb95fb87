"""The runs whose gates are looked at: made again by the captioners, operated on, or sent along by the browser."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.errors import GatescopeError, MediaError, OptionError
from models.io.images import Picture
from models.io.trace_file import read_gates, read_trace
from models.lstm.comparison import Comparison
from models.options import Decoding
from models.surgery import Surgery, read_surgery
from models.trace import CaptionTrace, GateTrace
from ui.caption.service import CaptionNetwork, CaptionService
from ui.shared.events import NotKept, Question, uploaded
from ui.shared.gate_payload import unpack_gates

LARGEST = 64_000_000  # bytes of gates that the browser sends back


class GatesService:
    """The Gates tab's questions, answered by the captioners.

    Args:
        captions: the captioners, shared with the Caption tab: a run that it has made is not made twice.
    """

    def __init__(self, captions: CaptionService) -> None:
        self.captions = captions

    def network(self, question: Question) -> CaptionNetwork:
        """The captioner that a question names. Raises OptionError if there is none."""
        return self.captions.network(str(question.get("model")))

    def caption(self, question: Question) -> tuple[Picture, CaptionTrace]:
        """The picture that a question is about, and its caption. Raises as `CaptionService` does."""
        picture, network = self.captions.picture(question), self.network(question)
        return picture, self.captions.caption(network.name, picture, Decoding.from_wire(question))

    def operate(self, question: Question) -> Comparison:
        """A caption under the surgery of a question, beside the run as it was. Raises as `CaptionService` does."""
        picture, before = self.caption(question)
        surgery = fit_surgery(before, question.get("surgery"))
        if not surgery:
            raise OptionError("Say what is to be operated on: a gate, and a value to hold it at or a factor.")
        options = replace(Decoding.from_wire(question), surgery=surgery)
        return self.captions.operate(self.network(question).name, picture, options)

    def under_surgery(self, model: str, picture: Picture, options: Decoding, given: Any) -> CaptionTrace:
        """A caption under operations as they came over the wire; as it is where there are none."""
        trace = self.captions.caption(model, picture, options)
        surgery = fit_surgery(trace, given)
        return self.captions.caption(trace.model, picture, replace(options, surgery=surgery)) if surgery else trace

    def shown_run(self, question: Question) -> CaptionTrace | GateTrace:
        """The run that the page shows: made again, or its gates as the browser sent them.

        Raises:
            NotKept: the browser has to send it (again).
            GatescopeError: there is no such run, in one sentence.
        """
        if question.get("gates"):
            return unpack_gates(_read_json(_sent_file(question)))
        picture, options = self.captions.picture(question), Decoding.from_wire(question)
        return self.under_surgery(str(question.get("model")), picture, options, question.get("surgery"))

    def saved_run(self, question: Question) -> CaptionTrace | GateTrace:
        """A saved run: whole if it was saved from the Caption tab, else its gates alone.

        Raises:
            NotKept: the browser has to send it.
            MediaError: it is no saved run.
        """
        path = _sent_file(question)
        try:
            return read_trace(path)
        except MediaError as error:
            return _read_gates_alone(path, error)


def fit_surgery(run: CaptionTrace, given: Any) -> tuple[Surgery, ...]:
    """Operations as they came over the wire, made sure to fit this run. Raises OptionError if they do not."""
    return read_surgery(given, run.gates.cell.shape[1], len(run.words))


def _sent_file(question: Question) -> Path:
    path = uploaded(question.get("path"))
    if path is None:
        raise NotKept
    return path


def _read_json(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise MediaError("This run is too long to be saved: it has more numbers than fit.")
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise MediaError("These are not the gates of a run: open the run again.") from error


def _read_gates_alone(path: Path, error: GatescopeError) -> GateTrace:
    try:
        return read_gates(path)
    except MediaError:
        raise error from None
