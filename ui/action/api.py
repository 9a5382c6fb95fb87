"""`/action` for programs: a clip in, its label and how it formed out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import MediaError
from models.options import ClipPart
from ui.action.service import ClipService
from ui.shared.errors import translate_errors
from ui.shared.events import CONCURRENCY
from visualize.action.files import clip_json


def publish(service: ClipService) -> None:
    """Add the endpoint to the surrounding `gr.Blocks`: typed by its components, which nobody sees."""
    names = list(service.recognizers)

    @translate_errors
    def action(clip: str, model: str = "", moments: int = 0, order: bool = False) -> dict[str, Any]:
        """Read a clip: an action label that forms frame by frame, and whether the order of the frames mattered.

        Returns label, probability (calibrated, 0..1), known (whether it is to be believed: confident, and a clip
        of the kind that was learnt from), top (the five likeliest), timeline (after each frame: seconds and its top
        five), frames_seen, decided (how many frames already have the final answer for good), mean_pool and single_frame
        (what the average of the frames and the middle frame alone would say), notes, model {name, sha256} and order:
        null, or when asked the same clip forward, reversed, shuffled with five seeds, with its first frame frozen, and
        every 2nd and 4th frame of it, as [{way, seed, lstm, mean_pool, single_frame}], each {label, probability}.

        Args:
            clip: a clip as a file.
            model: which network.
            moments: how many frames are looked at, 1 to 64; 0: as many as the network learned with.
            order: whether to play the clip in other orders too.
        """
        part = ClipPart(int(moments or 0))
        if not clip:
            raise MediaError("There is no clip: give a file.")
        reading = service.read(model, Path(clip), part)
        rows = service.orders(model, Path(clip), part) if order else None
        return clip_json(reading.trace, rows)

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="clip", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Number(0, precision=0, label="moments"),
            gr.Checkbox(False, label="order"),
        ]
        button, answer = gr.Button(), gr.JSON(label="the label and how it formed")
    button.click(action, inputs, answer, api_name="action", concurrency_limit=CONCURRENCY)
