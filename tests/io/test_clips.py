"""What reading a clip owes: moments over the whole of it, upright, small, and in their colours."""

import numpy as np
import pytest
from PIL import Image

from models.errors import MediaError
from models.io import clips
from models.io.clips import Clip, read_clip
from tests.io.reading import RATE, numbers, ramp, turned
from tests.recognizers import write_clip


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
