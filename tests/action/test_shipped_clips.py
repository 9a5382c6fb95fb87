"""The clips that ship, read by the recognizer that ships: what the page shows a visitor first."""

import pytest

from models import load_recognizer
from models.action.frame_orders import try_orders
from models.io.clips import read_clip
from training.action.drawn.motions import MOTIONS
from training.action.drawn.render import FOLDER


@pytest.fixture(scope="module")
def model():
    return load_recognizer("action-gestures")


def read(model, name):
    return read_clip(FOLDER / f"{name}.webm", model.moments)


def test_every_example_is_read_right_and_believed(model):
    """It learnt from drawn clips of other bodies before other cameras, never from these."""
    found = {motion.name: model.read(read(model, motion.name)) for motion in MOTIONS}
    assert {name: (trace.label, trace.known) for name, trace in found.items()} == {name: (name, True) for name in found}


PAIRS = (("sit_to_stand", "stand_to_sit"), ("swipe_left", "swipe_right"), ("draw_circle_cw", "draw_circle_ccw"))


@pytest.mark.parametrize(("there", "back"), [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_one_file_played_backwards_is_the_other_gesture(model, there, back):
    rows = try_orders(model, model.prepare(read(model, there)))
    assert [row.lstm.word for row in rows[:2]] == [there, back]
    assert rows[0].mean_pool.word == rows[1].mean_pool.word  # which the average of the frames cannot see
