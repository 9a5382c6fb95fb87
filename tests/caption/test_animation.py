"""Laws of the animation: a frame a word, nothing that jumps, and never too large a file."""

import numpy as np
import pytest
from PIL import Image

from tests.caption.drawing import photograph, words
from tests.traces import make_caption_trace
from visualize.caption.animation import BUDGET, frames, save_animation


@pytest.mark.parametrize("attention", [True, False])
def test_an_animation_has_one_frame_a_word_and_lingers_on_the_last(attention, tmp_path):
    trace = make_caption_trace(attention=attention)
    with Image.open(save_animation(photograph(), trace, tmp_path / "caption.gif")) as gif:
        assert gif.n_frames == len(trace.words)
        assert gif.info["loop"] == 0
        assert gif.width == 480
        stays = []
        for step in range(gif.n_frames):
            gif.seek(step)
            stays.append(gif.info["duration"])
    assert stays[-1] > stays[0]


def test_an_animation_looks_like_its_frames(tmp_path):
    trace = make_caption_trace()
    drawn = frames(photograph(), trace)
    with Image.open(save_animation(photograph(), trace, tmp_path / "caption.gif")) as gif:
        for step, frame in enumerate(drawn):
            gif.seek(step)
            difference = np.abs(np.asarray(gif.convert("RGB")).astype(int) - np.asarray(frame))
            assert difference.mean() < 8
            assert (np.asarray(gif.convert("RGB"))[-3:] >= 250).all()  # paper stays paper


def test_the_written_caption_grows_and_does_not_jump():
    drawn = [
        np.asarray(frame.convert("L"))[320:] for frame in frames(photograph(), make_caption_trace(attention=False))
    ]
    assert len({frame.shape for frame in drawn}) == 1
    ends = [np.flatnonzero((frame < 128).any(axis=0)).max() for frame in drawn]
    assert ends == sorted(ends)
    assert len(set(ends)) == len(ends)
    first = ends[0] // 2  # inside the first word's plate: once read, it never changes again
    assert all((frame[:, :first] == drawn[1][:, :first]).all() for frame in drawn[2:])


def test_even_a_long_caption_of_pure_noise_keeps_to_its_budget(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (480, 480, 3), dtype=np.uint8)
    assert save_animation(noise, make_caption_trace(words(20)), tmp_path / "noise.gif").stat().st_size <= BUDGET
