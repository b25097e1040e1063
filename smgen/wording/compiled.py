"""Shipped templates, compiled, are kept from one process to the next, as Python keeps the byte code of modules.

Compiling a card takes longer than drawing it. Only what smgen ships is kept: strangers' templates leave nothing behind,
and the folder stays small. It is the user's own cache folder; where there is none, or somebody else could write into
it, nothing is kept and nothing is lost but time.
"""

from __future__ import annotations

import hashlib
import sys
import time
from contextlib import suppress
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from jinja2 import FileSystemBytecodeCache, compiler
from jinja2.bccache import Bucket

from smgen import resources
from smgen._version import __version__

__all__ = ["kept_for"]

_KEPT = 60 * 24 * 3600.0  # seconds


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
        _clear_old(Path(self.directory))


def _clear_old(directory: Path) -> None:
    """Take away what earlier versions and other checkouts kept: nothing but time is lost."""
    oldest = time.time() - _KEPT
    for path in directory.glob("*.jinja"):
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def kept_for(folders: tuple[Path, ...], *, markup: bool) -> FileSystemBytecodeCache | None:
    """The cache for templates from `folders`, in an environment that escapes (`markup`) or not; None to keep nothing."""
    shipped = resources.folder("templates")
    if not all(folder.is_relative_to(shipped) for folder in folders):
        return None
    directory = resources.cache_folder()
    if directory is None:
        return None
    # What the compiler makes of a source depends on the code beside this file, too: in a checkout it changes under one version.
    # And on Jinja and Python themselves, of which the head of a kept file names too little.
    files = (Path(compiler.__file__), *sorted(Path(__file__).parent.glob("*.py")))
    try:
        code = [path.stat().st_mtime_ns for path in files]
    except OSError:  # an editor's lock (“.#sandbox.py”), or a file that is just being replaced
        return None
    made_by = sys.implementation.cache_tag, MAGIC_NUMBER, __version__
    key = hashlib.sha256(repr((made_by, code, markup, folders)).encode()).hexdigest()[:16]
    return _Forgiving(str(directory), f"{key}-%s.jinja")
