"""The clips that ship, read by the recognizer that ships: what the page shows a visitor first."""

import pytest

from models import load_recognizer
from models.action.order import try_orders
from models.clips import read_clip
from training.motions import MOTIONS
from training.render import FOLDER


@pytest.fixture(scope="module")
def model():
    return load_recognizer("action-gestures")


def read(model, name):
    return read_clip(FOLDER / f"{name}.webm", model.moments)


def test_drawn_gestures_are_told_apart_and_where_it_errs_it_is_not_sure(model):
    """It was never trained on a drawn clip."""
    found = {motion.name: model.read(read(model, motion.name)) for motion in MOTIONS}
    wrong = {name for name, trace in found.items() if trace.label != name}
    assert len(wrong) <= 1, wrong
    assert not any(found[name].known for name in wrong)


@pytest.mark.parametrize(
    ("there", "back"),
    [("sit_to_stand", "stand_to_sit"), ("stand_to_sit", "sit_to_stand"), ("swipe_right", "swipe_left")],
)
def test_one_file_played_backwards_is_the_other_gesture(model, there, back):
    rows = try_orders(model, model.prepare(read(model, there)))
    assert [row.lstm.word for row in rows[:2]] == [there, back]
    assert rows[0].mean_pool.word == rows[1].mean_pool.word  # which the average of the frames cannot see
