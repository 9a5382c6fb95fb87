"""Where visitors train networks: a few at a time, the others in a line, the steps of all by turns, each stoppable."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from models.errors import OptionError
from models.trace import TrainingProgress
from ui.memory.service import KINDS
from ui.shared.cache import Latest
from ui.shared.numbers import whole

PLACES = 2  # trainings that go on side by side, by turns
PULSE = 0.4  # seconds after which who waits is told again; a page that is closed is noticed by then
TURN = 0.2  # seconds of computing after which it is another's turn, the lesson finished or not
LIMIT = 90.0  # seconds of computing after which a training stops by itself, to be continued if it is wished
KEPT = 24  # trainings that can be continued; one takes about 1 MB


@dataclass(frozen=True)
class TrainWish:
    """What is to be trained. `models.memory` knows the tasks; here stands what a visitor may ask."""

    task: str = "recall"
    networks: tuple[str, ...] = ("rnn", "lstm")
    T: int = 30  # steps, 2..100
    width: int = 64  # hidden units, 4..128
    seed: int = 0  # of weights and sequences, 0..999999
    lengthen: bool = False  # help: short sequences first, longer ones when a network is ready for them
    equal: str = "width"  # what the networks share: width, or parameters (then the width is the LSTM's, roughly)

    def __post_init__(self) -> None:
        known = set(self.networks) <= set(KINDS) and len(set(self.networks)) == len(self.networks) > 0
        for good, cure in (
            (known, "Choose at least one network to train."),
            (2 <= self.T <= 100, "T is a number of steps from 2 to 100."),
            (4 <= self.width <= 128, "The width is a number of units from 4 to 128."),
            (0 <= self.seed <= 999_999, "The seed is a whole number from 0 to 999999."),
            (self.equal in ("width", "parameters"), "Networks are made equal in width or in parameters."),
        ):
            if not good:
                raise OptionError(cure)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> TrainWish:
        """A wish as it came over the wire. Raises OptionError."""
        networks = given.get("networks")
        return cls(
            str(given.get("task", "recall")),
            tuple(map(str, networks)) if isinstance(networks, list) else (),
            whole(given.get("T", 30), "T"),
            whole(given.get("width", 64), "The width"),
            whole(given.get("seed", 0), "The seed"),
            given.get("lengthen") is True,
            str(given.get("equal", "width")),
        )


class Progress(Protocol):
    """How far a training is, and what it can be continued from."""

    @property
    def progress(self) -> TrainingProgress: ...

    @property
    def checkpoint(self) -> Any: ...


@dataclass(eq=False)
class Course:
    """One visitor's training so far."""

    wish: TrainWish
    lessons: list[TrainingProgress] = field(default_factory=list)
    checkpoint: Any = None  # what it is continued from: the latest, and no other
    seconds: float = 0.0  # of computing
    state: str = "learning"  # learning, stopped, limit or finished

    def add(self, update: Progress) -> None:
        """One lesson more."""
        self.lessons.append(update.progress)
        self.checkpoint = update.checkpoint


@dataclass(frozen=True)
class Waiting:
    """So many are before this one in the line, itself included."""

    place: int


# Of a wish, and of a checkpoint or None: lessons, and None wherever it can be left between two of them; close() frees
# at once.
Train = Callable[[TrainWish, Any], Generator[Progress | None, None, None]]


class Turns:
    """A lock that goes round: who has waited longest is next, so that nobody is served twice while another waits."""

    def __init__(self) -> None:
        self._line: deque[object] = deque()
        self._moved = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        mine = object()
        with self._moved:
            self._line.append(mine)
            self._moved.wait_for(lambda: self._line[0] is mine)
        try:
            yield
        finally:
            with self._moved:
                self._line.popleft()
                self._moved.notify_all()


def teach(lessons: Iterator[Progress | None], stop: threading.Event) -> tuple[bool, Progress | None]:
    """Up to the next lesson, the end of a turn or a stop: whether there is more to come, and the lesson if any."""
    begun = monotonic()
    for progress in lessons:
        if progress is not None or stop.is_set() or monotonic() - begun > TURN:
            return True, progress
    return False, None


class School:
    """All trainings of all visitors.

    Args:
        train: a training as a generator of lessons, with a breath (None) after every step of every network.
        places: how many are trained side by side.
        limit: seconds of computing of one attendance.
    """

    def __init__(self, train: Train, places: int = PLACES, limit: float = LIMIT) -> None:
        self._train, self._places, self._limit = train, places, limit
        self._turns = Turns()
        self._line: list[str] = []  # runs in the order in which they came; the first `places` of them learn
        self._stops: dict[str, threading.Event] = {}
        self._moved = threading.Condition()
        self._kept: Latest[Course] = Latest(KEPT, lambda _: 1)

    def attend(self, run: str, wish: TrainWish, after: str = "") -> Iterator[Waiting | Course]:
        """Train, telling at least every `PULSE` seconds and after every lesson; closing it ends and frees the training.

        Args:
            run: the visitor's own name for it, by which it is stopped and continued; nobody else can guess it.
            after: the run that this one continues.

        Raises:
            OptionError: that run is not there any more, or this name is taken.
        """
        course = self._course(wish, after)
        self._enter(run)
        try:
            yield from self._wait(run)
            yield course  # it is let in
            yield from self._learn(course, self._stops[run])
        finally:
            self._leave(run)
        self._kept.get_or_put(run, lambda: course)
        yield course

    def stop(self, run: str) -> None:
        """End a training at its next breath; it can be continued from its last lesson."""
        with self._moved:
            if run in self._stops:
                self._stops[run].set()
                self._moved.notify_all()

    def course(self, run: str) -> Course | None:
        """A training that has ended, while it is kept."""
        return self._kept.get(run)

    @property
    def trainings(self) -> int:
        """How many there are, learning or in the line."""
        return len(self._line)

    def _course(self, wish: TrainWish, after: str) -> Course:
        if not after:
            return Course(wish)
        kept = self._kept.get(after)
        if kept is None:
            raise OptionError("This training is not kept any longer: start it anew.")
        return Course(kept.wish, list(kept.lessons), kept.checkpoint, kept.seconds)

    def _enter(self, run: str) -> None:
        with self._moved:
            if not run or run in self._stops:
                raise OptionError("This training is already going on.")
            self._stops[run] = threading.Event()
            self._line.append(run)

    def _leave(self, run: str) -> None:
        with self._moved:
            self._line.remove(run)
            del self._stops[run]
            self._moved.notify_all()

    def _wait(self, run: str) -> Iterator[Waiting]:
        def mine() -> bool:
            return self._line.index(run) < self._places or self._stops[run].is_set()

        while True:
            with self._moved:
                if self._moved.wait_for(mine, timeout=PULSE):
                    return
                place = self._line.index(run) - self._places + 1
            yield Waiting(place)

    def _learn(self, course: Course, stop: threading.Event) -> Iterator[Course]:
        begun, course.state = course.seconds, "learning"
        lessons = self._train(course.wish, course.checkpoint)
        try:
            while not stop.is_set():
                if course.seconds - begun > self._limit:
                    course.state = "limit"
                    return
                with self._turns.turn():
                    start = monotonic()
                    more, progress = teach(lessons, stop)
                    course.seconds += monotonic() - start
                if not more:
                    course.state = "finished"
                    return
                if progress is not None:
                    course.add(progress)
                yield course
            course.state = "stopped"
        finally:
            lessons.close()
