"""The XML of a workbook -> what python-calamine does not tell: extent, hidden rows, formulas, formats of numbers.

Needed before calamine loads a sheet, too: it lays a sheet out as a full grid, so two cells in opposite corners of an
otherwise empty sheet would take more memory than any machine has.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from msgspec import Struct, field

from smgen.errors import TableError
from smgen.tables.figures import BUILT_IN, NumberFormat, format_seen, number_format
from smgen.tables.model import MOST_COLUMNS

__all__ = [
    "DAMAGE",
    "MOST_CELLS",
    "SheetSurvey",
    "checked_archive",
    "parse",
    "position",
    "sheet_path",
    "survey_ods",
    "survey_xlsx",
]

# What zipfile raises for packages that are cut off or altered.
DAMAGE = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError)
# A full grid of calamine costs about 32 bytes a cell.
MOST_CELLS = 5_000_000
_MOST_SHEET_ROWS = 1_048_576  # Excel's own limit
_LARGEST_UNPACKED = 100_000_000
_HIGHEST_RATIO = 200  # above 20 MB; a small table that repeats itself packs better than that
_LONGEST_ERROR = 40
_LONGEST_SHOWN = 100
_PERCENTAGE = NumberFormat(after=" %", most=10, percent=True)
_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_CURRENCY_OF_READER = (5, 6, 7, 8, 42, 44)
_NUMBERS = ("float", "percentage", "currency")


class SheetSurvey(Struct):
    """What one sheet holds, counted from 0: extent of cells with content, and the cells to tell of.

    `formats` are those of numbers, General aside; `cells` counts repeated ones as often as they are repeated.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    hidden: list[int] = field(default_factory=list)
    valueless: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    broken: set[tuple[int, int]] = field(default_factory=set)
    formats: dict[tuple[int, int], NumberFormat] = field(default_factory=dict)
    merged: dict[tuple[int, int], int] = field(default_factory=dict)
    """The top left of cells merged over several rows -> the last of these rows."""
    has_breaks: bool = False
    """Whether a text has line breaks or tabs that are elements of their own."""

    def seen(self, row: int, column: int) -> None:
        """Takes note of a cell with content."""
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def check(self, where: str) -> None:
        """Raises TableError where the sheet is larger than can be loaded."""
        if self.rows > _MOST_SHEET_ROWS or max(self.rows * self.columns, self.cells) > MOST_CELLS:
            what = f"the sheet reaches over {self.rows:,} rows and {self.columns:,} columns, more than can be loaded"
            hint = "delete stray cells far out, or save it as CSV, which is read row by row"
            raise TableError(what, where=where, hint=hint)


def checked_archive(file: BinaryIO, name: str) -> zipfile.ZipFile:
    """The opened package of a workbook. Raises TableError for a broken, locked or exploding one."""
    try:
        archive = zipfile.ZipFile(file)
    except DAMAGE as error:
        raise TableError("the file is damaged", where=name, hint="save it again") from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > 10_000 or unpacked > _LARGEST_UNPACKED or unpacked > max(20_000_000, packed * _HIGHEST_RATIO):
        what = f"the file unpacks to {unpacked / 1e6:,.0f} MB, which no table of posts does"
        raise TableError(what, where=name, hint="delete empty formatted rows, or save it as CSV")
    if any(entry.flag_bits & 1 for entry in entries) or _is_encrypted(archive):
        raise TableError("the file is protected by a password", where=name, hint="save it without one")
    return archive


def _is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Whether an OpenDocument is: as one package inside (LibreOffice since 24.8), or file by file, as its manifest says."""
    if "encrypted-package" in archive.namelist():
        return True
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (*DAMAGE, KeyError):  # which is told where the parts that matter are read
        return False


class _ExcelCell(Struct):
    """Where in a sheet of Excel the parser is, and what it has seen of the cell there."""

    row: int = -1
    column: int = -1
    attributes: dict[str, str] | None = None
    value: str | None = None
    formula: bool = False
    collecting: bool = False


class _OpenDocumentRow(Struct):
    """Where in an OpenDocument sheet the parser is; `filled` is the width up to the last cell with content."""

    sheet: SheetSurvey
    row: int = 0
    repeated: int = 1
    column: int = 0
    filled: int = 0
    number: float | None = None
    places: range = range(0)
    shown: str | None = None
    noted: bool = False


def survey_xlsx(archive: zipfile.ZipFile, sheet: str, where: str) -> SheetSurvey:
    """What the sheet called `sheet` holds. Raises TableError where its XML cannot be read."""
    formats = _number_styles(archive, where)
    found, at = SheetSurvey(), _ExcelCell()

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            at.row, at.column = int(attributes.get("r", at.row + 2)) - 1, -1
            if attributes.get("hidden") in ("1", "true"):
                found.hidden.append(at.row)
        elif kind == "c":
            at.row, at.column = position(attributes.get("r", ""), at.row, at.column + 1)
            at.attributes, at.value, at.formula = attributes, None, False
        elif kind == "f":
            at.formula = True
        elif kind in ("v", "is"):
            at.value, at.collecting = "", True
        elif kind == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            top, (bottom, _) = position(first, 0, 0), position(last, 0, 0)
            if bottom > top[0]:
                found.merged[top] = bottom

    def text(data: str) -> None:
        if at.collecting and at.attributes:
            at.value = (at.value or "") + data[:_LONGEST_ERROR]  # the length of any "#REF!"; texts are read elsewhere

    def end(tag: str) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "c":
            _excel_cell(found, at, formats)
        elif kind in ("v", "is"):
            at.collecting = False

    parse(archive, sheet_path(archive, sheet, where), where, start, end, text)
    return found


def _excel_cell(found: SheetSurvey, at: _ExcelCell, formats: dict[str, NumberFormat]) -> None:
    attributes, place = at.attributes or {}, (at.row, at.column)
    at.attributes = None
    if at.value is None and not at.formula:
        return
    found.seen(*place)
    # Programs that do not calculate (openpyxl) write an empty value; Excel says t="str" where a text is empty.
    if at.formula and not at.value and attributes.get("t", "n") == "n":
        found.valueless.add(place)
    elif attributes.get("t") == "e":
        found.errors[place] = (at.value or "").strip()
    elif attributes.get("s") in formats and attributes.get("t", "n") == "n":
        found.formats[place] = formats[attributes["s"]]


def survey_ods(archive: zipfile.ZipFile, where: str) -> dict[str, SheetSurvey]:
    """What every sheet holds, by name: calamine reads all of them at once."""
    found: dict[str, SheetSurvey] = {}
    at: _OpenDocumentRow | None = None

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal at
        if tag == "table:table" and at is None:
            at = _OpenDocumentRow(found.setdefault(attributes.get("table:name", ""), SheetSurvey()))
        elif tag == "table:table-row" and at:
            at.column, at.filled = 0, 0
            at.repeated = int(attributes.get("table:number-rows-repeated", 1))
            if attributes.get("table:visibility", "visible") != "visible" and at.repeated < 100_000:
                at.sheet.hidden.extend(range(at.row, at.row + at.repeated))
        elif tag in ("table:table-cell", "table:covered-table-cell") and at:
            _open_document_cell(at, attributes)
        elif tag in ("text:line-break", "text:tab") and at:
            at.sheet.has_breaks = True
        elif tag == "office:annotation" and at:
            at.noted = True
        elif tag == "text:p" and at and not at.noted:
            at.shown = ""

    def text(data: str) -> None:
        if at and at.number is not None and at.shown is not None and not at.noted:
            at.shown += data[:_LONGEST_SHOWN]

    def end(tag: str) -> None:
        nonlocal at
        if tag == "table:table-row" and at:
            if at.filled:
                at.sheet.seen(at.row + at.repeated - 1, at.filled - 1)
                at.sheet.cells += at.repeated * at.filled
            at.row += at.repeated
        elif tag == "office:annotation" and at:
            at.noted = False
        elif tag == "table:table-cell" and at:
            _as_shown(at)
        elif tag == "table:table":
            at = None

    parse(archive, "content.xml", where, start, end, text)
    return found


def _open_document_cell(at: _OpenDocumentRow, attributes: dict[str, str]) -> None:
    repeated = int(attributes.get("table:number-columns-repeated", 1))
    kind = attributes.get("office:value-type")
    at.number, at.shown = None, None
    if kind or "table:formula" in attributes:
        at.filled = at.column + repeated
        if not kind:
            at.sheet.valueless.add((at.row, at.column))
        elif attributes.get("calcext:value-type") == "error":
            at.sheet.errors[at.row, at.column] = ""
        elif kind in _NUMBERS:
            at.number = float(attributes.get("office:value", 0))
            at.places = range(at.column, at.column + min(repeated, MOST_COLUMNS))
            if kind == "percentage":
                at.sheet.formats.update(dict.fromkeys(((at.row, place) for place in at.places), _PERCENTAGE))
    spanned = int(attributes.get("table:number-rows-spanned", 1))
    if spanned > 1:
        at.sheet.merged[at.row, at.column] = at.row + spanned - 1
    at.column += repeated


def _as_shown(at: _OpenDocumentRow) -> None:
    """Takes note of how a number is shown, as soon as its text is read."""
    shown = at.shown or ""
    found = format_seen(at.number, shown) if at.number is not None and len(shown) <= _LONGEST_SHOWN else None
    if found:
        at.sheet.formats.update(dict.fromkeys(((at.row, place) for place in at.places), found))
    at.number = None


def position(reference: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of “B7”, from 0; those given where a cell does not say where it stands."""
    if not reference:
        return row, column
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - 64
    return int(match[2]) - 1, number - 1


def sheet_path(archive: zipfile.ZipFile, sheet: str, where: str) -> str:
    """Where in the package the sheet of that name lies."""
    ids: dict[str, str] = {}
    targets: dict[str, str] = {}

    def book(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            ids[attributes.get("name", "")] = key

    def relations(tag: str, attributes: dict[str, str]) -> None:
        targets[attributes.get("Id", "")] = attributes.get("Target", "")

    parse(archive, "xl/workbook.xml", where, book)
    parse(archive, "xl/_rels/workbook.xml.rels", where, relations)
    target = targets.get(ids.get(sheet, ""), "")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _number_styles(archive: zipfile.ZipFile, where: str) -> dict[str, NumberFormat]:
    """Style index -> format, for the cell styles that show a number in another way than General."""
    if "xl/styles.xml" not in archive.namelist():
        return {}
    codes = {**BUILT_IN, **dict.fromkeys(_CURRENCY_OF_READER, "[currency]/")}
    numbers: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        kind = tag.rpartition(":")[2]
        if kind == "numFmt" and not inside:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        inside = kind == "cellXfs" or (inside and kind not in ("cellStyleXfs", "cellStyles", "dxfs"))
        if inside and kind == "xf":
            numbers.append(int(attributes.get("numFmtId", 0)))

    parse(archive, "xl/styles.xml", where, start)
    formats = {number: number_format(codes.get(number, "")) for number in set(numbers)}
    return {str(index): found for index, number in enumerate(numbers) if (found := formats[number])}


def parse(
    archive: zipfile.ZipFile,
    path: str,
    where: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    parser: expat.XMLParserType | None = None,
) -> None:
    """Streams one XML file of the package through the handlers; expat itself limits what entities can grow to."""
    parser = parser or expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.buffer_text = True
    try:
        with archive.open(path) as file:
            parser.ParseFile(io.BufferedReader(file))  # type: ignore[type-var]
    except (*DAMAGE, KeyError, expat.ExpatError) as error:
        raise TableError("the file is damaged", where=where, hint="open it, save it again and try that") from error
