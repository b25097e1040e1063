"""A word and its language -> where it may be divided, and how well: TeX's patterns through pyphen, ranked for big type.

Never fewer than three letters before or after the hyphen, never a word of fewer than eight. The spelling never changes:
patterns that would (Hungarian doubled letters) lose those points. Languages without patterns (Turkish) or whose
scripts know no hyphen are not divided.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

from smgen.text import patterns
from smgen.text.compounds import AWKWARD, FIRST_ENDS, LINKING_S, PREFIXED, SECOND_PARTS, UNDIVIDED

__all__ = ["FEWEST_AROUND", "FEWEST_LETTERS", "LONGEST_WORD", "hyphen_points", "hyphenates"]

FEWEST_LETTERS: Final = 8
LONGEST_WORD: Final = 100
"""Longer strings of letters are no words; the patterns' cost grows with the square."""
FEWEST_AROUND: Final = 3

PREFIXES: Final = frozenset(
    {
        *("auf", "aus", "bei", "ein", "ent", "mit", "ver", "vor", "zer"),
        *("unauf", "unaus", "unbe", "unein", "unent", "uner", "unge", "unver", "unvor", "unzer"),
    }
)

# Patterns pyphen ships for scripts that take no hyphen at a line's end, and a file of Indonesian with broken lines.
UNHYPHENATED: Final = frozenset({"as", "id", "kn", "mr", "or", "pa", "sa", "te", "th"})
# Where a region's own patterns differ or a bare language would be ambiguous.
REGIONS: Final = {
    "de": "de_DE",
    "de_LI": "de_CH",
    "en": "en_US",
    "en_AU": "en_GB",
    "en_IE": "en_GB",
    "en_NZ": "en_GB",
    "pt": "pt_PT",
    "no": "nb_NO",
}


def hyphenates(lang: str) -> bool:
    """Whether there are patterns for `lang`, a BCP 47 tag."""
    return _language(lang) is not None


@lru_cache(maxsize=8192)
def hyphen_points(word: str, lang: str) -> tuple[tuple[int, int], ...]:
    """Where `word` (letters only) may be divided: (position, weight), ascending; hyphen before `word[position]`.

    Weight 3 is a compound's joint, 2 another point, both with four letters or more on each side, 1 the rest. Empty for short
    words and languages without patterns.
    """
    lower = word.lower()
    if not FEWEST_LETTERS <= len(word) <= LONGEST_WORD or len(lower) != len(word):
        return ()
    language = _language(lang)
    around = range(FEWEST_AROUND, len(word) - FEWEST_AROUND + 1)
    points = [point for point in patterns.points(lower, language) or () if point in around] if language else []
    if not lang.startswith("de"):
        return tuple((point, _weight(point, len(word))) for point in _certain(points, set()))
    joints = _joints(lower, sorted(set(points) - _banned(lower)))
    return tuple(
        (point, 3 if point in joints and 4 <= point <= len(word) - 4 else _weight(point, len(word), joints))
        for point in _certain(points, joints)
        if point in joints or point not in _banned(lower)
    )


def _banned(lower: str) -> set[int]:
    """The points of a German word that are never taken."""
    banned = {point for beginning, point in AWKWARD.items() if lower.startswith(beginning)}
    whole = next((len(beginning) for beginning in UNDIVIDED if lower.startswith(beginning)), 0)
    if lower.endswith("innen"):
        banned.add(len(lower) - 3)  # "Helferin-nen": one woman, until the next line
    return banned | set(range(whole))


def _weight(point: int, length: int, joints: frozenset[int] | set[int] = frozenset()) -> int:
    """2 in the open middle of a word, 1 near its ends or beside a joint, which itself is the better place."""
    return 2 if 4 <= point <= length - 4 and all(abs(point - joint) > 3 for joint in joints) else 1


def _joints(lower: str, points: list[int]) -> set[int]:
    """Where the parts of a German compound meet; those a linking s proves need no pattern's consent."""
    proven = {match.end() for match in LINKING_S.finditer(lower)}
    prefix = PREFIXED.match(lower)
    joints = {prefix.end()} & set(points) if prefix else set()
    for point in sorted({*points, *proven}):
        # Within three letters after a joint stands the second part's prefix, as in Mitglieder-ver|sammlung.
        if point in proven or (_is_joint(lower, point) and not joints & set(range(point - 3, point))):
            joints.add(point)
    return joints


def _is_joint(lower: str, point: int) -> bool:
    """Whether a telling end stands before `point`, or a known second part after it and no mere prefix before."""
    return lower[:point] not in PREFIXES and bool(
        FIRST_ENDS.search(lower, 0, point) or SECOND_PARTS.match(lower, point)
    )


def _certain(points: list[int], joints: set[int]) -> list[int]:
    """The patterns leave rivals one letter apart where a word can be read two ways: only a joint settles it."""
    together = sorted({*points, *joints})
    rivals = {point for pair in pairwise(together) if pair[1] - pair[0] < 2 for point in pair}
    return [point for point in together if point not in rivals or point in joints]


@lru_cache(maxsize=64)
def _language(lang: str) -> str | None:
    """pyphen's name for the patterns of a BCP 47 tag."""
    # Inside the function: most commands never divide a word.
    import pyphen

    tag = lang.replace("-", "_")
    language = tag.partition("_")[0].lower()
    if language in UNHYPHENATED:
        return None
    names = (REGIONS.get(tag), tag, REGIONS.get(language), language)
    return next((name for name in names if name in pyphen.LANGUAGES), None)
