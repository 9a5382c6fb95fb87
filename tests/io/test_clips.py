"""What reading a clip owes: moments over the whole of it, whatever its header says; or one sentence with a cure."""

import contextlib
import itertools
import struct
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from models.errors import MediaError, OptionError
from models.io import clip_decoder, clips, films
from models.io.clips import Clip, read_clip
from tests.recognizers import write_clip

RATE = 10.0


def ramp(frames=40, size=(64, 48)):
    """Frames that grow brighter, 5 a frame: a frame's brightness tells its number."""
    width, height = size
    levels = (np.arange(frames) * 5 % 256).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (frames, height, width, 3)).copy()


def numbers(clip):
    """Which frames of `ramp` were looked at, to about one."""
    return clip.frames[:, 8:-8, 8:-8].mean(axis=(1, 2, 3)) / 5


@pytest.mark.parametrize(
    ("suffix", "code"), [("mp4", "mp4v"), ("avi", "MJPG"), ("webm", "VP80"), ("mkv", "mp4v"), ("mov", "mp4v")]
)
def test_the_moments_lie_evenly_over_the_whole_clip(tmp_path, suffix, code):
    clip = read_clip(write_clip(tmp_path / f"a.{suffix}", ramp(), RATE, code), moments=8)
    assert clip.frames.shape == (8, 48, 64, 3)
    np.testing.assert_allclose(numbers(clip), np.linspace(0, 39, 8), atol=2)
    np.testing.assert_allclose(clip.times, np.linspace(0, 3.9, 8), atol=0.2)
    assert clip.seconds == pytest.approx(4.0, abs=0.15)
    assert clip.notes == ()


def test_a_gif_is_a_clip(tmp_path):
    images = [Image.fromarray(frame) for frame in ramp(12)]
    images[0].save(tmp_path / "a.gif", save_all=True, append_images=images[1:], duration=100)
    clip = read_clip(tmp_path / "a.gif", moments=6)
    assert len(clip.frames) == 6
    assert (np.diff(numbers(clip)) > 0.5).all()


def test_the_marked_part_alone_is_looked_at(tmp_path):
    path = write_clip(tmp_path / "a.mp4", ramp(), RATE)
    clip = read_clip(path, moments=5, start=1.0, end=2.0)
    np.testing.assert_allclose(numbers(clip), np.linspace(10, 20, 5), atol=1.5)
    assert clip.times[0] >= 0.95
    assert clip.times[-1] <= 2.05


def test_a_part_behind_the_end_is_a_kind_sentence(tmp_path):
    with pytest.raises(MediaError, match="mark another"):
        read_clip(write_clip(tmp_path / "a.mp4", ramp(), RATE), start=60)


def test_a_clip_of_few_frames_gives_all_and_says_so(tmp_path):
    clip = read_clip(write_clip(tmp_path / "a.mp4", ramp(3), RATE), moments=16)
    assert len(clip.frames) == 3
    assert "only 3 frames" in clip.notes[0]
    one = read_clip(write_clip(tmp_path / "b.mp4", ramp(1), RATE))
    assert (len(one.frames), one.notes) == (1, ("This clip has one frame.",))


def test_times_rise_and_moments_differ(tmp_path):
    for frames in (2, 7, 16, 17, 31, 33, 64, 100):
        clip = read_clip(write_clip(tmp_path / f"{frames}.mp4", ramp(frames), RATE), moments=16)
        assert len(clip.frames) == min(frames, 16)
        assert (np.diff(clip.times) > 0).all()


class Told:
    """A film whose header or clock tells what the test wants, around a real one."""

    def __init__(self, real, stamps=None, **told):
        self._real, self._stamps, self._told = real, stamps, told

    def shots(self):
        for (_, pixels), stamp in zip(self._real.shots(), self._stamps or itertools.repeat(None), strict=False):
            yield (_ if stamp is None else stamp), pixels

    def __getattr__(self, name):
        return self._told[name] if name in self._told else getattr(self._real, name)


def read_here(path, monkeypatch, moments=8, stamps=None, **told):
    """`read_clip` in this process, of a file that tells something else than it holds."""
    real = clip_decoder.open_film
    monkeypatch.setattr(clip_decoder, "open_film", lambda *given: Told(real(*given), stamps, **told))
    with path.open("rb") as file:
        about, frames = clip_decoder.decode(file, moments, 0.0, None, 20.0)
    return Clip(np.stack(frames), np.array(about["times"]), about["seconds"], about["size"], tuple(about["notes"]))


@pytest.mark.parametrize("count", [0, 1, 7, 4000, 9e6])
def test_an_absurd_frame_count_changes_nothing(tmp_path, monkeypatch, count):
    path = write_clip(tmp_path / "a.mp4", ramp(), RATE)
    honest = read_clip(path, moments=8)
    misled = read_here(path, monkeypatch, promised=count)
    assert len(misled.frames) == 8
    np.testing.assert_allclose(numbers(misled), numbers(honest), atol=2.5)
    assert numbers(misled)[-1] > 36


@pytest.mark.parametrize("stamp", [0.0, -5.0, float("nan"), 1e300])
def test_a_clock_that_stands_still_is_replaced_by_the_frame_rate(tmp_path, monkeypatch, stamp):
    path = write_clip(tmp_path / "a.mp4", ramp(), RATE)
    clip = read_here(path, monkeypatch, stamps=itertools.repeat(stamp))
    np.testing.assert_allclose(clip.times, np.linspace(0, 3.9, 8), atol=0.15)


@pytest.mark.parametrize("told", [None, Fraction(0), Fraction(-1), Fraction(10**6)])
def test_an_absurd_frame_rate_is_not_believed(told):
    class Stream:
        average_rate = guessed_rate = base_rate = told

    assert films._rate(Stream) == films.USUAL_RATE


@pytest.mark.parametrize("rate", [10.0, 25.0])
def test_a_wrong_frame_rate_still_gives_moments_over_the_whole(tmp_path, monkeypatch, rate):
    path = write_clip(tmp_path / "a.mp4", ramp(), RATE)
    clip = read_here(path, monkeypatch, rate=rate)
    np.testing.assert_allclose(numbers(clip), np.linspace(0, 39, 8), atol=2.5)


def test_moments_are_even_in_time_where_the_frame_rate_varies(tmp_path, monkeypatch):
    """Twenty frames in the first second, twenty in the following nine."""
    shown = [*np.linspace(0, 1, 20, endpoint=False), *np.linspace(1, 10, 20)]
    path = write_clip(tmp_path / "a.mp4", ramp(), RATE)
    clip = read_here(path, monkeypatch, moments=6, stamps=shown)
    np.testing.assert_allclose(clip.times, np.linspace(0, 10, 6), atol=0.8)


def test_no_more_than_twice_the_moments_are_ever_held(tmp_path, monkeypatch):
    held = []
    honest = clip_decoder._Kept.add
    monkeypatch.setattr(
        clip_decoder._Kept, "add", lambda self, *a: (honest(self, *a), held.append(len(self.frames)))[0]
    )
    clip = read_here(write_clip(tmp_path / "a.mp4", ramp(400), RATE), monkeypatch, promised=0.0)
    assert len(clip.frames) == 8
    assert max(held) <= 16


def test_a_clip_over_the_limit_says_what_was_looked_at(tmp_path, monkeypatch):
    monkeypatch.setattr(clip_decoder, "CLIP_SECONDS", 60.0)
    clip = read_here(write_clip(tmp_path / "a.mp4", ramp(40), 0.5), monkeypatch)  # 80 seconds
    assert clip.notes == ("Only the first 1 minutes were looked at.",)
    assert clip.times[-1] <= 60


def test_reading_ends_when_patience_does(tmp_path):
    clip = read_clip(write_clip(tmp_path / "a.mp4", ramp(40), RATE), patience=0.0)
    assert "takes long to decode" in clip.notes[0]
    assert len(clip.frames) >= 1


def turned(path, degrees):
    """The mp4 at `path` with a rotation in its track header, as phones write it."""
    matrix = {90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}[degrees]
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40  # version 0: the matrix lies 40 bytes into the box's content
    a, b, c, d = (value << 16 for value in matrix)
    data[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize(("degrees", "corner"), [(90, (0, -1)), (180, (-1, -1)), (270, (-1, 0))])
def test_a_phones_rotation_is_applied(tmp_path, degrees, corner):
    frames = np.full((12, 48, 64, 3), 30, np.uint8)
    frames[:, :16, :16] = 220  # top left
    clip = read_clip(turned(write_clip(tmp_path / "a.mp4", frames, RATE), degrees), moments=4)
    assert clip.frames.shape[1:3] == ((48, 64) if degrees == 180 else (64, 48))
    assert clip.size == ((64, 48) if degrees == 180 else (48, 64))
    rows, columns = (slice(0, 10) if end == 0 else slice(-10, None) for end in corner)
    assert clip.frames[0, rows, columns].mean() > 180


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (322, 178), (16, 16), (640, 16)])
def test_frames_are_small_and_keep_their_shape(tmp_path, size):
    clip = read_clip(write_clip(tmp_path / "a.avi", ramp(6, size), RATE, "MJPG"), moments=4)
    height, width = clip.frames.shape[1:3]
    assert max(height, width) <= clips.MAX_SIDE
    assert width / height == pytest.approx(size[0] / size[1], rel=0.02)
    assert clip.size == size


def test_colours_are_red_green_blue(tmp_path):
    red = np.zeros((6, 48, 64, 3), np.uint8)
    red[..., 0] = 200
    clip = read_clip(write_clip(tmp_path / "a.mp4", red, RATE), moments=3)
    assert clip.frames[..., 0].mean() > 150 > 80 > clip.frames[..., 2].mean()


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


def test_a_name_with_signs_of_its_own_is_a_name(tmp_path):
    """OpenCV takes %03d for a numbered list of pictures."""
    path = write_clip(tmp_path / "a.mp4", ramp(6), RATE).rename(tmp_path / "clip %03d ünï.mp4")
    assert len(read_clip(path, moments=4).frames) == 4


def test_a_clip_that_is_read_already_passes_through(tmp_path):
    clip = read_clip(write_clip(tmp_path / "a.mp4", ramp(6), RATE), moments=4)
    assert read_clip(clip) is clip
    assert isinstance(clip, Clip)
    assert not clip.frames.flags.writeable


def test_backwards_the_pauses_come_the_other_way_round_too():
    frames, times = ramp(4), np.array([0.5, 1.0, 2.5, 2.7])
    clip = Clip(frames, times, 3.0, (64, 48)).backwards()
    np.testing.assert_allclose(clip.times, [0.5, 0.7, 2.2, 2.7])
    np.testing.assert_array_equal(clip.frames, frames[::-1])
    assert np.shares_memory(clip.frames, frames)
    np.testing.assert_allclose(clip.backwards().times, times)


def test_the_same_clip_has_the_same_hash(tmp_path):
    path = write_clip(tmp_path / "a.mp4", ramp(12), RATE)
    assert read_clip(path, 4).content_hash == read_clip(path, 4).content_hash != read_clip(path, 5).content_hash
