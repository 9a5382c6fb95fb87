"""A clip whose header or clock tells what is not so, or that has no end, is still looked at over the whole."""

import itertools
from fractions import Fraction

import numpy as np
import pytest

from models.io import clip_decoder, frame_sources
from models.io.clips import Clip, read_clip
from tests.io.reading import RATE, numbers, ramp
from tests.recognizers import write_clip


class Told:
    """A film whose header or clock tells what the test wants, around a real one."""

    def __init__(self, real, stamps=None, **told):
        self._real, self._stamps, self._told = real, stamps, told

    def timed_frames(self):
        for (_, pixels), stamp in zip(self._real.timed_frames(), self._stamps or itertools.repeat(None), strict=False):
            yield (_ if stamp is None else stamp), pixels

    def __getattr__(self, name):
        return self._told[name] if name in self._told else getattr(self._real, name)


def read_here(path, monkeypatch, moments=8, stamps=None, **told):
    """`read_clip` in this process, of a file that tells something else than it holds."""
    real = clip_decoder.open_source
    monkeypatch.setattr(clip_decoder, "open_source", lambda *given: Told(real(*given), stamps, **told))
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

    assert frame_sources._rate(Stream) == frame_sources.USUAL_RATE


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
    honest = clip_decoder._KeptFrames.add
    monkeypatch.setattr(
        clip_decoder._KeptFrames, "add", lambda self, *a: (honest(self, *a), held.append(len(self.frames)))[0]
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
