"""What is sent to the browser: small, plain, and right to the last bit that matters."""

import base64
import json

import numpy as np
import pytest

from models.io.images import Picture
from tests.traces import make_caption_trace
from ui.caption.payload import pack_answer, pack_trace, perplexity
from ui.shared.encoding import pack_maps


def test_maps_come_back_as_exact_as_their_bytes_allow():
    maps = make_caption_trace(("a", "dog", "<end>")).attention
    text, scale = pack_maps(maps)
    levels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(maps.shape) / 255
    for step in range(3):
        np.testing.assert_allclose(levels[step] * scale[step], maps[step], atol=scale[step] / 500)


def test_a_map_of_nothing_stays_nothing():
    text, scale = pack_maps(np.zeros((1, 2, 2), np.float32))
    assert base64.b64decode(text) == bytes(4)
    assert scale == [0.0]


@pytest.mark.parametrize("attention", [True, False])
def test_a_run_is_plain_json_and_small(attention):
    trace = make_caption_trace(tuple("abcdefghijklmnopqrst"), attention=attention, hidden=512)
    pixels = np.random.default_rng(0).integers(0, 255, (900, 1600, 3), dtype=np.uint8)
    packed = pack_answer("run", Picture(pixels), [pack_trace(trace)], known=Picture(pixels).content_hash)
    text = json.dumps(packed, allow_nan=False)
    assert len(text) < 200_000
    assert packed["picture"] is None


def test_an_unknown_word_is_sent_as_null_and_counts_for_nothing():
    trace = make_caption_trace(("a", "zebra", "<end>"), mode="forced", unknown=("zebra",))
    packed = pack_trace(trace)
    assert packed["logprobs"][1] is None
    known = [value for value in packed["logprobs"] if value is not None]
    assert perplexity(trace) == pytest.approx(np.exp(-np.mean(known)), rel=1e-3)
