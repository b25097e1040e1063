"""One run at a time in an output folder: a lock that the system takes back when its holder dies, however it dies."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from smgen.errors import OutputError, printable

__all__ = ["LOCK", "locked"]

LOCK = ".smgen/lock"


@contextlib.contextmanager
def locked(root: Path) -> Iterator[bool]:
    """Hold the folder; yields whether the last run there ended without letting go, so was killed.

    Raises OutputError where another run is at work.
    """
    path = root / LOCK
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        killed = path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    except OSError as error:
        raise OutputError(
            f"writing here is not possible: {error.strerror or error}",
            where=printable(str(root), 200),
            hint="choose another folder with -o",
        ) from error
    try:
        _hold(descriptor, root)
        if not _is_current(descriptor, path):  # whoever held it took the file away between opening and locking
            raise _busy(root)
        with contextlib.suppress(OSError):
            os.truncate(descriptor, 0) if os.truncate in os.supports_fd else None
            os.write(descriptor, f"{os.getpid()}\n".encode())
        try:
            yield killed
        finally:
            _release(path)
    finally:
        os.close(descriptor)


def _is_current(descriptor: int, path: Path) -> bool:
    """Whether the file locked is the one that has its name, and so the one that others lock."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False


def _hold(descriptor: int, root: Path) -> None:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise _busy(root) from error


def _busy(root: Path) -> OutputError:
    hint = "wait for it, or choose another folder with -o"
    return OutputError("another run is at work in this folder", where=printable(str(root), 200), hint=hint)


def _release(path: Path) -> None:
    # Windows refuses to remove an open file: there the file stays and the lock alone is gone.
    with contextlib.suppress(OSError):
        path.unlink()
