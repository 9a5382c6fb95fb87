"""Laws of what is no picture, or not a bearable one: one sentence that names the cure, at little cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from models.errors import MediaError
from models.io.images import MAX_BYTES, Picture, read_picture
from models.io.picture_decoder import decoded
from tests import pictures
from tests.io.reading import refusal
from tests.pictures import KINDS, saved, scene


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"Dear diary, ...", "not a picture"),
        (b"", "empty"),
        (bytes(5000), "not a picture"),
        (b"<?xml version='1.0'?>\n<SVG xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!doctype html><html>", "web page"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "clip"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),  # must never reach Ghostscript
    ],
)
def test_what_only_has_the_name_of_a_picture_gets_a_sentence(content, word, tmp_path):
    path = tmp_path / "cat.jpg"
    path.write_bytes(content)
    assert word in refusal(path)
    assert word in refusal(content)


def test_what_is_no_file_gets_a_sentence(tmp_path):
    assert "no picture yet" in refusal(None)
    assert "no picture yet" in refusal("")
    assert "link" in refusal("https://example.org/cat.jpg")
    assert "link" in refusal("data:image/png;base64,AAAA")
    assert "“cat.jpg”" in refusal(tmp_path / "cat.jpg")
    assert "folder" in refusal(tmp_path)
    assert "number" not in refusal(42)
    for odd in ("a\0b", "x" * 5000, os.devnull):
        refusal(odd)
    assert "no file" in refusal("/dev/zero"), "which would never end"


def test_a_file_too_heavy_to_hold_is_refused_without_reading_it_all(tmp_path):
    path = tmp_path / "huge.bmp"
    with path.open("wb") as file:
        file.truncate(5 * MAX_BYTES)
    tracemalloc.start()
    assert "too big" in refusal(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1.5 * MAX_BYTES


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_breaks_off_or_is_damaged_anywhere_gives_a_picture_or_a_sentence(kind):
    data = saved(scene(), kind)
    assert "breaks off" in refusal(data[: len(data) * 2 // 3])
    random = np.random.default_rng(0)
    for cut in random.integers(1, len(data), 12):
        broken = bytearray(data[: int(cut)] if cut % 2 else data)
        broken[int(random.integers(len(broken)))] ^= 0xFF
        try:
            assert isinstance(read_picture(bytes(broken)), Picture)
        except MediaError:
            refusal(bytes(broken))


def test_a_jpeg_with_scans_without_end_is_refused_at_once():
    bomb = pictures.scan_bomb(5000)
    begun = time.process_time()
    refusal(bomb)
    assert time.process_time() - begun < 0.5
    assert read_picture(pictures.scan_bomb(3)).pixels.shape == (1600, 1600, 3)


def test_a_heic_where_no_reader_is_installed_gets_a_sentence(monkeypatch):
    data = saved(scene(), "HEIC")
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(MediaError, match="HEIC"):
        decoded(data)


MEASURE = """
import re, sys, time
from pathlib import Path
from PIL import Image; Image.init()
from models.errors import MediaError
from models.io.picture_decoder import decoded
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
before, begun = peak(), time.process_time()
try:
    outcome = decoded(Path(sys.argv[1]).read_bytes())[0].shape
except MediaError as error:
    outcome = error
print(round(peak() - before), round(time.process_time() - begun, 2), outcome, sep="|")
"""


def cost(data: bytes, path: Path) -> tuple[int, float, str]:
    """Peak memory in MB, seconds of CPU (a busy machine fails no law) and outcome of reading this file, by itself."""
    if not Path("/proc/self/status").exists():
        pytest.skip("peak memory is read from /proc")
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
    )
    assert done.stderr == "", "Pillow's remarks stay quiet"
    memory, seconds, outcome = done.stdout.strip().split("|")
    return int(memory), float(seconds), outcome


@pytest.mark.parametrize("name", pictures.bombs())
def test_a_bomb_is_refused_by_its_header_before_it_costs_memory(name, tmp_path):
    memory, seconds, outcome = cost(pictures.bombs()[name], tmp_path / "bomb.png")
    assert "too many pixels" in outcome
    assert memory < 20
    assert seconds < 0.5


def test_a_phones_largest_photo_is_read_in_little_memory(tmp_path):
    memory, seconds, outcome = cost(saved(scene(8064, 6048), "JPEG"), tmp_path / "photo.jpg")
    assert outcome == "(1200, 1600, 3)"
    assert memory < 80
    assert seconds < 2


def test_the_dearest_bearable_file_stays_within_its_memory(tmp_path):
    see_through = scene(6000, 4300).convert("RGBA")
    see_through.putalpha(128)
    memory, seconds, outcome = cost(saved(see_through, "PNG", compress_level=1), tmp_path / "big.png")
    assert outcome == "(1147, 1600, 3)"
    assert memory < 400
    assert seconds < 2
