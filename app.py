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

from models.errors import GatescopeError
from ui import page
from ui.action import gallery as clip_gallery
from ui.action import tab as action_tab
from ui.caption import gallery as picture_gallery
from ui.caption import tab as caption_tab
from ui.gates import tab as gates_tab
from ui.gates.service import GatesService
from ui.memory import tab as memory_tab
from wiring.action import open_clips
from wiring.caption import open_captions
from wiring.memory import open_memory


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


def tabs(device: str, examples: str) -> list[page.Tab]:
    """The tabs of the page with their trained networks, on this device.

    Raises:
        GatescopeError: weights or the folder of examples cannot be read.
    """
    own = picture_gallery.from_folder(Path(examples).expanduser()) if examples else []
    captions = open_captions(device, [*own, *picture_gallery.shipped()])
    clips, memory = open_clips(device, clip_gallery.shipped()), open_memory()
    return [
        ("Caption", lambda: caption_tab.build(captions)),
        ("Action", lambda: action_tab.build(clips)),
        ("Gates", lambda: gates_tab.build(GatesService(captions))),
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
