"""One thing found by looking at a file, and how the looking is to be done."""

from __future__ import annotations

import datetime

from msgspec import Struct

from smgen.errors import Note

__all__ = ["Finding", "Settings"]


class Finding(Struct, frozen=True):
    """A note and the file it is about; `line` in it counts from 1, 0 where it is about the whole file."""

    note: Note
    file: str
    line: int = 0


class Settings(Struct, frozen=True):
    """How to look: in which formats (names or groups), in which brand, at which rows (as Excel counts), on which day.

    `today` None is the day it is.
    """

    formats: tuple[str, ...] = ()
    brand: str | None = None
    template: str | None = None
    rows: frozenset[int] = frozenset()
    today: datetime.date | None = None
