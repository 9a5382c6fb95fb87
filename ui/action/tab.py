"""The Action tab: thin callbacks between the viewer in the browser, the room where clips are read, and files."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from models.errors import MediaError, OptionError
from ui.action.gallery import ClipExample
from ui.action.payload import ClipViewer, pack_orders, pack_reading
from ui.action.service import ClipRoom, Part, Reading
from ui.action.texts import introduce, line, spoken
from ui.shared.errors import told
from ui.shared.events import WAITING, Lost, download, listen, new_file, uploaded
from visualize.action.figures import clip_sheet
from visualize.action.files import clip_csv, clip_json, clip_npz, save_clip_json
from visualize.action.video import clip_webm
from visualize.caption.files import save_figure

KINDS = ("webm", "png", "svg", "pdf", "csv", "json", "npz")


def build(room: ClipRoom, examples: Sequence[ClipExample]) -> None:
    """Lay the tab out in the surrounding `gr.Blocks`, with its events and its API."""
    gallery = {f"{number}": example for number, example in enumerate(examples)}
    viewer = ClipViewer(networks=_networks(room), examples=_cards(gallery), elem_id="action-viewer")
    listen(
        viewer,
        ask=lambda question: _answer(room, gallery, question),
        save=lambda question: _file(room, gallery, question),
    )
    _api(room)


def _networks(room: ClipRoom) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "title": introduce(name).title,
            "line": line(name, recognizer.scores),
            "wants": introduce(name).wants,
            "drawn": introduce(name).drawn,
            "labels": [spoken(label) for label in recognizer.labels],
        }
        for name, recognizer in room.recognizers.items()
    ]


def _cards(gallery: Mapping[str, ClipExample]) -> list[dict[str, Any]]:
    return [
        {"id": key, "title": example.title, "alt": example.alt, "inside": True, "thumbnail": example.thumbnail}
        for key, example in gallery.items()
    ]


def _answer(room: ClipRoom, gallery: Mapping[str, ClipExample], question: Mapping[str, Any]) -> dict[str, Any]:
    """A reading, or the table of orders where that is asked for."""
    file, model, part = _clip(gallery, question), str(question.get("model", "")), Part.read(question)
    if question.get("order"):
        return {"order": pack_orders(room.order(model, file, part), room.recognizer(model).scores)}
    reading = room.read(model, file, part)
    known = str(question.get("has", ""))
    filmed = room.read(model, file, replace(part, backwards=False)).trace.label if part.backwards else None
    packed = pack_reading(reading, room.recognizer(model), known=known, filmed=filmed)
    example = gallery.get(str(question.get("example", "")))
    if example is not None and not known:  # what is shipped, the browser has no file of
        packed["video"] = "data:video/webm;base64," + base64.b64encode(file.read_bytes()).decode("ascii")
    return packed


def _clip(gallery: Mapping[str, ClipExample], question: Mapping[str, Any]) -> Path:
    """The file that a question is about: of the gallery, or uploaded."""
    example = gallery.get(str(question.get("example", "")))
    if example is not None:
        return example.path
    path = uploaded(question.get("path"))
    if path is not None:
        return path
    if question.get("path"):
        raise Lost
    raise MediaError("There is no clip yet: drop one on the page, record one, or choose an example.")


def _file(room: ClipRoom, gallery: Mapping[str, ClipExample], question: Mapping[str, Any]) -> dict[str, Any]:
    reading = room.read(str(question.get("model", "")), _clip(gallery, question), Part.read(question))
    return download(_write(reading, str(question.get("kind", ""))))


def _write(reading: Reading, kind: str) -> Path:
    """The reading as a file of this kind, in a folder that the page may fetch from and nobody can guess."""
    if kind not in KINDS:
        raise OptionError(f"A reading can be saved as {', '.join(KINDS)}.")
    trace, frames = reading.trace, reading.clip.frames
    names = [spoken(label) for label in trace.labels]
    path = new_file(spoken(trace.label), kind)
    if kind == "webm":
        return clip_webm(frames, trace, path, names)
    if kind == "csv":
        return clip_csv(trace, reading.influence, path)
    if kind == "npz":
        return clip_npz(trace, reading.influence, path)
    if kind == "json":
        return save_clip_json(trace, path)
    return save_figure(clip_sheet(frames, trace, reading.influence, names), path)


def _api(room: ClipRoom) -> None:
    """`/action` for programs: typed by its components, which nobody sees."""
    names = list(room.recognizers)

    @told
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
        part = Part(int(moments or 0))
        if not clip:
            raise MediaError("There is no clip: give a file.")
        reading = room.read(model, Path(clip), part)
        rows = room.order(model, Path(clip), part) if order else None
        return clip_json(reading.trace, rows)

    with gr.Column(visible=False):
        inputs = [
            gr.File(label="clip", type="filepath"),
            gr.Radio(names, value=names[0], label="model"),
            gr.Number(0, precision=0, label="moments"),
            gr.Checkbox(False, label="order"),
        ]
        button, answer = gr.Button(), gr.JSON(label="the label and how it formed")
    button.click(action, inputs, answer, api_name="action", concurrency_limit=WAITING)
