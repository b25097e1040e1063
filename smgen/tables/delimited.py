"""A text table (CSV, TSV and their kin) -> header and streamed rows.

RFC 4180 as spreadsheets write it. Written by hand instead of `csv`, because that module drops surplus cells, lets an
unclosed quote swallow the file, and cannot say on which line a record began.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from smgen.errors import Note, TableError, printable
from smgen.tables.encoding import LONGEST_LINE, Encoding, encoding_of, lines_of
from smgen.tables.heading import FIRST_ROWS, heading, looks_like_data, named_at, title_note
from smgen.tables.model import (
    MOST_ROWS,
    NO_ROWS,
    Header,
    Row,
    Rows,
    Table,
    cell_text,
    column_letters,
    header_from,
    place,
    row_from,
    row_with,
)
from smgen.tables.source import LARGEST_STREAMED, SAMPLE, Source

__all__ = ["Record", "delimiter_of", "read_delimited", "records"]

_CANDIDATES = (";", "\t", ",", "|")
_NAMES = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_SEP_LINE = re.compile(r'"?sep=(?P<delimiter>.)(?P=delimiter)*"?[\r\n]*\Z', re.IGNORECASE)
_RUNAWAY = 1 << 20  # characters of a cell that are kept; the rest is only gone through to find its end
_WHOLE = Note(
    "info", "row-quoted", "the row stands in quotes as a whole, which another spreadsheet did; it is taken apart"
)
_LINE_TOO_LONG = Note("error", "line-too-long", f"the line has more than {LONGEST_LINE:,} characters")
# What stands inside quotes up to the closing one; possessive, so a hostile line stays linear.
_INSIDE = r'([^"]*+(?:""[^"]*+)*+)'
_OPEN_TO_END = re.compile(f' *"{_INSIDE}\\Z')
_CONTINUED = re.compile(_INSIDE)


class Record(Struct, frozen=True):
    """One record as written: `number` as Excel counts rows, `line` where it begins, `note` where it is broken."""

    number: int
    line: int
    cells: list[str]
    note: Note | None = None
    last: bool = False


def read_delimited(
    source: Source, encoding: str | None = None, delimiter: str | None = None, names: Collection[str] = ()
) -> Table:
    """The table in a text file. Raises TableError where there are no columns to speak of."""
    source.check_size(LARGEST_STREAMED, "split the table")
    decoded = encoding_of(source, encoding)
    sample = _sample(lines_of(source, decoded))
    sep = _SEP_LINE.match(sample[0]) if sample else None
    skipped = 1 if sep else 0
    told = _told(source, sep["delimiter"] if sep else None, sample[skipped:], names)
    chosen = _wanted_delimiter(source, delimiter) or told or delimiter_of(sample[skipped:], names)
    first = list(itertools.islice(records(sample[skipped:], chosen or ";", skipped), 20))
    first = _unwrapped(first, chosen or ";", names)
    record, notes = _header_record(source, first, names)
    header = header_from(source.name, record.number, record.cells, delimited=True)
    rows = Rows(functools.partial(_rows, source, decoded, chosen or ";", skipped, header))
    found = (*decoded.notes, *_said(None if delimiter else chosen, told, header), *notes, *_headless(header))
    if next(iter(rows), None) is None:
        found = (*found, NO_ROWS)
    return Table(source.name, header.columns, rows, tuple(note.at(source.name) for note in found), source.folder)


def _told(source: Source, sep: str | None, sample: Sequence[str], names: Collection[str]) -> str | None:
    """The delimiter that Excel's line above the table names, if there are columns under it (the table may have been
    saved again); else the tab where the file's name promises tabs and there are some."""
    if sep and _score(sample, sep, names) > (0.0, 0):
        return sep
    return "\t" if source.suffix == ".tsv" and any("\t" in line for line in sample[:20]) else None


def delimiter_of(lines: Sequence[str], names: Collection[str] = ()) -> str | None:
    """The delimiter of a sample, or None for a single column.

    The one under which most records have as many cells as the header, at least two; the wider table where two are even.
    """
    scores = {candidate: _score(lines, candidate, names) for candidate in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda candidate: scores[candidate])
    return best if scores[best] > (0.0, 0) else None


def records(lines: Iterable[str], delimiter: str, skipped: int = 0) -> Iterator[Record]:
    """The records in physical `lines`; a quoted cell may run over several of them.

    After a quote that is never closed nothing can be trusted: that record is the `last` one.
    """
    closed = re.compile(f' *"{_INSIDE}" *({re.escape(delimiter)}|\\Z)')
    rest = enumerate(lines, skipped + 1)
    for number, (line_number, line) in enumerate(rest, 1):
        if '"' in line:
            record = _quoted(number, line_number, line, rest, delimiter, closed)
        else:
            record = Record(number, line_number, line.rstrip("\r\n").split(delimiter))
        yield replace(record, note=record.note or _LINE_TOO_LONG) if len(line) >= LONGEST_LINE else record
        if record.last:
            return


def _quoted(
    number: int, begun: int, raw: str, rest: Iterator[tuple[int, str]], delimiter: str, closed: re.Pattern[str]
) -> Record:
    """The record that begins with the line `raw`, which holds a quote; takes further lines from `rest` as needed."""
    cells: list[str] = []
    line, position, several = raw.rstrip("\r\n"), 0, False
    while True:
        match = closed.match(line, position)
        if match:
            cells.append(match[1].replace('""', '"'))
            if not match[2]:
                return Record(number, begun, cells)
            position = match.end()
        elif line.startswith('"', position):
            opened = _OPEN_TO_END.match(line, position)
            run = _run_on(opened[1] + raw[len(line) :], rest) if opened else None
            after = closed.match(f'""{run[1]}') if run else None
            if run is None or after is None:
                known = not several and not opened and line.count('"') % 2 == 0
                return Record(number, begun, [*cells, ""], _quote_note(len(cells), begun, known), last=not known)
            cells.append(run[0].replace('""', '"'))
            if not after[2]:
                return Record(number, begun, cells)
            raw, line, position, several = run[2], run[2].rstrip("\r\n"), run[3] + after.end() - 2, True
        else:
            stop = line.find(delimiter, position)
            cells.append(line[position:] if stop < 0 else line[position:stop])
            if stop < 0:
                return Record(number, begun, cells)
            position = stop + len(delimiter)


def _run_on(text: str, rest: Iterator[tuple[int, str]]) -> tuple[str, str, str, int] | None:
    """A quoted cell that goes on over the next lines: its text, what follows its closing quote on the last line, that
    line as written, and where in it what follows begins. None where no quote closes it."""
    parts, size = [text], len(text)
    for _, raw in rest:
        line = raw.rstrip("\r\n")
        inside = _CONTINUED.match(line)
        assert inside is not None  # it matches nothing, too
        if size <= _RUNAWAY:
            parts.append(inside[1] if inside.end() < len(line) else raw)
        size += len(raw)
        if inside.end() < len(line):
            return "".join(parts), line[inside.end() + 1 :], raw, inside.end() + 1
    return None


def _quote_note(column: int, line: int, known: bool) -> Note:
    """`known`: the record ends on its line all the same, so the next ones can be read."""
    hint = 'inside quotes, write a quote twice: ""'
    letters = column_letters(column)
    if known:
        return Note("error", "quote-stray", f"the text in column {letters} goes on after its closing quote", hint=hint)
    what = (
        f"the quote opened in column {letters} of the record on line {line} is never closed; nothing after it was read"
    )
    return Note("error", "quote-unclosed", what, hint=f"close it; {hint}")


def _rows(source: Source, encoding: Encoding, delimiter: str, skipped: int, header: Header) -> Iterator[Row]:
    lines = itertools.islice(lines_of(source, encoding), skipped, None)
    for record in records(lines, delimiter, skipped):
        if record.number <= header.number:
            continue
        if record.number > MOST_ROWS:
            note = Note("error", "rows-too-many", f"more than {MOST_ROWS:,} rows; the rest was not read")
            yield row_with(source.name, record.number, record.line, note)
            return
        if record.note:
            yield row_with(source.name, record.number, record.line, record.note)
            continue
        apart = _apart(record, delimiter) if len(record.cells) < len(header.names) else record
        whole = apart is not record and len(apart.cells) == len(header.names)
        row = row_from(header, record.number, record.line, apart.cells if whole else record.cells)
        if row:
            yield replace(row, notes=(*row.notes, _WHOLE.at(row.where))) if whole else row


def _apart(record: Record, delimiter: str) -> Record:
    """The record, taken apart once more where all of it stands in one pair of quotes, as in “"a,""b"",c"”.

    So Excel writes lines it has read into one column each, because they have another delimiter than it takes.
    """
    if record.note or len(record.cells) != 1 or delimiter not in record.cells[0]:
        return record
    inside = list(itertools.islice(records(record.cells[0].splitlines(keepends=True), delimiter), 2))
    return replace(record, cells=inside[0].cells) if len(inside) == 1 and not inside[0].note else record


def _unwrapped(found: list[Record], delimiter: str, names: Collection[str]) -> list[Record]:
    """The records, each taken apart once more if that shows the names of columns."""
    apart = [_apart(record, delimiter) for record in found]
    filled = [record for record in apart if any(cell.strip() for cell in record.cells)]
    at = named_at(_numbered(filled), names)
    return found if at is None or filled[at] in found else apart


def _sample(lines: Iterable[str]) -> list[str]:
    sample: list[str] = []
    size = 0
    for line in lines:
        sample.append(line)
        size += len(line)
        if size >= SAMPLE:
            break
    return sample


def _score(lines: Sequence[str], candidate: str, names: Collection[str]) -> tuple[float, int]:
    """How regular the sample is under a delimiter: the share of records as wide as most are, and that width."""
    sample = list(itertools.islice(records(lines, candidate), 200))
    if sample and sample[0].note:  # a broken header still shows the delimiters before its quote
        return (0.01, len(sample[0].cells)) if len(sample[0].cells) > 1 else (0.0, 0)
    found = _unwrapped([record for record in sample if record.note is None], candidate, names)
    filled = [record for record in found if any(cell.strip() for cell in record.cells)]
    if not filled:
        return 0.0, 0
    known = named_at(_numbered(filled), names)
    filled = filled[known or 0 :]
    head = len(filled[0].cells)
    if head > 1:
        fitting = sum(len(record.cells) == head for record in filled)
        return fitting / len(filled), head
    if known is not None:
        return 0.0, 0
    # The first line may be a title; then a blank line follows, or the rest is a table beyond doubt.
    widths = Counter(len(record.cells) for record in filled[1:])
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    second = found[found.index(filled[0]) + 1 :][:1]
    blank = any(not any(cell.strip() for cell in record.cells) for record in second)
    regular = count >= 3 and count >= 0.8 * (len(filled) - 1) and width >= 3
    return (count / len(filled), width) if width > 1 and (blank or regular) else (0.0, 0)


def _wanted_delimiter(source: Source, delimiter: str | None) -> str | None:
    if delimiter is None:
        return None
    character = _NAMES.get(delimiter.casefold(), delimiter)
    if len(character) != 1 or character in '"\r\n' or character.isalnum():
        what = f"“{printable(delimiter)}” cannot be a delimiter"
        raise TableError(what, where=source.name, hint="use one of ; , | or tab")
    return character


def _header_record(source: Source, first: Sequence[Record], names: Collection[str]) -> tuple[Record, tuple[Note, ...]]:
    """The record with the column names, and a note where titles above it are passed over."""
    filled = [record for record in first if record.note or any(cell_text(cell) for cell in record.cells)]
    if not filled:
        raise TableError("the table is empty", where=source.name, hint="the first row names the columns")
    rows = _numbered(filled)
    at = heading(rows, names)
    record = filled[at]
    if record.note:
        where = place(source.name, record.number, record.line)
        raise TableError(record.note.what, where=where, hint=record.note.hint)
    return record, tuple(title_note(rows, at))


def _numbered(found: Sequence[Record]) -> list[tuple[int, Sequence[str]]]:
    return [(record.number, () if record.note else record.cells) for record in found[:FIRST_ROWS]]


def _headless(header: Header) -> Iterator[Note]:
    if looks_like_data(header.columns):
        what = f"row {header.number} looks like data, not like column names"
        yield Note("warning", "header-missing", what, hint="the first row must name the columns")


def _said(found: str | None, told: str | None, header: Header) -> Iterator[Note]:
    spoken = {";": "semicolons", "\t": "tabs", ",": "commas", "|": "bars"}
    if found and found != told and found != ",":
        yield Note("info", "delimiter-found", f"the cells are separated by {spoken.get(found, found)}")
    if len(header.names) == 1:
        yield Note("info", "one-column", "the table has one column only", hint="if it has more, name the delimiter")
