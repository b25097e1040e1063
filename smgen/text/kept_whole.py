"""One token, what stands between two spaces, -> where it may be divided all the same: addresses, gender forms, hyphens.

Offsets come from ICU and are judged here; three kinds are added: points in web addresses, dictionary hyphens, and the
joint behind a gender form's ending (Bürger:innen|versammlung).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Final, NamedTuple

from smgen.late import expression
from smgen.text.binding import MONTHS
from smgen.text.hyphenation import FEWEST_AROUND, FEWEST_LETTERS, hyphen_points
from smgen.text.segments import line_break_opportunities

__all__ = ["GROUPS", "Inside", "Quality", "dividable", "inside"]


class Quality(IntEnum):
    """How good a break is; lower is better."""

    MANDATORY = 0
    GOOD = 1
    POOR = 2
    HYPHEN = 3


class Inside(NamedTuple):
    """A point inside a token; `added` if UAX #14 does not know it."""

    offset: int
    quality: Quality
    hyphen: bool = False
    weight: int = 0
    added: bool = False


SOFT_HYPHEN: Final = "\u00ad"
BINDING: Final = "\u00a0\u2007\u202f\u2060"

# https://a.de/b, www.a.de, info@a.de, @handle, @name@server.org, #hashtag, a.de/b; a sentence's own dot is none of it.
# Each alternative begins where such a thing can begin, or long garbage would be searched from every letter on.
ADDRESS: Final = expression(
    r"""(?:(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)\S+
    |(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+
    |[@\#]\w[\w.@·-]*
    |(?<![\w.-])(?:[\w-]+\.)+(?:de|at|ch|org|net|com|eu|info|app|social|io|fr|uk|ua|pl|tr|berlin|hamburg|wien|jetzt)\b
     (?:[/?\#]\S*)?
    |(?<![\w.-])[\w-]+(?:\.[\w-]+)+/\S+""",
    re.IGNORECASE | re.VERBOSE,
)
# Before a dot, so that nobody takes it for the sentence's end; after a slash, but not inside or right behind "://".
PLAIN: Final = "0-9A-Za-z\u00c0-\u02af\u0370-\u03ff\u0400-\u0481\u048a-\u052f"
ADDRESS_POINT: Final = expression(rf"(?<=[^/:]/)(?=[{PLAIN}])|(?<=[{PLAIN}])(?=\.[{PLAIN}]{{4}})")
FEWEST_OF_ADDRESS: Final = 5
"""Letters on each side of a break in an address: no ".org" and no "www" alone."""

LETTERS: Final = r"[^\W\d_]"
STEM: Final = rf"(?<!{LETTERS}){LETTERS}+"
PRONOUN: Final = "(?:d(?:er|ie|as|em|en)|er|sie|ih[nmr]|(?:k|[mds])?ein(?:e[mnrs]?)?|jeder?|frau|man)"
GENDER: Final = expression(
    rf"""{STEM}[:*_·•](?:in|innen|frau|mann|e?[mnrs]|e|trice|euse|ne)\b  # Helfer*in, jede:r
    |{STEM}·{LETTERS}+·s\b  # citoyen·ne·s
    |{STEM}[:*_](?:in|innen){LETTERS}+  # Bürger:innenrat
    |{STEM}['’](?:in|innen)\b
    |{STEM}/-?(?:in|innen|frau|mann|e?[nrs]|e)\b  # Bürger/-innen
    |{STEM}\((?:in|innen|e?[nrs]|e)\)
    |{STEM}(?<=[a-zäöüß])Innen\b  # ErzieherInnen
    |\b{PRONOUN}[/:*](?:{PRONOUN}|e?[mnrs]|e)\b  # der/die, eine*n""",
    re.VERBOSE,
)
GENDER_JOINT: Final = expression(r"(?<=[:*_]innen)(?=[a-zäöüß]{4})")
WORD: Final = expression(rf"{LETTERS}{{{FEWEST_LETTERS},}}")
GLUE: Final = expression("[\\d_@#\u00ad\u2060]")
"""Beside such a character the letters are no whole word, or the author has said where to divide it."""
FEWEST_CAPITALS: Final = 12
"""A word in capitals this long is no acronym; shorter ones are not divided."""
SIMPLE: Final = expression("[A-Za-z\u00c0-\u024f]+[,.;:!?]?")
"""Letters and a sign behind them: to UAX #14 one piece (classes AL, then CL, EX or IS)."""
EMOJI: Final = expression("[\U0001f000-\U0001faff\u2600-\u27bf]")

# Digits in groups, over spaces: what no break may enter, and what it should not.
GROUPS: Final = expression(
    r"(?P<whole>(?<!\w)(?:"
    r"[A-Z]{2}\d{2}(?: [0-9A-Z]{4}){3,7}(?: [0-9A-Z]{1,3})?"  # IBAN
    r"|(?:\+|00)\d{1,3}(?:[ /.-]{1,3}\(?\d+\)?)+"  # +49 30 123456
    r"|\(0\d+\)[ /-]{0,3}\d+(?:[ /-]\d+)*|0\d{1,5}(?: ?[/–-] ?| )\d+(?:[ -]\d+)*"  # (030) 12 34 56, 030 / 12 34 56
    r"|\d{1,2}\. ?\d{1,2}\.(?: ?(?:\d{4}|\d{2}))?"  # 05. 12. 2026
    r"|\d{1,3}(?: \d{3})+"  # 1 000 000
    r"|\d+(?:[.,:]\d+)* [–-] \d+(?:[.,:]\d+)*"  # 18 – 20
    r")(?!\w))"
    r"|(?P<poor>(?<!\w)\d+(?:[.,:]\d+)* (?:von|bis|mal|aus|zu|oder|und|of|to|or|and|x|×|sur|à|з|z|od) \d+(?:[.,:]\d+)*)"
)


@lru_cache(maxsize=8192)
def inside(token: str, lang: str, hyphenate: bool) -> tuple[Inside, ...]:
    """The points inside `token`, ascending; with `hyphenate` those of the dictionary of `lang` among them."""
    if not hyphenate and SIMPLE.fullmatch(token):
        return ()
    address = ADDRESS.search(token)
    points = [
        Inside(offset, quality, token[offset - 1] == SOFT_HYPHEN, 4 if quality == Quality.HYPHEN else 0)
        for offset in line_break_opportunities(token, lang)[:-1]
        if (quality := _judged(token, offset))
    ]
    taken = _spans(address, token)
    points = [point for point in points if not any(start < point.offset < end for start, end in taken)]
    if address:
        points += _address_points(address)
    points += [Inside(match.start(), Quality.HYPHEN, True, 3, True) for match in GENDER_JOINT.finditer(token)]
    if hyphenate:
        points += _dictionary_points(token, lang, taken)
    return tuple(sorted({point.offset: point for point in reversed(points)}.values()))


def dividable(text: str) -> Iterator[int]:
    """Every position a dictionary's hyphen could come to, whatever the language."""
    for match in WORD.finditer(text):
        yield from range(match.start() + FEWEST_AROUND, match.end() - FEWEST_AROUND + 1)


def _spans(address: re.Match[str] | None, token: str) -> list[tuple[int, int]]:
    spans = [address.span()] if address else []
    return spans + [match.span() for match in GENDER.finditer(token)]


def _address_points(address: re.Match[str]) -> list[Inside]:
    first, last = address.start() + FEWEST_OF_ADDRESS, address.end() - FEWEST_OF_ADDRESS
    scheme = address[0].find("://")
    if scheme >= 0:
        first += scheme + 3
    points = (address.start() + match.start() for match in ADDRESS_POINT.finditer(address[0]))
    return [Inside(point, Quality.POOR, added=True) for point in points if first <= point <= last]


def _dictionary_points(token: str, lang: str, taken: list[tuple[int, int]]) -> list[Inside]:
    points = []
    for match in WORD.finditer(token):
        word, at, end = match[0], match.start(), match.end()
        neighbours = token[max(at - 1, 0) : at] + token[end : end + 1]
        shouted = word.isupper() and len(word) < FEWEST_CAPITALS
        month = word.lower() in MONTHS  # dates stay whole
        if shouted or month or GLUE.search(neighbours) or any(start < end and at < stop for start, stop in taken):
            continue
        # A part of a hyphenated compound has its own hyphens to break at: these are worth less.
        part = "-" in neighbours
        points += [
            Inside(at + point, Quality.HYPHEN, True, 1 if part else weight, True)
            for point, weight in hyphen_points(word, lang)
        ]
    return points


def _judged(token: str, offset: int) -> Quality | None:
    """How good ICU's break at `offset` is for a typesetter, None if it must not be."""
    before, after = token[offset - 1], token[offset]
    if after in BINDING:  # UAX #14 lets a line end between a dash and a binding space
        return None
    judge = JUDGES.get(before)
    if judge:
        return judge(_part(token, offset - 1, -1), _part(token, offset, 1), token[: offset - 1])
    if after in "–—":
        return None  # a dash does not begin a line
    if EMOJI.match(after):
        return Quality.POOR  # an emoji stays with its word
    return Quality.GOOD


def _part(token: str, offset: int, step: int) -> str:
    """The letters and digits next to `offset`: before it with step -1, after it with 1."""
    end = offset
    if step > 0:
        while end < len(token) and token[end].isalnum():
            end += 1
        return token[offset:end]
    while end > 0 and token[end - 1].isalnum():
        end -= 1
    return token[end:offset]


def _at_hyphen(left: str, right: str, _: str) -> Quality | None:
    """E-Mail, S-Bahn, Vitamin-C-Mangel, 30-km/h-Zone stay; EU-Parlament, 24-Stunden-Lauf if possible."""
    if len(left) < 2 or len(right) < 2 or (left.isdigit() and (right.isdigit() or len(right) < 3)):
        return None
    return Quality.POOR if len(left) < 3 or len(right) < 3 or left.isdigit() else Quality.GOOD


def _at_slash(left: str, right: str, _: str) -> Quality | None:
    """24/7, 2025/26, km/h stay; Vereine/Verbände if it can be helped."""
    if (left[-1:].isdigit() and right[:1].isdigit()) or min(len(left), len(right)) < 3:
        return None
    return Quality.POOR


def _at_dash(left: str, right: str, _: str) -> Quality | None:
    """18–20 stays, Berlin–Hamburg if it can be helped, the dash at the line's end."""
    return None if left[-1:].isdigit() and right[:1].isdigit() else Quality.POOR


def _at_ellipsis(left: str, right: str, rest: str) -> Quality | None:
    return Quality.GOOD if rest.strip("…„“\"'»«(") else None


def _at_soft_hyphen(left: str, right: str, rest: str) -> Quality | None:
    return Quality.HYPHEN


JUDGES: Final = {
    "-": _at_hyphen,
    "‐": _at_hyphen,
    "/": _at_slash,
    "–": _at_dash,
    "—": _at_dash,
    "…": _at_ellipsis,
    SOFT_HYPHEN: _at_soft_hyphen,
}
