"""Text -> names of files and folders that are valid, harmless and distinct on Windows, macOS and Linux.

Names are planned before anything is drawn and in the order of the rows, so they do not depend on how many jobs run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from smgen.errors import UnknownName, ValuesError, printable
from smgen.late import expression
from smgen.plain import clean_text, fold_name, latin

__all__ = ["LONGEST_NAME", "Names", "collision_key", "distinct", "expand_pattern", "safe_name", "slug"]

# Bytes of UTF-8. File systems take 255; the rest is for suffixes, extensions and for Windows' 260 characters a path.
LONGEST_NAME = 120

# learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension, in any case.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", "conin", "conout", "clock"]
    + [f"{device}{digit}" for device in ("com", "lpt") for digit in range(10)]
)
# Letters and marks that nobody sees (Unicode property Default_Ignorable_Code_Point, categories L and M).
_INVISIBLE = expression("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FIELD = expression(r"\{\{|\}\}|\{(?P<name>[^{}:]*)(?::(?P<pad>0[0-9]{1,2}))?\}|[{}]")


def safe_name(text: str, *, fallback: str = "post", limit: int = LONGEST_NAME) -> str:
    """`text` as the name of one file or folder, at most `limit` bytes of UTF-8; `fallback` where nothing is left.

    Latin letters become ASCII the German way (“Grüße” -> “Gruesse”), other scripts stay; spaces, separators, symbols
    and controls become single hyphens; no leading or trailing dot, no name that Windows keeps for a device.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", latin(clean_text(text))))
    kept = "".join(character if _may_stay(character) else "-" for character in latin(plain))
    composed = unicodedata.normalize("NFC", re.sub("-{2,}", "-", kept))
    name = _cut(_trimmed(composed), limit) or _cut(fallback, limit)
    stem, dot, rest = name.partition(".")
    return _cut(f"{stem}_{dot}{rest}", limit) if stem.casefold() in _RESERVED else name


def slug(text: str) -> str:
    """`text` as part of an address: small letters, digits and hyphens; “” where nothing is left."""
    return re.sub("[-_.]+", "-", safe_name(text, fallback="").casefold()).strip("-")


def collision_key(name: str) -> str:
    """What two names share when some file system takes them for one: case, Unicode forms, trailing dots and spaces."""
    folded = name
    for _ in range(2):  # folding can leave what normalising changes again (Unicode 3.13, D145)
        folded = unicodedata.normalize("NFKC", folded.casefold())
    return unicodedata.normalize("NFC", folded.casefold()).rstrip(". ")


class Names:
    """The names given out so far; the n-th claim of a name gets `-n`, in the order of claims."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._next = {collision_key(name): 2 for name in taken}

    def __contains__(self, name: str) -> bool:
        """Whether the name is given out."""
        return collision_key(name) in self._next

    def claim(self, name: str, *, limit: int = LONGEST_NAME) -> str:
        """`name` if it is free on every file system, else `name-2`, `name-3` …; names carry no extension here.

        At most `limit` bytes of UTF-8: what is longer is cut.
        """
        name = _cut(name, limit)
        key = collision_key(name)
        if key not in self._next:
            self._next[key] = 2
            return name
        while True:
            number = self._next[key]
            self._next[key] = number + 1
            suffix = f"-{number}"
            candidate = _cut(name, limit - len(suffix)) + suffix
            if collision_key(candidate) not in self._next:
                self._next[collision_key(candidate)] = 2
                return candidate


def distinct(names: Iterable[str]) -> list[str]:
    """The names in their order, with `-2`, `-3` … where some file system would take two of them for one."""
    given = Names()
    return [given.claim(name) for name in names]


def expand_pattern(pattern: str, values: Mapping[str, object], *, fallback: str = "post") -> str:
    """A pattern such as `{date}-{title}` or `{platform}/{row:03}` filled in: one or more safe names, joined by `/`.

    Only `{field}` and zero padding (`{row:03}`) mean something, `{{` and `}}` are braces. A slash of the pattern makes
    a folder, a slash in a value never does. Raises UnknownName for a field that is not there, ValuesError for a brace
    that is not closed.
    """
    known = {fold_name(name): name for name in values}

    def filled(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        if match["name"] is None:
            raise ValuesError(
                "a brace is not closed, or holds more than a field name",
                where=f"name pattern “{printable(pattern)}”",
                hint="{title} is a field, {row:03} a number with leading zeros, {{ a brace",
            )
        name = match["name"].strip()
        found = name if name in values else known.get(fold_name(name))
        if found is None:
            raise UnknownName.among("field", name, values, where=f"name pattern “{printable(pattern)}”")
        return _padded(str(values[found]), match["pad"])

    segments = [_FIELD.sub(filled, segment) for segment in pattern.split("/")]
    return "/".join(safe_name(segment, fallback=fallback) for segment in segments)


def _padded(text: str, pad: str | None) -> str:
    return text.zfill(int(pad)) if pad and text.isascii() and text.isdigit() else text


def _may_stay(character: str) -> bool:
    return character in "-_." or unicodedata.category(character)[0] in "LMN"


def _trimmed(name: str) -> str:
    """Without what must not stand at either end: dots, hyphens, and marks that would sit on the separator before."""
    start = 0
    while start < len(name) and (name[start] in "-." or unicodedata.category(name[start])[0] == "M"):
        start += 1
    return name[start:].rstrip("-.")


def _cut(name: str, limit: int) -> str:
    """At most `limit` bytes of UTF-8, never through a character."""
    encoded = name.encode("utf-8")
    if len(encoded) <= limit:
        return name
    return encoded[:limit].decode("utf-8", "ignore").rstrip("-. /")
