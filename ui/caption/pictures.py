"""The picture that a question is about: kept by its content, of the gallery, or just uploaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.errors import MediaError
from models.io.images import Picture, read_picture
from ui.caption.gallery import Example
from ui.caption.service import Room
from ui.shared.events import Lost, uploaded


def find_picture(room: Room, gallery: Mapping[str, Example], question: Mapping[str, Any]) -> Picture:
    """The picture of a question, from now on kept in the room.

    Raises:
        Lost: the server had it once, the browser still has it.
        MediaError: it cannot be read, or there is none.
    """
    kept = room.picture(str(question.get("hash", "")))
    if kept is not None:
        return kept
    example = gallery.get(str(question.get("example", "")))
    if example is not None:
        return room.keep(example.open())
    path = uploaded(question.get("path"))
    if path is not None:
        return room.keep(read_picture(path))
    if question.get("hash") or question.get("path"):
        raise Lost
    raise MediaError("There is no picture yet: drop one on the page, or choose an example.")
