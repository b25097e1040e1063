"""Columns of a table -> what each one is for: a field of the template, a special column, or a word for the caption."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from smgen.errors import Note, Severity, TableError, did_you_mean, printable
from smgen.languages import is_language, language_tag
from smgen.plain import SIGNS, bare_name
from smgen.tables import Value, fold_column, without_remark
from smgen.template import Template

__all__ = [
    "SPECIAL",
    "Assigned",
    "assign",
    "expected",
    "is_prefilled",
    "is_yes",
    "misspelled_columns",
    "refuse_doubles",
    "special_column",
    "unused",
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
_BARE = {bare_name(name): _ALIASES.get(name, name) for name in (*SPECIAL, *_ALIASES)}
_YES = frozenset(
    ["x", "ja", "j", "yes", "y", "true", "wahr", "1", "1.0", "skip", "✓", "✔", "☑", "✅", "[x]", "on", "checked"]
)
_NO = frozenset(["", "nein", "n", "no", "false", "falsch", "0", "0.0", "-", "☐", "[ ]", "[]", "off", "unchecked"])
_PREFILLED = re.compile(r"[-+]?[\d.,:]*\d\s?[%€]?|true|false|wahr|falsch|☐|☑", re.IGNORECASE)
_NEARLY = 0.8
"""How like a name another must be to be a slip of the pen: tempalte is, text is not."""

_WORD = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


class Assigned(Struct, frozen=True):
    """A row sorted out: special cells by their name, values by field, and the column each of them came from.

    `doubles` are columns whose cell says what another one has said already, and the name of that.
    """

    special: Mapping[str, str]
    values: Mapping[str, Value]
    columns: Mapping[str, str]
    doubles: tuple[tuple[str, str], ...] = ()

    def column(self, name: str) -> str:
        """The column as written that a field or special name came from."""
        return self.columns.get(name, name)


class _Purpose(Struct, frozen=True):
    """What a column is for: a field, a special name, or (extra) a word for captions.

    `tongue` is the language of a column that holds a field in one. `is_own`: it is called as the field is, not by an
    alias or with signs and remarks that are no part of the name; `remark` whether words were left out.
    """

    kind: Literal["field", "special", "extra"]
    name: str
    tongue: str = ""
    is_own: bool = True
    remark: bool = False


_Claims: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""The fields of a template, each with its aliases."""


def expected(template: Template | None) -> tuple[str, ...]:
    """What columns of a table may be called under this template, beside the special ones."""
    fields = template.fields.values() if template else ()
    return tuple(name for field in fields for name in (field.name, *field.aliases))


def special_column(columns: Collection[str], name: str) -> str:
    """The column that says `name` of how a row is made, whatever the template; “” where there is none."""
    return _special_columns(tuple(columns)).get(name, "")


def assign(cells: Mapping[str, Value], template: Template | None) -> Assigned:
    """What each cell of a row is for, under this template. Empty cells are left out: they mean the default.

    Without a template, all cells that are not special are words for captions.
    """
    special: dict[str, str] = {}
    values: dict[str, Value] = {}
    columns: dict[str, str] = {}
    doubles: list[tuple[str, str]] = []
    for column, purpose in _purposes(tuple(cells), template).items():
        value, name = cells[column], purpose.name
        filled = name in special or name in values
        if name not in columns or (value and not filled):
            columns[name] = column
        if value and filled and value != cells[columns[name]]:
            doubles.append((column, name))
        if not value or filled:
            continue
        if purpose.kind == "special":
            text = value if isinstance(value, str) else ", ".join(map(str, value))
            special[name] = language_tag(text) if name == "lang" else text
        else:
            values[name] = value
    return Assigned(special, values, columns, tuple(doubles))


def is_yes(text: str) -> bool | None:
    """Whether a cell says yes; None where it says neither yes nor no."""
    folded = text.strip().casefold()
    return True if folded in _YES else False if folded in _NO else None


def is_prefilled(cells: Mapping[str, Value], unused: Collection[str]) -> bool:
    """Whether a row holds only what people fill in for a column as a whole before there are posts: an empty check box
    to skip it, and numbers and check boxes in columns that nothing uses."""
    skip = special_column(cells, "skip")
    return all(
        not value
        or (
            isinstance(value, str)
            and ((column == skip and is_yes(value) is False) or (column in unused and _PREFILLED.fullmatch(value)))
        )
        for column, value in cells.items()
    )


def refuse_doubles(table: str, columns: Sequence[str], template: Template | None) -> None:
    """Raises TableError where two columns say the same of how a row is made: one of them would silently win."""
    first: dict[str, str] = {}
    for column, purpose in _purposes(tuple(columns), template).items():
        name = purpose.name
        # Which column names the template is known before any template is.
        if purpose.kind != "special" or (template is None and name != "template"):
            continue
        if name in first:
            both = f"“{printable(first[name])}” and “{printable(column)}”"
            raise TableError(f"the columns {both} both say “{name}”", where=table, hint="rename or delete one of them")
        first[name] = column


def misspelled_columns(columns: Sequence[str], templates: Iterable[Template]) -> Iterator[Note]:
    """A note for every column that is nearly a special one: all that can be said while some template is not known."""
    found = [_purposes(tuple(columns), template) for template in (None, *templates)]
    for column in columns:
        near = did_you_mean(fold_column(column), (*SPECIAL, *_ALIASES), _NEARLY)
        if near.startswith("did") and all(purposes[column].kind == "extra" for purposes in found):
            yield _unused(column, near)


def unused(columns: Collection[str], template: Template | None, patterns: Iterable[str]) -> frozenset[str]:
    """The columns that neither this template nor a name pattern asks for."""
    words = {word.casefold() for pattern in patterns for word in _WORD.findall(pattern)}
    words |= _words(template) if template else frozenset()
    purposes = _purposes(tuple(columns), template).items()
    return frozenset(column for column, purpose in purposes if purpose.kind == "extra" and purpose.name not in words)


def unused_columns(
    columns: Sequence[str],
    templates: Iterable[Template],
    patterns: Iterable[str],
    filled: Collection[str],
    spoken: Collection[str],
    *,
    is_chosen: bool,
) -> Iterator[Note]:
    """A note for every column that no template used by the table, and no name pattern, asks for, and one where less is
    told than what a column is called.

    Of the columns, those that are not `filled` are not worth a word. `spoken` are the languages of the posts, and
    `is_chosen` whether they were chosen for this run, so that columns of other languages are no surprise.
    """
    used = list(templates)
    patterns = list(patterns)
    idle = [unused(columns, template, patterns) for template in used]
    found = [_purposes(tuple(columns), template) for template in used]
    known = [*SPECIAL, *_ALIASES, *(name for template in used for name in expected(template))]
    fields = tuple(used[0].fields) if len(used) == 1 else ()
    for column in columns if used else ():
        purposes = [each[column] for each in found]
        if column not in filled:
            continue
        if all(column in each for each in idle):
            hint = _instead(column, columns, used) or did_you_mean(fold_column(column), known, _NEARLY)
            if not hint or hint.startswith("known"):
                # Once is enough, and of one template only: it is a long line.
                hint, fields = (f"{used[0].name} has {', '.join(fields)}" if fields else ""), ()
            yield _unused(column, hint)
        elif spoken and all(purpose.tongue and purpose.tongue not in spoken for purpose in purposes):
            what = f"the column “{printable(column)}” is for posts in the language “{purposes[0].tongue}”, and there are none"
            severity: Severity = "info" if is_chosen else "warning"
            yield Note(severity, "column-unspoken", what, hint="a column “lang” says which language a row is in")
        elif read := next((purpose.name for purpose in purposes if purpose.remark), ""):
            yield Note("info", "column-read", f"the column “{printable(column)}” is read as {read}")
        elif purposes[0].kind == "special" and purposes[0].name == "name" and (person := _person(columns, used)):
            what = f"the column “{printable(column)}” says what the files are called"
            yield Note("info", "column-read", what, hint=f"call it {person} if it is who the post is of")


def _person(columns: Sequence[str], templates: Iterable[Template]) -> str:
    """The field for a person that no column of the table fills, “” where there is none."""
    for template in templates:
        filled = {purpose.name for purpose in _purposes(tuple(columns), template).values()}
        for field in template.fields.values():
            if field.name not in filled and "person" in map(bare_name, (field.name, *field.aliases)):
                return field.name
    return ""


def _unused(column: str, hint: str) -> Note:
    return Note("warning", "column-unused", f"nothing uses the column “{printable(column)}”", hint=hint)


def _instead(column: str, columns: Sequence[str], templates: Iterable[Template]) -> str:
    """Which other column is what this one would be if that were not there."""
    for template in templates:
        name = _purposes((column,), template)[column].name
        for other, purpose in _purposes(tuple(columns), template).items():
            if other != column and purpose.kind != "extra" and purpose.name == name:
                return f"the column “{printable(other)}” is the {name} already"
    return ""


def _purposes(columns: tuple[str, ...], template: Template | None) -> Mapping[str, _Purpose]:
    claims = tuple((field.name, field.aliases) for field in template.fields.values()) if template else ()
    return _purposes_of(columns, claims)


@functools.lru_cache(maxsize=1024)
def _purposes_of(columns: tuple[str, ...], claims: _Claims) -> Mapping[str, _Purpose]:
    """What each of a table's columns is for. The one that is called as the field is goes before all that only mean it."""
    found = {column: _purpose_of(column, claims) for column in columns}
    taken = {purpose.name for purpose in found.values() if purpose.is_own and purpose.kind != "extra"}
    return {
        column: purpose if purpose.is_own or purpose.name not in taken else _Purpose("extra", fold_column(column))
        for column, purpose in found.items()
    }


@functools.lru_cache(maxsize=64)
def _special_columns(columns: tuple[str, ...]) -> Mapping[str, str]:
    """Name -> column, for what is special whatever the template."""
    return {
        purpose.name: column
        for column, purpose in reversed([*_purposes_of(columns, ()).items()])
        if purpose.kind == "special"
    }


def _purpose_of(column: str, claims: _Claims) -> _Purpose:
    """What a column is for, were it the only one: first by its name, then by other names, then without its remark."""
    folded = fold_column(column)
    fields = {fold_column(field): field for field, _ in claims}
    special = _ALIASES.get(folded, folded)
    base, _, tongue = folded.rpartition("_")
    if folded in fields:
        return _Purpose("field", fields[folded])
    if base in fields and is_language(tongue):
        return _Purpose("field", f"{fields[base]}_{tongue}", tongue)
    if folded in SPECIAL:
        return _Purpose("special", folded)
    short = without_remark(column)
    meant = _meant(column, claims)
    if special in SPECIAL and (meant is None or meant.kind == "special"):
        return _Purpose("special", special)
    if meant is None and short != column:
        meant = _meant(short, claims)
        meant = meant and replace(meant, remark=True)
    return meant or _Purpose("extra", folded)


def _meant(name: str, claims: _Claims) -> _Purpose | None:
    """What a column means that is not called as a field: by an alias, or by a name with signs around it."""
    aliases = {bare_name(alias): field for field, also in claims for alias in (field, *also)}
    bare = bare_name(name)
    base, _, tongue = SIGNS.sub("_", fold_column(name)).strip("_").rpartition("_")
    if bare in aliases:
        return _Purpose("field", aliases[bare], is_own=False)
    if bare_name(base) in aliases and is_language(tongue):
        return _Purpose("field", f"{aliases[bare_name(base)]}_{tongue}", tongue, is_own=False)
    if bare in _BARE:
        return _Purpose("special", _BARE[bare], is_own=False)
    return None


def _words(template: Template) -> frozenset[str]:
    return _words_in(template.folder, template.stamp)


@functools.lru_cache(maxsize=256)
def _words_in(folder: Path, _stamp: int) -> frozenset[str]:
    """Every word in a template's files: a column of that name may be used there."""
    found: set[str] = set()
    for file in folder.glob("*.j2"):
        found.update(word.casefold() for word in _WORD.findall(file.read_text("utf-8", "replace")))
    return frozenset(found)
