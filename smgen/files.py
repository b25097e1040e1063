"""Bytes -> files that are either whole or not there, whatever happens in between.

A file is written beside its place under another name and then renamed: a reader, a full disk or `kill -9` sees the
old file or the new one, never a part. Every reason not to write is an OutputError.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from smgen.errors import OutputError, printable

__all__ = ["as_output_error", "file_sha256", "is_there", "leftovers", "make_folder", "sha256", "write_whole"]

_PREFIX, _SUFFIX = ".smgen-", ".part"

_REASONS = {
    errno.ENOSPC: ("the disk is full", "make room or choose another folder; what is finished stays"),
    errno.EDQUOT: ("your share of the disk is used up", "make room or choose another folder; what is finished stays"),
    errno.EFBIG: ("the file is larger than this system allows", "check the limits of the disk and of the account"),
    errno.EROFS: ("the disk is read-only", "choose another folder"),
    errno.EACCES: ("writing here is not allowed", "check the folder's permissions; is the file open elsewhere?"),
    errno.EPERM: ("writing here is not allowed", "check the folder's permissions; is the file open elsewhere?"),
    errno.EISDIR: ("a folder of this name is in the way", "choose another name"),
    errno.EEXIST: ("a file is where a folder should be", "choose another folder"),
    errno.ENOTDIR: ("a file is where a folder should be", "choose another folder"),
    errno.ENAMETOOLONG: ("the name is too long", "choose a shorter name or folder"),
    errno.ENOENT: ("the folder is gone", "was it removed or a drive unplugged?"),
    errno.ELOOP: ("the links of this path lead in a circle", "choose another folder"),
    errno.EMFILE: ("too many files are open", "close some programs or use fewer jobs"),
    errno.ENFILE: ("too many files are open", "close some programs or use fewer jobs"),
    errno.EIO: ("the disk reports an error", "check the drive or the network share"),
}


def write_whole(path: str | os.PathLike[str], data: bytes | Iterable[bytes], *, durable: bool = True) -> None:
    """Puts `data`, all at once or piece by piece, at `path`, whole or not at all; folders on the way are made.

    What was at `path` is replaced, a link itself and not what it leads to. The mode follows the umask. `durable` waits
    for the disk (about 1 ms a file). Raises OutputError; then the old file is as it was and nothing is left over.
    """
    target = Path(path)
    with as_output_error(target):
        if not os.path.isdir(target.parent):
            make_folder(target.parent)
        # A fixed length: the name of the target plus something could be too long where the name alone is not.
        part = target.parent / f"{_PREFIX}{secrets.token_hex(8)}{_SUFFIX}"
        try:
            _write_new(part, data, durable)
            # The rename itself is not waited for: after a power cut the old file may be back, whole.
            os.replace(part, target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise


def make_folder(path: str | os.PathLike[str]) -> Path:
    """The folder `path`, made with its parents where it is missing. Raises OutputError."""
    folder = Path(path)
    with as_output_error(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder


def is_there(path: str | os.PathLike[str]) -> bool:
    """Whether anything has this name, be it a link that leads nowhere. Raises OutputError for a name no file can have."""
    with as_output_error(Path(path)):
        try:
            os.lstat(path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True


def leftovers(folder: str | os.PathLike[str]) -> list[Path]:
    """Unfinished files that a killed run left in `folder` or below, sorted; only ever ours, safe to remove."""
    return sorted(path for path in Path(folder).rglob(f"{_PREFIX}*{_SUFFIX}") if path.is_file() or path.is_symlink())


def sha256(data: bytes) -> str:
    """The SHA-256 of `data`, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def file_sha256(path: str | os.PathLike[str]) -> str:
    """The SHA-256 of the file at `path`, read in pieces. Raises OSError where it cannot be read."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_new(path: Path, data: bytes | Iterable[bytes], durable: bool) -> None:
    # O_EXCL: never through a link somebody put there. 0o666: the kernel takes the umask off; mkstemp would give 0600.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    with open(os.open(path, flags, 0o666), "wb", buffering=0) as file:
        length = 0
        for piece in (data,) if isinstance(data, bytes | bytearray | memoryview) else data:
            rest = memoryview(piece)
            length += len(rest)
            while rest:
                rest = rest[file.write(rest) :]
        if os.fstat(file.fileno()).st_size != length:
            raise OSError(errno.EIO, "the disk holds more or less than was written")
        if durable:
            os.fsync(file.fileno())


@contextlib.contextmanager
def as_output_error(path: Path) -> Iterator[None]:
    """Turns the system's reasons for not writing at `path` into OutputErrors."""
    try:
        yield
    except OSError as error:
        what, hint = _REASONS.get(error.errno or 0, (f"it cannot be written: {error.strerror or error}", ""))
        raise OutputError(what, where=printable(str(path), 200), hint=hint) from error
    except ValueError as error:  # a NUL or a lone surrogate in the path
        raise OutputError("no file can have this name", where=printable(str(path), 200)) from error
