"""What the file of a clip tells of itself, before anything in it is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

START = 65_536  # bytes at the beginning that are looked at
INDEX = 16_000_000  # bytes of an mp4's index that are looked through
EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"  # how Matroska and WebM begin, and what holds all the rest


def start(path: Path) -> bytes:
    """The first bytes of the file, which tell what it is. Raises OSError."""
    with path.open("rb") as file:
        return file.read(START)


def is_webp(start: bytes) -> bool:
    return start[:4] == b"RIFF" and start[8:12] == b"WEBP"


def is_sound(start: bytes) -> bool:
    """MP3, AAC, WAV, FLAC, AIFF, AMR, M4A."""
    begins = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"fLaC", b"#!AMR")
    return start.startswith(begins) or start[8:12] in (b"WAVE", b"AIFF") or start[4:11] == b"ftypM4A"


def lacks_index(path: Path) -> bool:
    """Whether this is an mp4 whose index is missing: it mostly lies at the end."""
    return _is_mp4(start(path)) and _mp4_index(path) is None


def holds_sound_alone(path: Path) -> bool:
    """Whether an mp4, Matroska, WebM or Ogg, which could not be opened as a clip, has tracks of sound and no other."""
    begins = start(path)
    if _is_mp4(begins):
        kinds = set(re.findall(rb"hdlr.{8}(soun|vide)", _mp4_index(path) or b"", re.DOTALL))
        return kinds == {b"soun"}
    if begins.startswith(EBML):  # names its codecs: A_OPUS, V_VP9
        return set(re.findall(rb"\x86.([AV])_[A-Z]", begins, re.DOTALL)) == {b"A"}
    return begins.startswith(b"OggS")


def cut_short(path: Path) -> bool:
    """Whether the file is shorter than it says itself; mp4, mov, avi, mkv and webm say it."""
    size, begins = path.stat().st_size, start(path)
    if _is_mp4(begins):
        return max((ends for _, _, ends in _boxes(path)), default=0) > size
    if begins.startswith(b"RIFF"):
        return int.from_bytes(begins[4:8], "little") + 8 > size
    return begins.startswith(EBML) and _segment_end(begins) > size


def _is_mp4(start: bytes) -> bool:
    return start[4:8] in (b"ftyp", b"moov", b"mdat", b"wide")


def _mp4_index(path: Path) -> bytes | None:
    """The box "moov" of an mp4, its first part where it is very long; None where it is not there."""
    for name, begins, ends in _boxes(path):
        if name == b"moov":
            with path.open("rb") as file:
                file.seek(begins)
                return file.read(min(ends - begins, INDEX))
    return None


def _boxes(path: Path) -> Iterator[tuple[bytes, int, int]]:
    """The outermost boxes of an mp4: name, where each begins, where it says that it ends."""
    at, size = 0, path.stat().st_size
    with path.open("rb") as file:
        while at + 8 <= size:
            file.seek(at)
            length, name = int.from_bytes(file.read(4), "big"), file.read(4)
            if length == 1:
                length = int.from_bytes(file.read(8), "big")
            if length < 8:  # 0: to the end of the file
                return
            yield name, at, at + length
            at += length


def _segment_end(start: bytes) -> int:
    """Where the segment of a Matroska file says that it ends; 0 where it does not say, as when a browser recorded."""
    at = start.find(SEGMENT) + len(SEGMENT)
    if at < len(SEGMENT) or at >= len(start) or not start[at]:
        return 0
    count = 9 - start[at].bit_length()  # bytes of the number (RFC 8794, 4): one more than there are leading zeros
    most = (1 << 7 * count) - 1
    length = int.from_bytes(start[at : at + count], "big") & most
    return 0 if length == most else at + count + length  # all ones: unknown
