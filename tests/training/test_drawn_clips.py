"""The clips that are drawn: what a depth camera owes, and what the shipped files owe their renderer."""

import json

import numpy as np
import pytest

from models.io.clips import read_clip
from training.action.drawn.body import Body, capsules
from training.action.drawn.motions import (
    CIRCLE_CLOCKWISE,
    CIRCLE_COUNTER_CLOCKWISE,
    MOTIONS,
    SIT_TO_STAND,
    SWIPE_LEFT,
    WAVE,
    Motion,
)
from training.action.drawn.render import EXAMPLES, FOLDER, RATE, Camera, render
from training.action.drawn.training_clips import DRAWN, drawn, vary

STILL = Motion("still", 0.2)


def person(frame):
    """Rows and columns of the body."""
    return np.nonzero(frame > 20)


def test_the_same_seed_draws_the_same_pixels_and_another_seed_others():
    assert np.array_equal(render(WAVE, seed=3), render(WAVE, seed=3))
    assert not np.array_equal(render(WAVE, seed=3), render(WAVE, seed=4))


def test_brightness_follows_the_rule_of_the_data():
    level = Camera().brightness(np.array([0.5, 1.0, 2.5, 4.0, 6.0, np.inf]))
    assert level.tolist() == [255.0, 255.0, 147.5, 40.0, 40.0, 0.0]


def test_nothing_stands_behind_the_body():
    frame = render(STILL)[0]
    rows, columns = person(frame)
    assert frame[:, : columns.min()].max() == 0
    assert frame[: rows.min()].max() == 0


def test_who_stands_farther_is_darker_and_smaller():
    near, far = (render(STILL, camera=Camera(distance=distance))[0] for distance in (2.9, 3.9))
    assert near[near > 20].mean() > far[far > 20].mean() + 50
    assert np.ptp(person(near)[0]) > np.ptp(person(far)[0]) * 1.25


def test_a_taller_body_reaches_higher_and_stands_on_the_same_floor():
    small, tall = (render(STILL, Body(height=height), Camera(fray=0.0))[0] for height in (1.55, 1.85))
    assert person(tall)[0].min() < person(small)[0].min() - 20
    assert abs(int(person(tall)[0].max()) - int(person(small)[0].max())) <= 3


def test_limbs_keep_their_length_whatever_the_pose():
    """Bones are rigid: from shoulder to elbow and from hip to knee it is always as far."""
    body = Body()
    lengths = [
        np.linalg.norm(parts[:, 3:6] - parts[:, :3], axis=1)
        for motion in MOTIONS
        for parts in [capsules(body, motion.pose(moment)) for moment in np.linspace(0, 1, 21)]
    ]
    uppers = np.array([[length[at] for at in (4, 7, 12, 15)] for length in lengths])  # upper arms and thighs
    bones = [0.175 * body.height, 0.252 * body.height]
    assert np.abs(uppers[:, [0, 2]] - bones[0]).max() < 0.01
    assert np.abs(uppers[:, [1, 3]] - bones[1]).max() < 0.01


@pytest.mark.parametrize("motion", [SWIPE_LEFT, SIT_TO_STAND], ids=lambda motion: motion.name)
def test_a_motion_backwards_holds_the_same_poses_in_the_other_order(motion):
    back = motion.backwards("back", sooner=0.05)
    for moment in np.linspace(0.05, 0.95, 9):
        there, again = motion.pose(moment), back.pose(0.95 - moment)
        assert np.allclose(there.right, again.right)
        assert there.sink == pytest.approx(again.sink)


@pytest.mark.parametrize("motion", MOTIONS, ids=lambda motion: motion.name)
def test_a_motion_begins_and_ends_at_rest(motion):
    for first, second in ((0.0, 0.02), (0.98, 1.0)):
        moved = capsules(Body(), motion.pose(first)) - capsules(Body(), motion.pose(second))
        assert np.abs(moved).max() < 0.01


def test_the_shipped_clips_are_those_that_the_renderer_draws():
    listed = json.loads((FOLDER / "clips.json").read_text(encoding="utf-8"))
    assert [item["file"] for item in listed] == [f"{example.motion.name}.webm" for example in EXAMPLES]
    assert [(item["title"], item["alt"]) for item in listed] == [(one.title, one.alt) for one in EXAMPLES]
    example = EXAMPLES[0]
    clip, drawn = read_clip(FOLDER / listed[0]["file"], moments=64), example.frames()
    assert len(clip.frames) == len(drawn)
    assert np.abs(clip.frames[..., 0].astype(int) - drawn).mean() < 4  # what VP9 leaves out


def test_the_shipped_clips_are_small_and_there_are_the_pairs_that_order_alone_tells_apart():
    files = sorted(FOLDER.glob("*.webm"))
    assert len(files) >= 8
    assert all(file.stat().st_size < 150_000 for file in files)
    assert sum(file.stat().st_size for file in files) < 2_000_000
    names = {file.stem for file in files}
    for pair in (
        {"sit_to_stand", "stand_to_sit"},
        {"draw_circle_cw", "draw_circle_ccw"},
        {"swipe_left", "swipe_right"},
    ):
        assert pair <= names


def test_lessons_are_drawn_by_others_than_the_examples_and_each_is_new():
    example = next(one for one in EXAMPLES if one.motion.name == "wave")
    first, second = (drawn(WAVE, np.random.default_rng(seed)) for seed in (1, 2))
    assert np.array_equal(first, drawn(WAVE, np.random.default_rng(1)))
    shared = min(len(first), len(second), len(example.frames()))
    for one, other in ((first, second), (first, example.frames())):
        assert not np.array_equal(one[:shared], other[:shared])


def test_a_varied_gesture_keeps_its_order_and_where_it_begins():
    for motion in DRAWN:
        varied = vary(motion, np.random.default_rng(0))
        for name, keys in motion.tracks.items():
            assert [when for when, *_ in varied.tracks[name]] == [when for when, *_ in keys]
            assert np.abs(np.array(varied.tracks[name]) - np.array(keys)).max() < 0.35
        before, after = (capsules(Body(), varied.pose(moment)) for moment in (0.0, 0.02))
        assert np.abs(before - after).max() < 0.01


def test_a_circle_drawn_backwards_is_a_lesson_of_the_other_circle():
    backwards = [motion for motion in DRAWN if motion not in MOTIONS]
    turned = {"draw_circle_cw": CIRCLE_COUNTER_CLOCKWISE, "draw_circle_ccw": CIRCLE_CLOCKWISE}
    assert {motion.name for motion in backwards} == set(turned)
    for motion in backwards:
        for moment in np.linspace(0.1, 0.9, 5):
            assert np.allclose(motion.pose(moment).right, turned[motion.name].pose(1 - moment).right)


def test_a_clip_lasts_as_long_as_its_motion():
    assert len(render(WAVE)) == round(WAVE.seconds * RATE)
