"""Numbers as they came over the wire: finite, whole where they must be, or one sentence."""

from __future__ import annotations

import math
from typing import Any

from models.errors import OptionError


def real(value: Any, label: str) -> float:
    """A finite number. Raises OptionError if it is none."""
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise OptionError(f"{label} is a number.") from error
    if not math.isfinite(number):
        raise OptionError(f"{label} is a finite number.")
    return number


def whole(value: Any, label: str) -> int:
    """A whole number. Raises OptionError if it is none."""
    number = real(value, label)
    if number != int(number):
        raise OptionError(f"{label} is a whole number.")
    return int(number)
