"""What the file of a clip tells of itself, before anything in it is decoded: which container it is, and if it is whole.

A file is opened by the demuxer that its content names, and by no other: what only has the name of a clip, and what
tells of other files (playlists, lists of pictures), has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

START = 65_536  # bytes at the beginning that are looked at
INDEX = 16_000_000  # bytes of an mp4's index that are looked through
BOXES = 10_000  # of an mp4 that are looked through
EBML, SEGMENT = b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67"  # how Matroska and WebM begin, and what holds all the rest
MP4 = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")  # the first box
LASTING = (b"moov", b"mdat", b"moof")  # boxes whose end counts: behind them anything may lie
STILL_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"mif2", b"avif", b"jp2 ", b"jpx ", b"crx ")
STILL = (b"\xff\xd8\xff", b"\x89PNG", b"BM", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51", b"8BPS")
SOUND = (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"\xff\xf9", b"fLaC", b"#!AMR", b"MAC ", b"wvpk")
MARKS = (  # how a file begins, and the demuxer for it
    (EBML, "matroska"),
    (b"GIF8", "gif"),
    (b"OggS", "ogg"),
    (b"FLV\x01", "flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\0\0\x01\xba", "mpeg"),
    (b"\0\0\x01\xb3", "mpegvideo"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", "mxf"),
    (b"\x1f\x07\0", "dv"),
    (b".RMF", "rm"),
    (b"DKIF", "ivf"),
    (b"YUV4MPEG2 ", "yuv4mpegpipe"),
)
ANNEX_B = re.compile(rb"\0{2,3}\x01(?:([\x09\x06\x27\x67][^\0])|([\x40\x46]\x01))")  # bare H.264, bare HEVC
PACKETS = ((188, 0), (192, 4), (204, 0))  # of a transport stream: bytes a packet, where its mark lies


@dataclass(frozen=True)
class Container:
    """A file and what it is by its content."""

    file: BinaryIO
    size: int  # bytes

    @cached_property
    def start(self) -> bytes:
        """The first bytes."""
        return self._at(0, START)

    @property
    def demuxer(self) -> str:
        """FFmpeg's name of the one that may read it; "" where there is none."""
        start = self.start
        if self.is_mp4:
            return "mov"
        if start[:4] == b"RIFF" and start[8:12] in (b"AVI ", b"AVIX"):
            return "avi"
        for mark, name in MARKS:
            if start.startswith(mark):
                return name
        if any(all(start[at : at + 1] == b"\x47" for at in range(mark, 4 * step, step)) for step, mark in PACKETS):
            return "mpegts"
        bare = ANNEX_B.match(start)
        return "" if bare is None else "h264" if bare[1] else "hevc"

    @property
    def canvas(self) -> int:
        """Pixels of a GIF, as it tells before any frame; 0 for all others, which tell it by track."""
        width, height = self.start[6:8], self.start[8:10]
        return int.from_bytes(width, "little") * int.from_bytes(height, "little") if self.demuxer == "gif" else 0

    @property
    def is_webp(self) -> bool:
        return self.start[:4] == b"RIFF" and self.start[8:12] == b"WEBP"

    @property
    def is_mp4(self) -> bool:
        return self.start[4:8] in MP4

    @property
    def is_still(self) -> bool:
        """Whether it is a picture: HEIC and AVIF look like mp4, and have no film in them."""
        if self.start.startswith(STILL):
            return True
        return self.start[4:12][:4] == b"ftyp" and self._brands() and self._index is None

    def _brands(self) -> bool:
        brands = self.start[8 : max(16, min(int.from_bytes(self.start[:4], "big"), 256))]
        return any(brands[at : at + 4] in STILL_BRANDS for at in range(0, len(brands), 4))

    @property
    def is_sound(self) -> bool:
        """MP3, AAC, WAV, FLAC, AIFF, AMR, M4A."""
        start = self.start
        return start.startswith(SOUND) or start[8:12] in (b"WAVE", b"AIFF", b"AIFC") or start[4:11] == b"ftypM4A"

    @property
    def lacks_index(self) -> bool:
        """Whether this is an mp4 whose index is missing: it mostly lies at the end."""
        return self.is_mp4 and self._index is None

    @property
    def holds_sound_alone(self) -> bool:
        """Whether an mp4, Matroska, WebM or Ogg, which could not be opened, has tracks of sound and no other."""
        if self.is_mp4:
            kinds = set(re.findall(rb"hdlr.{8}(soun|vide)", self._index or b"", re.DOTALL))
            return kinds == {b"soun"}
        if self.start.startswith(EBML):  # names its codecs: A_OPUS, V_VP9
            return set(re.findall(rb"\x86.([AV])_[A-Z]", self.start, re.DOTALL)) == {b"A"}
        return self.start.startswith(b"OggS")

    @property
    def cut_short(self) -> bool:
        """Whether the file is shorter than it says itself; mp4, mov, avi, mkv and webm say it."""
        if self.is_mp4:
            return any(ends > self.size for name, _, ends in self._boxes() if name in LASTING)
        if self.start.startswith(b"RIFF"):
            return int.from_bytes(self.start[4:8], "little") + 8 > self.size
        return self.start.startswith(EBML) and _segment_end(self.start) > self.size

    @cached_property
    def _index(self) -> bytes | None:
        """The box "moov" of an mp4, its first part where it is very long; None where it is not there."""
        for name, begins, ends in self._boxes():
            if name == b"moov":
                return self._at(begins, min(ends - begins, INDEX))
        return None

    def _boxes(self) -> Iterator[tuple[bytes, int, int]]:
        """The outermost boxes of an mp4: name, where each begins, where it says that it ends."""
        at = 0
        for _ in range(BOXES):
            head = self._at(at, 16)
            if len(head) < 8:
                return
            length, name = int.from_bytes(head[:4], "big"), head[4:8]
            if length == 1:
                length = int.from_bytes(head[8:], "big")
            if length < 8:  # 0: to the end of the file
                if name == b"moov" and not length:
                    yield name, at, self.size
                return
            yield name, at, at + length
            at += length

    def _at(self, begins: int, count: int) -> bytes:
        self.file.seek(begins)
        return self.file.read(count) or b""


def _segment_end(start: bytes) -> int:
    """Where the segment of a Matroska file says that it ends; 0 where it does not say, as when a browser recorded."""
    at = start.find(SEGMENT) + len(SEGMENT)
    if at < len(SEGMENT) or at >= len(start) or not start[at]:
        return 0
    count = 9 - start[at].bit_length()  # bytes of the number (RFC 8794, 4): one more than there are leading zeros
    most = (1 << 7 * count) - 1
    length = int.from_bytes(start[at : at + count], "big") & most
    return 0 if length == most else at + count + length  # all ones: unknown
