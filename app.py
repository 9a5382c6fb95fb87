"""Gatescope: watch an LSTM see, speak and remember. `python app.py --help` tells the options."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
from pathlib import Path

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read while gradio is imported

with contextlib.suppress(ImportError):  # only where GPUs are lent by the second; it wants to come before torch
    import spaces  # noqa: F401

import torch

from lab import open_lab
from models import weights
from models.action.model import RECOGNIZERS, ActionModel, load_recognizer
from models.action.order import frame_influence, try_orders
from models.caption_model import CAPTIONERS, CaptionModel, load_captioners
from models.clips import Clip
from models.decoding import Decoding
from models.errors import GatescopeError
from models.media import Picture
from models.operation import Operation
from models.trace import CaptionTrace, OrderRow
from models.units import Units, read_units
from ui import action_tab, caption_tab, clip_gallery, gallery, gates_tab, memory_tab, page
from ui.clip_room import ClipRoom, Reading, Recognizer
from ui.room import Network, Room, Wish

log = logging.getLogger("gatescope")


def options() -> argparse.Namespace:
    """From flags, else from the environment, where a hosting service leaves its own."""
    inside_a_space = "0.0.0.0" if "SPACE_ID" in os.environ else "127.0.0.1"
    host = os.environ.get("HOST") or os.environ.get("GRADIO_SERVER_NAME") or inside_a_space
    port = os.environ.get("PORT") or os.environ.get("GRADIO_SERVER_PORT") or "7860"
    parser = argparse.ArgumentParser(description="Watch an LSTM see, speak and remember.")
    parser.add_argument("--host", default=host, help="address to listen on; 0.0.0.0 lets others in (%(default)s)")
    parser.add_argument("--port", type=int, default=port, help="(%(default)s)")
    parser.add_argument("--device", default=os.environ.get("DEVICE") or "auto", choices=("cpu", "cuda", "auto"))
    parser.add_argument("--examples", default=os.environ.get("EXAMPLES", ""), help="folder of your own pictures")
    return parser.parse_args()


def network(model: CaptionModel) -> Network:
    """A trained captioner as the page wants it: a function and its scores."""

    def decoding(wish: Wish) -> Decoding:
        return Decoding(wish.mode, wish.beam, wish.temperature, wish.seed, text=wish.text, surgery=wish.surgery)

    def caption(picture: Picture, wish: Wish) -> CaptionTrace:
        return model.caption(picture, decoding(wish))

    def operate(picture: Picture, wish: Wish, before: CaptionTrace) -> Operation:
        return model.operate(picture, decoding(wish), before)

    return Network(model.name, caption, model.scores, operate, known_units(model), model.sha256)


def known_units(model: CaptionModel) -> Units | None:
    """What is known of its units over the examples; None, and a line in the log, where that is of other weights."""
    try:
        return read_units(weights.find(model.name), model.sha256)
    except GatescopeError as error:
        log.warning("%s", error)
        return None


def recognizer(model: ActionModel) -> Recognizer:
    """A trained recognizer as the page wants it: functions of a clip, and its scores."""

    def read(clip: Clip) -> Reading:
        prepared = model.prepare(clip)
        return Reading(clip, model.read_prepared(clip, prepared), frame_influence(model, prepared))

    def orders(clip: Clip) -> tuple[OrderRow, ...]:
        return try_orders(model, model.prepare(clip))

    return Recognizer(model.name, model.labels, model.moments, read, orders, model.scores)


def tabs(device: str, examples: str) -> list[page.Tab]:
    """The tabs of the page with their trained networks, on this device.

    Raises:
        GatescopeError: weights or the folder of examples cannot be read.
    """
    captions = Room([network(model) for model in load_captioners(CAPTIONERS, device)])
    pictures = [*(gallery.from_folder(Path(examples).expanduser()) if examples else []), *gallery.shipped()]
    actions = ClipRoom([recognizer(load_recognizer(name, device)) for name in RECOGNIZERS])
    clips = clip_gallery.shipped()
    memory = open_lab()
    return [
        ("Caption", lambda: caption_tab.build(captions, pictures)),
        ("Action", lambda: action_tab.build(actions, clips)),
        ("Gates", lambda: gates_tab.build(captions, pictures)),
        ("Memory", lambda: memory_tab.build(memory)),
    ]


def main() -> None:
    chosen = options()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    device = chosen.device if chosen.device != "auto" else "cuda" if torch.cuda.is_available() else "cpu"
    try:
        page.launch(page.build(tabs(device, chosen.examples)), chosen.host, chosen.port)
    except GatescopeError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"Port {chosen.port} on {chosen.host} cannot be had: choose another, PORT={chosen.port + 1}. ({error})"
        )


if __name__ == "__main__":
    main()
