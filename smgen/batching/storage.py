"""Where finished files go: a folder here, or an address that fsspec knows (`s3://…`, `memory://`).

Either way a file is there whole or not at all: here by renaming, there because object stores work so.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from smgen.errors import OutputError, SmgenError, TableError, printable
from smgen.files import leftovers, make_folder, write_whole

__all__ = ["Folder", "Remote", "download", "is_address", "storage_for"]


class Folder:
    """A folder on this machine."""

    remote = False

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = make_folder(root)
        self.label = str(root)
        self._checked: set[Path] = set()

    def write(self, path: str, data: bytes | Iterable[bytes], *, durable: bool = True) -> None:
        """Put a file there, whole; `durable` waits until the disk has it. Raises OutputError."""
        target = self.root / path
        if target.parent not in self._checked:
            self._check(target.parent)
        write_whole(target, data, durable=durable)

    def read(self, path: str) -> bytes | None:
        """A file's bytes, None where there is none."""
        try:
            return (self.root / path).read_bytes()
        except (OSError, ValueError):
            return None

    def size(self, path: str) -> int | None:
        """A file's size in bytes, None where there is none."""
        try:
            return os.lstat(self.root / path).st_size
        except (OSError, ValueError):
            return None

    def remove(self, path: str) -> None:
        """Take a file away, and the folders this leaves empty; nothing happens where there is none."""
        target = self.root / path
        with contextlib.suppress(OSError, ValueError):
            if not self._holds(target.parent):
                return
            target.unlink()
            for folder in target.parents:
                if folder == self.root:
                    break
                folder.rmdir()  # fails, and ends the loop, where something else is left

    def clear_leftovers(self) -> None:
        """Take away what a killed run had not finished writing."""
        for path in leftovers(self.root):
            with contextlib.suppress(OSError):
                path.unlink()

    def _holds(self, folder: Path) -> bool:
        """Whether a folder is below the root, wherever links and dots lead."""
        return folder.resolve().is_relative_to(self.root.resolve())

    def _check(self, folder: Path) -> None:
        """A link somebody put into the folder must not lead what is written out of it."""
        if not self._holds(folder):
            reason = OSError(errno.ELOOP, "a link leads out of the output folder")  # of this path alone
            raise OutputError(str(reason.strerror), where=printable(str(folder), 200)) from reason
        make_folder(folder)
        self._checked.add(folder)


class Remote:
    """A folder of an object store or any other file system that fsspec reaches."""

    remote = True

    def __init__(self, address: str) -> None:
        self.label = address
        self._system, self._root = _opened(address)
        self._sizes: dict[str, int] | None = None

    def write(self, path: str, data: bytes | Iterable[bytes], *, durable: bool = True) -> None:
        """Put a file there, whole. Raises OutputError."""
        place = self._place(path)
        try:
            with contextlib.suppress(NotImplementedError):
                self._system.makedirs(place.rpartition("/")[0], exist_ok=True)
            size = self._put(place, data)
        except Exception as error:  # every store has errors of its own
            raise OutputError(f"it cannot be written: {_reason(error)}", where=f"{self.label}/{path}") from error
        self._listed()[path] = size

    def read(self, path: str) -> bytes | None:
        """A file's bytes, None where there is none."""
        try:
            return bytes(self._system.cat_file(self._place(path)))
        except FileNotFoundError:
            return None
        except Exception as error:  # every store has errors of its own
            raise OutputError(f"it cannot be read: {_reason(error)}", where=f"{self.label}/{path}") from error

    def size(self, path: str) -> int | None:
        """A file's size in bytes, None where there is none."""
        return self._listed().get(path)

    def remove(self, path: str) -> None:
        """Take a file away, and the folders this leaves empty; nothing happens where there is none."""
        with contextlib.suppress(FileNotFoundError):
            self._system.rm_file(self._place(path))
        self._listed().pop(path, None)

    def names(self, prefix: str) -> list[str]:
        """All files whose path begins with `prefix`, sorted."""
        return sorted(path for path in self._listed() if path.startswith(prefix))

    def _put(self, place: str, data: bytes | Iterable[bytes]) -> int:
        if isinstance(data, bytes):
            self._system.pipe_file(place, data)
            return len(data)
        with self._system.open(place, "wb") as file:
            return sum(file.write(piece) for piece in data)

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _listed(self) -> dict[str, int]:
        """Every file and its size, asked for once: a request for each would take longer than drawing."""
        if self._sizes is None:
            with contextlib.suppress(AttributeError):
                self._system.invalidate_cache()
            try:
                found = self._system.find(self._root, detail=True)
            except FileNotFoundError:
                found = {}
            except Exception as error:  # every store has errors of its own
                raise OutputError(f"it cannot be reached: {_reason(error)}", where=self.label) from error
            start = len(self._root.rstrip("/")) + 1
            self._sizes = {place[start:]: int(entry["size"] or 0) for place, entry in found.items()}
        return self._sizes


def storage_for(output: str | os.PathLike[str]) -> Folder | Remote:
    """The place named by a path or an address. Raises OutputError, or SmgenError naming the missing extra."""
    text = os.fspath(output)
    if text.startswith("file://"):
        return Folder(text.removeprefix("file://"))
    return Remote(text.rstrip("/")) if is_address(text) else Folder(text)


def is_address(text: str) -> bool:
    """Whether `text` is an address such as s3://bucket/folder and not a path."""
    return "://" in text


def download(address: str) -> tuple[Path, contextlib.ExitStack]:
    """A table at an address as a file here, and what takes it away again."""
    if address.startswith("file://"):
        return Path(address.removeprefix("file://")), contextlib.ExitStack()
    system, place = _opened(address)
    stack = contextlib.ExitStack()
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="smgen-"))
    target = Path(folder) / (Path(place).name or "table")
    try:
        with system.open(place, "rb") as source, open(target, "wb") as file:
            shutil.copyfileobj(source, file)
    except FileNotFoundError as error:
        stack.close()
        raise TableError("there is no such file", where=printable(address)) from error
    except Exception as error:  # every store has errors of its own
        stack.close()
        raise TableError(f"it cannot be read: {_reason(error)}", where=printable(address)) from error
    return target, stack


def _opened(address: str) -> tuple[Any, str]:
    """The file system an address belongs to, and its path there. Raises SmgenError."""
    scheme = address.partition("://")[0]
    extra = "pip install fsspec s3fs"
    try:
        from fsspec.core import url_to_fs  # only where somebody names an address
    except ImportError:
        what = f"addresses such as {printable(scheme, 20)}:// need another package"
        raise SmgenError(what, where=printable(address), hint=extra) from None
    try:
        system, path = url_to_fs(address)
    except ImportError:
        what = f"{printable(scheme, 20)}:// needs another package"
        raise SmgenError(what, where=printable(address), hint=extra) from None
    except ValueError as error:
        raise SmgenError(f"this address cannot be used: {_reason(error)}", where=printable(address)) from error
    return system, str(path).rstrip("/")


def _reason(error: Exception) -> str:
    return printable(str(error) or type(error).__name__, 200)
