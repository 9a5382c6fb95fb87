"""Words on figures: any text a visitor can type is drawn as it stands, measured, and never breaks a figure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text
from PIL import ImageFont

from visualize.shared.style import INK

FAMILY = ("DejaVu Sans", "sans-serif")  # comes with matplotlib: the same letters everywhere; else an SVG's reader picks
MISSING = "\N{WHITE SQUARE}"  # stands for a character that the font cannot draw
LINE = 1.35 / 72  # inches from line to line for each point of size


def font_file(bold: bool = False) -> Path:
    """The TrueType file of the house font."""
    return Path(matplotlib.get_data_path(), "fonts", "ttf", f"DejaVuSans{'-Bold' if bold else ''}.ttf")


@lru_cache(maxsize=1)
def _drawable() -> frozenset[int]:
    regular, bold = (FT2Font(str(font_file(weight))).get_charmap() for weight in (False, True))
    return frozenset(regular) & frozenset(bold)


def printable(text: str) -> str:
    """The text on one line, of characters that the font has: others become a white square, invisible ones go.

    `$`, `_`, `^` and `\\` stay as they are: `write` draws them literally.
    """
    shown = []
    for character in " ".join(text.split()):
        if unicodedata.category(character) in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
            continue  # controls, joiners, direction marks, variation selectors: nothing to see
        shown.append(character if ord(character) in _drawable() else MISSING)
    return "".join(shown)


def literal(text: str) -> str:
    """`printable`, for the places of matplotlib that cannot be told not to read formulas (tick labels, legends)."""
    return printable(text).replace("$", r"\$")


def write(axes: Axes, x: float, y: float, text: str, size: float, *, bold: bool = False, **look: Any) -> Text:
    """Draw one line as it stands, never as a formula. `size` in points; `look` as in `Axes.text`."""
    settings: dict[str, Any] = {"color": INK, "va": "baseline", "parse_math": False, **look}
    weight = "bold" if bold else "normal"
    return axes.text(x, y, printable(text), size=size, family=list(FAMILY), weight=weight, style="normal", **settings)


@lru_cache(maxsize=2)
def _ruler(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(bold), 100, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: float, bold: bool = False) -> float:
    """Inches that one line takes at `size` points."""
    return _ruler(bold).getlength(printable(text)) / 100 * size / 72


def fit(text: str, room: float, size: float, least: float, bold: bool = False) -> tuple[str, float]:
    """The text and a size, `size` down to `least` points, that fit in `room` inches; cut with … if none does."""
    text = printable(text)
    needed = width(text, 1.0, bold)
    if needed * least <= room:
        return text, min(size, room / needed) if needed else size
    while text and width(text + "…", least, bold) > room:
        text = text[: min(len(text) - 1, int(len(text) * 0.9))]
    return text + "…", least


def wrap(words: Sequence[str], room: float, size: float, bold: bool = False) -> list[str]:
    """Lines of these words, each within `room` inches; a word that is wider than that has a line to itself."""
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold) <= room:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def paragraph(
    text: str, room: float, size: float, least: float, lines: int, bold: bool = False
) -> tuple[list[str], float]:
    """The text in at most `lines` lines within `room` inches, as large as `size`..`least` points allow, then cut."""
    words = printable(text).split()
    while (wrapped := wrap(words, room, size, bold))[lines:] and size > least:
        size = max(least, size - 1)
    kept = wrapped[: lines - 1] + ([" ".join(wrapped[lines - 1 :])] if len(wrapped) >= lines else [])
    return [fit(line, room, size, size, bold)[0] for line in kept], size
