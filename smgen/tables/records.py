"""JSON, JSON Lines, data frames and iterables of mappings -> the same tables as from a file of cells."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Context, Decimal
from pathlib import Path
from typing import Any

from smgen.errors import Note, SmgenError, TableError, printable
from smgen.languages import DEFAULT_LANGUAGE, language_tag
from smgen.plain import bare_name
from smgen.tables.encoding import LONGEST_LINE, Encoding, encoding_of, lines_of, text_of
from smgen.tables.heading import is_template
from smgen.tables.model import (
    MOST_COLUMNS,
    MOST_ROWS,
    NO_ROWS,
    NOTHING,
    Row,
    Rows,
    Table,
    cell_findings,
    cell_text,
    check_distinct,
    nothing_note,
)
from smgen.tables.scalars import is_language_column, plain_value
from smgen.tables.source import LARGEST_STREAMED, Source

__all__ = ["read_json", "read_jsonl", "read_records"]

_MOST_DIGITS = 15
"""So many digits a program's number has for sure; further ones are an artefact of counting in twos."""
_DEEPEST = 16
_LIST_HINT = 'write [{"title": …}, …], one object a post'
_LISTS = ("posts", "rows", "records", "items", "data")


def read_json(
    source: Source, encoding: str | None = None, language: str = DEFAULT_LANGUAGE, names: Collection[str] = ()
) -> Table:
    """A list of objects, or an object holding one as `posts` or `rows`; or one object, a post of its own.

    `names` are the bare names of columns that a post may have. Raises TableError.
    """
    decoded = encoding_of(source, encoding)
    source.load()  # for its limit: JSON is held whole
    document = _parsed(text_of(source, decoded), source.name)
    notes = decoded.notes
    if isinstance(document, dict):
        _refuse_columns(source.name, document)
        key = _list_in(source.name, document, names)
        document = document[key] if key else [document]
        if key and key not in _LISTS:
            notes = (
                *notes,
                Note("info", "records-chosen", f"the records are read that stand under “{printable(key)}”"),
            )
    if not isinstance(document, list):
        raise TableError("no list of records", where=source.name, hint=_LIST_HINT)
    return _table(source.name, _out_of_fields(document), source.folder, notes, language)


def _list_in(name: str, document: dict[str, Any], names: Collection[str]) -> str:
    """The key of the list that holds the records, “” where the object is a record itself; TableError for neither."""
    usual = next((key for key in _LISTS if isinstance(document.get(key), list)), "")
    if usual or any(is_template(key) or bare_name(key) in names for key in document):
        return usual
    lists = [key for key, value in document.items() if _is_list_of(value, dict)]
    if len(lists) == 1:
        return lists[0]
    if lists or any(_is_list_of(value, list) for value in document.values()):
        raise TableError("no list of records", where=name, hint=f"{_LIST_HINT}; or call it {', '.join(_LISTS)}")
    return ""


def _is_list_of(value: object, kind: type) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, kind) for entry in value)


def _out_of_fields(records: list[Any]) -> list[Any]:
    """The records without what a database says about each, where all keep their values under `fields`, as Airtable's do."""
    inside = [
        record["fields"] for record in records if isinstance(record, dict) and isinstance(record.get("fields"), dict)
    ]
    return inside if len(inside) == len(records) else records


def _refuse_columns(name: str, document: dict[str, Any]) -> None:
    """TableError for what pandas writes unless it is told otherwise: an object a column, or one list for all names."""
    by_name = document and all(isinstance(value, dict) for value in document.values())
    split = isinstance(document.get("columns"), list) and isinstance(document.get("data"), list)
    if by_name or split:
        hint = 'write [{"title": …}, …], one object a post; in pandas: to_json(orient="records")'
        raise TableError("no list of records but one column after the other", where=name, hint=hint)


def read_jsonl(source: Source, encoding: str | None = None, language: str = DEFAULT_LANGUAGE) -> Table:
    """One object a line, streamed; a line that is none is a row with an error. Raises TableError where none is."""
    source.check_size(LARGEST_STREAMED, "split the table")
    decoded = encoding_of(source, encoding)
    walk = functools.partial(_jsonl_rows, source, decoded, language)
    columns = _columns(source.name, (row.values for row in walk()))
    if not columns:
        first = next((note for row in walk() for note in row.notes), None)
        raise TableError("no line holds a record", where=source.name, hint=first.what if first else "")
    return Table(source.name, columns, Rows(walk), tuple(n.at(source.name) for n in decoded.notes), source.folder)


def read_records(given: Iterable[Any], language: str = DEFAULT_LANGUAGE) -> Table:
    """A pandas or polars data frame, or any iterable of mappings; an iterator is gone through once and held."""
    return _table("table", _Records(given) if _is_frame(given) else _held(given), Path(), (), language)


class _Records:
    """A data frame as an iterable of mappings, again and again."""

    def __init__(self, frame: Any) -> None:
        named = [name for name in getattr(getattr(frame, "index", None), "names", ()) if name is not None]
        check_distinct("table", [str(name) for name in (*named, *frame.columns)])
        # What pandas has made an index is a column to whoever gave it a name.
        self.frame = frame.reset_index(level=named) if named else frame
        self.columns = [str(column) for column in self.frame.columns]

    def __iter__(self) -> Iterator[dict[str, object]]:
        rows = self.frame.iter_rows() if hasattr(self.frame, "iter_rows") else self.frame.itertuples(False, None)
        for values in rows:
            yield dict(zip(self.columns, values, strict=True))


def _is_frame(given: object) -> bool:
    return hasattr(given, "columns") and (hasattr(given, "iter_rows") or hasattr(given, "itertuples"))


def _held(given: Iterable[Any]) -> Iterable[Any]:
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise TableError("this is no table", hint="give a path, a data frame or a list of mappings, one a post")
    return list(given) if isinstance(given, Iterator) else given


def _table(name: str, records: Iterable[Any], folder: Path, notes: Sequence[Note], language: str) -> Table:
    if isinstance(records, _Records):
        columns = tuple(cell_text(column) for column in records.columns)
    else:
        columns = _columns(name, records)
    rows = Rows(functools.partial(_record_rows, name, records, language))
    empty = next(iter(records), None) is None
    if not empty and not columns and all(isinstance(record, Mapping) for record in records):
        raise TableError("the records are empty", where=name, hint='each needs names and values, such as {"title": …}')
    found = (*notes, NO_ROWS) if empty else tuple(notes)
    return Table(name, columns, rows, tuple(note.at(name) for note in found), folder)


def _columns(name: str, records: Iterable[Any]) -> tuple[str, ...]:
    """All names in the order of their first use; a name in later records only must not go unnoticed."""
    columns: dict[str, None] = {}
    for record in records:
        if isinstance(record, Mapping) and not record.keys() <= columns.keys():
            columns.update(dict.fromkeys(cell_text(str(key)) for key in record))
        if len(columns) > MOST_COLUMNS:
            raise TableError(f"more than {MOST_COLUMNS} columns", where=name)
    check_distinct(name, list(columns))
    return tuple(columns)


def _record_rows(name: str, records: Iterable[Any], language: str) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        if number > MOST_ROWS:
            return
        yield _row(f"{name}, record {number}", number, record, language)


def _jsonl_rows(source: Source, encoding: Encoding, language: str) -> Iterator[Row]:
    for number, line in enumerate(lines_of(source, encoding), 1):
        where = f"{source.name}, line {number}"
        line = line.strip().lstrip("\ufeff")  # where files were put one after the other
        if not line:
            continue
        try:
            if len(line) >= LONGEST_LINE:
                raise TableError(f"the line has more than {LONGEST_LINE:,} characters")
            yield _row(where, number, _parsed(line, ""), language)
        except SmgenError as error:
            yield Row(number, where, {}, (error.as_note("line-unreadable").at(where),))


def _row(where: str, number: int, record: object, language: str) -> Row:
    if not isinstance(record, Mapping):
        what = f"a record must have names and values, this is {_kind(record)}"
        return Row(number, where, {}, (Note("error", "record-nameless", what, where),))
    own = next((value for key, value in record.items() if isinstance(key, str) and is_language_column(key)), None)
    spoken = (language_tag(own) if isinstance(own, str) else "") or language
    try:
        values = {cell_text(str(key)): plain_value(value, spoken) for key, value in record.items()}
    except SmgenError as error:
        return Row(number, where, {}, (error.as_note("record-unreadable").at(where),))
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    lost = {name: text for name, text in texts.items() if text in NOTHING}
    found = (note for name, text in texts.items() if name not in lost for note in cell_findings(name, text))
    notes = (*(nothing_note(name, text) for name, text in lost.items()), *found)
    return Row(number, where, values | dict.fromkeys(lost, ""), tuple(note.at(where) for note in notes))


def _parsed(text: str, where: str) -> object:
    """JSON with the digits of its numbers as written (“1.50” stays), NaN as nothing, and no name twice."""
    try:
        return json.loads(
            text, parse_float=_number, parse_int=str, parse_constant=lambda _: None, object_pairs_hook=_distinct_pairs
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, " if where else ""
        what = f"this is no JSON: {error.msg.lower()} ({place}character {error.colno})"
        raise TableError(what, where=where) from error
    except RecursionError as error:
        raise TableError("lists and objects are nested too deeply", where=where) from error
    except TableError as error:
        raise error.at(where) from error


def _number(text: str) -> Decimal:
    """A JSON number with the digits it is written with, but for those that only programs write: 1.0, 0.30000000000000004."""
    number = Decimal(text.removesuffix(".0"))
    known = Context(prec=_MOST_DIGITS).plus(number)
    return number if known == number else known.normalize()


def _distinct_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise TableError(f"“{printable(twice)}” stands twice in one record", hint="rename or delete one of them")
    return record


def _kind(value: object) -> str:
    return "a list" if isinstance(value, list) else "nothing" if value is None else f"“{printable(str(value), 40)}”"
