"""The component of the Gates tab: it reads whatever run was handed to it, and asks for nothing while it does."""

from __future__ import annotations

from ui.shared.component import Component


class GatesViewer(Component):
    """Reads the gates of one run: of any tab's by `inspect(run)`, of an example, or of a saved file.

    Its events: `ask` (an example's caption, a saved run, an operation, what is known over all examples) and `save`.
    """

    ROOM = "gates"
    SCRIPTS = (
        *(f"shared/{name}" for name in (
            "dom", "bytes", "alert", "cursor", "heat", "files", "asking", "saving", "transport", "screen", "inspect",
            "of_caption",
        )),
        *(f"gates/{name}" for name in (
            "run", "state", "tones", "ledger", "remember", "triangle", "map", "touch", "sum", "story", "saying",
            "saturation", "bundled", "signals", "follow", "cut", "outcome", "head", "saves", "open", "show", "begin",
        )),
        "shared/keys",
    )  # fmt: skip
