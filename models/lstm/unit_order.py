"""In which order the units of a layer are shown, so that what belongs together stands together."""

from __future__ import annotations

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import pdist, squareform

from models.trace import GateTrace

ORDERS = ("stored", "activity", "change", "saturation", "similarity")


def order_units(gates: GateTrace, by: str = "stored") -> np.ndarray:
    """Numbers of the H units, first shown first: (H,) uint16.

    stored: as in the weights. activity: mean |h|, busiest first. change: mean |c_t - c_{t-1}|, liveliest first.
    saturation: the share of its gates' values below 0.1 or above 0.9, most extreme first. similarity: units whose c
    and h go up and down together are neighbours.

    Raises:
        ValueError: there is no such order.
    """
    if by == "similarity":
        return similarity(gates)
    ranks = {
        "stored": lambda: np.zeros(gates.cell.shape[1]),
        "activity": lambda: np.abs(gates.hidden).mean(axis=0),
        "change": lambda: np.abs(np.diff(gates.cell, axis=0, prepend=gates.start[1:])).mean(axis=0),
        "saturation": lambda: extremes(gates),
    }
    if by not in ranks:
        raise ValueError(f"There is no order {by!r}: {', '.join(ORDERS)} are")
    return np.argsort(-ranks[by](), kind="stable").astype(np.uint16)


def extremes(gates: GateTrace) -> np.ndarray:
    """(H,) 0..1: the share of a unit's i, f and o over the run that lie below 0.1 or above 0.9."""
    values = np.stack([gates.input, gates.forget, gates.output])  # (3, T, H)
    return ((values < 0.1) | (values > 0.9)).mean(axis=(0, 1))


def similarity(gates: GateTrace) -> np.ndarray:
    """Numbers of the units (H,) uint16: average-linkage clustering of their c and h over the steps, by correlation.

    At each merger the two clusters are turned so that their nearest ends meet. (SciPy's `optimal_leaf_ordering` takes
    half a second for 512 units and finds no shorter way; this takes some 10 ms.)
    """
    course = np.concatenate([gates.cell, gates.hidden]).astype(np.float64)  # (2T, H)
    halves = [half - half.mean(axis=0) for half in np.split(course, 2)]
    course = np.concatenate([half / np.maximum(np.linalg.norm(half, axis=0), 1e-12) for half in halves]).T  # (H, 2T)
    if len(course) < 2:
        return np.zeros(len(course), np.uint16)
    distances = pdist(course)
    apart = squareform(distances)  # (H, H): 0 for units that move alike, 2 for those that move against each other
    rows = [[unit] for unit in range(len(course))]
    for one, other in linkage(distances, "average")[:, :2].astype(int):
        rows.append(_join(rows[one], rows[other], apart))
    return np.array(rows[-1], np.uint16)


def _join(one: list[int], other: list[int], apart: np.ndarray) -> list[int]:
    """Two rows of units as one, turned so that the nearest of their ends meet."""
    ends = apart[np.ix_([one[-1], one[0]], [other[0], other[-1]])]  # (2, 2)
    turn, turn_other = divmod(int(ends.argmin()), 2)
    return (one[::-1] if turn else one) + (other[::-1] if turn_other else other)
