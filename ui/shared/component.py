"""A browser component of our own: real files, joined to one fixed template and one function body.

A component's files lie in its own room, `ui/<room>/web`; what several use lies in `ui/shared/web`. The template is
fixed and every text of a visitor or a network is set as text, so nothing anyone types can become code.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import gradio as gr

from models.trace import END
from visualize.shared.heat import EVEN, OPACITY
from visualize.shared.style import heat_table

UI = Path(__file__).resolve().parent.parent
INCLUDED = re.compile(r"<!-- (\S+\.html) -->")


class Component(gr.HTML):
    """One of the page's components. Its value is the server's latest word to this browser: an answer, or a sentence.

    A subclass names its `ROOM` (its template is `<room>/<room>.html`, its styles hold inside it alone) and its
    `SCRIPTS`, as `room/name`: one idea each, joined in this order.
    """

    ROOM: ClassVar[str]
    SCRIPTS: ClassVar[Sequence[str]]

    def __init__(self, value: Any = None, **props: Any) -> None:
        given = {
            "html_template": template(self.ROOM),
            "js_on_load": script(self.SCRIPTS),
            "apply_default_css": False,
            "padding": False,
            "elem_classes": [f"gs-room-{self.ROOM}"],
            **props,
        }
        super().__init__(value, **given)

    def api_info(self) -> dict[str, Any]:
        """Any JSON."""
        return {"type": {}, "description": "what the page shows"}


def web_file(name: str) -> str:
    """What is in a file of a room's `web` folder, `room/name.suffix`."""
    room, _, leaf = name.partition("/")
    return (UI / room / "web" / leaf).read_text(encoding="utf-8")


def template(room: str) -> str:
    """A room's HTML with the shared pieces that it names in comments."""
    return INCLUDED.sub(lambda found: web_file(found[1]).rstrip(), web_file(f"{room}/{room}.html"))


def script(names: Sequence[str]) -> str:
    """Scripts as one function body, and before them what they share with the figures: one set of colours."""
    table = base64.b64encode(heat_table()[:, :3].tobytes()).decode("ascii")
    shared = {"colours": table, "even": EVEN, "opacity": OPACITY, "end": END}
    files = (web_file(f"{name}.js") for name in names)
    return "\n".join([f"'use strict';\nconst SHARED = {json.dumps(shared)};", *files])
