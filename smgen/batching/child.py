"""A worker process: tasks come in on standard input, reports go out on what was standard output.

It ends when its parent does: on Linux the kernel sees to it, elsewhere the closed pipe does. It ignores Ctrl-C, which
is the parent's business, and may take so much memory and no more.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from smgen.batching.wire import receive, send
from smgen.batching.work import Report

__all__ = ["MEMORY", "main"]

MEMORY = 3 << 30
"""Bytes of address space a worker may have: three times what the largest allowed photo takes."""


def main(parent: int, performer: str) -> None:
    """Serve tasks until there are no more. `parent` started this process, `performer` is "module:function"."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    _limit_memory()
    tasks, reports = _streams()
    module, _, name = performer.partition(":")
    perform: Callable[[Any], Report] = getattr(importlib.import_module(module), name)
    # Loaded before the first task, so that its deadline counts work only.
    importlib.import_module("smgen.post")
    with contextlib.suppress(BrokenPipeError):
        send(reports, {"ready": True})
        while (message := receive(tasks)) is not None:
            report, blobs = perform(message[0])
            send(reports, report, blobs)


def _streams() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, out of reach of anything that prints."""
    reports = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, reports


def _die_with(parent: int) -> None:
    if sys.platform != "linux":
        return
    import ctypes

    set_death_signal = 1  # PR_SET_PDEATHSIG, linux/prctl.h
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was told
        os._exit(0)


def _limit_memory() -> None:
    if sys.platform == "win32" or sys.platform == "darwin":  # macOS ignores RLIMIT_AS
        return
    import resource

    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, resource.getrlimit(limit)[1]))
