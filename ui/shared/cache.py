"""Caches that are safe for threads: the values used last, and single flight, where many wait for one computation."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class SingleFlightCache(Generic[T]):
    """Answers by key. Whoever asks for what is being made waits for it, without burning the processor.

    Args:
        capacity: how many are remembered.
        slots: how many answers are made side by side; caches that are given the same semaphore share its slots.
    """

    def __init__(self, capacity: int, slots: int | threading.Semaphore = 1) -> None:
        self._slots = threading.BoundedSemaphore(slots) if isinstance(slots, int) else slots
        self._answers: LruCache[Future[T]] = LruCache(capacity)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The answer for this key, remembered or made now; what `make` raises reaches all who wait for it."""
        own: Future[T] = Future()
        promise = self._answers.get_or_put(key, lambda: own)
        if promise is own:
            self._fulfil(own, key, make)
        return promise.result()

    def _fulfil(self, promise: Future[T], key: Hashable, make: Callable[[], T]) -> None:
        try:
            with self._slots:
                promise.set_result(make())
        except BaseException as error:
            self._answers.forget(key)  # a failure reaches those who wait for it, and the next one tries anew
            promise.set_exception(error)


class LruCache(Generic[T]):
    """The values used last, as many as fit (LRU: least recently used goes first); safe for threads.

    Args:
        capacity: the sum of the sizes that are kept; the latest value is kept, whatever its size.
        size: of one value; without it every value counts 1.
    """

    def __init__(self, capacity: int, size: Callable[[T], int] = lambda _: 1) -> None:
        self._capacity, self._size = capacity, size
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
                while len(self._values) > 1 and sum(map(self._size, self._values.values())) > self._capacity:
                    self._values.popitem(last=False)
            self._values.move_to_end(key)
            return self._values[key]

    def forget(self, key: Hashable) -> None:
        with self._lock:
            self._values.pop(key, None)
