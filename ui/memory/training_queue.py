"""Where visitors train networks: a few at a time, the others in a queue, the steps of all by turns, each stoppable."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol

from models.errors import OptionError
from models.options import TrainingOptions
from models.trace import TrainingProgress
from ui.shared.cache import LruCache

CONCURRENCY = 2  # trainings that go on side by side, by turns
PULSE = 0.4  # seconds after which who waits hears again; a page that is closed is noticed by then
TURN = 0.2  # seconds of computing after which it is another's turn, the next update ready or not
LIMIT = 90.0  # seconds of computing after which a training stops by itself, to be continued if the visitor wants
KEPT = 24  # trainings that can be continued; one takes about 1 MB


class TrainingUpdate(Protocol):
    """How far a training is, and what it can be continued from."""

    @property
    def progress(self) -> TrainingProgress: ...

    @property
    def checkpoint(self) -> Any: ...


# Of options, and of a checkpoint or None: updates, and None wherever it can be left between two of them; close() frees
# all that it holds at once.
StartTraining = Callable[[TrainingOptions, Any], Generator[TrainingUpdate | None, None, None]]


@dataclass(eq=False)
class TrainingSession:
    """One visitor's training so far."""

    options: TrainingOptions
    history: list[TrainingProgress] = field(default_factory=list)
    checkpoint: Any = None  # what it is continued from: the latest, and no other
    seconds: float = 0.0  # of computing
    state: str = "training"  # training, stopped, limit or finished

    def add(self, update: TrainingUpdate) -> None:
        """One update more."""
        self.history.append(update.progress)
        self.checkpoint = update.checkpoint


@dataclass(frozen=True)
class QueuePosition:
    """So many are before this one in the queue, itself included."""

    place: int


class FairLock:
    """A lock that goes round: who has waited longest is next, so that nobody is served twice while another waits."""

    def __init__(self) -> None:
        self._queue: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def turn(self) -> Iterator[None]:
        ticket = object()
        with self._changed:
            self._queue.append(ticket)
            self._changed.wait_for(lambda: self._queue[0] is ticket)
        try:
            yield
        finally:
            with self._changed:
                self._queue.popleft()
                self._changed.notify_all()


def train_for_a_turn(
    updates: Iterator[TrainingUpdate | None], stop: threading.Event
) -> tuple[bool, TrainingUpdate | None]:
    """Up to the next update, the end of a turn or a stop: whether there is more to come, and the update if any."""
    begun = monotonic()
    for update in updates:
        if update is not None or stop.is_set() or monotonic() - begun > TURN:
            return True, update
    return False, None


class TrainingQueue:
    """All trainings of all visitors.

    Args:
        start: a training as a generator of updates, which pauses (None) after every step of every network.
        concurrency: how many are trained side by side.
        limit: seconds of computing before a training has to be continued by its visitor.
    """

    def __init__(self, start: StartTraining, concurrency: int = CONCURRENCY, limit: float = LIMIT) -> None:
        self._start, self._concurrency, self._limit = start, concurrency, limit
        self._lock = FairLock()
        self._queue: list[str] = []  # runs in the order in which they came; the first `concurrency` of them train
        self._stop_events: dict[str, threading.Event] = {}
        self._changed = threading.Condition()
        self._kept: LruCache[TrainingSession] = LruCache(KEPT)

    def join(self, run: str, options: TrainingOptions, after: str = "") -> Iterator[QueuePosition | TrainingSession]:
        """Train, with an answer at least every `PULSE` seconds; closing it ends and frees the training.

        Args:
            run: the visitor's own name for it, by which it is stopped and continued; nobody else can guess it.
            after: the run that this one continues.

        Raises:
            OptionError: that run is not there any more, or this name is taken.
        """
        session = self._new_session(options, after)
        self._enqueue(run)
        try:
            yield from self._wait(run)
            yield session  # its turn has come
            yield from self._train(session, self._stop_events[run])
        finally:
            self._dequeue(run)
        self._kept.get_or_put(run, lambda: session)
        yield session

    def stop(self, run: str) -> None:
        """End a training at its next pause; it can be continued from its last update."""
        with self._changed:
            if run in self._stop_events:
                self._stop_events[run].set()
                self._changed.notify_all()

    def session(self, run: str) -> TrainingSession | None:
        """A training that has ended, while it is kept."""
        return self._kept.get(run)

    def __len__(self) -> int:
        """How many trainings there are, going on or waiting."""
        return len(self._queue)

    def _new_session(self, options: TrainingOptions, after: str) -> TrainingSession:
        if not after:
            return TrainingSession(options)
        kept = self._kept.get(after)
        if kept is None:
            raise OptionError("This training is not kept any longer: start it anew.")
        return TrainingSession(kept.options, list(kept.history), kept.checkpoint, kept.seconds)

    def _enqueue(self, run: str) -> None:
        with self._changed:
            if not run or run in self._stop_events:
                raise OptionError("This training is already going on.")
            self._stop_events[run] = threading.Event()
            self._queue.append(run)

    def _dequeue(self, run: str) -> None:
        with self._changed:
            self._queue.remove(run)
            del self._stop_events[run]
            self._changed.notify_all()

    def _wait(self, run: str) -> Iterator[QueuePosition]:
        def may_start() -> bool:
            return self._queue.index(run) < self._concurrency or self._stop_events[run].is_set()

        while True:
            with self._changed:
                if self._changed.wait_for(may_start, timeout=PULSE):
                    return
                place = self._queue.index(run) - self._concurrency + 1
            yield QueuePosition(place)

    def _train(self, session: TrainingSession, stop: threading.Event) -> Iterator[TrainingSession]:
        begun, session.state = session.seconds, "training"
        updates = self._start(session.options, session.checkpoint)
        try:
            while not stop.is_set():
                if session.seconds - begun > self._limit:
                    session.state = "limit"
                    return
                with self._lock.turn():
                    start = monotonic()
                    more, update = train_for_a_turn(updates, stop)
                    session.seconds += monotonic() - start
                if not more:
                    session.state = "finished"
                    return
                if update is not None:
                    session.add(update)
                yield session
            session.state = "stopped"
        finally:
            updates.close()
