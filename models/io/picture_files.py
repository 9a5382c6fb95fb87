"""What a picture's file says of itself, read without decoding: whether it can be borne, and what stands in its way.

Files are small and pictures large, but not always: a few hundred bytes can ask for hours. What is counted here (scans
of a JPEG, comments of a GIF, shared tags of a TIFF) costs one walk over the bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from models.errors import MediaError
from models.io.picture_texts import BROKEN
from models.limits import GIF_EXTENSIONS, JPEG_SCANS, TIFF_SPARE

MARK = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")  # of a JPEG: what is neither a stuffed byte nor a restart
END, SCAN = 0xD9, 0xDA
IMAGE, EXTENSION, COMMENT = 0x2C, 0x21, 0xFE  # of a GIF
FRAMES = frozenset([*range(0xC0, 0xD0)]) - {0xC4, 0xC8, 0xCC}
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}  # TIFF
PAGES = 10_000  # of a TIFF that are looked through


@dataclass(frozen=True)
class Outline:
    """How a JPEG is put together, up to the end of its first picture."""

    scans: int
    parts: int  # colours, as its frame tells
    progressive: bool
    ended: bool  # whether it says so itself


def jpeg(data: bytes) -> bool:
    """Whether the JPEG is there to its end mark. Raises MediaError for more scans than any camera or program writes."""
    scans = data.count(b"\xff\xda")  # at least as many as there are: a thumbnail or a film behind have some too
    last = data.rfind(b"\xff\xda")
    if scans <= 3 and last >= 0 and data.find(b"\xff\xd9", last) >= 0:
        return True
    found = _outline(data)
    if found.scans > (JPEG_SCANS if found.progressive else max(1, found.parts)):
        raise MediaError(BROKEN)
    return found.ended


def _outline(data: bytes) -> Outline:
    at, scans, parts, progressive = 2, 0, 0, False
    while mark := MARK.search(data, at):
        kind, at = mark[1][0], mark.end()
        if kind == END:
            return Outline(scans, parts, progressive, True)
        if kind == 0x01 or kind == 0xD8:
            continue
        if kind in FRAMES and at + 8 <= len(data):
            parts, progressive = data[at + 7], kind in (0xC2, 0xC6, 0xCA, 0xCE)
        if kind == SCAN:
            scans += 1
        if scans > JPEG_SCANS:
            break
        at += int.from_bytes(data[at : at + 2], "big")
    return Outline(scans, parts, progressive, False)


def gif(data: bytes) -> bytes:
    """The GIF up to its second frame, without comments: Pillow takes quadratic time for them. Raises MediaError."""
    if len(data) < 13:
        return data
    at, size = 13 + _table(data[10]), len(data)
    kept, begins, frames, extensions = [], 0, 0, 0
    while at + 10 < size and frames < 2:
        kind, behind = data[at], at + 2
        if kind == IMAGE:
            frames, behind = frames + 1, at + 11 + _table(data[at + 9])
        elif kind != EXTENSION:
            break
        while behind < size and (length := data[behind]):  # a chain of blocks, each behind its length
            behind += length + 1
        behind += 1
        if kind == EXTENSION:
            extensions += 1
            if data[at + 1] == COMMENT:
                if begins < at:
                    kept.append(data[begins:at])
                begins = behind
        if extensions > GIF_EXTENSIONS:
            raise MediaError(BROKEN)
        at = behind
    return b"".join([*kept, data[begins:]]) if kept else data


def _table(flags: int) -> int:
    """Bytes of the colour table that these flags tell of."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def tiff(data: bytes) -> int:
    """How many pages the TIFF has. Raises MediaError where its tags together hold more bytes than the file."""
    pages, spent = 0, 0
    for heavy in _directories(data):
        pages, spent = pages + 1, spent + heavy
        if spent > len(data) + TIFF_SPARE or pages > PAGES:
            raise MediaError(BROKEN)
    return pages


def _directories(data: bytes) -> Iterator[int]:
    """Bytes that the tags of each page point to, page by page."""
    order = "<" if data[:2] == b"II" else ">"
    big = data[2:4] in (b"+\0", b"\0+")
    number, count, entry = ("Q", "Q", 20) if big else ("I", "H", 12)
    wide = struct.calcsize(number)
    seen: set[int] = set()
    try:
        at = struct.unpack_from(order + number, data, 8 if big else 4)[0]
        while at and at not in seen:
            seen.add(at)
            entries = struct.unpack_from(order + count, data, at)[0]
            at += struct.calcsize(count)
            heavy = 0
            for tag in range(at, at + entries * entry, entry):
                kind, values = struct.unpack_from(order + "H" + number, data, tag + 2)
                size = SIZES.get(kind, 1) * values
                heavy += size if size > wide else 0
            yield heavy
            at = struct.unpack_from(order + number, data, at + entries * entry)[0]
    except struct.error:  # it breaks off: Pillow says what of
        return
