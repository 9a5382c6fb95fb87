"""Laws of the rooms behind the Memory tab: measured once, bounded, trained by turns, stopped at a word."""

import gc
import threading
import weakref
from contextlib import closing
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

from models import memory
from models.errors import OptionError
from models.memory import training
from models.memory.adam import Adam
from models.memory.networks import RecurrentNetwork
from models.trace import GradientNorms, Spread, TrainingProgress
from ui.memory import training_queue as memory_school
from ui.memory.service import ReachRoom, ReachWish
from ui.memory.tasks import Scores
from ui.memory.texts import (
    NAMES,
    NB,
    number,
    orthogonal_line,
    reach_line,
    reach_together,
    scores_line,
    scores_together,
)
from ui.memory.training_queue import Course, School, TrainWish, Turns, Waiting


def flat_spread(*values):
    return Spread(*(np.array(values, float) for _ in range(3)))


def make_reach(network="lstm", first=0.5, half_life=100.0, note=""):
    spread = flat_spread(first, 1.0)
    cell = spread if network == "lstm" else None
    return GradientNorms(
        network, "", 2, 8, 100, 5, spread, cell, None, None, half_life, half_life if cell else None, note
    )


def make_progress(step, checkpoint=None, networks=("lstm",)):
    lesson = TrainingProgress(
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
    return SimpleNamespace(progress=lesson, checkpoint=checkpoint)


class Teacher:
    """Trains nothing, but tells who was taught when, and what was freed."""

    def __init__(self, lessons=5):
        self.lessons, self.log, self.closed = lessons, [], []

    def __call__(self, wish, checkpoint):
        try:
            for step in range((checkpoint or 0) + 1, self.lessons + 1):
                self.log.append((wish.seed, step))
                yield make_progress(step, step)
        finally:
            self.closed.append(wish.seed)


# -- gradients ----------------------------------------------------------------------------------------------------


def test_the_same_gradient_is_measured_once():
    asked = []
    room = ReachRoom(lambda network, wish: asked.append((network, wish)) or make_reach(network))
    for _ in range(2):
        assert [reach.network for reach in room.reach(ReachWish())] == list(NAMES)
    assert len(asked) == 4
    list(room.reach(ReachWish(T=50)))
    assert len(asked) == 8


def test_the_bound_is_left_out_where_it_would_take_minutes():
    asked = []
    room = ReachRoom(lambda network, wish: asked.append(wish.bound) or make_reach(network))
    list(room.reach(ReachWish(T=200, width=128, bound=True), ("rnn",)))
    list(room.reach(ReachWish(T=100, width=64, bound=True), ("rnn",)))
    assert asked == [False, True]


@pytest.mark.parametrize(
    "given", [{"T": 1}, {"T": 1e9}, {"T": "many"}, {"T": 2.5}, {"width": 4096}, {"gain": float("nan")}, {"seeds": 0}]
)
def test_a_question_outside_what_can_be_asked_gets_one_sentence(given):
    with pytest.raises(OptionError, match=r"^[A-Z][^\n]*\.$"):
        ReachWish.read(given)


# -- words --------------------------------------------------------------------------------------------------------


def test_what_halves_what_doubles_and_what_stays_is_said_as_such():
    assert "halves every 1.4 steps" in reach_line(make_reach(half_life=1.38))
    assert "explodes" in reach_line(make_reach(first=1e9, half_life=-2.0))
    assert "neither fades nor grows" in reach_line(make_reach(first=1.0, half_life=float("inf")))
    assert "no number" in reach_line(make_reach(first=float("nan"), half_life=float("nan")))
    assert reach_line(make_reach(note="It overflowed.")).endswith("It overflowed.")


def test_a_network_that_beats_the_lstm_is_named():
    lines = " ".join(reach_together([make_reach("gru", 1e-2), make_reach("lstm", 1e-5), make_reach("relu", 0.5)]))
    assert "GRU carries the gradient farther than the LSTM" in lines
    assert "ReLU-RNN survives" in lines
    assert "tanh-RNN" not in lines
    lines = " ".join(reach_together([make_reach("rnn", 1e-22), make_reach("lstm", 1e-8), make_reach("relu", 1e50)]))
    assert "1.0·10¹⁴ times as much" in lines
    assert "Exploding, not vanishing: ReLU-RNN" in lines


def make_scores(*shares, falls=None, seeds=1):
    values = np.array(shares)
    near, far = (values - 0.01, values + 0.01), (values - seeds / 100, values + seeds / 100)
    return Scores(np.arange(len(shares)), values, *near, *far, seeds, 1000, falls)


def test_who_outlasts_the_lstm_and_who_survives_beside_it_is_said():
    good, bad = make_scores(1.0, 0.99), make_scores(1.0, 0.2, falls=1)
    assert scores_together({"rnn": bad, "gru": good, "lstm": good}) == []
    assert scores_together({"rnn": good, "relu": good, "lstm": good}) == ["The tanh-RNN and ReLU-RNN survive here too."]
    assert scores_together({"gru": good, "relu": good, "lstm": bad}) == [
        "On this task the GRU and ReLU-RNN outlast the LSTM."
    ]


def test_seeds_that_differ_are_told_beside_the_interval_of_all():
    one, many = make_scores(1.0, 0.5), make_scores(1.0, 0.5, falls=1, seeds=5)
    assert scores_line(one).replace(NB, " ") == "stays above 75 %; 50 % (49.0 to 51.0) at T = 1."
    assert "50 % (49.0 to 51.0) at T = 1, 5 seeds from 45 to 55" in scores_line(many).replace(NB, " ")
    alike = Scores(many.T, *(many.share,) * 5, 5, 1000, None)
    assert scores_line(alike).endswith("at T = 1, each of 5 seeds.")
    assert "Begun as a rotation" in orthogonal_line(many)
    assert "below 75 % from T = 1 on" in orthogonal_line(many).replace(NB, " ")


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "exactly 0"), (0.34, "0.34"), (2.8e-22, "2.8·10⁻²²"), (1234.0, "1,234"), (1e300, "1.0·10³⁰⁰")],
)
def test_numbers_are_said_as_a_student_reads_them(value, said):
    assert number(value) == said


# -- training -----------------------------------------------------------------------------------------------------


def test_a_training_tells_every_lesson_and_ends_finished():
    school = School(Teacher(lessons=3))
    steps = [len(course.lessons) for course in school.attend("a", TrainWish())]
    assert steps == [0, 1, 2, 3, 3]
    assert school.course("a").state == "finished"
    assert school.trainings == 0


def test_two_trainings_are_taught_by_turns():
    teacher = Teacher(lessons=4)
    school = School(teacher, places=2)
    both = [school.attend(str(seed), TrainWish(seed=seed)) for seed in (1, 2)]
    for _ in range(5):
        for one in both:
            next(one)
    assert [seed for seed, _ in teacher.log] == [1, 2] * 4


def test_who_waits_longest_is_next():
    turns, order = Turns(), []
    gate = threading.Event()

    def come(name, times):
        for _ in range(times):
            with turns.turn():
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
    school = School(Teacher(lessons=2), places=1)
    first, second, third = (school.attend(name, TrainWish()) for name in "abc")
    next(first)
    assert next(second) == Waiting(1)
    assert next(third) == Waiting(2)
    list(first)
    assert next(third) == Waiting(1)
    assert isinstance(next(second), Course)


def test_a_stopped_training_can_be_continued_where_it_stood():
    teacher = Teacher(lessons=6)
    school = School(teacher)
    first = school.attend("a", TrainWish(seed=7))
    next(first), next(first), next(first)
    school.stop("a")
    assert [course.state for course in first] == ["stopped"]
    again = [course.lessons[-1].step for course in school.attend("b", TrainWish(), after="a")]
    assert again == [2, 3, 4, 5, 6, 6]
    assert [lesson.step for lesson in school.course("b").lessons] == [1, 2, 3, 4, 5, 6]
    assert [lesson.step for lesson in school.course("a").lessons] == [1, 2]  # what was kept is not touched


def test_a_closed_page_ends_its_training_and_leaves_nothing_of_it():
    class Weights:
        pass

    teacher, held = Teacher(), []

    def train(wish, checkpoint):
        with closing(teacher(wish, checkpoint)) as lessons:
            for update in lessons:
                weights = Weights()
                held.append(weakref.ref(weights))
                yield make_progress(update.progress.step, weights)
                del weights

    school = School(train)
    visitor = school.attend("a", TrainWish(seed=3))
    next(visitor), next(visitor), next(visitor)
    visitor.close()
    del visitor
    gc.collect()
    assert teacher.closed == [3]
    assert school.trainings == 0
    assert school.course("a") is None
    assert [ref() for ref in held] == [None, None]


def test_a_stop_lets_no_network_take_one_step_more_and_leaves_its_last_lesson_alone(monkeypatch):
    def train(wish, checkpoint):
        options = {"every": 4, "aloud": 60.0, "pauses": True}
        return memory.train(wish.task, wish.networks, wish.T, wish.width, wish.seed, checkpoint, **options)

    class Counted(training.Trainer):
        def train_step(self, step):
            taken.append(self.kind)
            if len(taken) == 10:  # within the second lesson, after the first of two networks
                school.stop("a")
            super().train_step(step)

    taken, school = [], School(train)
    monkeypatch.setattr(training, "Trainer", Counted)
    visitor = school.attend("a", TrainWish("recall", ("lstm", "rnn"), T=4, width=8))
    last = list(visitor)[-1]
    assert (last.state, len(taken), [lesson.step for lesson in last.lessons]) == ("stopped", 10, [4])
    assert living(Counted, Adam, RecurrentNetwork) == []  # while what was kept is held, and the visitor's answers too
    again = school.attend("b", TrainWish(), after="a")
    assert next(course.lessons[-1].step for course in again if len(course.lessons) > 1) == 8
    again.close()
    assert living(Counted, Adam, RecurrentNetwork) == []


def living(*kinds):
    gc.collect()
    return [type(item) for item in gc.get_objects() if type(item) in kinds]


def test_a_long_lesson_is_shared_among_turns(monkeypatch):
    monkeypatch.setattr(memory_school, "TURN", 0)

    def train(wish, checkpoint):
        for _ in range(3):
            taught.append(wish.seed)
            yield None
        yield make_progress(1)

    taught, school = [], School(train)
    visitors = [school.attend(str(seed), TrainWish(seed=seed)) for seed in (1, 2)]
    for _ in range(4):
        for one in visitors:
            next(one)
    assert taught == [1, 2] * 3
    assert next(visitors[0]).lessons  # a breath is no lesson, and none was left out


def test_who_leaves_the_line_makes_room():
    school = School(Teacher(), places=1)
    first, second, third = (school.attend(name, TrainWish()) for name in "abc")
    next(first), next(second)
    assert next(third) == Waiting(2)
    second.close()
    assert next(third) == Waiting(1)


def test_a_training_stops_by_itself_at_its_limit():
    school = School(Teacher(lessons=10**9), limit=0.02)
    assert list(school.attend("a", TrainWish()))[-1].state == "limit"


def test_a_training_that_fails_frees_its_place():
    def train(wish, checkpoint):
        yield make_progress(1)
        raise OptionError("It cannot be learnt.")

    school = School(train, places=1)
    with pytest.raises(OptionError, match="cannot be learnt"):
        list(school.attend("a", TrainWish()))
    assert school.trainings == 0


def test_trainings_by_turns_learn_the_same_as_each_alone():
    def train(wish, checkpoint):
        options = {"steps": 20, "every": 5, "aloud": 60.0}
        return memory.train(wish.task, wish.networks, wish.T, wish.width, wish.seed, checkpoint, **options)

    def losses(course):
        return [dict(lesson.losses) for lesson in course.lessons]

    wishes = [TrainWish("recall", ("rnn", "lstm"), T=4, width=8, seed=seed) for seed in (1, 2)]
    alone = [losses(list(School(train).attend("a", wish))[-1]) for wish in wishes]
    school = School(train, places=2)
    both = [school.attend(str(wish.seed), wish) for wish in wishes]
    for _ in range(6):
        for one in both:
            next(one)
    assert [losses(school.course(str(wish.seed))) for wish in wishes] == alone
    assert alone[0] != alone[1]


def test_only_the_latest_checkpoint_is_kept():
    course = Course(TrainWish())
    for step in (1, 2, 3):
        course.add(make_progress(step, step))
    assert (len(course.lessons), course.checkpoint) == (3, 3)


def test_a_training_that_is_not_kept_is_not_continued():
    with pytest.raises(OptionError, match="start it anew"):
        next(School(Teacher()).attend("b", TrainWish(), after="a"))


@pytest.mark.parametrize(
    "given", [{"networks": []}, {"networks": ["rnn", "rnn"]}, {"networks": ["transformer"]}, {"networks": "lstm"}]
)
def test_only_known_networks_are_trained(given):
    with pytest.raises(OptionError, match="at least one network"):
        TrainWish.read(given)


@pytest.mark.parametrize("given", [{"T": 5000}, {"width": 1}, {"seed": -1}, {"seed": "x"}, {"equal": "colour"}])
def test_a_training_is_bounded(given):
    with pytest.raises(OptionError):
        TrainWish.read({"networks": ["lstm"], **given})
