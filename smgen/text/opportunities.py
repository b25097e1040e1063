"""Text and language -> every place a line may end, and how good a place it is: what a typesetter knows beyond UAX #14.

Unicode's line break opportunities (through ICU) are the ground. Taken away are those inside things kept whole (`10 %`,
`z. B.`, `§ 7`, `Dr. X`, phone numbers, addresses, gender forms); called poor are those a reader stumbles over (after an
article, before the last word, inside a marked phrase); added are dictionary hyphens and points in web addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Final

from msgspec import Struct

from smgen.late import expression
from smgen.text.binding import Role, roles
from smgen.text.kept_whole import GROUPS, Quality, inside
from smgen.text.segments import graphemes, line_break_opportunities

__all__ = ["SPACES", "Opportunity", "Quality", "opportunities"]


class Opportunity(Struct, frozen=True):
    """A line may end before `text[position]`; spaces, and a soft hyphen, belong to the line before.

    With `hyphen` the line shows a hyphen there that the text does not have. `weight` ranks hyphens: 4 a soft hyphen the
    author set, 3 a compound's joint, 2 and 1 the rest; 0 for other breaks.
    """

    position: int
    quality: Quality
    hyphen: bool = False
    weight: int = 0


FORBIDDEN: Final[None] = None
NEWLINES: Final = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# White space a line may end in; U+00A0, U+2007 and U+202F bind and are part of a token.
SPACES: Final = (
    " \t\n\r\v\f\x1c\x1d\x1e\x85\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u200b\u2028\u2029"
    "\u205f\u3000"
)
TOKEN: Final = expression(f"[^{SPACES}]+")
BINDING_SPACE: Final = expression("[\u00a0\u2007\u202f]")
FEWEST_WORDS: Final = 4
"""A paragraph of fewer words has no lonely last one: "Mehr / Demokratie" is a poster."""
LONGEST_NAME: Final = 20
"""Characters of two words that are kept together as a name: longer ones fill a line each."""
TITLE_CASE: Final = 0.8
"""From this share of capitalised words on, a text is in title case."""
START: Final = 1 << 40
"""In place of a word's roles: there is none, the line begins here whatever happens."""
ONE_BY_ONE: Final = expression("[\\s\x20-\x7e\xa0-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u205f\u20a0-\u20bf]*+")
"""Text in which every character stands for itself, newlines apart."""
DIGIT: Final = expression(r"\d")


def opportunities(
    text: str,
    lang: str = "de",
    *,
    hyphenate: bool = True,
    keep: Sequence[tuple[int, int]] = (),
    never: frozenset[str] = frozenset(),
) -> tuple[Opportunity, ...]:
    """Where a line of `text` may end, by position; neither 0 nor the end of the text is among them.

    `lang` is a BCP 47 tag, `keep` are ranges (marked phrases) inside which breaks are poor, `never` words (names) that
    take no dictionary hyphen. The text may hold several paragraphs, parted by newlines. Nothing raises.
    """
    if not text:
        return ()
    icu = frozenset(line_break_opportunities(text, lang)) - {len(text)}
    whole, poor = _groups(text)
    if not ONE_BY_ONE.fullmatch(text):
        # UAX #14 breaks between a space and a mark on it, and hyphens know no marks: a reader's character stays whole.
        whole += _clusters(text)
    forbidden, discouraged = _insides(whole, len(text)), _insides([*keep, *poor], len(text))
    return tuple(
        Opportunity(point.position, Quality.POOR)
        if point.quality is Quality.GOOD and point.position in discouraged
        else point
        for point in _points(text, lang, icu, hyphenate, never)
        if point.position not in forbidden
    )


def _points(text: str, lang: str, icu: frozenset[int], hyphenate: bool, never: frozenset[str]) -> Iterator[Opportunity]:
    """Everything but what digit groups and marked phrases change, by position."""
    language = lang.replace("_", "-").partition("-")[0].lower()
    tokens = list(TOKEN.finditer(text))
    lonely, wordless = _last_words(text, tokens)
    kinds = [_kinds(match[0], language) for match in tokens]
    names = _names(tokens, kinds)
    before, left = START, START
    end, name = 0, False
    for match, (right, inner, last), (following, *_) in zip(tokens, kinds, [*kinds[1:], (0, 0, 0)], strict=False):
        start, token = match.start(), match[0]
        newlines = _newlines(text, end, start, icu)
        if newlines:
            yield from newlines
            before, left, name = START, START, False
        elif start in icu and left != START and start not in wordless:
            between = _between(before, left, right)
            if between is not FORBIDDEN:
                yield Opportunity(start, Quality.POOR if start in lonely or start in names else between)
        name = _is_name(before, left, right, following, name)
        divide = hyphenate and not name and not (never and any(given in token for given in never))
        for offset, quality, hyphen, weight, added in inside(token, lang, divide):
            if added or start + offset in icu:
                yield Opportunity(start + offset, quality, hyphen, weight)
        before, left, end = inner if inner != START else left, last, match.end()
    yield from _newlines(text, end, len(text), icu)


@lru_cache(maxsize=8192)
def _kinds(token: str, language: str) -> tuple[int, int, int]:
    """The roles of a token's first word, of its last but one (START if it has one only), and of its last.

    Spaces that bind make one token of several words, "Art.⍽1": its neighbours still see the word beside them.
    """
    parts = [part for part in BINDING_SPACE.split(token) if part]
    if len(parts) < 2:
        kind = roles(token, language)
        return kind, START, kind
    return roles(parts[0], language), roles(parts[-2], language), roles(parts[-1], language)


def _newlines(text: str, start: int, end: int, icu: frozenset[int]) -> list[Opportunity]:
    """The breaks the newlines among `text[start:end]` force."""
    if end - start == 1 and text[start] == " ":
        return []
    forced = (at + 1 for at in range(start, end) if text[at] in NEWLINES)
    return [Opportunity(position, Quality.MANDATORY) for position in forced if position in icu]


def _last_words(text: str, tokens: list[re.Match[str]]) -> tuple[set[int], set[int]]:
    """Where the last word of each paragraph of `FEWEST_WORDS` or more begins; and what follows a last word without being
    one: the 💛 at the end of a sentence stays with it."""
    lonely, wordless = set(), set()
    count = 0
    tail: list[int] = []
    for index, match in enumerate(tokens):
        count += 1
        tail = [] if any(map(str.isalnum, match[0])) else [*tail, match.start()]
        following = tokens[index + 1].start() if index + 1 < len(tokens) else len(text)
        if index + 1 == len(tokens) or not NEWLINES.isdisjoint(text[match.end() : following]):
            if count >= FEWEST_WORDS:
                lonely.add(match.start())
            wordless.update(tail)
            count, tail = 0, []
    return lonely, wordless


def _groups(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans of digits that must stay whole, and those that should."""
    whole: list[tuple[int, int]] = []
    poor: list[tuple[int, int]] = []
    if DIGIT.search(text):
        for match in GROUPS.finditer(text):
            (whole if match["whole"] else poor).append(match.span())
    return whole, poor


def _clusters(text: str) -> list[tuple[int, int]]:
    """The spans of more than one code point that readers take for one character."""
    spans = pairwise(accumulate((len(grapheme) for grapheme in graphemes(text)), initial=0))
    return [(start, end) for start, end in spans if end - start > 1]


@lru_cache(maxsize=4096)
def _is_name(before: int, left: int, right: int, following: int, name: bool) -> bool:
    """Whether a word is certainly a name: after a title or an initial, behind such a name, before a Roman numeral."""
    if not right & Role.CAPITALISED or left & Role.ENDED:
        return False
    initial = left & Role.INITIAL and not (before & Role.LETTER and not before & Role.INITIAL)
    return bool(name or initial or left & (Role.TITLE | Role.ADDRESS) or following & Role.ROMAN)


def _names(tokens: Sequence[re.Match[str]], kinds: Sequence[tuple[int, int, int]]) -> set[int]:
    """Where the second of two words begins that are probably one name: Amira | Haddad, Social | Media.

    Two capitalised words within a sentence are, German nouns among them; what is long may part all the same, and in
    Title Case Like This capitals tell nothing.
    """
    longer = [first & Role.CAPITALISED for match, (first, *_) in zip(tokens, kinds, strict=True) if len(match[0]) > 3]
    if len(longer) > 2 and sum(map(bool, longer)) > TITLE_CASE * len(longer):
        return set()
    found = set()
    for index in range(1, len(tokens) - 1):
        before, left, right = kinds[index - 1][2], kinds[index][2], kinds[index + 1][0]
        if before & Role.ENDED or left & (Role.ENDED | Role.SHORT) or right & (Role.OPENED | Role.SHORT):
            continue
        if left & right & Role.CAPITALISED and tokens[index + 1].end() - tokens[index].start() <= LONGEST_NAME:
            found.add(tokens[index + 1].start())
    return found


def _insides(spans: Sequence[tuple[int, int]], length: int) -> set[int]:
    """The positions inside `spans`, their ends left out."""
    return {position for start, end in spans for position in range(max(start, 0) + 1, min(end, length))}


@lru_cache(maxsize=4096)
def _between(before: int, left: int, right: int) -> Quality | None:
    """How good the space between the words of roles `left` and `right` is; `before` is the word left of them."""
    # A dash begins no line, unless it marks a list's item or a name below a quotation; then it stays with that.
    if right & (Role.DASH | Role.ELLIPSIS) or (left & Role.DASH and before == START):
        return FORBIDDEN
    open_ended = not left & Role.ENDED and not right & Role.OPENED
    if open_ended and any(rule(before, left, right) for rule in FORBIDDING):
        return FORBIDDEN
    if left & (Role.DASH | Role.ORDINAL) or right & (Role.CLITIC | Role.EMOJI):
        return Quality.POOR
    if not left & Role.ENDED and left & (Role.SHORT | Role.TINY | Role.INTRODUCES):
        return Quality.POOR
    if open_ended and any(rule(before, left, right) for rule in DISCOURAGING):
        return Quality.POOR
    return Quality.GOOD


def _unit_follows(before: int, left: int, right: int) -> bool:
    """10 %, 5 Mio. €, € 5."""
    if left & Role.NUMBER:
        return bool(right & (Role.UNIT | Role.SCALE | Role.LAW))
    if left & Role.CURRENCY and right & Role.NUMBER:
        return not before & (Role.NUMBER | Role.SCALE | Role.COUNTED)
    return bool(left & Role.SCALE and right & Role.UNIT)


def _day_and_month(before: int, left: int, right: int) -> bool:
    """5. Dezember, 5 décembre, December 5."""
    if right & Role.MONTH:
        return bool(left & (Role.ORDINAL | Role.SMALL_NUMBER))
    return bool(left & Role.MONTH and right & Role.SMALL_NUMBER and not before & (Role.ORDINAL | Role.NUMBER))


def _label_and_number(before: int, left: int, right: int) -> bool:
    """§ 7, Nr. 5; Friedrich II., Plan B."""
    if left & Role.LABEL:
        return bool(right & (Role.NUMBER | Role.ROMAN | Role.ORDINAL | Role.SINGLE))
    return bool(left & Role.CAPITALISED and not left & Role.SHORT and right & (Role.ROMAN | Role.SINGLE))


def _title_and_name(before: int, left: int, right: int) -> bool:
    """Prof. Dr. med. Yıldız, St. Pauli; but "15 h. Infos" may part."""
    return bool(left & Role.TITLE and not before & Role.NUMBER and right & (Role.CAPITALISED | Role.TITLE))


def _initials(before: int, left: int, right: int) -> bool:
    """z. B., J. S. Bach; but "z. B. Bäume" may part after "B."."""
    if left & Role.LETTER and right & Role.LETTER:
        return True
    abbreviation = before & Role.LETTER and not before & Role.INITIAL
    return bool(left & Role.INITIAL and right & Role.CAPITALISED and not abbreviation)


def _tiny_word(before: int, left: int, right: int) -> bool:
    """Polish w, Ukrainian з, Czech k: never at a line's end."""
    return bool(left & Role.TINY)


def _number_and_noun(before: int, left: int, right: int) -> bool:
    """3 Kinder, 20 Jahre, 10115 Berlin, Agenda 2030, Mai 2026, § 7 Abs. 2."""
    if left & Role.NUMBER and right & (Role.COUNTED | Role.LABEL | Role.NAMED):
        return True
    if left & Role.POSTCODE and right & Role.CAPITALISED:
        return True
    if left & (Role.CAPITALISED | Role.MONTH | Role.NAMED) and right & Role.NUMBER:
        return True
    return bool(left & Role.SMALL_NUMBER or (left & Role.COUNTED and before & Role.NUMBER and right & Role.CURRENCY))


def _address_and_name(before: int, left: int, right: int) -> bool:
    """Frau Yıldız, Bad Homburg."""
    return bool(left & Role.ADDRESS and right & Role.CAPITALISED)


def _after_abbreviation(before: int, left: int, right: int) -> bool:
    """z. B. | Bäume: what is announced should follow."""
    return bool(before & Role.LETTER and left & Role.LETTER)


FORBIDDING: Final = (_unit_follows, _day_and_month, _label_and_number, _title_and_name, _initials, _tiny_word)
DISCOURAGING: Final = (_number_and_noun, _address_and_name, _after_abbreviation)
