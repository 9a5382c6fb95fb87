"""Measured figures, shortened for JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DIGITS = 4  # decimals: more than such scores are worth


def rounded(value: Any) -> Any:
    """The same mappings and lists, every float in them rounded to `DIGITS` decimals; what is given stays as it is."""
    if isinstance(value, Mapping):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(inner) for inner in value]
    return round(value, DIGITS) if isinstance(value, float) else value
