"""Tasks -> reports, by child processes that may die: a task that kills its worker costs only itself.

`concurrent.futures.ProcessPoolExecutor` is not used: one killed process ends its whole pool, and Ctrl-C waits for the
queue. Here every process has a pipe of its own, at most one task under way and one waiting, and a deadline; whatever
was lost with a process is tried once more, alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import IO, Any

from msgspec import Struct, field

from smgen.batching.wire import receive, send
from smgen.batching.work import Report, perform
from smgen.errors import BrokenInstall, printable

__all__ = ["Done", "Task", "Workers", "default_jobs", "in_this_process"]

Task = Mapping[str, Any]

_AHEAD = 2  # tasks a worker holds: one under way, one waiting, so that it never idles while files are written
_STARTING = 120.0  # seconds a process may take until it is ready; a busy machine needs some
# Isolated: neither the environment nor the current folder decides what a worker imports, its parent does.
_BOOT = (
    "import json,sys;sys.path[:]=json.loads(sys.argv[1]);"
    "from smgen.batching.child import main;main(int(sys.argv[2]),sys.argv[3])"
)


class Done(Struct, frozen=True):
    """A task and what came of it; `lost` says why there is no report, “” where there is one."""

    task: Task
    report: dict[str, Any]
    blobs: list[bytes]
    lost: str = ""


def default_jobs() -> int:
    """One process for every core this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def in_this_process(tasks: Iterable[Task]) -> Iterator[Done]:
    """The tasks one after the other, without any protection against what a hostile picture may do to a process."""
    for task in tasks:
        yield Done(task, *perform(task))


class _Child(Struct, eq=False):
    """One process: its tasks in their order, when the first of them began, and where it complains."""

    process: subprocess.Popen[bytes]
    complaints: IO[bytes]
    tasks: deque[Task] = field(default_factory=deque)
    since: float = 0.0
    ready: bool = False
    outbox: queue.SimpleQueue[Task | None] = field(default_factory=queue.SimpleQueue)
    threads: list[threading.Thread] = field(default_factory=list)


class Workers:
    """Child processes that perform tasks. Use it in a `with`: on leaving, whatever happened, none is left.

    `count` processes at most, `deadline` seconds for a task, `performer` the function that does one ("module:name").
    """

    def __init__(self, count: int, deadline: float, performer: str = "smgen.batching.work:perform") -> None:
        self._count = count
        self._deadline = deadline
        self._performer = performer
        self._children: list[_Child] = []
        self._unbegun: deque[Task] = deque()
        self._proven = False
        self._reports: queue.SimpleQueue[tuple[_Child, Report | None]] = queue.SimpleQueue()

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every process, now."""
        for child in self._children:
            _end(child)
        self._children.clear()

    def run(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Reports as they come in. Tasks are taken only as fast as they are done, so memory stays flat."""
        waiting = iter(tasks)
        while True:
            lost: deque[Task] = deque()
            yield from self._until_lost(waiting, lost)
            if not lost:
                return
            for task in lost:
                yield from self._alone(task)

    def _until_lost(self, waiting: Iterator[Task], lost: deque[Task]) -> Iterator[Done]:
        """Perform tasks until there are no more, or one is lost with its worker and all others under way are done."""
        exhausted = False
        while True:
            # A process is started for a task, never in the hope of one: a run with nothing to do starts none.
            while not exhausted and not lost and self._has_room():
                task = self._unbegun.popleft() if self._unbegun else next(waiting, None)
                if task is None:
                    exhausted = True
                else:
                    self._give(self._emptiest(), task)
            if not any(child.tasks for child in self._children):
                if lost or not self._unbegun:
                    return
                exhausted = False
                continue
            yield from self._collect(lost)

    def _alone(self, task: Task) -> Iterator[Done]:
        """Perform a task that was lost once more while nothing else is under way: it may have lacked memory."""
        lost: deque[Task] = deque()
        child = self._emptiest()
        self._give(child, task)
        while any(child.tasks for child in self._children):
            yield from self._collect(lost)
        if lost:
            yield Done(task, {}, [], "its worker died twice: it was killed, or ran out of memory")

    def _has_room(self) -> bool:
        return len(self._children) < self._count or any(len(child.tasks) < _AHEAD for child in self._children)

    def _emptiest(self) -> _Child:
        """The worker with the fewest tasks; a new one while there are fewer than there may be."""
        if len(self._children) < self._count:
            self._children.append(self._start())
            return self._children[-1]
        return min(self._children, key=lambda each: len(each.tasks))

    def _start(self) -> _Child:
        complaints = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        command = [sys.executable, "-I", "-c", _BOOT, json.dumps(sys.path), str(os.getpid()), self._performer]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        )
        child = _Child(process, complaints)
        child.threads = [
            threading.Thread(target=self._listen, args=(child,), daemon=True),
            threading.Thread(target=_speak, args=(child,), daemon=True),
        ]
        for thread in child.threads:
            thread.start()
        return child

    def _listen(self, child: _Child) -> None:
        assert child.process.stdout is not None
        with child.process.stdout, contextlib.suppress(ValueError, OSError, MemoryError):
            while (report := receive(child.process.stdout)) is not None:
                self._reports.put((child, report))
        self._reports.put((child, None))

    def _give(self, child: _Child, task: Task) -> None:
        if not child.tasks:
            child.since = time.monotonic()
        child.tasks.append(task)
        child.outbox.put(task)

    def _collect(self, lost: deque[Task]) -> Iterator[Done]:
        """The next report, or what became of the tasks of a worker that died or overran its time."""
        try:
            child, report = self._reports.get(timeout=self._patience())
        except queue.Empty:
            yield from self._overdue()
            return
        if child not in self._children:
            return
        if report is None:
            self._buried(child, lost)
        elif not child.ready:
            child.ready, child.since = True, time.monotonic()
            self._proven = True
        else:
            child.since = time.monotonic()
            yield Done(child.tasks.popleft(), *report)

    def _patience(self) -> float:
        """Seconds until the first deadline passes."""
        ends = [self._end_of(child) for child in self._children if child.tasks]
        return max(0.0, min(ends, default=0.0) - time.monotonic()) + 0.01

    def _end_of(self, child: _Child) -> float:
        return child.since + (self._deadline if child.ready else _STARTING)

    def _overdue(self) -> Iterator[Done]:
        now = time.monotonic()
        for child in [each for each in self._children if each.tasks and now > self._end_of(each)]:
            stuck = child.tasks.popleft()
            self._remove(child)
            yield Done(stuck, {}, [], f"it took longer than {self._deadline:g} seconds")

    def _buried(self, child: _Child, lost: deque[Task]) -> None:
        # Where none ever started, none will; one that dies while starting may just have been out of memory.
        if not child.ready and not self._proven:
            child.process.wait()
            child.complaints.seek(0)
            said = child.complaints.read()[-400:].decode("utf-8", "replace").strip().splitlines()
            self._remove(child)
            what = f"the processes that draw do not start: {printable(said[-1] if said else 'no reason given', 200)}"
            raise BrokenInstall(what, hint="smgen doctor says what is missing; --jobs 0 draws without processes")
        if child.tasks:
            lost.append(child.tasks.popleft())
        self._remove(child)

    def _remove(self, child: _Child) -> None:
        """End a worker; what it had not begun is nobody's fault and goes to the next one."""
        self._unbegun.extend(child.tasks)
        _end(child)
        self._children.remove(child)


def _speak(child: _Child) -> None:
    """Pass tasks on. A thread of its own: a worker that is stuck reads nothing, and nobody else may wait for it."""
    stream = child.process.stdin
    assert stream is not None
    with contextlib.suppress(OSError, ValueError):  # dead by now: its listener says so
        while (task := child.outbox.get()) is not None:
            send(stream, task)
    with contextlib.suppress(OSError, ValueError):
        stream.close()


def _end(child: _Child) -> None:
    child.process.kill()
    child.process.wait()
    child.outbox.put(None)
    for thread in child.threads:
        thread.join(1)  # its pipe is broken by now, so it ends by itself
    with contextlib.suppress(OSError, ValueError):
        child.complaints.close()
