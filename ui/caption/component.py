"""The Caption tab's one component: choose a picture, say how, watch the caption come.

After an answer has arrived nothing more is asked: stepping, playing, hovering and full screen happen in the browser.
"""

from __future__ import annotations

from ui.shared.component import Component


class CaptionViewer(Component):
    """Its events: `ask` (a caption is wanted) and `save` (a file is wanted); both carry what the server needs, so that
    no visitor's state is kept there. Its value is an answer of `ui.caption.payload`, a file, or a sentence on what went
    wrong.
    """

    ROOM = "caption"
