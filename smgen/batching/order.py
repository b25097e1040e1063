"""Things that are done in any order -> the same things in the order they were asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

__all__ = ["InOrder"]

T = TypeVar("T")


class InOrder(Generic[T]):
    """Takes what belongs to each place, 0, 1, 2 …, whenever it is known, and hands it on once all before it is."""

    def __init__(self) -> None:
        self._waiting: dict[int, Sequence[T]] = {}
        self._next = 0

    def put(self, place: int, things: Sequence[T]) -> None:
        """What belongs to a place, also nothing; once for each place."""
        self._waiting[place] = things

    def take(self) -> Iterator[T]:
        """Everything up to the first place not known yet."""
        while self._next in self._waiting:
            yield from self._waiting.pop(self._next_place())

    def _next_place(self) -> int:
        self._next += 1
        return self._next - 1
