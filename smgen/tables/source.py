"""A path, “-” or bytes -> something that can be opened again and again, and what kind of thing it is.

The kind is told from the content, because names lie: an Excel file called .csv is common, so is a web page called .xls.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

from msgspec import Struct

from smgen.errors import TableError, did_you_mean, printable

__all__ = ["LARGEST_LOADED", "LARGEST_STREAMED", "SAMPLE", "Kind", "Source", "kind_of", "source_from"]

SAMPLE = 65_536
# Bytes. What is loaded whole (workbooks, JSON, standard input), and what is only ever streamed (CSV, JSON Lines).
LARGEST_LOADED = 50_000_000
LARGEST_STREAMED = 2_000_000_000

Kind = Literal["delimited", "json", "jsonl", "zip"]

_EXCEL = "save it as .xlsx or as “CSV UTF-8” and use that file"
_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF document", "export the table it was made from as .xlsx or .csv"),
    (b"\x89PNG", "a picture", "name the table; pictures are named in its cells"),
    (b"\xff\xd8\xff", "a picture", "name the table; pictures are named in its cells"),
    (b"GIF8", "a picture", "name the table; pictures are named in its cells"),
    (b"RIFF", "a picture or sound", "name the table; pictures are named in its cells"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
    (b"BZh", "a compressed file", "unpack it first"),
    (b"\xfd7zXZ", "a compressed file", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file", "unpack it first"),
    (b"Rar!", "a compressed file", "unpack it first"),
    (b"{\\rtf", "a text document", "export the table as .xlsx or .csv"),
    (b"SQLite format 3", "a database", "export the table as .csv"),
)
_WEB = (b"<!doctype html", b"<html", b"<head", b"<table", b"<body", b"<meta")


_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_COMMENTS = re.compile(rb"\A(?:\s|<!--.*?-->)+", re.DOTALL)


class Source(Struct, frozen=True):
    """Where a table comes from: a file (re-opened for every walk) or bytes that are held."""

    name: str
    folder: Path
    path: Path | None = None
    data: bytes | None = None
    stamp: tuple[int, int] = (0, 0)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.stamp[0] if self.data is None else len(self.data)

    @property
    def suffix(self) -> str:
        """The extension of the name, small, with its dot."""
        return Path(self.name).suffix.casefold()

    @contextlib.contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """The bytes from the beginning. Raises TableError where the file is gone, refused or another one by now."""
        if self.path is None:
            yield io.BytesIO(self.data or b"")
            return
        with _open_regular(self.path, self.name) as file:
            if _stamp(file) != self.stamp:
                raise TableError("the table changed while it was being read", where=self.name, hint="run it again")
            yield file

    def load(self) -> bytes:
        """All bytes. Raises TableError for more than LARGEST_LOADED."""
        self.check_size(LARGEST_LOADED, "save large tables as CSV or JSON Lines, which are read row by row")
        with self.open() as file:
            return file.read()

    def check_size(self, limit: int, hint: str) -> None:
        """Raises TableError where there are more than `limit` bytes."""
        if self.size > limit:
            what = f"the table has {self.size / 1e6:,.0f} MB, at most {limit / 1e6:,.0f} MB are read"
            raise TableError(what, where=self.name, hint=hint)


def source_from(given: str | os.PathLike[str] | bytes) -> Source:
    """The source for a path, “-” (standard input, read once) or bytes. Raises TableError."""
    if isinstance(given, bytes):
        return Source("table", Path(), data=given)
    if os.fspath(given) == "-":
        return Source("standard input", Path(), data=_standard_input())
    if "://" in os.fspath(given):
        raise TableError("tables are read from files, not from addresses", where=printable(os.fspath(given)))
    path = Path(given)
    name = printable(path.name or str(path))
    with _open_regular(path, name) as file:
        return Source(name, path.parent, path=path, stamp=_stamp(file))


def kind_of(source: Source) -> Kind:
    """How the table is written, by its content. Raises TableError, with a hint, for what is no table."""
    with source.open() as file:
        head = file.read(SAMPLE)
    if not head.strip(b"\x00\r\n\t ;,\xef\xbb\xbf\xff\xfe"):
        raise TableError("the table is empty", where=source.name, hint="the first row names the columns")
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    _refuse_strangers(source, head)
    text = _without_width(head).lstrip(b"\xef\xbb\xbf\r\n\t ")
    if source.suffix in (".jsonl", ".ndjson"):
        # A list that begins like one of objects is no line of its own, whatever the file is called.
        return "json" if text[:1] == b"[" and text[1:].lstrip()[:1] == b"{" else "jsonl"
    if source.suffix == ".json" or text[:1] in (b"{", b"["):
        return _json_kind(source, text)
    return "delimited"


def _json_kind(source: Source, text: bytes) -> Kind:
    """Two objects, each on a line of its own, are JSON Lines whatever the file is called."""
    first, _, rest = text.partition(b"\n")
    lines = first.strip().startswith(b"{") and first.strip().endswith(b"}") and rest.lstrip().startswith(b"{")
    if lines:
        return "jsonl"
    known = source.suffix in (".json", "") or source.path is None
    # A CSV file may begin with a bracket; JSON goes on with a quote, a brace or its end.
    return "json" if known or text[1:].lstrip()[:1] in (b'"', b"{", b"}", b"]") else "delimited"


def _refuse_strangers(source: Source, head: bytes) -> None:
    what, hint = "", ""
    for magic, kind, advice in _STRANGERS:
        if head.startswith(magic):
            what, hint = kind, advice
    start = _COMMENTS.sub(b"", _without_width(head).lstrip(b"\xef\xbb\xbf"))[:200].lower()
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        protected = "EncryptedPackage".encode("utf-16-le") in source.load()
        what = "an Excel file protected by a password" if protected else "an old Excel or Office file (.xls)"
        hint = "save it without a password" if protected else _EXCEL
    elif start.startswith(_WEB) or (start.startswith(b"<?xml") and b"<html" in start):
        what, hint = "a web page", "open it in Excel or LibreOffice and save it as .xlsx or .csv"
    elif start.startswith(b"<?xml"):
        what, hint = "an XML file", _EXCEL
    elif not what and _looks_binary(head):
        what, hint = "not text", "tables are .csv, .tsv, .xlsx, .ods, .json or .jsonl"
    if what:
        raise TableError(
            f"this is no table but {what}" if what != "not text" else "this is no table", where=source.name, hint=hint
        )


def _without_width(head: bytes) -> bytes:
    """The ASCII in UTF-16 as plain bytes; enough to see how the text begins."""
    return head.lstrip(b"\xff\xfe").replace(b"\0", b"") if head.startswith(_WIDE) or b"\0" in head[:4] else head


def _looks_binary(head: bytes) -> bool:
    zeros = head.count(0)
    one_sided = min(head[0::2].count(0), head[1::2].count(0)) * 10 < zeros  # as in UTF-16
    text = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or (zeros * 5 > len(head) and one_sided)
    controls = sum(head.count(code) for code in (*range(1, 7), *range(14, 26)))
    # Some programs leave control characters in their cells; what is no text at all has zeros as well.
    return not text and zeros > 0 and zeros + controls > max(64, len(head) // 20)


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise TableError("standard input is closed")
    data = sys.stdin.buffer.read(LARGEST_LOADED + 1)
    if len(data) > LARGEST_LOADED:
        what = f"more than {LARGEST_LOADED / 1e6:,.0f} MB came in"
        raise TableError(what, where="standard input", hint="save the table as a file and name that")
    return data


def _open_regular(path: Path, name: str) -> BinaryIO:
    try:
        # A pipe or device would block for ever without O_NONBLOCK.
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise TableError("there is no such file", where=name, hint=_siblings(path)) from error
    except PermissionError as error:
        raise TableError("reading it is not allowed", where=name, hint="is it open elsewhere?") from error
    except (OSError, ValueError) as error:
        raise TableError("it cannot be opened", where=name) from error
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return open(descriptor, "rb")
    os.close(descriptor)
    what, hint = (
        ("this is a folder", "name the table in it")
        if stat.S_ISDIR(mode)
        else ("this is not a file", "pass it on as standard input and name the table “-”")
    )
    raise TableError(what, where=name, hint=hint)


def _siblings(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.is_file()][:1000]
    except OSError:
        return f"there is no folder “{printable(str(path.parent))}”"
    near = did_you_mean(path.name, names, 0.8)  # most names end alike
    return near if near.startswith("did") else ""


def _stamp(file: BinaryIO) -> tuple[int, int]:
    status = os.fstat(file.fileno())
    return status.st_size, status.st_mtime_ns
