"""A table somebody else made -> columns, rows and what is odd about them.

    source -> kind (by content) -> encoding, delimiter, header -> rows, streamed, each with its place and its notes

CSV and its kin, XLSX and ODS, JSON and JSON Lines, standard input, data frames and iterables of mappings all come out
as one `Table` of text. What makes the whole table unusable is a TableError; what makes one row unusable is a `Note` of
severity "error" on that row, and the rest goes on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from smgen.errors import Note, TableError
from smgen.languages import DEFAULT_LANGUAGE
from smgen.plain import bare_name
from smgen.tables.delimited import read_delimited
from smgen.tables.heading import is_template
from smgen.tables.model import Row, Table, Value, column_letters, fold_column, without_remark
from smgen.tables.records import read_json, read_jsonl, read_records
from smgen.tables.source import Kind, Source, kind_of, source_from
from smgen.tables.workbook import read_workbook

__all__ = ["Row", "Table", "Value", "column_letters", "fold_column", "is_template", "read", "without_remark"]

_SUFFIXES: dict[str, Kind] = {
    ".csv": "delimited", ".tsv": "delimited", ".txt": "delimited", ".xlsx": "zip", ".xlsm": "zip", ".ods": "zip",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
}  # fmt: skip
_SPOKEN = {"delimited": "a text table (CSV)", "zip": "a spreadsheet", "json": "JSON", "jsonl": "JSON Lines"}


def read(
    source: str | os.PathLike[str] | bytes | Iterable[Mapping[str, Any]] | Any,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    language: str | None = None,
    names: Iterable[str] = (),
) -> Table:
    """The table in `source`: a path, “-” for standard input, bytes, a pandas or polars frame, or mappings.

    `encoding` and `delimiter` (of text tables) and `sheet` (of workbooks) are found where they are not named. `language`
    is that of rows which name none: workbooks and programs leave open how their numbers and dates are written. `names`
    are what columns are likely to be called, which helps to tell them from titles above them, and their sheet from
    others. The rows can be gone through again and again: a file is opened anew each time, and refused if it changed in
    between. Whole numbers have no “.0”; a blank row is no row but counts.
    Raises TableError for what is no table and UnknownName for a sheet that is not there, each with a hint.
    """
    if not isinstance(source, (str, os.PathLike, bytes)):
        return read_records(source, language or DEFAULT_LANGUAGE)
    found = source_from(source)
    kind = kind_of(found)
    if sheet is not None and kind != "zip":
        raise TableError("only workbooks have sheets", where=found.name, hint="leave the sheet out")
    expected = frozenset(map(bare_name, names))
    spoken = language or DEFAULT_LANGUAGE
    if kind == "zip":
        table = read_workbook(found, sheet, spoken, expected)
    elif kind == "json":
        table = read_json(found, encoding, spoken, expected)
    elif kind == "jsonl":
        table = read_jsonl(found, encoding, spoken)
    else:
        table = read_delimited(found, encoding, delimiter, expected)
    return _with_notes(table, found, kind)


def _with_notes(table: Table, source: Source, kind: Kind) -> Table:
    expected = _SUFFIXES.get(source.suffix)
    if expected in (None, kind) or {expected, kind} == {"json", "jsonl"}:
        return table
    note = Note("warning", "kind-unexpected", f"the file is {_SPOKEN[kind]}, whatever its name says", source.name)
    return Table(table.name, table.columns, table.rows, (*table.notes, note), table.folder)
