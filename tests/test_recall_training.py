"""Training side by side: what is learnt, how it is left and taken up again, what is said when numbers run out."""

import gc
import time
import weakref

import numpy as np
import pytest
import torch

from models import recall
from models.errors import OptionError
from models.recall import learning
from models.recall.learning import TrainOptions, examine, only_due, train
from models.recall.scores import accuracy, fresh
from models.recall.tasks import IGNORED, TASKS

SMALL = {"T": 4, "width": 12, "seed": 3}


def values(checkpoint, kind="lstm"):
    return {name: value.clone() for name, value in checkpoint.network(kind).state_dict().items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert torch.equal(one[name], other[name]), name


def test_short_recall_is_learnt_and_measured_on_fresh_sequences():
    *_, last = train(networks=["rnn", "gru", "lstm"], T=3, width=32, steps=300, rate=4e-3)
    assert last.lesson.finished
    assert last.lesson.step == 300
    assert set(last.lesson.verdicts.values()) == {"solved"}
    assert min(last.lesson.shares.values()) > 0.95
    share = accuracy(last.checkpoint.network("lstm"), fresh(TASKS["recall"], 3, 500, seed=9))["share"]
    assert share > 0.95


def test_who_goes_on_from_a_checkpoint_goes_the_same_way():
    *_, whole = train(networks=["lstm", "relu"], steps=60, **SMALL)
    *_, half = train(networks=["lstm", "relu"], steps=30, **SMALL)
    kept = values(half.checkpoint)
    *_, rest = train(checkpoint=half.checkpoint, steps=30)
    for kind in ("lstm", "relu"):
        assert_same(values(rest.checkpoint, kind), values(whole.checkpoint, kind))
    assert (rest.lesson.step, rest.checkpoint.step) == (60, 60)
    assert rest.lesson.seconds > half.lesson.seconds
    assert_same(values(half.checkpoint), kept)


def test_a_training_can_be_continued_twice_from_one_checkpoint():
    *_, half = train(networks=["lstm"], steps=10, **SMALL)
    ends = [list(train(checkpoint=half.checkpoint, steps=10))[-1] for _ in range(2)]
    assert_same(values(ends[0].checkpoint), values(ends[1].checkpoint))


def test_company_changes_nothing():
    *_, alone = train(networks=["lstm"], steps=20, **SMALL)
    *_, among = train(networks=["relu", "lstm"], steps=20, **SMALL)
    assert_same(values(alone.checkpoint), values(among.checkpoint))


def test_two_trainings_by_turns_do_not_mix():
    *_, alone = train(networks=["lstm"], steps=50, **SMALL)
    one, other = train(networks=["lstm"], steps=50, **SMALL), train(networks=["gru"], T=5, width=9, steps=50)
    turns = [progress for pair in zip(one, other, strict=False) for progress in pair]
    last = [progress for progress in (*turns, *one) if "lstm" in progress.checkpoint.pupils][-1]
    assert_same(values(last.checkpoint), values(alone.checkpoint))


def test_progress_is_told_at_least_every_half_second_and_closing_frees_at_once():
    lessons = train(networks=list(recall.KINDS), T=100, width=128)
    next(lessons)
    times, begun = [], time.thread_time()
    for _ in range(3):
        next(lessons)
        times.append(time.thread_time() - begun)
        begun = time.thread_time()
    assert min(times) < 2  # of this thread alone; a busy machine takes its time
    pupils = [weakref.ref(item) for item in gc.get_objects() if type(item) is learning.Pupil]
    assert pupils
    begun = time.monotonic()
    lessons.close()
    assert time.monotonic() - begun < 0.5
    assert all(reference() is None for reference in pupils)


def test_numbers_that_are_none_are_said_in_words_and_the_others_go_on():
    lessons = train(networks=["relu", "lstm"], steps=30, rate=1e30, **SMALL)
    *_, last = lessons
    assert "ReLU-RNN are infinite or no numbers (NaN)" in last.lesson.note
    *_, calm = train(networks=["lstm"], steps=5, **SMALL)
    assert calm.lesson.note == ""


def test_longer_sequences_come_when_a_network_is_ready_for_them():
    lengths = [
        p.lesson.lengths["lstm"] for p in train(networks=["lstm"], T=30, steps=300, width=32, rate=4e-3, lengthen=True)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < 30
    assert lengths[-1] > 5
    assert {p.lesson.lengths["rnn"] for p in train(networks=["rnn"], T=30, steps=30)} == {30}


def test_only_what_is_due_is_taught():
    batch = only_due(TASKS["recall"].draw(6, 3, np.random.default_rng(0)))
    assert (batch.answers[:-1] == IGNORED).all()
    assert (batch.answers[-1] != IGNORED).all()
    copied = only_due(TASKS["copy"].draw(6, 3, np.random.default_rng(0)))
    assert (copied.answers != IGNORED).sum() == 9


def test_an_untrained_network_knows_no_more_than_chance():
    pupil = learning._begin("lstm", TrainOptions(held_out=3000))
    assert examine(pupil, 1)[1] == pytest.approx(1 / 8, abs=0.03)


@pytest.mark.parametrize(
    "wrong",
    [
        {"task": "juggling"},
        {"networks": ["cnn"]},
        {"networks": []},
        {"T": 0},
        {"task": "copy", "T": 2},
        {"T": 10_000},
        {"width": 1},
        {"seed": -1},
        {"equal": "colour"},
        {"steps": 0},
        {"forget_bias": 50},
    ],
)
def test_what_cannot_be_trained_is_refused_before_anything_is_made(wrong):
    with pytest.raises(OptionError):
        train(**wrong)


def test_a_training_may_begin_with_what_another_has_learnt():
    *_, last = train(networks=["lstm"], steps=20, **SMALL)
    learnt = last.checkpoint.network("lstm")
    first = next(train(networks=["lstm"], steps=1, begin={"lstm": learnt}, rate=1e-12, **SMALL))
    for name, value in learnt.state_dict().items():
        torch.testing.assert_close(first.checkpoint.network("lstm").state_dict()[name], value, atol=1e-9, rtol=0)


def test_a_checkpoint_stays_as_it_was_while_the_training_goes_on():
    lessons = train(networks=["lstm"], steps=20, every=5, **SMALL)
    first = next(lessons).checkpoint
    kept, optimiser = values(first), str(first.pupils["lstm"]["optimiser"])
    for _ in lessons:
        assert_same(values(first), kept)
    assert str(first.pupils["lstm"]["optimiser"]) == optimiser
