"""Plain numbers on their way in and out: read with one sentence for what is none, written as JSON can hold them."""

from __future__ import annotations

import math
from typing import Any

from models.errors import OptionError


def read_number(value: Any, label: str) -> float:
    """A finite number, of anything that came over the wire. Raises OptionError if it is none."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise OptionError(f"{label} is a number.") from error
    if not math.isfinite(number):
        raise OptionError(f"{label} is a finite number.")
    return number


def read_integer(value: Any, label: str) -> int:
    """A whole number, of anything that came over the wire. Raises OptionError if it is none."""
    number = read_number(value, label)
    if number != int(number):
        raise OptionError(f"{label} is a whole number.")
    return int(number)


def significant(value: Any, digits: int = 7) -> float | None:
    """The number with so many digits (a float32 holds seven); None for what JSON has no number for."""
    return float(f"{float(value):.{digits}g}") if math.isfinite(value) else None
