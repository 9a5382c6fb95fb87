"""Files that are there whole or not at all: figures, tables, plain JSON and arrays."""

from __future__ import annotations

import csv
import io
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO

import matplotlib
import numpy as np
from matplotlib.figure import Figure

from visualize.shared.style import DPI
from visualize.shared.text import printable

# The same figure gives the same bytes: no dates, no random ids. Words stay words that can be searched and edited
# (PDF carries its font along; SVG names it, and the figures leave room for another of its width).
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "gatescope", "svg.fonttype": "none", "pdf.fonttype": 42}
UNDATED: dict[str, dict[str, Any]] = {"png": {}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
_settings = Lock()  # matplotlib keeps these settings for the whole process, and two visitors may save at once


@contextmanager
def atomically(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file for writing that appears under its name only when the block ends well.

    It is written beside its place and then moved; a reader never sees half a file, an older file stays until then, and
    when anything goes wrong nothing is left behind.

    Raises:
        OSError: it cannot be written there (its subclass as always: FileNotFoundError, PermissionError ...).
    """
    path = Path(path)
    unfinished = path.parent / f".{secrets.token_hex(8)}.part"  # same folder: a move within one file system is atomic
    try:
        with unfinished.open("xb") as file:
            yield file
        unfinished.replace(path)
    except BaseException as error:
        with suppress(OSError):
            unfinished.unlink()
        if isinstance(error, OSError):
            message = f"Cannot write {path.name}: {error.strerror or error}. Is its folder there, and writable?"
            raise OSError(error.errno, message, str(path)) from error
        raise


def save_figure(figure: Figure, path: str | Path) -> Path:
    """Write a figure as PNG (200 dpi), SVG or PDF, as the suffix of `path` says. Returns the path.

    Raises:
        ValueError: another suffix.
        OSError: it cannot be written there.
    """
    path = Path(path)
    kind = path.suffix.lower().removeprefix(".")
    if kind not in UNDATED:
        raise ValueError(f"A figure can be saved as .png, .svg or .pdf, not as {path.name!r}")
    drawn = io.BytesIO()
    metadata = UNDATED[kind] | {"Title": printable(str(figure.get_label())) or "Gatescope"}
    with _settings, matplotlib.rc_context(SETTINGS):
        figure.savefig(drawn, format=kind, dpi=DPI, facecolor=figure.get_facecolor(), metadata=metadata)
    with atomically(path) as file:
        file.write(drawn.getbuffer())
    return path


def save_json(values: Mapping[str, Any], path: str | Path) -> Path:
    """Write plain JSON types to a file. Raises OSError when it cannot be written there."""
    with atomically(path) as file:
        file.write(json.dumps(values, allow_nan=False).encode("ascii") + b"\n")
    return Path(path)


def save_table(rows: Iterable[Sequence[Any]], path: str | Path, line_end: str = "\n") -> Path:
    """Write a table as CSV in UTF-8; None is an empty field. Raises OSError when it cannot be written there.

    `line_end` is that of Unix, or "\\r\\n" as RFC 4180 has it.
    """
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows(rows)
    with atomically(path) as file:
        file.write(text.getvalue().encode("utf-8", "replace"))
    return Path(path)


def save_npz(arrays: Mapping[str, Any], path: str | Path) -> Path:
    """Write arrays of numbers and text for `np.load(path)`. Raises OSError when it cannot be written there."""
    with atomically(path) as file:
        np.savez_compressed(file, **arrays)
    return Path(path)
