"""posts.jsonl: what smgen made in an output folder, one line a post, written as soon as its files are there.

A line is only ever added while a run goes on, so whatever happens to the run, what is listed is finished; a last line
that was cut off is ignored. At the end the file is written anew in the order of the table: then it depends on nothing
but what was made.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from smgen.batching.storage import Folder, Remote
from smgen.errors import OutputError, printable
from smgen.files import as_output_error

__all__ = ["JOURNAL", "MANIFEST", "Manifest", "entry_line"]

MANIFEST = "posts.jsonl"
JOURNAL = ".smgen/journal/"
"""Where an object store, which cannot add to a file, keeps the lines of a run under way."""

_LINES_A_PART = 20


class Manifest:
    """The posts that are in an output folder, by path. Use it in a `with`."""

    def __init__(self, storage: Folder | Remote) -> None:
        self._storage = storage
        self._file: IO[bytes] = _working_file(storage)
        self._unsent: list[bytes] = []
        self._parts = 0
        # Offsets only, and lines are read again when asked for: 100,000 posts must not fill the memory.
        self._offsets: dict[str, int] = {}
        try:
            self._load()
        except OutputError:
            self._file.close()
            raise
        if isinstance(storage, Remote):
            self._parts = len(storage.names(JOURNAL))

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._send()
        finally:
            # What a full disk did not take when it was added is told of already, and is not taken now either.
            with contextlib.suppress(OSError):
                self._file.close()

    def __contains__(self, post: str) -> bool:
        """Whether the post is listed."""
        return post in self._offsets

    def __iter__(self) -> Iterator[str]:
        """The paths of all posts listed."""
        return iter(self._offsets)

    def entry(self, post: str) -> dict[str, Any] | None:
        """What is listed of a post, None where nothing is."""
        if post not in self._offsets:
            return None
        self._file.seek(self._offsets[post])
        found: dict[str, Any] = json.loads(self._file.readline())
        return found

    def add(self, entry: Mapping[str, Any]) -> None:
        """Take note that a post is finished."""
        line = entry_line(entry)
        offset = self._file.seek(0, os.SEEK_END)
        with as_output_error(Path(MANIFEST)):
            self._file.write(line)
            self._file.flush()
        if self._storage.remote:
            self._unsent.append(line)
            if len(self._unsent) >= _LINES_A_PART:
                self._send()
        self._offsets[entry["post"]] = offset

    def digest(self, posts: Sequence[str]) -> str:
        """A digest of the lines of `posts`: what the lists must show."""
        return _sha256(self._lines(posts, ()))

    def is_settled(self, posts: Sequence[str], orphans: Sequence[str]) -> bool:
        """Whether the file already is what `rewrite` would make of it."""
        self._file.seek(0)
        settled = _sha256(self._file) == _sha256(self._lines(posts, orphans))
        return settled and self._storage.size(MANIFEST) is not None and not self._parts and not self._unsent

    def rewrite(self, posts: Sequence[str], orphans: Sequence[str]) -> None:
        """Write the manifest anew: `posts` in their order, then the `orphans`."""
        self._storage.write(MANIFEST, self._lines(posts, orphans))
        if isinstance(self._storage, Remote):
            self._unsent.clear()
            self._parts = 0
            for part in self._storage.names(JOURNAL):
                self._storage.remove(part)

    def _lines(self, posts: Sequence[str], orphans: Sequence[str]) -> Iterator[bytes]:
        for left, group in ((False, posts), (True, orphans)):
            for post in group:
                self._file.seek(self._offsets[post])
                line = self._file.readline()
                if (b'"orphan": true' in line) != left:  # it left the table, or came back
                    entry = json.loads(line)
                    entry.pop("orphan", None)
                    line = entry_line({**entry, "orphan": True} if left else entry)
                yield line

    def _load(self) -> None:
        self._file.seek(0)
        offset = 0
        for line in self._file:
            if not line.endswith(b"\n"):  # cut off by whatever ended that run
                self._file.truncate(offset)
                break
            self._take(line, offset)
            offset += len(line)

    def _take(self, line: bytes, offset: int) -> None:
        try:
            entry = json.loads(line)
            _ = entry["key"], entry["row"], entry["caption"], entry["alt"], entry["notes"], entry["thread"]
            if not all(is_inside(file["path"]) for file in entry["files"]) or not entry["files"]:
                raise ValueError(entry["post"])
            self._offsets[str(entry["post"])] = offset
        except (ValueError, KeyError, TypeError) as error:
            if offset == 0:
                hint = "choose another output folder, or remove it"
                what = f"{MANIFEST} is there, and smgen did not write it"
                raise OutputError(what, where=printable(self._storage.label, 200), hint=hint) from error
            # A line somebody damaged: its post is simply made again.

    def _send(self) -> None:
        if self._unsent and isinstance(self._storage, Remote):
            self._parts += 1
            self._storage.write(f"{JOURNAL}{self._parts:06}.jsonl", b"".join(self._unsent))
            self._unsent.clear()


def entry_line(entry: Mapping[str, Any]) -> bytes:
    """An entry as its line: the same entry, the same bytes."""
    return json.dumps(entry, ensure_ascii=False, separators=(", ", ": ")).encode("utf-8", "replace") + b"\n"


def is_inside(path: str) -> bool:
    """Whether a listed path stays in the output folder."""
    return not os.path.isabs(path) and ".." not in path.replace("\\", "/").split("/")


def _sha256(lines: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


def _working_file(storage: Folder | Remote) -> IO[bytes]:
    """The file lines are added to: the manifest itself, or a copy of what is at an address."""
    if isinstance(storage, Folder):
        path = storage.root / MANIFEST
        _refuse_link(path)
        try:
            return open(path, "r+b" if path.exists() else "x+b")
        except OSError as error:
            what = "the list of posts cannot be written"
            raise OutputError(what, where=printable(str(path), 200), hint=error.strerror or "") from error
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by Manifest
    file.write(storage.read(MANIFEST) or b"")
    for part in storage.names(JOURNAL):
        file.write(storage.read(part) or b"")
    file.flush()
    return file


def _refuse_link(path: Path) -> None:
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OutputError("is a link or no file", where=printable(str(path), 200), hint="choose another output folder")
