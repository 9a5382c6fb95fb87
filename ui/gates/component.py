"""The component of the Gates tab: it reads whatever run was handed to it, and asks for nothing while it does."""

from __future__ import annotations

import base64

import numpy as np
from matplotlib import colormaps

from ui.shared.component import Component
from visualize.shared.style import SIGNED


def signed_table() -> str:
    """Colours of what has a sign: base64 of (256, 3) uint8 RGB, from the most negative to the most positive."""
    colours = colormaps[SIGNED](np.arange(256))[:, :3]
    return base64.b64encode(np.rint(255 * colours).astype(np.uint8).tobytes()).decode("ascii")


class Inspector(Component):
    """Reads the gates of one run: of any tab's by `inspect(run)`, of an example, or of a saved file.

    Its events: `ask` (an example's caption, a saved run, an operation, what is known over all examples) and `save`.
    """

    ROOM = "gates"
