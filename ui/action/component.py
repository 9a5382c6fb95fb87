"""The Action tab's one component."""

from __future__ import annotations

from ui.shared.component import Component


class ActionViewer(Component):
    """Choose a clip, watch the label form, ask whether order mattered.

    Its events: `ask` (a clip is to be read, or played in other orders) and `save` (a file is wanted).
    """

    ROOM = "action"
