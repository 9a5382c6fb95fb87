"""The Caption tab: thin callbacks between the viewer in the browser, the room where captions are made, and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import gradio as gr

from models.errors import OptionError
from models.io.images import Picture, read_picture
from models.trace import CaptionTrace
from ui.caption.gallery import Example
from ui.caption.payload import Viewer, pack, pack_trace
from ui.caption.pictures import find_picture
from ui.caption.service import Room, Wish
from ui.caption.texts import introduce, line
from ui.shared.errors import told
from ui.shared.events import WAITING, download, listen, new_file
from visualize.caption.figures import contact_sheet
from visualize.caption.files import animation, save_figure, save_json, trace_json, trace_npz

KINDS = ("png", "svg", "pdf", "gif", "json", "npz")


def build(room: Room, examples: Sequence[Example]) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    gallery = {f"{number}": example for number, example in enumerate(examples)}
    viewer = Viewer(networks=_networks(room), examples=_cards(gallery), elem_id="caption-viewer")

    listen(
        viewer,
        ask=lambda question: _caption(room, gallery, question),
        save=lambda question: _file(room, gallery, question),
    )
    _api(room)


def _networks(room: Room) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": introduce(network).title, "line": line(network), "looks": introduce(network).looks}
        for name, network in room.networks.items()
    ]


def _cards(gallery: Mapping[str, Example]) -> list[dict[str, Any]]:
    return [
        {
            "id": key,
            "title": example.title,
            "alt": example.alt,
            "credit": example.credit,
            "inside": example.inside,
            "why": example.why,
            "thumbnail": example.thumbnail,
        }
        for key, example in gallery.items()
    ]


def _caption(room: Room, gallery: Mapping[str, Example], question: Mapping[str, Any]) -> dict[str, Any]:
    picture = find_picture(room, gallery, question)
    wish = Wish.read(question)
    models = question.get("models")
    if not isinstance(models, list) or not 1 <= len(models) <= len(room.networks):
        raise OptionError("Choose one network, or compare them all.")
    traces = [_packed(room, str(model), picture, wish) for model in models]
    return pack(question["run"], picture, traces, known=str(question.get("has", "")))


def _packed(room: Room, model: str, picture: Picture, wish: Wish) -> dict[str, Any]:
    trace = room.caption(model, picture, wish)
    own = room.caption(model, picture, Wish()) if wish.mode == "forced" else None
    network = room.networks[model]
    return pack_trace(trace, introduce(network).title, line(network), own)


def _file(room: Room, gallery: Mapping[str, Example], question: Mapping[str, Any]) -> dict[str, Any]:
    picture, kind = find_picture(room, gallery, question), str(question.get("kind", ""))
    trace = room.caption(str(question.get("model", "")), picture, Wish.read(question))
    return download(_write(picture, trace, kind))


def _write(picture: Picture, trace: CaptionTrace, kind: str) -> Path:
    """The caption as a file of this kind, in a folder that the page may fetch from and nobody can guess."""
    if kind not in KINDS:
        raise OptionError(f"A caption can be saved as {', '.join(KINDS)}.")
    path = new_file(trace.caption, kind)
    if kind == "gif":
        animation(picture.pixels, trace, path)
    elif kind == "json":
        save_json(trace, path)
    elif kind == "npz":
        trace_npz(trace, path)
    else:
        save_figure(contact_sheet(picture.pixels, trace), path)
    return path


def _api(room: Room) -> None:
    """`/caption` for programs: typed by its components, which nobody sees."""
    names = list(room.networks)

    @told
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
        that beam search considered) and steps, each with word, probability, logprob, top (the ten likeliest words),
        beta, entropy (bits) and attention (rows of shares that sum to 1); the last three are null for a network
        without attention.

        Args:
            picture: a picture file.
            model: which network.
            mode: how it writes: the likeliest word each time, beam search, by chance, or along `forced`.
            beam: hypotheses kept, mode beam.
            temperature: below 1 safer, above 1 wilder, mode sample.
            seed: of the chance, mode sample.
            forced: the caption to be scored, mode forced.
        """
        wish = replace(Wish(mode, int(beam), float(temperature), int(seed), forced or "")).plain()
        return trace_json(room.caption(model, room.keep(read_picture(picture)), wish))

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="picture", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Radio(["greedy", "beam", "sample", "forced"], value="greedy", label="mode"),
            gr.Slider(1, 10, value=5, step=1, label="beam"),
            gr.Slider(0.05, 5, value=1.0, label="temperature"),
            gr.Number(0, precision=0, label="seed"),
            gr.Textbox("", label="forced caption"),
        ]
        button, answer = gr.Button(), gr.JSON(label="the caption and every step to it")
    button.click(caption, inputs, answer, api_name="caption", concurrency_limit=WAITING)
