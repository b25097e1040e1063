"""Columns of a table -> what each one is for: a field of the template, a special column, or a word for the caption."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from smgen.errors import Note, TableError, did_you_mean, printable
from smgen.tables import Value, fold_column
from smgen.template import Template

__all__ = [
    "SPECIAL",
    "Assigned",
    "assign",
    "is_yes",
    "misspelled_columns",
    "refuse_doubles",
    "template_cell",
    "unused_columns",
]

SPECIAL = ("template", "formats", "palette", "brand", "lang", "name", "skip", "publish_at")
"""Columns that say how a post is made instead of what stands in it."""

# The same in the words of those who make the tables.
_ALIASES = {
    "vorlage": "template", "format": "formats", "formate": "formats", "platform": "formats", "platforms": "formats",
    "plattform": "formats", "plattformen": "formats", "farbwelt": "palette", "marke": "brand", "language": "lang",
    "sprache": "lang", "dateiname": "name", "ueberspringen": "skip", "auslassen": "skip", "publish": "publish_at",
    "veroeffentlichen_am": "publish_at", "veroeffentlichen": "publish_at",
}  # fmt: skip
_YES = frozenset(["x", "ja", "j", "yes", "y", "true", "wahr", "1", "1.0", "skip", "✓", "✔"])
_NO = frozenset(["", "nein", "n", "no", "false", "falsch", "0", "0.0", "-"])
_NEARLY = 0.8
"""How like a special column's name another must be to be a slip of the pen: tempalte is, text is not."""

_WORD = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


class Assigned(Struct, frozen=True):
    """A row sorted out: special cells by their name, values by field, and the column each of them came from."""

    special: Mapping[str, str]
    values: Mapping[str, Value]
    columns: Mapping[str, str]

    def column(self, name: str) -> str:
        """The column as written that a field or special name came from."""
        return self.columns.get(name, name)


def template_cell(cells: Mapping[str, Value]) -> str:
    """The name in the template column, “” where there is none."""
    for wanted in ("template", "vorlage"):
        for column, value in cells.items():
            if fold_column(column) == wanted and isinstance(value, str) and value:
                return value
    return ""


def assign(cells: Mapping[str, Value], template: Template | None) -> Assigned:
    """What each cell of a row is for, under this template. Empty cells are left out: they mean the default.

    Without a template, all cells that are not special are words for captions.
    """
    special: dict[str, str] = {}
    values: dict[str, Value] = {}
    columns: dict[str, str] = {}
    for column, value in cells.items():
        kind, name = _purpose(column, template)
        filled = name in special or name in values
        if name not in columns or (value and not filled):
            columns[name] = column
        if not value or filled:
            continue
        if kind == "special":
            special[name] = value if isinstance(value, str) else ", ".join(map(str, value))
        else:
            values[name] = value
    return Assigned(special, values, columns)


def is_yes(text: str) -> bool | None:
    """Whether a cell says yes; None where it says neither yes nor no."""
    folded = text.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def refuse_doubles(table: str, columns: Sequence[str], template: Template | None) -> None:
    """Raises TableError where two columns say the same of how a row is made: one of them would silently win."""
    first: dict[str, int] = {}
    for index, column in enumerate(columns):
        kind, name = _purpose(column, template)
        # Which column names the template is known before any template is.
        if kind != "special" or (template is None and name != "template"):
            continue
        if name in first:
            both = f"“{printable(columns[first[name]])}” and “{printable(column)}”"
            raise TableError(f"the columns {both} both say “{name}”", where=table, hint="rename or delete one of them")
        first[name] = index


def misspelled_columns(columns: Iterable[str], templates: Iterable[Template]) -> Iterator[Note]:
    """A note for every column that is nearly a special one: all that can be said while some template is not known."""
    known, used = [*SPECIAL, *_ALIASES], list(templates)
    for column in columns:
        folded = fold_column(column)
        near = difflib.get_close_matches(folded, known, n=1, cutoff=_NEARLY)
        if near and all(_purpose(column, template)[0] == "extra" for template in (None, *used)):
            what = f"nothing uses the column “{printable(column)}”"
            yield Note("warning", "column-unused", what, hint=f"did you mean “{near[0]}”?")


def unused_columns(columns: Iterable[str], templates: Iterable[Template], patterns: Iterable[str]) -> Iterator[Note]:
    """A note for every column that no template used by the table, and no name pattern, asks for."""
    used = list(templates)
    words = {word.casefold() for pattern in patterns for word in _WORD.findall(pattern)}
    words |= {word for template in used for word in _words(template)}
    known = [*SPECIAL, *(field for template in used for field in template.fields)]
    fields = tuple(used[0].fields) if len(used) == 1 else ()
    for column in columns:
        purposes = {_purpose(column, template) for template in used}
        if all(kind == "extra" and name not in words for kind, name in purposes) and purposes:
            hint = did_you_mean(fold_column(column), known)
            what = f"nothing uses the column “{printable(column)}”"
            if not hint.startswith("did"):
                # Once is enough, and of one template only: it is a long line.
                hint, fields = (f"{used[0].name} has {', '.join(fields)}" if fields else ""), ()
            yield Note("warning", "column-unused", what, hint=hint)


def _purpose(column: str, template: Template | None) -> tuple[str, str]:
    return _purpose_of(column, tuple(template.fields) if template else ())


@functools.lru_cache(maxsize=4096)
def _purpose_of(column: str, fields: tuple[str, ...]) -> tuple[str, str]:
    """What a column is for: ("field", its field), ("special", its name) or ("extra", its name for captions)."""
    folded = fold_column(column)
    for field in fields:
        if folded == fold_column(field):
            return "field", field
    base, _, tongue = folded.rpartition("_")
    for field in fields:
        if base == fold_column(field) and len(tongue) in (2, 3):
            return "field", f"{field}_{tongue}"
    special = _ALIASES.get(folded, folded)
    return ("special", special) if special in SPECIAL else ("extra", folded)


def _words(template: Template) -> frozenset[str]:
    return _words_in(template.folder, template.stamp)


@functools.lru_cache(maxsize=256)
def _words_in(folder: Path, _stamp: int) -> frozenset[str]:
    """Every word in a template's files: a column of that name may be used there."""
    found: set[str] = set()
    for file in folder.glob("*.j2"):
        found.update(word.casefold() for word in _WORD.findall(file.read_text("utf-8", "replace")))
    return frozenset(found)
