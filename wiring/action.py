"""The recognizers, as the functions that the page wants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from models.action.frame_orders import frame_influence, try_orders
from models.action.model import RECOGNIZERS, ActionModel, load_recognizer
from models.io.clips import Clip
from models.trace import OrderRow
from ui.action.gallery import ClipExample
from ui.action.service import ClipService, Reading, Recognizer


def open_clips(device: str, gallery: Sequence[ClipExample]) -> ClipService:
    """The recognizers that ship, on this device, and the clips of the page.

    Raises:
        WeightsError: their weights cannot be read.
    """
    return ClipService([recognizer(load_recognizer(name, device)) for name in RECOGNIZERS], gallery)


def recognizer(model: ActionModel) -> Recognizer:
    """A trained recognizer as the page wants it: functions of a clip, and its scores."""

    def read(clip: Clip, backwards: bool) -> Reading:
        prepared, window = model.prepare(clip), model.extractor.window(clip.frames)  # seen as in the table of orders
        if backwards:
            clip, prepared = clip.backwards(), prepared.flip(0)
        trace = replace(model.read_prepared(clip, prepared), window=window)
        return Reading(clip, trace, frame_influence(model, prepared))

    def orders(clip: Clip) -> tuple[OrderRow, ...]:
        return try_orders(model, model.prepare(clip))

    return Recognizer(model.name, model.labels, model.moments, read, orders, model.scores)
