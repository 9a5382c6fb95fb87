"""What is sent to the browser: small, plain, and right to the last bit that matters."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.text import Text

from models.io.images import Picture
from models.trace import Doubt
from tests.traces import make_caption_trace
from ui.caption.payload import pack_answer, pack_trace, perplexity
from ui.shared.encoding import pack_maps
from visualize.caption.figures import contact_sheet
from visualize.caption.files import trace_json


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


def test_doubt_and_what_the_eye_sees_travel_with_a_caption():
    trace = make_caption_trace(("a", "dog", "<end>"), grid=(3, 5))
    (thing,) = trace.things
    for chance, doubtful in ((0.12, True), (0.93, False)):
        packed = pack_trace(replace(trace, things=(replace(thing, probability=chance),), doubt=Doubt(0.31, 0.4)))
        assert packed["doubt"] == {"probability": 0.31, "threshold": 0.4, "doubtful": True}
        (sent,) = packed["things"]
        assert (sent["step"], sent["word"], sent["label"], sent["probability"]) == (1, "dog", "dog", chance)
        assert sent["doubtful"] is doubtful
    low, high = sent["range"]
    levels = np.frombuffer(base64.b64decode(sent["evidence"]), np.uint8).reshape(sent["grid"]) / 255
    np.testing.assert_allclose(low + levels * (high - low), thing.evidence, atol=(high - low) / 500)


def test_where_nothing_is_known_of_a_caption_nothing_is_said():
    packed = pack_trace(replace(make_caption_trace(attention=False), things=(), doubt=None))
    assert (packed["doubt"], packed["things"], packed["eye"]) == (None, [], None)


def test_programs_are_told_the_doubt_without_its_maps():
    trace = make_caption_trace(("a", "dog", "<end>"))
    told = json.loads(json.dumps(trace_json(trace), allow_nan=False))["doubt"]
    assert (told["probability"], told["threshold"], told["doubtful"]) == (0.75, 0.5, False)
    assert [set(thing) for thing in told["things"]] == [{"step", "word", "label", "present", "probability", "doubtful"}]
    assert trace_json(replace(trace, doubt=None))["doubt"] is None


def test_a_slide_says_the_doubt_and_marks_what_is_probably_not_there():
    trace = make_caption_trace(("a", "dog", "<end>"))
    trace = replace(trace, things=(replace(trace.things[0], probability=0.1),), doubt=Doubt(0.2, 0.5))
    known_nothing = replace(trace, doubt=None)
    told, silent = (_written(contact_sheet(np.zeros((60, 80, 3), np.uint8), one)) for one in (trace, known_nothing))
    assert "dog?" in told
    assert any("“dog” may not be there" in text for text in told)
    assert "dog" in silent


def _written(figure):
    return [text.get_text() for text in figure.findobj(Text)]
