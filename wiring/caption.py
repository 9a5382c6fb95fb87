"""The captioners, as the functions that the page wants."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from models import weights
from models.caption.model import CAPTIONERS, CaptionModel, load_captioners
from models.errors import GatescopeError
from models.io import decoders
from models.lstm.top_activations import TopActivations, read_top_activations
from ui.caption.gallery import Example
from ui.caption.service import CaptionNetwork, CaptionService

log = logging.getLogger("gatescope")


def open_captions(device: str, gallery: Sequence[Example]) -> CaptionService:
    """The captioners that ship, on this device, and the pictures of the page.

    Raises:
        WeightsError: their weights cannot be read.
    """
    decoders.start()  # they get ready while the weights are read
    return CaptionService([caption_network(model) for model in load_captioners(CAPTIONERS, device)], gallery)


def caption_network(model: CaptionModel) -> CaptionNetwork:
    """A trained captioner as the page wants it: two functions, its scores, and what is known of its units."""
    return CaptionNetwork(
        model.name, model.caption, model.scores, model.operate, known_top_activations(model), model.sha256
    )


def known_top_activations(model: CaptionModel) -> TopActivations | None:
    """What is known of its units over the examples; None, and a line in the log, where that is of other weights."""
    try:
        return read_top_activations(weights.find(model.name), model.sha256)
    except GatescopeError as error:
        log.warning("%s", error)
        return None
