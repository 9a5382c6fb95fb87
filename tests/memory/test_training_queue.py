"""Laws of training for visitors: by turns, bounded, stopped at a word, and continued where it stood."""

import gc
import threading
import weakref
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import pytest

from models.errors import OptionError
from models.memory import training
from models.memory.adam import Adam
from models.memory.networks import RecurrentNetwork
from models.options import TrainingOptions
from models.trace import TrainingProgress
from ui.memory import training_queue
from ui.memory.training_queue import FairLock, QueuePosition, TrainingQueue, TrainingSession


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
