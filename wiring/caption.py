"""The captioners, as the functions that the page wants."""

from __future__ import annotations

import logging

from models import weights
from models.caption.decoding import Decoding
from models.caption.model import CAPTIONERS, CaptionModel, load_captioners
from models.errors import GatescopeError
from models.io.images import Picture
from models.lstm.comparison import Comparison
from models.lstm.top_activations import TopActivations, read_top_activations
from models.trace import CaptionTrace
from ui.caption.service import Network, Room, Wish

log = logging.getLogger("gatescope")


def open_room(device: str) -> Room:
    """The room of the captioners that ship, on this device.

    Raises:
        WeightsError: their weights cannot be read.
    """
    return Room([network(model) for model in load_captioners(CAPTIONERS, device)])


def network(model: CaptionModel) -> Network:
    """A trained captioner as the page wants it: a function and its scores."""

    def decoding(wish: Wish) -> Decoding:
        return Decoding(wish.mode, wish.beam, wish.temperature, wish.seed, text=wish.text, surgery=wish.surgery)

    def caption(picture: Picture, wish: Wish) -> CaptionTrace:
        return model.caption(picture, decoding(wish))

    def operate(picture: Picture, wish: Wish, before: CaptionTrace) -> Comparison:
        return model.operate(picture, decoding(wish), before)

    return Network(model.name, caption, model.scores, operate, known_units(model), model.sha256)


def known_units(model: CaptionModel) -> TopActivations | None:
    """What is known of its units over the examples; None, and a line in the log, where that is of other weights."""
    try:
        return read_top_activations(weights.find(model.name), model.sha256)
    except GatescopeError as error:
        log.warning("%s", error)
        return None
