"""What is no clip, or not a whole one, gives what is there or one sentence with a cure."""

import contextlib
import struct

import numpy as np
import pytest

from models.errors import MediaError, OptionError
from models.io.clips import read_clip
from tests.io.reading import RATE, ramp
from tests.recognizers import write_clip


def test_a_truncated_clip_gives_what_is_there_or_a_kind_sentence(tmp_path):
    whole = write_clip(tmp_path / "a.avi", ramp(40), RATE, "MJPG").read_bytes()
    for share in (0.02, 0.3, 0.6, 0.95):
        path = tmp_path / "part.avi"
        path.write_bytes(whole[: int(len(whole) * share)])
        with contextlib.suppress(MediaError):
            assert len(read_clip(path, moments=8).frames) >= 1
    path = tmp_path / "part.mp4"  # its index lies at the end
    path.write_bytes(write_clip(tmp_path / "b.mp4", ramp(40), RATE).read_bytes()[:-400])
    with pytest.raises(MediaError, match="again"):
        read_clip(path)


def damaged(path):
    """A clip with noise in its middle."""
    data = bytearray(write_clip(path, ramp(40), RATE, "MJPG").read_bytes())
    middle = len(data) // 2
    data[middle : middle + 900] = np.random.default_rng(0).bytes(900)
    path.write_bytes(bytes(data))
    return path


def test_damage_in_the_middle_never_ends_in_a_foreign_error(tmp_path):
    with contextlib.suppress(MediaError):
        assert len(read_clip(damaged(tmp_path / "a.avi"), moments=8).frames) >= 1


def sound_alone():
    """A WAV file of one second."""
    tone = (np.sin(np.arange(8000) / 5) * 9000).astype("<i2").tobytes()
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + len(tone),
        b"WAVE",
        b"fmt ",
        16,
        1,
        1,
        8000,
        16000,
        2,
        16,
        b"data",
        len(tone),
    )
    return head + tone


@pytest.mark.parametrize(
    ("name", "content", "cure"),
    [
        ("text.mp4", b"Dear diary, today I filmed nothing at all.\n" * 50, "save it as mp4"),
        ("empty.mp4", b"", "again"),
        ("sound.wav", sound_alone(), "sound alone: choose a clip"),
        ("noise.webm", np.random.default_rng(0).bytes(5000), "save it as mp4"),
        ("head.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "copy, download or record it again"),
        ("photo.mp4", b"\xff\xd8\xff\xe0" + bytes(400), "picture"),
        ("page.mp4", b"<!doctype html><html><body>Not found</body></html>", "save it as mp4"),
        ("list.m3u8", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/a.ts\n", "save it as mp4"),
    ],
)
def test_what_is_no_clip_gets_one_sentence_with_a_cure(tmp_path, name, content, cure):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(MediaError, match=cure):
        read_clip(path)


@pytest.mark.parametrize("source", [None, "", "https://example.org/a.mp4", "no/such/file.mp4", b"bytes", "a\0b.mp4"])
def test_what_is_no_file_gets_one_sentence(source):
    with pytest.raises(MediaError):
        read_clip(source)


def test_a_folder_is_no_clip(tmp_path):
    with pytest.raises(MediaError, match="inside it"):
        read_clip(tmp_path)


@pytest.mark.parametrize(
    "options", [{"moments": 0}, {"moments": 65}, {"start": -1}, {"start": 2, "end": 1}, {"start": float("nan")}]
)
def test_options_that_make_no_sense_are_refused(tmp_path, options):
    with pytest.raises(OptionError):
        read_clip(write_clip(tmp_path / "a.mp4", ramp(4), RATE), **options)
