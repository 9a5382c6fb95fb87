"""A browser component of our own: real files in `ui/web`, joined to one fixed template and one function body.

A component lives in its own room, `ui/web/<room>`; what several use lies in `ui/web/shared`. The template is fixed and
every text of a visitor or a network is set as text, so nothing anyone types can become code.
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

WEB = Path(__file__).parent / "web"
INCLUDED = re.compile(r"<!-- (\S+\.html) -->")


class Component(gr.HTML):
    """One of the page's components. Its value is the server's latest word to this browser: an answer, or a sentence.

    A subclass names its `ROOM` (its template is `<room>/<room>.html`, its styles hold inside it alone) and its
    `SCRIPTS`, files below `ui/web` without suffix: one idea each, joined in this order.
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


def template(room: str) -> str:
    """A room's HTML with the shared pieces that it names in comments."""
    text = (WEB / room / f"{room}.html").read_text(encoding="utf-8")
    return INCLUDED.sub(lambda found: (WEB / found[1]).read_text(encoding="utf-8").rstrip(), text)


def script(names: Sequence[str]) -> str:
    """Scripts as one function body, and before them what they share with the figures: one set of colours."""
    table = base64.b64encode(heat_table()[:, :3].tobytes()).decode("ascii")
    shared = {"colours": table, "even": EVEN, "opacity": OPACITY, "end": END}
    files = ((WEB / f"{name}.js").read_text(encoding="utf-8") for name in names)
    return "\n".join([f"'use strict';\nconst SHARED = {json.dumps(shared)};", *files])
