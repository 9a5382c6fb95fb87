"""The Action tab's one component."""

from __future__ import annotations

from ui.shared.component import Component


class ActionViewer(Component):
    """Choose a clip, watch the label form, ask whether order mattered.

    Its events: `ask` (a clip is to be read, or played in other orders) and `save` (a file is wanted).
    """

    ROOM = "action"
    SCRIPTS = (
        *(f"shared/{name}" for name in (
            "dom", "bytes", "alert", "cursor", "heat", "gallery", "files", "asking", "saving", "transport", "screen",
            "inspect",
        )),
        *(f"action/{name}" for name in (
            "record", "choose", "part", "unpack", "player", "chart", "race", "verdict", "strip", "memory", "influence",
            "order", "stage", "answered",
        )),
        "shared/keys",
    )  # fmt: skip
