"""What is dear to make is made once: many may ask for it at the same moment, and the latest answers are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Answers by key. Whoever asks for what is being made waits for it, without burning the processor.

    Args:
        at_once: how many answers are made side by side.
        kept: how many are remembered.
    """

    def __init__(self, at_once: int, kept: int) -> None:
        self._door = threading.BoundedSemaphore(at_once)
        self._answers: Latest[Future[T]] = Latest(kept, lambda _: 1)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for this key, remembered or made now; what `make` raises is told to all who wait for it."""
        mine: Future[T] = Future()
        promise = self._answers.get_or_put(key, lambda: mine)
        if promise is mine:
            self._fulfil(mine, key, make)
        return promise.result()

    def _fulfil(self, promise: Future[T], key: Hashable, make: Callable[[], T]) -> None:
        try:
            with self._door:
                promise.set_result(make())
        except BaseException as error:
            self._answers.forget(key)  # a failure is told to those who wait for it, and tried anew by the next
            promise.set_exception(error)


class Latest(Generic[T]):
    """The values used last, as many as fit; safe for threads."""

    def __init__(self, room: int, size: Callable[[T], int]) -> None:
        self._room, self._size = room, size
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get_or_put(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is there, else what `make` gives (quickly: everyone waits for it)."""
        with self._lock:
            if key not in self._values:
                self._values[key] = make()
                while len(self._values) > 1 and sum(map(self._size, self._values.values())) > self._room:
                    self._values.popitem(last=False)
            self._values.move_to_end(key)
            return self._values[key]

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._values.pop(key, None)
