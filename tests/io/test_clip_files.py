"""Files that OpenCV cannot write for a test, but people have: read, or told what they are in one sentence with a cure.

Those in tests/io/clips show a ramp of 40 frames, 5 levels brighter each; ffmpeg 5.1 made them from
    R="-f lavfi -i color=black:size=64x48:rate=10:duration=4,format=gray,geq=lum='5*N' -pix_fmt yuv420p"
h264.mp4       ffmpeg $R -c:v libx264 -movflags +faststart h264.mp4
hevc.mov       ffmpeg $R -c:v libx265 -tag:v hvc1 hevc.mov
av1.mp4        ffmpeg $R -c:v libaom-av1 -cpu-used 8 av1.mp4
recorded.webm  ffmpeg $R -c:v libvpx -f webm - > recorded.webm     (a pipe: no length, no count, as browsers record)
uneven.mp4     ffmpeg $R -vf "select='if(lt(n,20),1,not(mod(n,5)))'" -vsync vfr -c:v libx264 uneven.mp4
sound.mp4      ffmpeg -f lavfi -i sine=duration=0.5 -c:a aac -b:a 16k sound.mp4
sound.webm     ffmpeg -f lavfi -i sine=duration=0.5 -c:a libopus -b:a 16k sound.webm
"""

import struct
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from models.errors import MediaError
from models.io.clip_texts import BROKEN, PICTURE, SOUND, UNKNOWN
from models.io.clips import read_clip
from models.io.containers import Container
from tests.io.reading import numbers, ramp, turned
from tests.recognizers import write_clip

CLIPS = Path(__file__).parent / "clips"


def told(path):
    """The one sentence that this file is refused with."""
    with pytest.raises(MediaError) as refusal:
        read_clip(path)
    said = str(refusal.value)
    assert said.endswith(".")
    assert said.count(". ") == 0
    return said


@pytest.mark.parametrize("name", ["h264.mp4", "hevc.mov", "recorded.webm", "av1.mp4"])
def test_phones_and_browsers_clips_are_looked_at_from_end_to_end(name):
    clip = read_clip(CLIPS / name, moments=8)
    np.testing.assert_allclose(numbers(clip), np.linspace(0, 39, 8), atol=3)
    np.testing.assert_allclose(clip.times, np.linspace(0, 3.9, 8), atol=0.3)
    assert clip.seconds == pytest.approx(4.0, abs=0.15)
    assert clip.notes == ()


def test_what_a_browser_recorded_tells_neither_its_length_nor_its_frames():
    """Or the test above would test nothing of the kind."""
    with av.open(str(CLIPS / "recorded.webm")) as container:
        track = container.streams.video[0]
        assert (track.frames, track.duration, container.duration) == (0, None, None)


def test_where_the_frame_rate_varies_moments_are_even_in_time():
    """Twenty frames in the first two seconds, four in the others."""
    clip = read_clip(CLIPS / "uneven.mp4", moments=8)
    assert np.diff(clip.times).max() <= 0.7
    np.testing.assert_allclose(numbers(clip), 10 * clip.times, atol=1.5)  # a frame's brightness tells its time


def test_where_moments_would_fall_on_one_frame_others_fill_up_all_over_the_clip(tmp_path):
    """A pause in the middle: the frames around it are not all taken from before it."""
    clip = read_clip(animated(tmp_path / "a.webp", [100] * 10 + [2000] + [100] * 10), moments=16)
    before, after = (clip.times < 1).sum(), (clip.times > 2.5).sum()
    assert abs(before - after) <= 2
    assert len(clip.times) == 16


@pytest.mark.parametrize(("degrees", "shape"), [(0, (48, 64)), (90, (64, 48)), (180, (48, 64)), (270, (64, 48))])
def test_a_phones_h264_is_turned_upright(tmp_path, degrees, shape):
    (tmp_path / "a.mp4").write_bytes((CLIPS / "h264.mp4").read_bytes())
    path = turned(tmp_path / "a.mp4", degrees) if degrees else tmp_path / "a.mp4"
    assert read_clip(path, 4).frames.shape[1:3] == shape


@pytest.mark.parametrize(("degrees", "size"), [(0, (128, 48)), (90, (48, 128))])
def test_pixels_that_are_not_square_are_shown_as_wide_as_they_are_meant(tmp_path, degrees, size):
    data = bytearray((CLIPS / "h264.mp4").read_bytes())
    at = data.index(b"pasp") + 4
    data[at : at + 8] = struct.pack(">2I", 2, 1)  # twice as wide as high
    (tmp_path / "a.mp4").write_bytes(bytes(data))
    clip = read_clip(turned(tmp_path / "a.mp4", degrees) if degrees else tmp_path / "a.mp4", 4)
    assert clip.frames.shape[2] / clip.frames.shape[1] == pytest.approx(size[0] / size[1])


@pytest.mark.parametrize("name", ["sound.mp4", "sound.webm"])
def test_sound_alone_is_called_so(name):
    assert told(CLIPS / name) == SOUND


@pytest.mark.parametrize(
    "head", [b"ID3\x03", b"\xff\xfb\x90", b"RIFF\x40\0\0\0WAVEfmt ", b"fLaC", b"\0\0\0\x1cftypM4A "]
)
def test_sound_is_known_by_its_first_bytes_whatever_its_cover_shows(tmp_path, head):
    (tmp_path / "a.mp4").write_bytes(head + bytes(400))
    assert told(tmp_path / "a.mp4") == SOUND


def cut_short(path):
    with path.open("rb") as file:
        return Container(file, path.stat().st_size).cut_short


def whole(name, tmp_path):
    """The bytes of a clip of each kind that tells its own length."""
    if name in ("h264.mp4", "hevc.mov"):
        return (CLIPS / name).read_bytes()
    code = {"a.avi": "MJPG", "a.webm": "VP80", "a.mkv": "mp4v"}[name]
    return write_clip(tmp_path / name, ramp(), 10.0, code).read_bytes()


@pytest.mark.parametrize(("name", "share"), [("h264.mp4", 0.9), ("a.avi", 0.7), ("a.webm", 0.7), ("a.mkv", 0.7)])
def test_a_file_that_breaks_off_says_how_much_of_it_is_there(tmp_path, name, share):
    path, data = tmp_path / name, whole(name, tmp_path)
    path.write_bytes(data)
    assert not cut_short(path)
    assert read_clip(path, moments=4).notes == ()
    path.write_bytes(data[: int(share * len(data))])
    clip = read_clip(path, moments=4)
    assert "breaks off" in clip.notes[0]
    assert clip.times[-1] < 3.5


def test_a_file_that_breaks_off_behind_the_marked_part_needs_no_word(tmp_path):
    data = whole("a.avi", tmp_path)
    (tmp_path / "a.avi").write_bytes(data[: len(data) * 7 // 10])
    assert read_clip(tmp_path / "a.avi", 4, start=0.5, end=1.5).notes == ()


def test_where_the_index_lies_in_the_lost_end_the_file_is_to_be_copied_again(tmp_path):
    data = whole("hevc.mov", tmp_path)  # its index lies at the end
    for share in (0.3, 0.6, 0.9):
        (tmp_path / "a.mov").write_bytes(data[: int(share * len(data))])
        assert told(tmp_path / "a.mov") == BROKEN


def test_a_name_of_a_clip_does_not_make_one(tmp_path):
    (tmp_path / "notes.mp4").write_text("Dear diary, today I filmed nothing at all.")
    assert told(tmp_path / "notes.mp4") == UNKNOWN


def animated(path, durations):
    """A WebP of as many frames of the ramp as there are durations, in milliseconds."""
    first, *others = (Image.fromarray(frame) for frame in ramp(len(durations)))
    first.save(path, save_all=True, append_images=others, duration=list(durations), lossless=True)
    return path


def test_an_animated_webp_is_a_clip(tmp_path):
    """OpenCV's FFmpeg opens it and gives nothing."""
    clip = read_clip(animated(tmp_path / "a.webp", [100] * 40), moments=8)
    np.testing.assert_allclose(numbers(clip), np.linspace(0, 39, 8), atol=2)
    np.testing.assert_allclose(clip.times, np.linspace(0, 3.9, 8), atol=0.2)
    assert clip.seconds == pytest.approx(4.0)
    part = read_clip(tmp_path / "a.webp", moments=4, start=1.0, end=2.0)
    np.testing.assert_allclose(numbers(part), np.linspace(10, 20, 4), atol=1)


def test_each_frame_of_a_webp_stands_as_long_as_it_is_meant_to(tmp_path):
    clip = read_clip(animated(tmp_path / "a.webp", [100, 400, 200, 300]))
    np.testing.assert_allclose(clip.times, [0, 0.1, 0.5, 0.7])


def test_the_colours_of_a_webp_are_red_green_blue(tmp_path):
    frames = [Image.new("RGB", (32, 32), (200 + number, 20, 60)) for number in range(3)]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=frames[1:], lossless=True)
    assert read_clip(tmp_path / "a.webp").frames[0, 9, 9].tolist() == [200, 20, 60]


def test_a_webp_that_stands_still_is_a_picture(tmp_path):
    Image.new("RGB", (32, 32), "red").save(tmp_path / "a.webp")
    assert told(tmp_path / "a.webp") == PICTURE


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_a_webp_that_breaks_off_gets_a_sentence(tmp_path, share):
    data = animated(tmp_path / "a.webp", [100] * 12).read_bytes()
    (tmp_path / "a.webp").write_bytes(data[: int(len(data) * share)])
    assert "again" in told(tmp_path / "a.webp")
