"""What can go wrong and what is worth knowing, as values.

The tree, all of it things a person can put right::

    SmgenError            what, where, hint; the library raises nothing else on purpose
    ├─ UnknownName        a template, format, palette, font, colour or column nobody knows
    ├─ ValuesError        a field of the record: missing, empty, too long, not a date
    ├─ DoesNotFit         text that cannot be set legibly in its box
    ├─ MissingGlyphs      characters no available font can draw
    ├─ TemplateError      a template folder: markup, Jinja, template.toml
    ├─ BrandError         brand.toml
    ├─ PictureError       a photo, logo or icon that cannot or must not be opened
    ├─ TableError         a CSV, Excel or JSON table that cannot be read
    ├─ OutputError        a file that cannot or must not be written
    └─ BrokenInstall      smgen's own files are not where they should be

What is not fatal is a `Note`: it travels with the result instead of being printed.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

__all__ = [
    "BrandError",
    "BrokenInstall",
    "DoesNotFit",
    "MissingGlyphs",
    "Note",
    "OutputError",
    "PictureError",
    "Severity",
    "SmgenError",
    "TableError",
    "TemplateError",
    "UnknownName",
    "ValuesError",
    "did_you_mean",
    "printable",
]

Severity = Literal["info", "warning", "error"]

_LISTING = {"template": "templates", "format": "formats", "platform": "formats", "font": "fonts"}
"""Commands that list all names of a kind, for names that are like none of them."""


class Note(Struct, frozen=True):
    """One thing worth knowing about a result, as a value: nothing is printed, nothing is lost.

    `code` is a stable short name for machines ("contrast-low"), `what` one sentence for people,
    `where` the place ("quote, instagram/portrait", "posts.csv, row 7, column author"),
    `hint` how to mend it.
    """

    severity: Severity
    code: str
    what: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        return _sentence(self.what, self.where, self.hint)

    def as_dict(self) -> dict[str, str]:
        """The note as JSON holds it."""
        return {
            "severity": self.severity,
            "code": self.code,
            "what": self.what,
            "where": self.where,
            "hint": self.hint,
        }

    def at(self, place: str) -> Note:
        """The same note, placed: `place` goes before what is already known of where."""
        return replace(self, where=_joined(place, self.where))


class SmgenError(Exception):
    """Something the person at the keyboard can put right: one sentence of what and where, and a hint."""

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        return _sentence(self.what, self.where, self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions with keyword-only arguments do not survive pickling by default, and errors cross processes.
        return (_rebuilt, (type(self), self.what, self.where, self.hint))

    def at(self, place: str) -> SmgenError:
        """The same error, placed: outer stages add the file, the row, the field they know of."""
        return type(self)(self.what, where=_joined(place, self.where), hint=self.hint)

    def as_note(self, code: str = "") -> Note:
        """The error as a finding, for results that go on without it."""
        return Note("error", code or _kebab(type(self).__name__), self.what, self.where, self.hint)


class UnknownName(SmgenError):
    """A name nobody knows; built by `UnknownName.among` so that every one says what was probably meant."""

    @classmethod
    def among(cls, kind: str, name: str, known: Iterable[str], *, where: str = "") -> UnknownName:
        """An error for `name`, not one of `known` things of this `kind`, with the nearest names as the hint."""
        hint = did_you_mean(name, known) or (f"smgen {_LISTING[kind]} lists them" if kind in _LISTING else "")
        return cls(f"unknown {kind} “{printable(name)}”", where=where, hint=hint)


class ValuesError(SmgenError):
    """A field of the record is missing, empty, too long or not what its kind asks for."""


class DoesNotFit(ValuesError):
    """Text that cannot be set in its box at a legible size."""


class MissingGlyphs(ValuesError):
    """Characters that no available font can draw."""


class TemplateError(SmgenError):
    """A template folder is wrong: its template.toml, its markup or its Jinja."""


class BrandError(SmgenError):
    """A brand.toml is wrong."""


class PictureError(SmgenError):
    """A photo, logo or icon cannot be opened, or must not be."""


class TableError(SmgenError):
    """A table cannot be read."""


class OutputError(SmgenError):
    """A file cannot be written, or must not be."""


class BrokenInstall(SmgenError):
    """smgen's own files are not where they should be."""


def did_you_mean(name: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """A hint naming the nearest known names, or all of them where they are few, or nothing.

    `likeness`, 0 to 1, is how near they must be: more of it where a name may well be like none of them.
    """
    names = sorted(set(known))
    folded = {_folded(candidate): candidate for candidate in names}
    near = [folded[match] for match in difflib.get_close_matches(_folded(name), list(folded), n=3, cutoff=likeness)]
    if near:
        return f"did you mean {_listed(near)}?"
    if names and len(names) <= 12:
        return f"known: {', '.join(names)}"
    return ""


def printable(text: str, limit: int = 80) -> str:
    """`text` fit for a message: control, bidi and surrogate characters escaped, all spaces plain, cut at `limit` characters.

    What came from a table or a template must not steer somebody's terminal.
    """
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(_shown(character) for character in cut)


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    # No-break and thin spaces look like spaces; everything else that cannot be seen is told by its code.
    return " " if unicodedata.category(character) == "Zs" else _escaped(character)


def _escaped(character: str) -> str:
    # Not by the codec unicode_escape: it is imported when first used, which fails when too many files are open.
    code = ord(character)
    named = {9: "\\t", 10: "\\n", 13: "\\r"}.get(code)
    return named or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")


def _sentence(what: str, where: str, hint: str) -> str:
    placed = f"{where}: {what}" if where else what
    return f"{placed} ({hint})" if hint else placed


def _joined(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if outer and inner else outer or inner


def _listed(names: list[str]) -> str:
    return " or ".join(f"“{name}”" for name in names)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKD", name).casefold().replace("-", "_")


def _kebab(name: str) -> str:
    return "".join(f"-{character.lower()}" if character.isupper() else character for character in name).lstrip("-")


def _rebuilt(kind: type[SmgenError], what: str, where: str, hint: str) -> SmgenError:
    return kind(what, where=where, hint=hint)
