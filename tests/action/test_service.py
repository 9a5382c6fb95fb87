"""Rooms, words and payloads of the Action tab, without a browser and without trained weights."""

import json
import re
import threading
import time

import numpy as np
import pytest

from models.errors import MediaError, OptionError
from models.limits import CLIP_BYTES
from models.options import ClipPart
from tests.recognizers import make_clip, tiny_recognizer, write_clip
from ui.action.payload import pack_orders, pack_reading
from ui.action.service import ClipService
from ui.action.texts import order_verdict, readable_label, summary_line
from ui.page import UPLOAD
from ui.shared.cache import LruCache, SingleFlightCache
from ui.shared.component import web_file
from wiring import action as wiring


def cell(accuracy, low, high):
    return {"accuracy": accuracy, "low": low, "high": high}


def scores(lstm, mean, back):
    orders = {"forward": {"lstm": lstm, "mean_pool": mean, "single_frame": mean}, "reversed": {"lstm": back}}
    return {"n": 108, "order": orders}


@pytest.fixture(scope="module")
def recognizer():
    return wiring.recognizer(tiny_recognizer())


@pytest.fixture
def film(tmp_path):
    return write_clip(tmp_path / "film.mp4", make_clip(30).frames)


def test_what_many_ask_at_once_is_made_once():
    cache, made = SingleFlightCache(capacity=4), []

    def make():
        time.sleep(0.05)
        made.append(1)
        return "answer"

    answers = []
    visitors = [threading.Thread(target=lambda: answers.append(cache.get("key", make))) for _ in range(6)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    assert answers == ["answer"] * 6
    assert len(made) == 1


def test_a_failure_is_told_and_tried_anew():
    cache = SingleFlightCache(capacity=4)
    with pytest.raises(MediaError):
        cache.get("key", lambda: (_ for _ in ()).throw(MediaError("broken")))
    assert cache.get("key", lambda: "better") == "better"


def test_the_latest_forgets_what_was_used_longest_ago():
    cache = LruCache(2)
    for name in ("a", "b", "a", "c"):
        cache.get_or_put(name, lambda name=name: name)
    assert [cache.get(name) for name in "abc"] == ["a", None, "c"]


def test_a_clip_is_read_once_for_each_part_of_it(recognizer, film):
    service = ClipService([recognizer])
    assert service.read("tiny-person", film, ClipPart()) is service.read("tiny-person", film, ClipPart())
    part = service.read("tiny-person", film, ClipPart(start=1.0, end=2.0))
    assert part.trace.times[0] >= 1.0
    assert part.trace.times[-1] <= 2.0 + 1e-6
    assert len(service.read("tiny-person", film, ClipPart(moments=5)).trace.times) == 5


def test_another_film_under_the_same_name_is_read_anew(recognizer, tmp_path):
    service = ClipService([recognizer])
    path = write_clip(tmp_path / "film.mp4", make_clip(12, seed=0).frames)
    before = service.read("tiny-person", path, ClipPart()).clip.content_hash
    time.sleep(0.02)
    write_clip(path, make_clip(12, seed=5).frames[::-1])
    assert service.read("tiny-person", path, ClipPart()).clip.content_hash != before


def test_the_forward_row_is_the_main_run(recognizer, film):
    service = ClipService([recognizer])
    reading, rows = service.read("tiny-person", film, ClipPart()), service.orders("tiny-person", film, ClipPart())
    assert rows[0].lstm.word == reading.trace.label
    assert rows[0].lstm.probability == pytest.approx(reading.trace.probability, abs=1e-5)


@pytest.mark.parametrize("given", [{"moments": "many"}, {"start": "soon"}, {"end": [1]}, {"moments": 1e400}])
def test_a_part_that_makes_no_sense_is_one_sentence(given):
    with pytest.raises(OptionError, match=r"^[^\n]+\.$"):
        ClipPart.from_wire(given)


def test_played_backwards_it_is_read_as_the_table_of_orders_says(recognizer, film):
    service, turned = ClipService([recognizer]), ClipPart(backwards=True)
    filmed, reading = service.read("tiny-person", film, ClipPart()), service.read("tiny-person", film, turned)
    rows = service.orders("tiny-person", film, turned)
    assert [row.way for row in rows[:2]] == ["forward", "reversed"]
    assert rows[0].lstm.word == filmed.trace.label
    assert rows[1].lstm.word == reading.trace.label
    assert rows[1].lstm.probability == pytest.approx(reading.trace.probability, abs=1e-5)
    np.testing.assert_array_equal(reading.clip.frames, filmed.clip.frames[::-1])
    np.testing.assert_allclose(np.diff(reading.trace.times), np.diff(filmed.trace.times)[::-1])
    assert reading.trace.window == filmed.trace.window
    assert reading.trace.notes[-1] == "Played backwards, the last frame first."
    assert filmed.trace.notes == ()


def test_the_page_and_the_server_agree_how_large_a_clip_may_be():
    said = re.search(r"largest: (\d+)", web_file("action/choose.js"))
    assert f"{said[1]}mb" == UPLOAD
    assert int(said[1]) * 10**6 <= CLIP_BYTES


def test_an_unknown_network_is_named_with_those_there_are(recognizer, film):
    with pytest.raises(OptionError, match="tiny-person"):
        ClipService([recognizer]).read("action-all", film, ClipPart())


def test_a_payload_is_plain_json_and_small(recognizer, film):
    service = ClipService([recognizer])
    packed = pack_reading(service.read("tiny-person", film, ClipPart()), recognizer)
    assert len(json.dumps(packed, allow_nan=False)) < 700_000
    assert len(packed["frames"]) == len(packed["times"]) == len(packed["influence"]) == packed["gates"]["steps"]
    assert json.loads(json.dumps(packed)) == packed


def test_frames_that_the_browser_has_are_not_sent_again(recognizer, film):
    reading = ClipService([recognizer]).read("tiny-person", film, ClipPart())
    assert pack_reading(reading, recognizer, known=reading.clip.content_hash)["frames"] is None
    assert pack_reading(reading, recognizer, known="other")["frames"]


def test_the_order_table_carries_what_was_measured_cell_by_cell(recognizer, film):
    rows = ClipService([recognizer]).orders("tiny-person", film, ClipPart())
    table = pack_orders(rows, scores(cell(0.7, 0.6, 0.8), cell(0.5, 0.4, 0.6), cell(0.4, 0.3, 0.5)))
    assert [row["way"] for row in table["rows"]][:3] == ["forward", "reversed", "shuffled"]
    assert table["measured"]["forward"][0] == cell(0.7, 0.6, 0.8)
    assert table["measured"]["frozen"] == [None, None, None]
    assert pack_orders(rows, {})["measured"] is None
    assert json.dumps(table, allow_nan=False)


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("a24_sit_to_stand", "sit to stand"),
        ("draw_circle_ccw", "circle counter-clockwise"),
        ("BasketballDunk", "basketball dunk"),
        ("YoYo", "yo yo"),
        ("my own label", "my own label"),
    ],
)
def test_labels_are_written_as_a_student_reads_them(label, words):
    assert readable_label(label) == words


def test_the_sentence_on_order_follows_from_the_figures():
    """The same words stand on the page only as long as the figures say so."""
    gestures = order_verdict(scores(cell(0.73, 0.64, 0.81), cell(0.50, 0.41, 0.59), cell(0.42, 0.33, 0.51)))
    assert "falls behind" in gestures
    assert "the order carries the answer" in gestures
    sports = order_verdict(scores(cell(0.87, 0.82, 0.91), cell(0.88, 0.83, 0.92), cell(0.86, 0.80, 0.90)))
    assert "as good as reading them in order" in sports
    assert "hardly needs the order" in sports
    better = order_verdict(scores(cell(0.60, 0.55, 0.65), cell(0.80, 0.76, 0.84), cell(0.40, 0.35, 0.45)))
    assert "even better" in better
    assert order_verdict({}) == ""


def test_motion_is_not_mistaken_for_memory():
    """Where an average that sees motion does as well as the LSTM, the page says so."""
    figures = scores(cell(0.69, 0.60, 0.77), cell(0.45, 0.36, 0.55), cell(0.30, 0.22, 0.39))
    assert "little in a long memory" in order_verdict(figures | {"mean_pool_with_motion": cell(0.69, 0.60, 0.77)})
    assert "is memory" in order_verdict(figures | {"mean_pool_with_motion": cell(0.45, 0.36, 0.55)})
    assert "memory" not in order_verdict(figures)
    sports = scores(cell(0.89, 0.84, 0.93), cell(0.79, 0.72, 0.84), cell(0.87, 0.81, 0.91))
    for motion in (cell(0.86, 0.80, 0.90), cell(0.80, 0.74, 0.83)):
        said = order_verdict(sports | {"mean_pool_with_motion": motion})
        assert "hardly needs the order" in said
        assert said.endswith("how much moves helps, in whatever order.")


def test_the_line_of_a_network_has_its_accuracy_only_where_it_was_measured():
    found = summary_line("action-gestures", scores(cell(0.73, 0.64, 0.81), cell(0.5, 0.4, 0.6), cell(0.4, 0.3, 0.5)))
    assert "73\N{NO-BREAK SPACE}%" in found
    assert "%" not in summary_line("action-gestures", {})
    assert found.count("108") == 1
