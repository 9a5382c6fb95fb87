"""The Memory tab's one component, and what is measured packed small enough to be sent in one answer."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from models.trace import GradientReach, Spread
from ui.component import Component
from ui.memory_words import reach_line


def pack_reach(reach: GradientReach) -> dict[str, Any]:
    """One network's gradients as plain JSON; curves are decimal logarithms, for they span hundreds of powers of ten."""
    return {
        "network": reach.network,
        "T": reach.T,
        "width": reach.width,
        "parameters": reach.parameters,
        "seeds": reach.seeds,
        "hidden": pack_spread(reach.hidden),
        "cell": pack_spread(reach.cell),
        "bound": pack_spread(reach.bound),
        "cell_bound": pack_spread(reach.cell_bound),
        "words": reach_line(reach),
        "cell_words": reach_line(reach, cell=True),
        "size": f"{reach.width} units, {reach.parameters:,} learnt values",
    }


def pack_spread(spread: Spread | None) -> dict[str, str] | None:
    """log10 of median, low and high, each base64 of T little-endian float32; -infinity for 0, NaN for no number."""
    if spread is None:
        return None
    return {name: _logs(getattr(spread, name)) for name in ("median", "low", "high")}


def _logs(values: np.ndarray) -> str:
    with np.errstate(divide="ignore", invalid="ignore"):
        return base64.b64encode(np.log10(values).astype("<f4").tobytes()).decode("ascii")


def halves(values: np.ndarray) -> str:
    """Base64 of little-endian float16, as `shared/bytes.js` reads them."""
    return base64.b64encode(values.astype("<f2").tobytes()).decode("ascii")


class Memory(Component):
    """The Memory tab's one component: the loop, the gradient, the tasks, and what a network holds.

    Its events: `reach`, `hold`, `train`, `stop` and `save`; each carries what the server needs, so that no visitor's
    state is kept there. Its value is the latest answer to any of them.
    """

    ROOM = "memory"
    SCRIPTS = (
        *(f"shared/{name}" for name in ("dom", "bytes", "alert", "cursor", "files", "saving", "transport", "screen",
            "inspect")),
        *(f"memory/{name}" for name in ("networks", "questions", "chart", "chapters", "reach", "unroll",
            "cells", "loop", "hold", "sequence", "recall", "train", "start")),
        "shared/keys",
    )  # fmt: skip
