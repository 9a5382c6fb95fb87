"""Training side by side: what is learnt, how it is left and taken up again, what is said when numbers run out."""

import gc
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch

from models import memory
from models.errors import OptionError
from models.memory import training
from models.memory.adam import Adam
from models.memory.scores import accuracy, score_batches
from models.memory.tasks import IGNORED, TASKS
from models.memory.training import TrainingOptions, evaluate, only_due, train

SMALL = {"T": 4, "width": 12, "seed": 3}


def values(checkpoint, kind="lstm"):
    return {name: value.clone() for name, value in checkpoint.network(kind).state_dict().items()}


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        assert torch.equal(one[name], other[name]), name


def test_short_recall_is_learnt_and_measured_on_fresh_sequences():
    *_, last = train(networks=["rnn", "gru", "lstm"], T=3, width=32, steps=300, rate=4e-3)
    assert last.progress.finished
    assert last.progress.step == 300
    assert set(last.progress.verdicts.values()) == {"solved"}
    assert min(last.progress.shares.values()) > 0.95
    share = accuracy(last.checkpoint.network("lstm"), score_batches(TASKS["recall"], 3, 500, seed=9))["share"]
    assert share > 0.95


def test_who_goes_on_from_a_checkpoint_goes_the_same_way():
    *_, whole = train(networks=["lstm", "relu"], steps=60, **SMALL)
    *_, half = train(networks=["lstm", "relu"], steps=30, **SMALL)
    kept = values(half.checkpoint)
    *_, rest = train(checkpoint=half.checkpoint, steps=30)
    for kind in ("lstm", "relu"):
        assert_same(values(rest.checkpoint, kind), values(whole.checkpoint, kind))
    assert (rest.progress.step, rest.checkpoint.step) == (60, 60)
    assert rest.progress.seconds > half.progress.seconds
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
    turns = [update for pair in zip(one, other, strict=False) for update in pair]
    last = [update for update in (*turns, *one) if "lstm" in update.checkpoint.states][-1]
    assert_same(values(last.checkpoint), values(alone.checkpoint))


def test_a_training_can_be_left_after_every_step_of_every_network_and_closing_frees_at_once(monkeypatch):
    done = []
    real = training.Trainer.train_step, training.evaluate
    monkeypatch.setattr(training.Trainer, "train_step", lambda *args: done.append(1) or real[0](*args))
    monkeypatch.setattr(training, "evaluate", lambda *args: done.append(1) or real[1](*args))
    updates = train(networks=list(memory.KINDS), steps=8, every=2, pauses=True, **SMALL)
    counts = []
    for update in updates:
        counts.append((update is None, len(done)))
        if len(counts) == 20:
            break
    pauses = [count for pause, count in counts if pause]
    assert pauses == list(range(1, len(pauses) + 1))  # one deed of one network, not more, before each
    trainers = [weakref.ref(item) for item in gc.get_objects() if type(item) is training.Trainer]
    assert trainers
    updates.close()
    assert all(reference() is None for reference in trainers)


def test_pauses_change_nothing_but_when_one_can_leave():
    plain = list(train(networks=["lstm", "rnn"], steps=20, every=5, update_seconds=60.0, **SMALL))
    gently = list(train(networks=["lstm", "rnn"], steps=20, every=5, update_seconds=60.0, pauses=True, **SMALL))
    updates = [update for update in gently if update is not None]
    assert [one.progress.step for one in plain] == [one.progress.step for one in updates] == [5, 10, 15, 20]
    assert_same(values(plain[-1].checkpoint), values(updates[-1].checkpoint))


def test_progress_is_told_before_long():
    updates = list(train(networks=["lstm"], steps=6, every=25, update_seconds=0.0, **SMALL))
    assert [update.progress.step for update in updates] == [1, 2, 3, 4, 5, 6]
    assert TrainingOptions().update_seconds <= 0.3


def test_adam_goes_the_way_of_torchs_own_to_the_last_bit():
    generator = torch.Generator().manual_seed(0)
    ours = [torch.randn(5, 4, generator=generator), torch.randn(3, generator=generator)]
    theirs = [value.clone() for value in ours]
    adam, oracle = Adam(ours, rate=3e-3), torch.optim.Adam(theirs, lr=3e-3)
    for step in range(30):
        if step == 15:  # taken up by another
            state = adam.state()
            adam = Adam(ours, rate=3e-3)
            adam.load(state)
        for mine, its in zip(ours, theirs, strict=True):
            mine.grad = torch.randn(mine.shape, generator=generator) * 10.0 ** (step % 7 - 3)
            its.grad = mine.grad.clone()
        adam.step()
        oracle.step()
        assert all(torch.equal(mine, its) for mine, its in zip(ours, theirs, strict=True))


def test_neither_training_nor_measuring_waits_for_torchs_compiler():
    """It takes seconds to import and a hundred megabytes, which the first visitor would pay for."""
    deeds = "from models import memory; next(memory.train(T=4, width=8)); memory.gradient_norms(T=5, bound=True)"
    code = f"{deeds}; import sys; sys.exit('torch._dynamo' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parents[2])


def test_numbers_that_are_none_are_said_in_words_and_the_others_go_on():
    updates = train(networks=["relu", "lstm"], steps=30, rate=1e30, **SMALL)
    *_, last = updates
    assert "ReLU-RNN are infinite or no numbers (NaN)" in last.progress.note
    *_, calm = train(networks=["lstm"], steps=5, **SMALL)
    assert calm.progress.note == ""


def test_longer_sequences_come_when_a_network_is_ready_for_them():
    lengths = [
        p.progress.lengths["lstm"]
        for p in train(networks=["lstm"], T=30, steps=300, width=32, rate=4e-3, lengthen=True)
    ]
    assert lengths == sorted(lengths)
    assert lengths[0] < 30
    assert lengths[-1] > 5
    assert {p.progress.lengths["rnn"] for p in train(networks=["rnn"], T=30, steps=30)} == {30}


def test_only_what_is_due_is_taught():
    batch = only_due(TASKS["recall"].draw(6, 3, np.random.default_rng(0)))
    assert (batch.answers[:-1] == IGNORED).all()
    assert (batch.answers[-1] != IGNORED).all()
    copied = only_due(TASKS["copy"].draw(6, 3, np.random.default_rng(0)))
    assert (copied.answers != IGNORED).sum() == 9


def test_an_untrained_network_knows_no_more_than_chance():
    trainer = training.new_trainer("lstm", TrainingOptions(held_out=3000))
    assert evaluate(trainer, 1)[1] == pytest.approx(1 / 8, abs=0.03)


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


def test_networks_of_equal_size_are_told_with_their_widths():
    progress = next(train(networks=list(memory.KINDS), width=24, T=4, steps=1, equal="parameters")).progress
    assert max(abs(size / progress.parameters["lstm"] - 1) for size in progress.parameters.values()) <= 0.02
    assert progress.widths["rnn"] == progress.widths["relu"] > progress.widths["gru"] > progress.widths["lstm"]
    same = next(train(networks=list(memory.KINDS), width=24, T=4, steps=1)).progress
    assert set(same.widths.values()) == {24}


def test_a_checkpoint_stays_as_it_was_while_the_training_goes_on():
    updates = train(networks=["lstm"], steps=20, every=5, **SMALL)
    first = next(updates).checkpoint
    kept, optimiser = values(first), str(first.states["lstm"]["optimiser"])
    for _ in updates:
        assert_same(values(first), kept)
    assert str(first.states["lstm"]["optimiser"]) == optimiser
