"""A spreadsheet (.xlsx, .xlsm, .ods) -> header and rows, with the text of every cell as the sheet shows it.

A workbook keeps numbers without their regional look, and shows them in that of whoever opens it. Here it is that of the
row's language: 12.5 is “12,5” in German, so that a sheet gives what its export as CSV does.
"""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from smgen.errors import Note, TableError, UnknownName, printable
from smgen.languages import DEFAULT_LANGUAGE, figure_marks, language_tag
from smgen.tables.figures import LARGEST, NumberFormat, figure
from smgen.tables.heading import FIRST_ROWS, heading, named_at, title_note
from smgen.tables.mending import with_plain_breaks, without_broken_cells
from smgen.tables.model import NO_ROWS, Header, Row, Rows, Table, column_letters, header_from, row_from
from smgen.tables.scalars import is_language_column, plain_value
from smgen.tables.source import Source
from smgen.tables.survey import DAMAGE, SheetSurvey, checked_archive, survey_ods, survey_xlsx

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["read_workbook"]

_STRANGERS = (
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Numbers or Pages document"),
    ("Index.zip", "a Numbers or Pages document"),
)
_TRUTH = {"de": ("FALSCH", "WAHR")}


def read_workbook(
    source: Source, sheet: str | None = None, language: str = DEFAULT_LANGUAGE, names: Collection[str] = ()
) -> Table:
    """The table in one sheet: the one called `sheet`, else the first visible one with the names of columns that tables
    of posts have, else the first that holds anything.

    Raises TableError, or UnknownName for a sheet that is not there.
    """
    data = source.load()
    with checked_archive(io.BytesIO(data), source.name) as archive:
        excel = _is_excel(archive, source.name)
        surveys = {} if excel else survey_ods(archive, source.name)
        for survey in surveys.values():
            survey.check(source.name)
        workbook = _opened(data, source.name)
        candidates, notes = _candidates(workbook, sheet, source.name)
        filled: list[tuple[str, SheetSurvey]] = []
        for name in candidates:
            found = survey_xlsx(archive, name, source.name) if excel else surveys.get(name, SheetSurvey())
            if found.rows:
                filled.append((name, found))
                if len(candidates) == 1 or _is_named(source, name, found, names):
                    break
        else:
            filled = filled[:1]
    if not filled:
        raise TableError("the table is empty", where=source.name, hint="the first row names the columns")
    name, found = filled[-1]
    found.check(source.name)
    return _table(source, name, found, _passed_over(candidates, name, notes), language, names)


def _is_named(source: Source, sheet: str, survey: SheetSurvey, names: Collection[str]) -> bool:
    """Whether a sheet has columns as tables of posts have them; what cannot be read has none."""
    with contextlib.suppress(TableError):
        survey.check(source.name)
        return named_at(_first_rows(source, sheet, survey, DEFAULT_LANGUAGE), names) is not None
    return False


def _is_excel(archive: zipfile.ZipFile, name: str) -> bool:
    names = frozenset(archive.namelist())
    if "xl/workbook.xml" in names:
        return True
    if "content.xml" in names and "mimetype" in names:
        if b"spreadsheet" in _mimetype(archive, name):
            return False
        raise TableError("this is no table but a text document", where=name, hint="export the table as .ods or .csv")
    what = next((kind for part, kind in _STRANGERS if part in names), "an archive")
    raise TableError(f"this is no table but {what}", where=name, hint="save or export it as .xlsx or .csv")


def _mimetype(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read("mimetype")[:100]
    except DAMAGE as error:
        raise TableError("the file is damaged", where=name, hint="save it again") from error


def _opened(data: bytes, name: str) -> CalamineWorkbook:
    # A compiled module that only spreadsheets need.
    from python_calamine import CalamineError, PasswordError, load_workbook

    try:
        return load_workbook(io.BytesIO(data))
    except PasswordError as error:
        raise TableError("the file is protected by a password", where=name, hint="save it without one") from error
    except CalamineError as error:
        raise TableError("the file is damaged", where=name, hint="open it, save it again and try that") from error


def _candidates(workbook: CalamineWorkbook, sheet: str | None, table: str) -> tuple[list[str], list[Note]]:
    names = list(workbook.sheet_names)
    if sheet is not None:
        matching = [name for name in names if name.casefold().strip() == sheet.casefold().strip()]
        if not matching:
            raise UnknownName.among("sheet", sheet, names, where=table)
        return matching[:1], []
    hidden = [entry.name for entry in workbook.sheets_metadata if str(entry.visible).rpartition(".")[2] != "Visible"]
    what = f"hidden sheets are left out: {', '.join(printable(name) for name in hidden[:5])}"
    notes = [Note("info", "sheets-hidden", what, hint="name the sheet to read it")] if hidden else []
    return [name for name in names if name not in hidden], notes


def _passed_over(candidates: Sequence[str], chosen: str, notes: Sequence[Note]) -> tuple[Note, ...]:
    if len(candidates) == 1:
        return tuple(notes)
    what = f"the sheet “{printable(chosen)}” is read, of {len(candidates)} sheets"
    others = ", ".join(f"“{printable(name)}”" for name in candidates if name != chosen)
    return (Note("info", "sheet-chosen", what, hint=f"name the sheet to read another: {printable(others)}"), *notes)


def _first_rows(source: Source, sheet: str, survey: SheetSurvey, language: str) -> list[tuple[int, list[str]]]:
    """The first rows that hold something, with their numbers."""
    rows = (
        (index + 1, _texts(values, survey, index, language)) for index, values in _values(_sheet(source, sheet, survey))
    )
    return list(itertools.islice((row for row in rows if any(text.strip() for text in row[1])), FIRST_ROWS))


def _table(
    source: Source,
    sheet: str,
    survey: SheetSurvey,
    notes: Sequence[Note],
    language: str,
    names: Collection[str],
) -> Table:
    first = _first_rows(source, sheet, survey, language)
    if not first:
        raise TableError("the table is empty", where=source.name, hint="the first row names the columns")
    at = heading(first, names)
    number, cells = first[at]
    header = header_from(source.name, number, cells, delimited=False)
    hidden = sum(row >= number for row in survey.hidden)
    found = [*notes, *title_note(first, at)]
    if hidden:
        what = f"{hidden} hidden row{'s are' if hidden > 1 else ' is'} read like the others"
        found.append(Note("warning", "rows-hidden", what, hint="delete rows that are not wanted"))
    if len(first) < FIRST_ROWS and at == len(first) - 1:
        found.append(NO_ROWS)
    if any(row >= number and column < len(header.names) for row, column in survey.merged):
        what = "the value of a merged cell is taken for every row it reaches over"
        found.append(Note("info", "cells-merged", what))
    found += _unknown_formats(survey, header)
    walk = Rows(functools.partial(_rows, source, sheet, survey, header, language))
    return Table(source.name, header.columns, walk, tuple(note.at(source.name) for note in found), source.folder)


def _sheet(source: Source, name: str, survey: SheetSurvey) -> CalamineSheet:
    """The sheet; without cells that cannot be read, which the survey knows then."""
    from python_calamine import CalamineError

    data = with_plain_breaks(source.load()) if survey.has_breaks else source.load()
    with contextlib.suppress(CalamineError):
        return _opened(data, source.name).get_sheet_by_name(name)
    try:
        mended, broken = without_broken_cells(data, name, source.name)
        survey.broken |= broken
        return _opened(mended, source.name).get_sheet_by_name(name)
    except (*DAMAGE, KeyError, CalamineError) as error:
        raise TableError("the sheet cannot be read", where=source.name, hint="save the file again") from error


def _rows(source: Source, sheet: str, survey: SheetSurvey, header: Header, language: str) -> Iterator[Row]:
    spoken = next((at for at, name in enumerate(header.names) if is_language_column(name)), -1)
    merged: dict[int, tuple[int, str]] = {}  # column -> the last row a merged cell reaches, its text
    for index, values in _values(_sheet(source, sheet, survey)):
        if index < header.number:
            continue
        above = {column: text for column, (last, text) in merged.items() if last >= index}
        own = str(values[spoken] if 0 <= spoken < len(values) else "").strip() or above.get(spoken, "")
        cells = _with_merged(_texts(values, survey, index, language_tag(own) or language), above)
        merged |= {
            at: (survey.merged[index, at], cells[at]) for at in range(len(cells)) if (index, at) in survey.merged
        }
        row = row_from(header, index + 1, None, cells)
        notes = tuple(_cell_notes(survey, header, index))
        if row or notes:
            where = f"{source.name}, row {index + 1}"
            row = row or Row(index + 1, where, {})
            yield Row(index + 1, where, row.values, (*row.notes, *(note.at(where) for note in notes)))


def _values(sheet: CalamineSheet) -> Iterator[tuple[int, list[object]]]:
    """Rows from 0, cells from column A on."""
    left = sheet.start[1] if sheet.start else 0
    for index, values in enumerate(sheet.iter_rows()):
        yield index, [""] * left + list(values)


def _with_merged(cells: Sequence[str], above: Mapping[int, str]) -> list[str]:
    """The row's texts, and those of cells merged over it; a row that has nothing of its own stays empty."""
    if not any(text.strip() for text in cells):
        return list(cells)
    return [text or above.get(column, "") for column, text in enumerate(cells)]


def _texts(values: Sequence[object], survey: SheetSurvey, row: int, language: str) -> list[str]:
    return [_text(value, survey.formats.get((row, column)), language) for column, value in enumerate(values)]


def _text(value: object, format: NumberFormat | None, language: str) -> str:
    if isinstance(value, bool):
        return _TRUTH.get(language.partition("-")[0].lower(), ("FALSE", "TRUE"))[value]
    if isinstance(value, (int, float)) and format and not format.unknown and abs(value) < LARGEST:
        return figure(value, format, *figure_marks(language))
    text = plain_value(float(value) if isinstance(value, int) else value, language)
    assert isinstance(text, str)
    return text


def _unknown_formats(survey: SheetSurvey, header: Header) -> Iterator[Note]:
    """A note for every column with numbers that the sheet shows in a way only spreadsheets know."""
    odd: dict[tuple[int, str], int] = {}
    for (row, column), format in sorted(survey.formats.items()):
        if format.unknown and row >= header.number and column < len(header.names):
            odd.setdefault((column, format.unknown), row)
    for (column, code), row in odd.items():
        what = f"the sheet shows numbers as {printable(code, 30)}, they are taken as they are"
        place = f"row {row + 1}, column {printable(header.names[column] or column_letters(column))}"
        yield Note("warning", "format-unknown", what, place, "format the column as text and write what is meant")


def _cell_notes(survey: SheetSurvey, header: Header, row: int) -> Iterator[Note]:
    for column in range(len(header.names)):
        place = f"column {printable(header.names[column] or column_letters(column))}"
        if (row, column) in survey.valueless:
            what = "the formula has no result in the file"
            yield Note("error", "formula-empty", what, place, "open it in Excel or LibreOffice, save it, try again")
        elif (row, column) in survey.errors:
            what = f"the formula's result is an error {printable(survey.errors[row, column])}".rstrip()
            yield Note("error", "formula-error", what, place, "mend the formula")
        elif (row, column) in survey.broken:
            yield Note("error", "cell-broken", "the cell cannot be read", place, "enter it again and save the file")
