"""The component of the Gates tab: it reads whatever run was handed to it, and asks for nothing while it does."""

from __future__ import annotations

from ui.shared.component import Component


class GatesViewer(Component):
    """Reads the gates of one run: of any tab's by `inspect(run)`, of an example, or of a saved file.

    Its events: `ask` (an example's caption, a saved run, an operation, what is known over all examples) and `save`.
    """

    ROOM = "gates"
