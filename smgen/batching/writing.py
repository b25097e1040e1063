"""Waiting for disks and networks beside the run: while one post is written, the next ones are told of and drawn."""

from __future__ import annotations

import concurrent.futures
import signal
from collections import deque
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Generic, TypeVar

__all__ = ["Writing"]

T = TypeVar("T")

_THREADS = 4
_MOST_WAITING = 16  # posts whose files wait in memory; a slow disk then slows the run instead of filling it


class Writing(Generic[T]):
    """Calls made in threads, in their order told of. Use it in a `with`: on leaving, what has not begun is left undone."""

    def __init__(self) -> None:
        self._threads = concurrent.futures.ThreadPoolExecutor(_THREADS, "smgen-writing", initializer=_undisturbed)
        self._waiting: deque[tuple[T, concurrent.futures.Future[None]]] = deque()

    def __enter__(self) -> Writing[T]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)

    def begin(self, thing: T, call: Callable[[], None]) -> None:
        """Make the call soon; `finished` gives `thing` back when it is over."""
        self._waiting.append((thing, self._threads.submit(call)))

    def finished(self, *, all: bool = False) -> Iterator[tuple[T, Exception | None]]:
        """What is over by now, in the order it was begun, and what the call raised; with `all`, waits for everything."""
        while self._waiting and (all or len(self._waiting) > _MOST_WAITING or self._waiting[0][1].done()):
            thing, future = self._waiting.popleft()
            error = future.exception()
            if error is not None and not isinstance(error, Exception):
                raise error
            yield thing, error


def _undisturbed() -> None:
    """Ctrl-C is for the main thread: it must not come in the middle of a write here."""
    if hasattr(signal, "pthread_sigmask"):  # POSIX; elsewhere signals reach the main thread only
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
