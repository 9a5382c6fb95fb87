"""What a recognizer owes: labels that cannot see ahead, orders that mean what they say, traces that add up."""

import dataclasses

import numpy as np
import pytest
import torch

from models.action.features import WHOLE
from models.action.frame_orders import frame_influence, orders, try_orders
from models.action.model import build_recognizer
from models.action.reader import ReaderConfig
from models.action.small_cnn import TALL
from models.errors import OptionError, WeightsError
from tests.recognizers import LABELS, make_clip, tiny_recognizer

LOOKS = ("person", "whole")


@pytest.mark.parametrize("look", LOOKS)
def test_the_label_after_a_frame_does_not_depend_on_later_frames(look):
    model, clip = tiny_recognizer(look), make_clip()
    frames = clip.frames.copy()
    frames[5:] = 255 - frames[5:]
    before, after = model.read(clip), model.read(dataclasses.replace(clip, frames=frames))
    np.testing.assert_allclose(before.logits[:5], after.logits[:5], atol=1e-5)
    assert not np.allclose(before.logits[5:], after.logits[5:], atol=1e-3)


@pytest.mark.parametrize("look", LOOKS)
def test_a_prefix_gives_the_same_labels_as_the_whole_clip(look):
    model, clip = tiny_recognizer(look), make_clip()
    whole = model.read(clip)
    part = model.read(dataclasses.replace(clip, frames=clip.frames[:4], times=clip.times[:4]))
    np.testing.assert_allclose(whole.logits[:4], part.logits, atol=1e-5)


@pytest.mark.parametrize("look", LOOKS)
def test_the_mean_over_frames_is_the_same_in_any_order(look):
    model = tiny_recognizer(look)
    prepared = model.prepare(make_clip())
    answers = [
        model.probabilities(model.run_heads(model.extract(prepared[torch.from_numpy(order)][None]))[1][0], "mean_pool")
        for way, _, order in orders(len(prepared))
        if way in ("forward", "reversed", "shuffled")
    ]
    for answer in answers[1:]:
        np.testing.assert_allclose(answer, answers[0], atol=1e-6)


@pytest.mark.parametrize("look", LOOKS)
def test_a_clip_that_stands_still_gets_one_answer_from_mean_and_single_frame(look):
    clip = make_clip()
    frozen = tiny_recognizer(look).read(clip.ordered(np.zeros(8, int)))
    np.testing.assert_allclose(frozen.mean_pool, frozen.single_frame, atol=1e-6)


@pytest.mark.parametrize("look", LOOKS)
def test_the_forward_row_is_the_main_run(look):
    model, clip = tiny_recognizer(look), make_clip()
    trace = model.read(clip)
    row = try_orders(model, model.prepare(clip))[0]
    assert (row.way, row.lstm.word) == ("forward", trace.label)
    assert row.lstm.probability == pytest.approx(trace.probability, abs=1e-6)
    assert row.mean_pool.probability == pytest.approx(float(trace.mean_pool.max()), abs=1e-6)
    assert row.single_frame.probability == pytest.approx(float(trace.single_frame.max()), abs=1e-6)


def test_every_order_plays_frames_of_the_clip_and_a_shuffle_plays_each_once():
    ways = orders(9)
    assert [way for way, _, _ in ways].count("shuffled") == 5
    for way, _, order in ways:
        assert set(order) <= set(range(9))
        if way in ("forward", "reversed", "shuffled"):
            assert sorted(order) == list(range(9))
    assert len({tuple(order) for _, _, order in ways}) == len(ways)


def test_motion_is_what_the_reversed_clip_turns_around():
    """The same frames, played backwards, move the other way: the LSTM's features differ, the appearance does not."""
    model = tiny_recognizer("person")
    prepared = model.prepare(make_clip())
    forward, back = model.extract(prepared[None]), model.extract(prepared.flip(0)[None])
    torch.testing.assert_close(forward.appearance[0], back.appearance[0].flip(0))
    assert not torch.allclose(forward.grids[0], back.grids[0].flip(0), atol=1e-3)


@pytest.mark.parametrize("look", LOOKS)
def test_the_influence_of_a_frame_is_what_its_replacement_changes(look):
    model = tiny_recognizer(look)
    prepared = model.prepare(make_clip())
    grids = model.extract(prepared[None]).grids.clone()
    influence = frame_influence(model, prepared)
    whole = model.heads.reader(grids).logits[0, -1]
    winner = int(whole.argmax())
    for frame in (0, 3, 7):
        replaced = grids.clone()
        replaced[0, frame] = model.heads.mean
        fall = whole[winner] - model.heads.reader(replaced).logits[0, -1, winner]
        assert influence[frame] == pytest.approx(fall.item(), abs=1e-4)


@pytest.mark.parametrize("look", LOOKS)
def test_a_trace_adds_up(look):
    trace = tiny_recognizer(look).read(make_clip())
    np.testing.assert_allclose(trace.attention.sum(axis=(1, 2)), 1, atol=1e-5)
    np.testing.assert_allclose(trace.probabilities.sum(axis=1), 1, atol=1e-5)
    assert trace.label == LABELS[trace.logits[-1].argmax()]
    assert (trace.frames.dtype, len(trace.frames)) == (np.uint8, 8)
    assert len(trace.gates.labels) == len(trace.times) == 8
    gates = trace.gates
    before = np.concatenate([gates.start[:1], gates.cell[:-1]])
    np.testing.assert_allclose(gates.cell, gates.forget * before + gates.input * gates.candidate, atol=1e-5)
    assert trace.known == (trace.probability >= trace.threshold)


def test_the_decisive_prefix_is_the_shortest_that_keeps_the_final_answer():
    trace = tiny_recognizer().read(make_clip())
    chances = np.full((6, 4), 0.1, np.float32)
    chances[np.arange(6), [2, 1, 3, 2, 3, 3]] = 0.7
    assert dataclasses.replace(trace, probabilities=chances).decided == 4
    chances[:] = [0.1, 0.1, 0.1, 0.7]
    assert dataclasses.replace(trace, probabilities=chances).decided == 0


def test_one_frame_is_enough():
    trace = tiny_recognizer().read(make_clip(frames=1))
    assert trace.probabilities.shape == (1, 4)
    np.testing.assert_allclose(trace.mean_pool, trace.single_frame, atol=1e-6)


def test_what_moved_is_how_far_every_feature_has_come():
    model, prepared = tiny_recognizer("whole"), torch.rand(1, 4, 49, WHOLE)
    grids = model.extract(prepared).grids
    assert torch.equal(grids[..., :WHOLE], prepared)
    assert grids[:, 0, :, WHOLE:].abs().max() == 0
    torch.testing.assert_close(grids[:, 2, :, WHOLE:], (prepared[:, 2] - prepared[:, 1]).abs())
    still = model.extract(prepared[:, :1].expand(-1, 4, -1, -1)).grids
    assert still[..., WHOLE:].abs().max() == 0


def test_a_recognizer_of_depth_does_not_believe_its_answer_to_a_coloured_clip():
    model, clip = tiny_recognizer("person"), make_clip()
    model.threshold = 0.0  # however unsure, it would be believed
    grey = dataclasses.replace(clip, frames=np.where(clip.frames < 90, 0, 120).astype(np.uint8))
    coloured = dataclasses.replace(grey, frames=grey.frames // np.array([1, 2, 4], np.uint8))
    crowded = dataclasses.replace(grey, frames=np.maximum(grey.frames, 60))
    believed = model.read(grey)
    assert (believed.known, believed.doubt) == (True, "")
    for strange in (coloured, crowded):
        trace = model.read(strange)
        assert not trace.known
        assert "depth camera" in trace.doubt
        assert trace.remarks == (*trace.notes, trace.doubt)
    assert believed.remarks == believed.notes
    assert tiny_recognizer("whole").read(coloured).doubt == ""


def test_the_window_lies_around_the_person():
    clip = make_clip(size=(80, 60))
    x1, y1, x2, y2 = tiny_recognizer("person").read(clip).window
    assert x1 < 0.125 < x2  # the block of the first frame: 0 .. 0.25
    assert 0 <= y1 < y2 <= 1


def test_the_window_is_smaller_around_a_smaller_person_within_bounds():
    model, sizes = tiny_recognizer("person"), []
    for tall in (40, 155, 174, 183, 240):
        frames = np.zeros((2, 240, 320, 3), np.uint8)
        frames[:, 240 - tall :, 140:180] = 120
        _, y1, _, y2 = model.extractor.window(frames)
        sizes.append((y2 - y1) / TALL)
    assert sizes == sorted(sizes)
    assert sizes[0] == pytest.approx(0.88)
    assert sizes[2] == pytest.approx(1.0, abs=0.02)
    assert sizes[-1] == pytest.approx(1.06)


def test_a_configuration_that_describes_nothing_is_refused_in_a_sentence():
    with pytest.raises(WeightsError, match="configuration of a recognizer"):
        build_recognizer({"labels": ["a"]})
    with pytest.raises(OptionError, match="size"):
        ReaderConfig(features=0, appearance=1, classes=2, cells=4)
