"""One line of somebody's input -> the same line, trimmed, composed and free of what a code must not hide."""

from __future__ import annotations

import unicodedata

from smgen.errors import ValuesError, printable

__all__ = ["line", "refuse_hidden"]

# Unassigned characters pass: they are the emoji of a Unicode newer than this Python.
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
# Joiners shape Persian words and emoji families.
_JOINERS = "\u200c\u200d"


def line(value: str, field: str, *, required: bool = False, at_most: int | None = None) -> str:
    """`value` as one line: NFC, no white space around it, no control or bidi characters in it.

    Raises ValuesError naming `field` when it is empty though `required`, or longer than `at_most` characters.
    """
    trimmed = unicodedata.normalize("NFC", value.strip(" \t\r\n\u00a0"))
    refuse_hidden(trimmed, field)
    if required and not trimmed:
        raise ValuesError(f"{field} is missing", where=field)
    if at_most is not None and len(trimmed) > at_most:
        raise ValuesError(
            f"“{printable(trimmed)}” has {len(trimmed)} characters, at most {at_most} are allowed",
            where=field,
            hint=f"shorten it by {len(trimmed) - at_most}",
        )
    return trimmed


def refuse_hidden(value: str, field: str, *, allowed: str = "") -> None:
    """Raise ValuesError for the first character of `value` that nobody sees, except those `allowed`."""
    for character in value:
        if character in _JOINERS + allowed or unicodedata.category(character) not in _HIDDEN:
            continue
        if character in "\r\n":
            raise ValuesError(f"{field} has a line break in it", where=field, hint="write it on one line")
        name = f"U+{ord(character):04X}"
        raise ValuesError(f"{field} holds the invisible character {name}", where=field, hint="type it anew")
