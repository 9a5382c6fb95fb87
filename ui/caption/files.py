"""A caption as a file to take home: pictures of it, an animation, and its numbers."""

from __future__ import annotations

from pathlib import Path

from models.errors import OptionError
from models.io.images import Picture
from models.trace import CaptionTrace
from ui.shared.events import new_file
from visualize.caption.animation import save_animation
from visualize.caption.figures import contact_sheet
from visualize.caption.files import save_trace_json, save_trace_npz
from visualize.shared.files import save_figure

FORMATS = ("png", "svg", "pdf", "gif", "json", "npz")


def save(picture: Picture, trace: CaptionTrace, suffix: str) -> Path:
    """The caption as a file of this kind, in a folder that the page may fetch from and nobody can guess.

    Raises:
        OptionError: there is no such kind.
    """
    if suffix not in FORMATS:
        raise OptionError(f"A caption can be saved as {', '.join(FORMATS)}.")
    path = new_file(trace.caption, suffix)
    if suffix == "gif":
        return save_animation(picture.pixels, trace, path)
    if suffix == "json":
        return save_trace_json(trace, path)
    if suffix == "npz":
        return save_trace_npz(trace, path)
    return save_figure(contact_sheet(picture.pixels, trace), path)
