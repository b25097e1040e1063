"""Keep what was costly to make, up to so many bytes: key -> value, the least recently used goes first.

Nothing here changes a result: whoever misses makes the value again, and it comes out the same.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

__all__ = ["ByteCache"]

Value = TypeVar("Value")


class ByteCache(Generic[Value]):
    """A thread-safe least-recently-used cache that holds at most `limit` bytes."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._held = 0
        self._lock = Lock()
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        """The value kept under `key`, or None."""
        with self._lock:
            found = self._values.get(key)
            if found is None:
                return None
            self._values.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep `value`, which takes `size` bytes; what alone exceeds the limit is not kept."""
        if size > self._limit:
            return
        with self._lock:
            if key in self._values:
                self._held -= self._values.pop(key)[1]
            self._values[key] = value, size
            self._held += size
            while self._held > self._limit:
                self._held -= self._values.popitem(last=False)[1][1]

    def get_or_make(self, key: Hashable, make: Callable[[], Value], size_of: Callable[[Value], int]) -> Value:
        """The kept value, or a new one. Two threads may make it at once; both get the same."""
        found = self.get(key)
        if found is None:
            # Made outside the lock: one slow photo must not hold up every other thread.
            found = make()
            self.put(key, found, size_of(found))
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self._held = 0
