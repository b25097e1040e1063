"""Text → links, mentions and tags as Bluesky finds them: the facet detection of the AT Protocol.

https://github.com/bluesky-social/atproto, packages/api/src/rich-text/detection.ts; its test cases are ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from smgen.counting.domains import known_domain
from smgen.late import expression

__all__ = ["find_hashtags", "find_links", "find_mentions"]

Span = tuple[int, int]

_LINK = expression(
    r"(?:^|(?<=[\s(]))(?:https?://\S+|([a-z][a-z0-9]*(?:\.[a-z0-9]+)+)\S*)", re.IGNORECASE | re.MULTILINE
)
_MENTION = expression(r"(?:^|(?<=[\s(]))@([a-zA-Z0-9.\-]*[a-zA-Z0-9])")
_TAG = expression(r"(?:^|(?<=\s))#")
# In UTF-16 units, the # and one more included.
_LONGEST_TAG = 66


def find_links(text: str) -> Iterator[Span]:
    """The addresses in `text`, (start, end) in code points, in order."""
    for match in _LINK.finditer(text):
        if match[1] and not known_domain(match[1]):
            continue
        found = match[0]
        if found[-1] in ".,;!?":
            found = found[:-1]
        if found.endswith(")") and "(" not in found:
            found = found[:-1]
        yield match.start(), match.start() + len(found)


def find_mentions(text: str) -> Iterator[Span]:
    """The handles in `text` with their @, (start, end) in code points: only names that are domains."""
    for match in _MENTION.finditer(text):
        if known_domain(match[1]) or match[1].endswith(".test"):
            yield match.span()


def find_hashtags(text: str) -> Iterator[Span]:
    """The tags in `text` with their #, (start, end) in code points; emoji belong to them, punctuation behind not."""
    for sign in _TAG.finditer(text):
        start = sign.start()
        end = start + 1
        while end < len(text) and _in_tag(text[end], first=end == start + 1):
            end += 1
        while end > start and unicodedata.category(text[end - 1])[0] == "P":
            end -= 1
        units = sum(1 + (character > "\uffff") for character in text[start:end])
        if end - start > 1 and units <= _LONGEST_TAG:
            yield start, end


def _in_tag(character: str, *, first: bool) -> bool:
    kind = unicodedata.category(character)
    # So and Cn hold the emoji, those of later Unicode versions than Python's included; Sk the skin tones.
    is_emoji = kind in ("So", "Cn") or "\U0001f3fb" <= character <= "\U0001f3ff"
    return kind[0] == "L" or is_emoji or (not first and (kind == "Nd" or character in "_-"))
