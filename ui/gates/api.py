"""`/gates` for programs: every gate of a caption as a file, and what they come to in numbers."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from models.errors import OptionError
from models.io.images import read_picture
from models.options import Decoding
from models.trace import CaptionTrace
from ui.gates.payload import pack_surgery
from ui.gates.service import GatesService
from ui.shared.errors import translate_errors
from ui.shared.events import CONCURRENCY, new_file
from visualize.caption.files import save_trace_npz
from visualize.gates.files import gates_summary


def publish(service: GatesService) -> None:
    """Add the endpoint to the surrounding `gr.Blocks`: typed by its components, which nobody sees."""
    names = list(service.captions.networks)

    @translate_errors
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
        options = Decoding("forced", text=forced) if forced and forced.strip() else Decoding()
        trace = service.under_surgery(model, service.captions.keep(read_picture(picture)), options, _read_list(surgery))
        return str(save_trace_npz(trace, new_file(trace.caption, "npz"))), summary(trace)

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="picture", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Textbox("", label="forced caption"),
            gr.Textbox("", label="surgery, as JSON"),
        ]
        outputs = [gr.File(label="every gate, for numpy.load"), gr.JSON(label="what they come to")]
        button = gr.Button()
    button.click(gates, inputs, outputs, api_name="gates", concurrency_limit=CONCURRENCY)


def _read_list(text: str) -> Any:
    if not text or not text.strip():
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise OptionError("The surgery is not JSON: give a list like [{“gate”: “forget”, “clamp”: 1}].") from error


def summary(trace: CaptionTrace) -> dict[str, Any]:
    """`visualize.gates.files.gates_summary`, and whose run it is."""
    surgery = [pack_surgery(cut) for cut in trace.surgery]
    about = {"caption": trace.caption, "model": {"name": trace.model, "sha256": trace.sha256}, "surgery": surgery}
    return about | gates_summary(trace.gates)
