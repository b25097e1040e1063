"""Names of template files -> their source, read from given folders and from nowhere else."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from jinja2 import BaseLoader, Environment, TemplateNotFound

from smgen.errors import TemplateError, printable
from smgen.late import expression
from smgen.plain import UNWRITABLE

__all__ = ["LARGEST_SOURCE", "FolderLoader"]

LARGEST_SOURCE = 65_536
"""Bytes a template file may have."""

# A device or a pipe with this flag opens without waiting for its other end; Windows has neither.
_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_NAME = expression(r"[\w.\- ]+(/[\w.\- ]+)*")


class FolderLoader(BaseLoader):
    """Jinja's loader over `folders`, the first that has the name wins.

    Unlike Jinja's own it follows no link out of its folder, waits for no pipe, and tells nobody where the folders lie.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self.folders = folders

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, Callable[[], bool]]:
        """The source, no file name (the compiler must not see what a stranger chose), and whether it still holds."""
        path = self._found(template)
        data, stamp = _read(path, template)
        return _decoded(data, template), None, lambda: _stamp(path) == stamp

    def list_templates(self) -> list[str]:
        """Names of the template files directly in the folders, for hints."""
        named = ((folder, path.name) for folder in self.folders for path in folder.glob("*.j2") if path.is_file())
        return sorted({name for folder, name in named if _inside(folder, name)})

    def place(self, name: str) -> str:
        """How messages call the file: the last two folders and its name, "templates/quote/card.xml.j2"."""
        folder = next((folder for folder in self.folders if (folder / name).is_file()), self.folders[0])
        return "/".join([*folder.resolve().parts[-2:], printable(name)]).replace("//", "/")

    def _found(self, name: str) -> Path:
        if _NAME.fullmatch(name) and ".." not in PurePosixPath(name).parts:
            for folder in self.folders:
                path = _inside(folder, name)
                if path is not None:
                    return path
        raise TemplateNotFound(name)


def _inside(folder: Path, name: str) -> Path | None:
    """The real path of `name` when it lies in `folder`, links followed; nothing when it does not, or is not there."""
    try:
        root, path = folder.resolve(), (folder / name).resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None
    return path if path.is_relative_to(root) else None


def _read(path: Path, name: str) -> tuple[bytes, tuple[int, int]]:
    try:
        descriptor = os.open(path, os.O_RDONLY | _NEVER_WAIT)
    except OSError as error:
        raise TemplateError(f"“{printable(name)}” cannot be read: {error.strerror}") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise TemplateError(f"“{printable(name)}” is not an ordinary file")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST_SOURCE + 1)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST_SOURCE:
        raise TemplateError(f"“{printable(name)}” is larger than {LARGEST_SOURCE // 1024} KiB")
    return data, (status.st_mtime_ns, status.st_size)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _decoded(data: bytes, name: str) -> str:
    try:
        source = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise TemplateError(f"“{printable(name)}” is not UTF-8 in line {line}", hint="save it as UTF-8") from None
    strange = UNWRITABLE.search(source)
    if strange:
        line = source[: strange.start()].count("\n") + 1
        raise TemplateError(f"“{printable(name)}” holds a control character in line {line}")
    return source
