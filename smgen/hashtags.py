"""Words and lists -> hashtags that screen readers can read: each word with a capital, no letter lost."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from smgen.late import expression

__all__ = ["camel_case_hashtag", "hashtag_list", "unique_hashtags"]

_BETWEEN_TAGS = expression(r"[,;|\n]+")
_BETWEEN_WRITTEN_TAGS = expression(r"[\s,;|]+|(?=#)")


def camel_case_hashtag(text: str) -> str:
    """ "soziale Arbeit" -> "#SozialeArbeit"; "" where no letter is left, for platforms take no tag of digits only."""
    kept = "".join(character if _may_stay(character) else " " for character in unicodedata.normalize("NFC", text))
    words = kept.replace("'", "").replace("’", "").split()
    tag = "".join(word[0].upper() + word[1:] for word in words)
    return f"#{tag}" if any(unicodedata.category(character)[0] == "L" for character in tag) else ""


def hashtag_list(text: str) -> tuple[str, ...]:
    """The hashtags of a cell: its parts between commas, semicolons, bars or lines, or the words behind each "#"."""
    parts = (_BETWEEN_WRITTEN_TAGS if "#" in text else _BETWEEN_TAGS).split(text)
    return unique_hashtags(camel_case_hashtag(part) for part in parts)


def unique_hashtags(tags: Iterable[str]) -> tuple[str, ...]:
    """`tags` without empty ones and those that differ in case only; the first spelling stays."""
    found: dict[str, str] = {}
    for tag in tags:
        if tag:
            found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def _may_stay(character: str) -> bool:
    """Letters, digits and the marks of scripts that write vowels with them; not the selectors of emoji."""
    if "\ufe00" <= character <= "\ufe0f" or character == "\u20e3":
        return False
    kind = unicodedata.category(character)
    return kind[0] in "LM" or kind == "Nd" or character in "'’\u200c"
