"""NumPy archives of any origin, read without trust: nothing is unpickled, nothing unpacks to more than was allowed.

`np.load` alone would do the first, but makes room for whatever size a file claims to have.
"""

from __future__ import annotations

import io
import math
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO

import numpy as np

from models.errors import MediaError

KINDS = "fiuU"  # of arrays that are read: numbers and text
LARGEST = 64_000_000  # bytes, all arrays of a file together


def read_npz(source: str | Path | BinaryIO, names: Collection[str], largest: int = LARGEST) -> dict[str, np.ndarray]:
    """The arrays called `names` in an .npz file, those that are there; others are not looked at.

    Raises:
        MediaError: the file is not there, is none, is broken, holds Python objects, or unpacks to over `largest` bytes.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            members = {one.filename.removesuffix(".npy"): one for one in archive.infolist()}
            wanted = {name: members[name] for name in names if name in members}
            if sum(one.file_size for one in wanted.values()) > largest:
                raise MediaError(f"This file unpacks to more than {largest // 1_000_000} MB: that is no run of ours.")
            return {name: _array(archive.read(one)) for name, one in wanted.items()}
    except FileNotFoundError as error:
        raise MediaError("This file is not there.") from error
    except (
        OSError, ValueError, EOFError, SyntaxError, TypeError, KeyError, RecursionError, MemoryError, RuntimeError,
        NotImplementedError, zipfile.BadZipFile, zlib.error,
    ) as error:  # fmt: skip
        raise MediaError("This is no .npz file, or it is damaged: save the run again and take the new file.") from error


def _array(stored: bytes) -> np.ndarray:
    """One .npy, exactly as long as its head says."""
    file = io.BytesIO(stored)
    version = np.lib.format.read_magic(file)
    read_head = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}[version]
    shape, _, dtype = read_head(file)
    if dtype.kind not in KINDS or dtype.hasobject or math.prod(shape) * dtype.itemsize != len(stored) - file.tell():
        raise ValueError(f"{shape} of {dtype} in {len(stored)} bytes")
    file.seek(0)
    return np.lib.format.read_array(file, allow_pickle=False)
