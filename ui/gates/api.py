"""`/gates` for programs: every gate of a caption as a file, and what they come to in numbers."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import gradio as gr

from models.errors import OptionError
from models.io.images import read_picture
from models.surgery import read_surgery
from models.trace import CaptionTrace
from ui.caption.service import Room, Wish
from ui.shared.errors import told
from ui.shared.events import WAITING, new_file
from visualize.caption.files import trace_npz
from visualize.gates.files import gates_json


def publish(room: Room) -> None:
    """Add the endpoint to the surrounding `gr.Blocks`: typed by its components, which nobody sees."""
    names = list(room.networks)

    @told
    def gates(picture: str, model: str = "", forced: str = "", surgery: str = "") -> tuple[str, dict[str, Any]]:
        """Every gate of the LSTM while it captions a picture, and what they come to.

        Returns a file for `numpy.load` (the gates input, forget, candidate, output, cell, hidden, each steps x units,
        start, words, attention ...), and a summary: caption, model {name, sha256}, surgery, words, units, mean of every
        gate at every step, saturation, half_life in steps, and ledger_shares: for every step the share of the memory
        that was there at the start, then that each step wrote, which sum to 1.

        Args:
            picture: a picture file.
            model: which network.
            forced: a caption to lead the network along; empty: its own, greedy.
            surgery: a JSON list of operations on the gates, each {"gate": "forget", "input" or "output", "clamp": 0..1
                or "scale": a factor, "units": [numbers] or null: all, "first" and "last": steps from 0}; empty: none.
        """
        wish = Wish("forced", text=forced).plain() if forced and forced.strip() else Wish()
        seen = room.keep(read_picture(picture))
        trace = room.caption(model, seen, wish)
        cuts = read_surgery(_list(surgery), trace.gates.cell.shape[1], len(trace.words))
        if cuts:
            trace = room.caption(model, seen, replace(wish, surgery=cuts))
        return str(trace_npz(trace, new_file(trace.caption, "npz"))), summary(trace)

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="picture", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Textbox("", label="forced caption"),
            gr.Textbox("", label="surgery, as JSON"),
        ]
        outputs = [gr.File(label="every gate, for numpy.load"), gr.JSON(label="what they come to")]
        button = gr.Button()
    button.click(gates, inputs, outputs, api_name="gates", concurrency_limit=WAITING)


def _list(text: str) -> Any:
    if not text or not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError("The surgery is not JSON: give a list like [{“gate”: “forget”, “clamp”: 1}].") from error


def summary(trace: CaptionTrace) -> dict[str, Any]:
    """What `visualize.gates.files.gates_json` says, and whose run it is."""
    operations = [vars(cut) | {"units": None if cut.units is None else list(cut.units)} for cut in trace.surgery]
    about = {"caption": trace.caption, "model": {"name": trace.model, "sha256": trace.sha256}, "surgery": operations}
    return about | gates_json(trace.gates)
