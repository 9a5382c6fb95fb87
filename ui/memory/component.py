"""The Memory tab's one component."""

from __future__ import annotations

from ui.shared.component import Component


class MemoryViewer(Component):
    """The loop, the gradient, the tasks, and what a network holds.

    Its events: `reach`, `hold`, `train`, `stop` and `save`; each carries what the server needs, so that no visitor's
    state is kept there. Its value is the latest answer to any of them.
    """

    ROOM = "memory"
