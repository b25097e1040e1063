"""A workbook that calamine would not read, or not whole -> the same without what it stumbles over.

It reads a sheet with a cell that cannot be read not at all, and of OpenDocument's texts neither line breaks nor tabs.
"""

from __future__ import annotations

import io
import re
import zipfile
from xml.parsers import expat

from msgspec import Struct

from smgen.tables.survey import parse, position, sheet_path

__all__ = ["with_plain_breaks", "without_broken_cells"]

_CONTENT = "content.xml"
_BREAK = re.compile(rb"<text:(line-break|tab)(?:\s[^<>]*)?(?:/>|>\s*</text:\1>)")
_SHARED = "xl/sharedStrings.xml"
# ECMA-376 part 1, 18.17.3: those that calamine knows.
_ERRORS = frozenset(["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA", "#DATA!"])


class _Cell(Struct):
    """Where the parser is: the cell's place, the byte it begins at, what kind it says it is, and its value."""

    row: int = -1
    column: int = -1
    begin: int = 0
    kind: str = "n"
    value: str | None = None
    collecting: bool = False


def without_broken_cells(data: bytes, sheet: str, where: str) -> tuple[bytes, set[tuple[int, int]]]:
    """The workbook without the cells of an .xlsx sheet whose value is not what they say, and where these stand, from 0.

    Raises TableError where the sheet is no XML.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        path = sheet_path(archive, sheet, where)
        content = archive.read(path)
        broken = _broken_cells(archive, path, where)
        # From the end, as each removal moves what follows.
        for begin, end in sorted(broken.values(), reverse=True):
            content = content[:begin] + content[content.index(b">", end) + 1 :]
        return _with(archive, path, content), set(broken)


def with_plain_breaks(data: bytes) -> bytes:
    """The OpenDocument workbook with line ends and spaces for the elements that stand for line breaks and tabs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        plain = _BREAK.sub(lambda found: b"\n" if found[1] == b"line-break" else b" ", archive.read(_CONTENT))
        return _with(archive, _CONTENT, plain)


def _broken_cells(archive: zipfile.ZipFile, path: str, where: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Place -> bytes at which the cell and its closing tag begin."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    texts, at, parser = _shared_texts(archive, where), _Cell(), expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            at.row, at.column = int(attributes.get("r", at.row + 2)) - 1, -1
        elif name == "c":
            at.row, at.column = position(attributes.get("r", ""), at.row, at.column + 1)
            at.begin, at.kind, at.value = parser.CurrentByteIndex, attributes.get("t", "n"), None
        elif name == "v":
            at.value, at.collecting = "", True

    def text(data: str) -> None:
        if at.collecting:
            at.value = (at.value or "") + data[:100]

    def end(tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            at.collecting = False
        elif name == "c" and at.value and not _holds(at.kind, at.value.strip(), texts):
            found[at.row, at.column] = at.begin, parser.CurrentByteIndex

    parse(archive, path, where, start, end, text, parser)
    return found


def _holds(kind: str, value: str, texts: int) -> bool:
    """Whether a value is of the kind its cell says; calamine takes any text for a number or a date."""
    if kind == "s":
        return value.isdecimal() and int(value) < texts
    return kind != "e" or value in _ERRORS


def _shared_texts(archive: zipfile.ZipFile, where: str) -> int:
    count = 0

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal count
        count += tag.rpartition(":")[2] == "si"

    if _SHARED in archive.namelist():
        parse(archive, _SHARED, where, start)
    return count


def _with(archive: zipfile.ZipFile, path: str, content: bytes) -> bytes:
    """The package with other content in one of its files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as copy:
        for entry in archive.infolist():
            copy.writestr(entry.filename, content if entry.filename == path else archive.read(entry))
    return buffer.getvalue()
