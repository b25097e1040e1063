"""Shipped templates, compiled, are kept from one process to the next, as Python keeps the byte code of modules.

Compiling a card takes longer than drawing it. Only what smgen ships is kept: strangers' templates leave nothing behind,
and the folder stays small. It is the user's own cache folder; where there is none, or somebody else could write into
it, nothing is kept and nothing is lost but time.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from smgen import resources
from smgen._version import __version__

__all__ = ["kept_for"]


class _Forgiving(FileSystemBytecodeCache):
    """Jinja's cache, for which a torn file, a full disk or a folder that is gone is no reason to fail."""

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            super().load_bytecode(bucket)
        except Exception:  # what a torn or strange file makes pickle raise is anybody's guess
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def kept_for(folders: tuple[Path, ...], *, markup: bool) -> FileSystemBytecodeCache | None:
    """The cache for templates from `folders`, in an environment that escapes (`markup`) or not; None to keep nothing."""
    shipped = resources.folder("templates")
    if not all(folder.is_relative_to(shipped) for folder in folders):
        return None
    directory = resources.cache_folder()
    if directory is None:
        return None
    # What the compiler makes of a source depends on the code beside this file, too: in a checkout it changes under one version.
    code = [path.stat().st_mtime_ns for path in sorted(Path(__file__).parent.glob("*.py"))]
    key = hashlib.sha256(repr((__version__, code, markup, folders)).encode()).hexdigest()[:16]
    return _Forgiving(str(directory), f"{key}-%s.jinja")
