"""A browser component of our own: real files, joined to one fixed template and one function body.

A component's files lie in its own room, `ui/<room>/web`; what several use lies in `ui/shared/web`. The template is
fixed and every text of a visitor or a network is set as text, so nothing anyone types can become code.
"""

from __future__ import annotations

import base64
import re
from typing import Any, ClassVar

import gradio as gr

from ui.shared.modules import UI, link
from visualize.shared.heat import EVEN, OUTLINE, PEAK, STRENGTH
from visualize.shared.style import heat_table

INCLUDED = re.compile(r"<!-- (\S+\.html) -->")


class Component(gr.HTML):
    """One of the page's components. Its value is the server's latest word to this browser: an answer, or a sentence.

    A subclass names its `ROOM`: its template is `<room>.html` there, its code begins in `main.js`, its styles hold
    inside it alone.
    """

    ROOM: ClassVar[str]

    def __init__(self, value: Any = None, **props: Any) -> None:
        given = {
            "html_template": template(self.ROOM),
            "js_on_load": link(f"{self.ROOM}/web/main.js", shared_values()),
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


def shared_values() -> dict[str, Any]:
    """What the browser's heatmaps share with the figures: colours and measures, as `values` of `gatescope:host`."""
    table = base64.b64encode(heat_table()[:, :3].tobytes()).decode("ascii")
    return {"colours": table, "even": EVEN, "strength": STRENGTH, "peak": PEAK, "outline": OUTLINE}
