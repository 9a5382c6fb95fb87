"""What all figures share: the page, the colours, the heat table. Readable from the last row, colour-blind safe."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PAGE = (13.333, 7.5)  # inches: a 16:9 slide, so that a point in a figure is a point on the slide
MARGIN = 0.5  # inches
DPI = 200  # of PNG files, and of the photographs inside SVG and PDF

PAPER = "#ffffff"
INK = "#14181f"
MUTED = "#56606c"  # second-rank text: still 6:1 on paper
RULE = "#d5dae0"  # hairlines and the empty part of a bar
ACCENT = "#443a83"  # bars and the current word; the indigo of the heat's own colour map

# After Okabe & Ito, darkened until each has 4.5:1 on paper. Told apart under every colour blindness (a test simulates
# them), and a dash pattern goes along, because colour never speaks alone.
GATE_COLOURS = {
    "forget": "#0072b2",
    "input": "#c04f00",
    "output": "#00785a",
    "candidate": "#a8408c",
    "cell": INK,
    "hidden": "#6b7480",
}
GATE_DASHES: dict[str, tuple[float, tuple[float, ...]]] = {
    "forget": (0, ()),
    "input": (0, (6, 2)),
    "output": (0, (2, 1.5)),
    "candidate": (0, (6, 2, 1.5, 2)),
    "cell": (0, ()),
    "hidden": (0, (1, 2)),
}

MAGNITUDE = "viridis"  # matplotlib's names: 0..1 and heat
SIGNED = "RdBu_r"  # blue - white - red, with white at zero


@lru_cache(maxsize=1)
def _heat() -> np.ndarray:
    table = np.empty((256, 4), np.uint8)
    table[:, :3] = np.rint(colormaps[MAGNITUDE](np.arange(256))[:, :3] * 255)
    table[:, 3] = np.arange(256)
    table.flags.writeable = False  # cached, therefore shared
    return table


def heat_table() -> np.ndarray:
    """Colours of the heatmap: (256, 4) uint8 RGBA, read-only, for 0 .. the strongest attention.

    The colour is viridis, the alpha grows in step with the attention: where there is none, the picture is untouched.
    """
    return _heat()


def page(label: str = "") -> tuple[Figure, Axes]:
    """A white slide, and axes all over it whose units are inches from the top left corner.

    `label` becomes the title in the file's metadata.
    """
    figure = Figure(figsize=PAGE, facecolor=PAPER, dpi=DPI / 2, label=label)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, PAGE[0]), ylim=(PAGE[1], 0))
    axes.axis("off")
    return figure, axes
