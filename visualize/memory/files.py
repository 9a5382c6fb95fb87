"""What the memory lab measured as plain numbers: JSON types, and the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.numbers import significant
from models.trace import GradientNorms, Spread


def gradients_json(measured: Sequence[GradientNorms]) -> list[dict[str, Any]]:
    """Gradients as plain JSON types; what is no number, or infinite, is None.

    Of each network: network, trained, T, width, parameters, seeds, half_life (steps; negative: it doubles; None:
    neither), note, and gradient_h, gradient_c, bound_h, bound_c, each {median, p10, p90} over the steps 1..T or None.
    """
    return [
        {
            "network": norms.network,
            "trained": norms.trained,
            "T": norms.T,
            "width": norms.width,
            "parameters": norms.parameters,
            "seeds": norms.seeds,
            "half_life": significant(norms.half_life),
            "half_life_c": None if norms.cell_half_life is None else significant(norms.cell_half_life),
            "note": norms.note,
            "gradient_h": _spread_json(norms.hidden),
            "gradient_c": _spread_json(norms.cell),
            "bound_h": _spread_json(norms.bound),
            "bound_c": _spread_json(norms.cell_bound),
        }
        for norms in measured
    ]


def gradient_rows(measured: Sequence[GradientNorms]) -> list[list[Any]]:
    """Gradients as a table: a head, then a row for each network, quantity and step."""
    rows: list[list[Any]] = [["network", "quantity", "step", "median", "p10", "p90"]]
    for norms in measured:
        for name, spread in (
            ("gradient_h", norms.hidden),
            ("gradient_c", norms.cell),
            ("bound_h", norms.bound),
            ("bound_c", norms.cell_bound),
        ):
            if spread is not None:
                columns = zip(spread.median, spread.low, spread.high, strict=True)
                rows += [
                    [norms.network, name, t, *map(significant, values)] for t, values in enumerate(columns, start=1)
                ]
    return rows


def _spread_json(spread: Spread | None) -> dict[str, list[float | None]] | None:
    if spread is None:
        return None
    named = {"median": spread.median, "p10": spread.low, "p90": spread.high}
    return {name: [significant(value) for value in values] for name, values in named.items()}
