"""Laws of the rooms behind the Memory tab: measured once, bounded, trained by turns, stopped at a word."""

import gc
import threading
import weakref
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from models.errors import OptionError
from models.memory import training
from models.memory.adam import Adam
from models.memory.kinds import KINDS
from models.memory.networks import RecurrentNetwork
from models.options import GradientOptions, TrainingOptions
from models.trace import GradientNorms, Spread, TrainingProgress
from ui.memory import training_queue
from ui.memory.service import GradientService
from ui.memory.tasks import AccuracyCurve
from ui.memory.texts import (
    accuracies_together,
    accuracy_line,
    gradient_line,
    gradients_together,
    orthogonal_line,
    readable_number,
)
from ui.memory.training_queue import FairLock, QueuePosition, TrainingQueue, TrainingSession
from ui.shared.texts import NB


def flat_spread(*values):
    return Spread(*(np.array(values, float) for _ in range(3)))


def make_norms(network="lstm", first=0.5, half_life=100.0, note=""):
    spread = flat_spread(first, 1.0)
    cell = spread if network == "lstm" else None
    return GradientNorms(
        network, "", 2, 8, 100, 5, spread, cell, None, None, half_life, half_life if cell else None, note
    )


def make_progress(step, checkpoint=None, networks=("lstm",)):
    progress = TrainingProgress(
        task="recall",
        T=30,
        step=step,
        seconds=0.1,
        losses=dict.fromkeys(networks, 1 / step),
        shares=dict.fromkeys(networks, 0.5),
        n=10,
        lengths={},
        widths=dict.fromkeys(networks, 64),
        parameters=dict.fromkeys(networks, 1234),
        verdicts={},
        finished=False,
        note="",
    )
    return SimpleNamespace(progress=progress, checkpoint=checkpoint)


class FakeTraining:
    """Trains nothing, but notes who was trained when, and what was freed."""

    def __init__(self, updates=5):
        self.updates, self.log, self.closed = updates, [], []

    def __call__(self, options, checkpoint):
        try:
            for step in range((checkpoint or 0) + 1, self.updates + 1):
                self.log.append((options.seed, step))
                yield make_progress(step, step)
        finally:
            self.closed.append(options.seed)


# -- gradients ----------------------------------------------------------------------------------------------------


def test_the_same_gradient_is_measured_once():
    asked = []
    service = GradientService(lambda options: asked.append(options) or [make_norms(*options.networks)])
    for _ in range(2):
        assert [norms.network for norms in service.measure(GradientOptions())] == list(KINDS)
    assert len(asked) == 4
    list(service.measure(GradientOptions(T=50)))
    assert len(asked) == 8


def test_the_bound_is_left_out_where_it_would_take_minutes():
    asked = []
    service = GradientService(lambda options: asked.append(options.bound) or [make_norms()])
    list(service.measure(GradientOptions(("rnn",), T=200, width=128, bound=True)))
    list(service.measure(GradientOptions(("rnn",), T=100, width=64, bound=True)))
    assert asked == [False, True]


@pytest.mark.parametrize(
    "given", [{"T": 1}, {"T": 1e9}, {"T": "many"}, {"T": 2.5}, {"width": 4096}, {"gain": float("nan")}, {"seeds": 0}]
)
def test_a_question_outside_what_can_be_asked_gets_one_sentence(given):
    with pytest.raises(OptionError, match=r"^[A-Z][^\n]*\.$"):
        GradientOptions.from_wire(given)


# -- words --------------------------------------------------------------------------------------------------------


def test_what_halves_what_doubles_and_what_stays_is_said_as_such():
    assert "halves every 1.4 steps" in gradient_line(make_norms(half_life=1.38))
    assert "explodes" in gradient_line(make_norms(first=1e9, half_life=-2.0))
    assert "neither fades nor grows" in gradient_line(make_norms(first=1.0, half_life=float("inf")))
    assert "no number" in gradient_line(make_norms(first=float("nan"), half_life=float("nan")))
    assert gradient_line(make_norms(note="It overflowed.")).endswith("It overflowed.")


def test_a_network_that_beats_the_lstm_is_named():
    lines = " ".join(gradients_together([make_norms("gru", 1e-2), make_norms("lstm", 1e-5), make_norms("relu", 0.5)]))
    assert "GRU carries the gradient farther than the LSTM" in lines
    assert "ReLU-RNN survives" in lines
    assert "tanh-RNN" not in lines
    lines = " ".join(gradients_together([make_norms("rnn", 1e-22), make_norms("lstm", 1e-8), make_norms("relu", 1e50)]))
    assert "1.0·10¹⁴ times as much" in lines
    assert "Exploding, not vanishing: ReLU-RNN" in lines


def make_curve(*shares, falls=None, seeds=1):
    values = np.array(shares)
    near, far = (values - 0.01, values + 0.01), (values - seeds / 100, values + seeds / 100)
    return AccuracyCurve(np.arange(len(shares)), values, *near, *far, seeds, 1000, falls)


def test_who_outlasts_the_lstm_and_who_survives_beside_it_is_said():
    good, bad = make_curve(1.0, 0.99), make_curve(1.0, 0.2, falls=1)
    assert accuracies_together({"rnn": bad, "gru": good, "lstm": good}) == []
    assert accuracies_together({"rnn": good, "relu": good, "lstm": good}) == [
        "The tanh-RNN and ReLU-RNN survive here too."
    ]
    assert accuracies_together({"gru": good, "relu": good, "lstm": bad}) == [
        "On this task the GRU and ReLU-RNN outlast the LSTM."
    ]


def test_seeds_that_differ_are_told_beside_the_interval_of_all():
    one, many = make_curve(1.0, 0.5), make_curve(1.0, 0.5, falls=1, seeds=5)
    assert accuracy_line(one).replace(NB, " ") == "stays above 75 %; 50 % (49.0 to 51.0) at T = 1."
    assert "50 % (49.0 to 51.0) at T = 1, 5 seeds from 45 to 55" in accuracy_line(many).replace(NB, " ")
    alike = AccuracyCurve(many.T, *(many.share,) * 5, 5, 1000, None)
    assert accuracy_line(alike).endswith("at T = 1, each of 5 seeds.")
    assert "Begun as a rotation" in orthogonal_line(many)
    assert "below 75 % from T = 1 on" in orthogonal_line(many).replace(NB, " ")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "exactly 0"), (0.34, "0.34"), (2.8e-22, "2.8·10⁻²²"), (1234.0, "1,234"), (1e300, "1.0·10³⁰⁰")],
)
def test_numbers_are_said_as_a_student_reads_them(value, said):
    assert readable_number(value) == said


# -- training -----------------------------------------------------------------------------------------------------


def test_a_training_tells_every_lesson_and_ends_finished():
    queue = TrainingQueue(FakeTraining(updates=3))
    steps = [len(session.history) for session in queue.join("a", TrainingOptions())]
    assert steps == [0, 1, 2, 3, 3]
    assert queue.session("a").state == "finished"
    assert len(queue) == 0


def test_two_trainings_are_taught_by_turns():
    fake = FakeTraining(updates=4)
    queue = TrainingQueue(fake, concurrency=2)
    both = [queue.join(str(seed), TrainingOptions(seed=seed)) for seed in (1, 2)]
    for _ in range(5):
        for one in both:
            next(one)
    assert [seed for seed, _ in fake.log] == [1, 2] * 4


def test_who_waits_longest_is_next():
    lock, order = FairLock(), []
    gate = threading.Event()

    def come(name, times):
        for _ in range(times):
            with lock.turn():
                gate.wait()
                order.append(name)

    threads = [threading.Thread(target=come, args=(name, 20)) for name in "ab"]
    for thread in threads:
        thread.start()
    gate.set()
    for thread in threads:
        thread.join()
    middle = order[2:-2]
    assert all(one != other for one, other in pairwise(middle[: 2 * min(map(middle.count, "ab"))]))


def test_who_comes_when_all_places_are_taken_is_told_its_place_and_is_let_in_later():
    queue = TrainingQueue(FakeTraining(updates=2), concurrency=1)
    first, second, third = (queue.join(name, TrainingOptions()) for name in "abc")
    next(first)
    assert next(second) == QueuePosition(1)
    assert next(third) == QueuePosition(2)
    list(first)
    assert next(third) == QueuePosition(1)
    assert isinstance(next(second), TrainingSession)


def test_a_stopped_training_can_be_continued_where_it_stood():
    fake = FakeTraining(updates=6)
    queue = TrainingQueue(fake)
    first = queue.join("a", TrainingOptions(seed=7))
    next(first), next(first), next(first)
    queue.stop("a")
    assert [session.state for session in first] == ["stopped"]
    again = [session.history[-1].step for session in queue.join("b", TrainingOptions(), after="a")]
    assert again == [2, 3, 4, 5, 6, 6]
    assert [progress.step for progress in queue.session("b").history] == [1, 2, 3, 4, 5, 6]
    assert [progress.step for progress in queue.session("a").history] == [1, 2]  # what was kept is not touched


def test_a_closed_page_ends_its_training_and_leaves_nothing_of_it():
    class Weights:
        pass

    fake, held = FakeTraining(), []

    def train(options, checkpoint):
        with closing(fake(options, checkpoint)) as updates:
            for update in updates:
                weights = Weights()
                held.append(weakref.ref(weights))
                yield make_progress(update.progress.step, weights)
                del weights

    queue = TrainingQueue(train)
    visitor = queue.join("a", TrainingOptions(seed=3))
    next(visitor), next(visitor), next(visitor)
    visitor.close()
    del visitor
    gc.collect()
    assert fake.closed == [3]
    assert len(queue) == 0
    assert queue.session("a") is None
    assert [ref() for ref in held] == [None, None]


def test_a_stop_lets_no_network_take_one_step_more_and_leaves_its_last_lesson_alone(monkeypatch):
    def train(options, checkpoint):
        return training.start_training(replace(options, every=4, update_seconds=60.0), checkpoint)

    class Counted(training.Trainer):
        def train_step(self, step):
            taken.append(self.kind)
            if len(taken) == 10:  # within the second lesson, after the first of two networks
                queue.stop("a")
            super().train_step(step)

    taken, queue = [], TrainingQueue(train)
    monkeypatch.setattr(training, "Trainer", Counted)
    visitor = queue.join("a", TrainingOptions("recall", ("lstm", "rnn"), T=4, width=8))
    last = list(visitor)[-1]
    assert (last.state, len(taken), [progress.step for progress in last.history]) == ("stopped", 10, [4])
    assert living(Counted, Adam, RecurrentNetwork) == []  # while what was kept is held, and the visitor's answers too
    again = queue.join("b", TrainingOptions(), after="a")
    assert next(session.history[-1].step for session in again if len(session.history) > 1) == 8
    again.close()
    assert living(Counted, Adam, RecurrentNetwork) == []


def living(*kinds):
    gc.collect()
    return [type(item) for item in gc.get_objects() if type(item) in kinds]


def test_a_long_lesson_is_shared_among_turns(monkeypatch):
    monkeypatch.setattr(training_queue, "TURN", 0)

    def train(options, checkpoint):
        for _ in range(3):
            steps_taken.append(options.seed)
            yield None
        yield make_progress(1)

    steps_taken, queue = [], TrainingQueue(train)
    visitors = [queue.join(str(seed), TrainingOptions(seed=seed)) for seed in (1, 2)]
    for _ in range(4):
        for one in visitors:
            next(one)
    assert steps_taken == [1, 2] * 3
    assert next(visitors[0]).history  # a breath is no lesson, and none was left out


def test_who_leaves_the_line_makes_room():
    queue = TrainingQueue(FakeTraining(), concurrency=1)
    first, second, third = (queue.join(name, TrainingOptions()) for name in "abc")
    next(first), next(second)
    assert next(third) == QueuePosition(2)
    second.close()
    assert next(third) == QueuePosition(1)


def test_a_training_stops_by_itself_at_its_limit():
    queue = TrainingQueue(FakeTraining(updates=10**9), limit=0.02)
    assert list(queue.join("a", TrainingOptions()))[-1].state == "limit"


def test_a_training_that_fails_frees_its_place():
    def train(options, checkpoint):
        yield make_progress(1)
        raise OptionError("It cannot be learnt.")

    queue = TrainingQueue(train, concurrency=1)
    with pytest.raises(OptionError, match="cannot be learnt"):
        list(queue.join("a", TrainingOptions()))
    assert len(queue) == 0


def test_trainings_by_turns_learn_the_same_as_each_alone():
    def train(options, checkpoint):
        settings = {"T": options.T, "width": options.width, "seed": options.seed}
        return training.train(options.task, options.networks, **settings, steps=20, every=5, update_seconds=60.0)

    def losses(session):
        return [dict(progress.losses) for progress in session.history]

    both_options = [TrainingOptions("recall", ("rnn", "lstm"), T=4, width=8, seed=seed) for seed in (1, 2)]
    alone = [losses(list(TrainingQueue(train).join("a", options))[-1]) for options in both_options]
    queue = TrainingQueue(train, concurrency=2)
    both = [queue.join(str(options.seed), options) for options in both_options]
    for _ in range(6):
        for one in both:
            next(one)
    assert [losses(queue.session(str(options.seed))) for options in both_options] == alone
    assert alone[0] != alone[1]


def test_only_the_latest_checkpoint_is_kept():
    session = TrainingSession(TrainingOptions())
    for step in (1, 2, 3):
        session.add(make_progress(step, step))
    assert (len(session.history), session.checkpoint) == (3, 3)


def test_a_training_that_is_not_kept_is_not_continued():
    with pytest.raises(OptionError, match="start it anew"):
        next(TrainingQueue(FakeTraining()).join("b", TrainingOptions(), after="a"))


@pytest.mark.parametrize(
    "given", [{"networks": []}, {"networks": ["rnn", "rnn"]}, {"networks": ["transformer"]}, {"networks": "lstm"}]
)
def test_only_known_networks_are_trained(given):
    with pytest.raises(OptionError, match="at least one network"):
        TrainingOptions.from_wire(given)


@pytest.mark.parametrize("given", [{"T": 5000}, {"width": 1}, {"seed": -1}, {"seed": "x"}, {"equal": "colour"}])
def test_a_training_is_bounded(given):
    with pytest.raises(OptionError):
        TrainingOptions.from_wire({"networks": ["lstm"], **given})
