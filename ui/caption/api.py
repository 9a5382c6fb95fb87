"""`/caption` for programs: a picture in, its caption and every step to it out."""

from __future__ import annotations

from typing import Any, Literal

import gradio as gr

from models.io.images import read_picture
from models.options import MODES, Decoding
from ui.caption.service import CaptionService
from ui.shared.errors import translate_errors
from ui.shared.events import CONCURRENCY
from visualize.caption.files import trace_json


def publish(service: CaptionService) -> None:
    """Add the endpoint to the surrounding `gr.Blocks`: typed by its components, which nobody sees."""
    names = list(service.networks)

    @translate_errors
    def caption(
        picture: str,
        model: str = "",
        mode: Literal["greedy", "beam", "sample", "forced"] = "greedy",
        beam: int = 5,
        temperature: float = 1.0,
        seed: int = 0,
        forced: str = "",
    ) -> dict[str, Any]:
        """Caption a picture and keep everything that was seen on the way.

        Returns caption, logprob (natural logarithm), mode, finished, unknown, model {name, sha256}, beams (the tree
        that beam search considered), doubt (the calibrated probability that it names nothing that is not there, its
        threshold, doubtful, and the same of all things that it names; null where nothing is known of it) and steps,
        each with word, probability, logprob, top (the ten likeliest words), beta, entropy (bits) and attention (rows
        of shares that sum to 1); the last three are null for a network without attention.

        Args:
            picture: a picture file.
            model: which network.
            mode: how it writes: the likeliest word each time, beam search, by chance, or along `forced`.
            beam: hypotheses kept, mode beam.
            temperature: below 1 safer, above 1 wilder, mode sample.
            seed: of the chance, mode sample.
            forced: the caption to be scored, mode forced.
        """
        values = {"beam": int(beam), "temperature": float(temperature), "seed": int(seed), "text": forced or ""}
        options = Decoding.for_mode(mode, **values)
        return trace_json(service.caption(model, service.keep(read_picture(picture)), options))

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="picture", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Radio(list(MODES), value="greedy", label="mode"),
            gr.Slider(1, 10, value=5, step=1, label="beam"),
            gr.Slider(0.05, 5, value=1.0, label="temperature"),
            gr.Number(0, precision=0, label="seed"),
            gr.Textbox("", label="forced caption"),
        ]
        button, answer = gr.Button(), gr.JSON(label="the caption and every step to it")
    button.click(caption, inputs, answer, api_name="caption", concurrency_limit=CONCURRENCY)
