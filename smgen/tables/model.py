"""What a table is to the rest of smgen: columns, rows that can be gone through again and again, and what is odd.

Cells -> `Row` values under the names of the header. A row that cannot be used says so in its notes; going through the
rows never raises for what is in a row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

from smgen.errors import Note, TableError, printable
from smgen.languages import Figure
from smgen.late import expression
from smgen.plain import clean_text, fold_name

__all__ = [
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "NOTHING",
    "NO_ROWS",
    "Header",
    "Row",
    "Rows",
    "Table",
    "Value",
    "cell_findings",
    "cell_text",
    "check_distinct",
    "column_letters",
    "fold_column",
    "header_from",
    "nothing_note",
    "place",
    "row_from",
    "row_with",
    "without_remark",
]

# Far above what a post can hold, far below what hurts: 50 MB of mistakes must stay a sentence.
LONGEST_CELL = 65_536
MOST_COLUMNS = 500
_MANY_LINES = 100
MOST_ROWS = 5_000_000

_QUOTES = "“”„‟«»‹›‘’‚‛"

# Quoted as a whole: a name in quotes has no | at run time.
Value: TypeAlias = "str | tuple[Value, ...] | Mapping[str, Value]"

fold_column = fold_name

_REMARK = expression(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|\bin\s+(?:€|EUR|Euro|%|Prozent))\W*\Z", re.IGNORECASE)
_ERROR = expression(
    r"#(?:REF!|BEZUG!|NV|N/A|VALUE!|WERT!|DIV/0!|NAME\?|NUM!|ZAHL!|NULL!|SPILL!|ÜBERLAUF!|CALC!|KALK!)|(?:Err|Fehler):[0-9]{3}"
)
_TOO_NARROW = expression("#{3,}")
_SHORTENED = expression(r"[+-]?[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_AS_TEXT = expression(r'="((?:[^"]|"")*)"', re.DOTALL)
_FORMULA = expression(r'=\s*[+-]?(?:[^\W\d_][\w.]*\(|\$?[A-Z]{1,3}\$?[0-9]|[0-9]|")')
_APOSTROPHE = expression(r"'(?:[=+@-]\S|[0-9][0-9.,:/ -]*$)")
# What the first byte of two, three and four of UTF-8 is in Windows-1252, and those that follow the first of two.
_TWICE = expression(r"[ÂÃ][\u00a0-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|â„¢|ðŸ")
_HTML = expression(
    r"&(?:amp|lt|gt|quot|apos|nbsp|shy|[aouAOU]uml|szlig|euro|[lrb][sd]quo|[nm]dash|hellip|#[0-9]{2,6}|#x[0-9a-f]{2,5});"
    r"|</?(?:p|br|b|i|em|strong|a|div|span|ul|ol|li|h[1-6]|img)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ODD_BEGINS = ("#", "Err:", "Fehler:", "=", "'")

NOTHING = frozenset(["NULL", "None", "nan", "NaN", "NaT", "<NA>", "\\N"])
"""What databases and programs write into a cell that holds nothing."""

NO_ROWS = Note("warning", "rows-none", "there is nothing below the column names", hint="each row is one post")


class Row(Struct, frozen=True):
    """One record of a table.

    `number` is the row as Excel counts it (the header of a CSV file is row 1), for JSON Lines the line, for JSON and
    Python values the place in the list from 1. `values` holds text as a person sees it; only JSON lists and objects
    (and Python ones) stay tuples and mappings, so that a template can loop over them.
    """

    number: int
    where: str
    values: Mapping[str, Value]
    notes: tuple[Note, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether there is something to make: no error among the notes, and not a repeated header."""
        return bool(self.values) and not any(note.severity == "error" for note in self.notes)


class Rows(Struct, frozen=True):
    """The rows of a table; every loop begins anew, and holds one row at a time."""

    start: Callable[[], Iterator[Row]]

    def __iter__(self) -> Iterator[Row]:
        """A fresh walk over all rows."""
        return self.start()


class Table(Struct, frozen=True):
    """A table somebody else made, read: `columns` as written, `rows` streamed, `notes` about the table as a whole.

    `folder` is where pictures named in it are looked for.
    """

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]
    notes: tuple[Note, ...]
    folder: Path


class Header(Struct, frozen=True):
    """The row with the names: where it stands, the names (“” for a column without one), how wide it was written."""

    table: str
    number: int
    names: tuple[str, ...]
    delimited: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """The names that are there."""
        return tuple(name for name in self.names if name)


def column_letters(index: int) -> str:
    """The letters of the column `index` (from 0) as Excel shows them: 0 -> A, 27 -> AB."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def without_remark(name: str) -> str:
    """The name of a column without the unit or remark people put after it: “quote” of “quote (max. 200)”."""
    return _REMARK.sub("", name) or name


def cell_text(text: str) -> str:
    """A cell as a person sees it: cleaned, without the blanks around it, nothing where it holds only invisible ones.

    A number stays one; `="007"` is how programs keep a spreadsheet from making 7 of it.
    """
    if type(text) is Figure:
        return text
    seen = clean_text(text).strip()
    wrapped = _AS_TEXT.fullmatch(seen) if seen.startswith('="') else None
    if wrapped:
        seen = wrapped[1].replace('""', '"').strip()
    if seen.isprintable():
        return seen
    return "" if all(unicodedata.category(character) in ("Cf", "Zs") for character in seen) else seen


def header_from(table: str, number: int, cells: Sequence[str], *, delimited: bool) -> Header:
    """The names in `cells`; trailing columns without a name are dropped. Raises TableError for two of one name."""
    names = [_without_quotes(" ".join(cell_text(cell).replace("\u200b", "").split())) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise TableError(f"{len(names)} columns, at most {MOST_COLUMNS} are read", where=table)
    check_distinct(table, names)
    return Header(table, number, tuple(names), delimited)


def _without_quotes(name: str) -> str:
    """A name without the curly quotes around it that a word processor made of the straight ones of CSV."""
    quoted = len(name) > 2 and name[0] in _QUOTES and name[-1] in _QUOTES
    return name[1:-1].strip() if quoted else name


def check_distinct(table: str, names: Sequence[str]) -> None:
    """Raises TableError where two columns have the same name: the second would silently win."""
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        folded = fold_column(name) or name
        if name and folded in first:
            other = first[folded]
            spelled = "" if names[other] == name else f" (“{printable(name)}” counts as the same name)"
            raise TableError(
                f"columns {column_letters(other)} and {column_letters(index)} are both called "
                f"“{printable(names[other])}”{spelled}",
                where=table,
                hint="rename or delete one of them",
            )
        first[folded] = index


def row_from(header: Header, number: int, line: int | None, cells: Sequence[str]) -> Row | None:
    """The record in `cells`, or None for a blank row."""
    written = [cell_text(cell) for cell in cells]
    texts = written if NOTHING.isdisjoint(written) else ["" if text in NOTHING else text for text in written]
    if not any(texts):
        return None
    where = place(header.table, number, line)
    if len(texts) > 1 and tuple(texts[: len(header.names)]) == header.names:
        note = Note("warning", "header-repeated", "the row repeats the column names and is left out", where)
        return Row(number, where, {}, (note,))
    cells = () if texts is written else written
    lost = [
        nothing_note(name, cell) for name, cell in zip(header.names, cells, strict=False) if cell in NOTHING and name
    ]
    texts += [""] * (len(header.names) - len(texts))
    found = (*lost, *_findings(header, texts))
    values = {name: text for name, text in zip(header.names, texts, strict=False) if name}
    return Row(number, where, values, tuple(note.at(where) for note in found))


def row_with(table: str, number: int, line: int | None, note: Note) -> Row:
    """A row of which nothing can be used, because of `note`."""
    where = place(table, number, line)
    return Row(number, where, {}, (note.at(where),))


def place(table: str, number: int, line: int | None) -> str:
    """“posts.csv, row 7”, with the physical line where it is another number."""
    return f"{table}, row {number}" if line in (None, number) else f"{table}, row {number} (line {line})"


def _findings(header: Header, texts: Sequence[str]) -> Iterator[Note]:
    width = len(header.names)
    extra = [index for index in range(width, len(texts)) if texts[index]]
    if extra and header.delimited:
        what = f"the row has {extra[-1] + 1} cells, the header {width}"
        yield Note("error", "cells-extra", what, hint="a delimiter inside a text needs the whole cell in quotes")
        extra = []
    unnamed = [index for index in range(width) if not header.names[index] and texts[index]]
    for index in unnamed + extra:
        what = f"column {column_letters(index)} has no name, its cells are left out"
        yield Note("warning", "column-unnamed", what, hint=f"write a name in row {header.number}")
    for name, text in zip(header.names, texts, strict=False):
        if _is_odd(text):
            yield from cell_findings(name, text)


def _is_odd(text: str) -> bool:
    """Whether a cell needs a closer look. Most are fine, and this is asked of every one."""
    return (
        len(text) > LONGEST_CELL
        or text.startswith(_ODD_BEGINS)
        or "\ufffd" in text
        or "E+" in text
        or "e+" in text
        or "<" in text
        or ("&" in text and ";" in text)
        or "Ã" in text
        or "Â" in text
        or "â€" in text
        or "â„" in text
        or "ðŸ" in text
    )


def nothing_note(column: str, text: str) -> Note:
    """What is said of a cell with one of the words for `NOTHING`."""
    what = f"“{printable(text)}” in the column “{printable(column)}” is taken for an empty cell"
    return Note("warning", "cell-nothing", what, hint="leave such cells empty")


def cell_findings(column: str, text: str) -> Iterator[Note]:
    """What is wrong with one cell, whatever the kind of table."""
    if _is_odd(text):
        for note in (*_size_findings(text), *_whole_findings(text), *_inner_findings(column, text)):
            yield note.at(f"column {printable(column)}")


def _size_findings(text: str) -> Iterator[Note]:
    if len(text) > LONGEST_CELL:
        what = f"the cell has more than the {LONGEST_CELL:,} characters that are read"
        hint = "is the quote of another cell left open?" if text.count("\n") > _MANY_LINES else ""
        yield Note("error", "cell-too-long", what, hint=hint)


def _whole_findings(text: str) -> Iterator[Note]:
    """What a cell holds as a whole instead of a text."""
    if _ERROR.fullmatch(text):
        what = f"the cell holds an error of the spreadsheet: {printable(text)}"
        yield Note("error", "formula-error", what, hint="mend the formula and export the table again")
    elif _TOO_NARROW.fullmatch(text):
        what = "the cell was too narrow to show its number when the table was exported"
        yield Note("error", "cell-narrow", what, hint="make the column wider and export the table again")
    elif _SHORTENED.fullmatch(text):
        what = f"a spreadsheet has shortened this number: {printable(text)}"
        yield Note("warning", "number-shortened", what, hint="format the column as text and enter it again")
    elif _FORMULA.match(text):
        what = f"the cell holds a formula, not its result: {printable(text, 40)}"
        yield Note("warning", "formula-text", what, hint="export the values, or write what is meant")
    elif _APOSTROPHE.match(text):
        what = f"the apostrophe before {printable(text[1:], 40)} will be seen"
        yield Note("warning", "apostrophe-seen", what, hint="delete it")


def _inner_findings(column: str, text: str) -> Iterator[Note]:
    """What stands within a text and is none."""
    if "\ufffd" in text:
        what = "the cell holds characters that could not be read (shown as �)"
        yield Note("warning", "characters-lost", what, hint="save the table as “CSV UTF-8”, or name its encoding")
    if found := _TWICE.search(text):
        what = f"the column “{printable(column)}” holds UTF-8 that was read as Windows-1252 when it was saved"
        hint = f"“{printable(found[0])}” stands for one character: export it again as “CSV UTF-8”"
        yield Note("warning", "encoding-twice", what, hint=hint)
    if found := _HTML.search(text):
        what = f"the cell holds HTML, which will be seen: {printable(found[0], 40)}"
        yield Note("warning", "html-seen", what, hint="write plain text")
