"""Figures as every tab writes them."""

from __future__ import annotations

NB = "\N{NO-BREAK SPACE}"


def percent(value: float, digits: int = 0) -> str:
    """A share of 1 as a student reads it: "74 %", with one digit "99.6 %" or "100 %"."""
    return f"{100 * value:.{digits}f}".removesuffix(".0") + f"{NB}%"
