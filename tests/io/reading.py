"""What tests of reading share: the sentence of a refusal, and clips whose frames tell their numbers."""

from __future__ import annotations

import struct

import numpy as np
import pytest

from models.errors import MediaError
from models.io.images import read_picture

RATE = 10.0


def ramp(frames=40, size=(64, 48)):
    """Frames that grow brighter, 5 a frame: a frame's brightness tells its number."""
    width, height = size
    levels = (np.arange(frames) * 5 % 256).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (frames, height, width, 3)).copy()


def numbers(clip):
    """Which frames of `ramp` were looked at, to about one."""
    return clip.frames[:, 8:-8, 8:-8].mean(axis=(1, 2, 3)) / 5


def turned(path, degrees):
    """The mp4 at `path` with a rotation in its track header, as phones write it."""
    matrix = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[degrees]
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40  # version 0: the matrix lies 40 bytes into the box's content
    a, b, c, d = (value << 16 for value in matrix)
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(bytes(data))
    return path


def refusal(source: object) -> str:
    """The one sentence with which `source` is refused, checked for kindness."""
    with pytest.raises(MediaError) as caught:
        read_picture(source)
    sentence = str(caught.value)
    assert sentence[0].isprintable()
    assert sentence.endswith(".")
    assert sentence.count(". ") == 0, "one sentence"
    assert ": " in sentence, "what is wrong: what to do"
    assert not any(word in sentence for word in ("Error", "Exception", "Pillow", "/tmp", "None"))
    return sentence
