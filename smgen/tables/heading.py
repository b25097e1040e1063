"""The first rows of a table -> which of them names the columns: titles and dates of export may stand above it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TypeAlias

from smgen.errors import Note
from smgen.late import expression
from smgen.plain import bare_name
from smgen.tables.model import cell_text, without_remark

__all__ = ["FIRST_ROWS", "heading", "is_template", "looks_like_data", "named_at", "title_note"]

FIRST_ROWS = 10
"""Rows that hold something among which the names are looked for."""

Numbered: TypeAlias = tuple[int, Sequence[str]]

_TEMPLATE = frozenset(["template", "vorlage"])
# Columns that tables of posts have whatever the template, as batching knows them.
_KNOWN = _TEMPLATE | frozenset(
    (
        *("formats", "format", "formate", "platform", "platforms", "plattform", "plattformen", "palette", "farbwelt"),
        *("brand", "marke", "lang", "language", "sprache", "name", "dateiname", "skip", "ueberspringen", "auslassen"),
        *("publish_at", "publish", "veroeffentlichen_am", "veroeffentlichen"),
    )
)
_BARE_TEMPLATE, _BARE = frozenset(map(bare_name, _TEMPLATE)), frozenset(map(bare_name, _KNOWN))
_LONGEST_NAME = 40
_MOST_TITLES = 3
_DATA = expression(r"[-+]?[\d.,:/ -]*\d[\d.,:/ -]*[%€]?|https?://.*|.*@.*\..*|.{60,}", re.DOTALL)


def heading(rows: Sequence[Numbered], names: Collection[str] = ()) -> int:
    """The place in `rows`, the first ones that hold something, of the one with the names; `names` as in `named_at`."""
    if (known := named_at(rows, names)) is not None:
        return known
    return next((at for at in range(1, min(len(rows), _MOST_TITLES + 1)) if _is_below_title(rows, at)), 0)


def named_at(rows: Sequence[Numbered], names: Collection[str] = ()) -> int | None:
    """The first row with a column that tables of posts have, or one of the bare `names`, if it is not a row of data.

    A single name may be a title, too: one row that names the template and more goes before it.
    """
    known = [at for at in range(min(len(rows), FIRST_ROWS)) if _is_known(rows, at, names)]
    if not known or len(_filled(rows[known[0]])) > 1:
        return known[0] if known else None
    return next((at for at in known if len(_filled(rows[at])) > 1), known[0])


def is_template(name: str) -> bool:
    """Whether a column of that name says which template a row has."""
    return bare_name(without_remark(name)) in _BARE_TEMPLATE


def looks_like_data(names: Sequence[str]) -> bool:
    """Whether half of the names or more are figures, addresses or sentences."""
    return bool(names) and sum(bool(_DATA.fullmatch(name)) for name in names) * 2 >= len(names)


def title_note(rows: Sequence[Numbered], at: int) -> Iterator[Note]:
    """What is said of the rows above the one with the names."""
    if at:
        first, last = rows[0][0], rows[at - 1][0]
        which = f"row {first} is" if first == last else f"rows {first} to {last} are"
        yield Note("info", "title-skipped", f"{which} taken for a title; the column names are in row {rows[at][0]}")


def _known_in(row: Numbered, names: Collection[str]) -> set[str]:
    bare = {bare_name(without_remark(text)) for text in _filled(row) if len(text) <= _LONGEST_NAME}
    return {name for name in bare if name in _BARE or name in names}


def _is_known(rows: Sequence[Numbered], at: int, names: Collection[str]) -> bool:
    texts = _filled(rows[at])
    known = _known_in(rows[at], names)
    if not known or not _are_names(texts):
        return False
    above = [len(_filled(row)) for row in rows[:at]]
    # A post may be about a template: names are a wider row than a title, or stand apart from it.
    wider = len(texts) > max(above, default=0)
    sure = len(known) > 1 or bool(known & _BARE_TEMPLATE)
    return (wider and (sure or all(count == 1 for count in above))) or (
        bool(known & _BARE_TEMPLATE) and _is_apart(rows, at)
    )


def _is_below_title(rows: Sequence[Numbered], at: int) -> bool:
    """Whether only titles stand above a row that may be names."""
    alone = all(len(_filled(row)) == 1 for row in rows[:at])
    apart = _is_apart(rows, at)
    texts = _filled(rows[at])
    return alone and (apart or at == 1) and len(texts) >= (2 if apart else 3) and _are_names(texts)


def _is_apart(rows: Sequence[Numbered], at: int) -> bool:
    return at > 0 and rows[at][0] > rows[at - 1][0] + 1


def _are_names(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts) and not any(_DATA.fullmatch(text) for text in texts)


def _filled(row: Numbered) -> list[str]:
    return [text for cell in row[1] if (text := cell_text(cell))]
