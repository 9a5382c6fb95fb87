"""Files that are there whole or not at all."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO


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
