"""A clip in which there is nothing is never called known, however sure the network is."""

import numpy as np
import pytest

from models.action.model import BLANK
from models.io.clips import Clip
from tests.recognizers import make_clip, tiny_recognizer


@pytest.mark.parametrize("kind", ["person", "whole"])
@pytest.mark.parametrize("level", [0, 130, 255])
def test_a_clip_of_one_colour_is_doubted(kind, level):
    model = tiny_recognizer(kind)
    model.threshold = 0.0
    frames = np.full((8, 48, 64, 3), level, np.uint8)
    trace = model.read(Clip(frames, np.arange(8) / 5.0, 1.6, (64, 48)))
    assert (trace.known, trace.doubt) == (False, BLANK)
    assert model.read(make_clip()).doubt != BLANK
