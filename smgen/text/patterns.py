"""A language's TeX hyphenation patterns, as pyphen ships them -> the points of a word.

The patterns are pyphen's, the reading is ours: pyphen takes every pattern of a language apart first, half a second for
German in a command that divides three words; here a pattern is taken apart when a word first holds it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from smgen.late import expression

__all__ = ["points"]

IGNORED: Final = (
    "%",
    "#",
    "LEFTHYPHENMIN",
    "RIGHTHYPHENMIN",
    "COMPOUNDLEFTHYPHENMIN",
    "COMPOUNDRIGHTHYPHENMIN",
)
DIGITS: Final = str.maketrans("", "", "0123456789")
ODD: Final = frozenset("13579")
STEP: Final = expression(r"(\d?)(\D?)")
HEXADECIMAL: Final = expression(r"\^\^([0-9a-f]{2})")


def points(word: str, language: str) -> tuple[int, ...] | None:
    """Where the patterns divide `word`, which is in lower case: offsets, ascending; None without patterns.

    `language` is one of pyphen's names, such as "de_DE". Points that would change the spelling are left out.
    """
    patterns, longest = _patterns(language)
    if not patterns:
        return None
    dotted = f".{word}."
    values = [0.0] * (len(dotted) + 1)
    for start in range(len(dotted) - 1):
        for end in range(start + 1, min(start + longest, len(dotted)) + 1):
            pattern = patterns.get(dotted[start:end])
            if pattern:
                for at, value in enumerate(_values(pattern), start):
                    values[at] = max(values[at], value)
    return tuple(at - 1 for at, value in enumerate(values) if value % 2 == 1)


@lru_cache(maxsize=65536)
def _values(pattern: str) -> tuple[float, ...]:
    """The numbers between a pattern's letters: hy3ph -> 0 0 3 0 0; odd ones allow a hyphen.

    Where a pattern's hyphen changes the spelling (after its slash), the odd number gains a half: it still beats what it
    must, and is no longer odd.
    """
    letters, _, changes = pattern.partition("/")
    # The last match of STEP is the empty end, which counts only where no digit stands at it.
    steps = STEP.findall(letters)[: len(letters.translate(DIGITS)) + 1]
    return tuple(int(digit or "0") + (0.5 if changes and digit in ODD else 0) for digit, _ in steps)


@lru_cache(maxsize=32)
def _patterns(language: str) -> tuple[Mapping[str, str], int]:
    """Letters -> their pattern as written, for one of pyphen's languages, and how many letters the longest has."""
    # Inside the function: most commands never divide a word.
    import pyphen

    path = pyphen.LANGUAGES.get(language)
    if path is None:
        return {}, 0
    encoding, _, body = path.read_bytes().partition(b"\n")
    name = encoding.decode().strip()
    patterns = {}
    for line in body.decode("cp1251" if name.lower() == "microsoft-cp1251" else name).split("\n"):
        pattern = line.strip()
        if not pattern or pattern.startswith(IGNORED):
            continue
        if "^^" in pattern:
            pattern = HEXADECIMAL.sub(lambda match: chr(int(match[1], 16)), pattern)
        if "/" in pattern and "=" not in pattern:
            pattern = pattern.replace("/", "")
        letters = pattern.partition("/")[0]
        key = letters.translate(DIGITS)
        if key != letters:  # one without numbers says nothing, and must not replace one that does
            patterns[key] = pattern
    return patterns, max(map(len, patterns), default=0)
