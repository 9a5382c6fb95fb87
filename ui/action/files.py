"""A reading of a clip as a file to take home: the clip with its labels, a slide, and its numbers."""

from __future__ import annotations

from pathlib import Path

from models.errors import OptionError
from ui.action.service import Reading
from ui.action.texts import readable_label
from ui.shared.events import new_file
from visualize.action.figures import clip_sheet
from visualize.action.files import save_clip_csv, save_clip_json, save_clip_npz
from visualize.action.video import save_clip_video
from visualize.shared.files import save_figure

FORMATS = ("webm", "png", "svg", "pdf", "csv", "json", "npz")


def save(reading: Reading, suffix: str) -> Path:
    """The reading as a file of this kind, in a folder that the page may fetch from and nobody can guess.

    Raises:
        OptionError: there is no such kind.
    """
    if suffix not in FORMATS:
        raise OptionError(f"A reading can be saved as {', '.join(FORMATS)}.")
    trace, frames = reading.trace, reading.clip.frames
    names = [readable_label(label) for label in trace.labels]
    path = new_file(readable_label(trace.label), suffix)
    if suffix == "webm":
        return save_clip_video(frames, trace, path, names)
    if suffix == "csv":
        return save_clip_csv(trace, reading.influence, path)
    if suffix == "npz":
        return save_clip_npz(trace, reading.influence, path)
    if suffix == "json":
        return save_clip_json(trace, path)
    return save_figure(clip_sheet(frames, trace, reading.influence, names), path)
