"""Text -> one letter a character for its bidirectional class, and which characters are paired brackets: UAX #9's data.

Classes come from `unicodedata`, whose Unicode version is Python's (14.0 in 3.11). What Unicode 15.0 added, and the
classes of code points nobody has assigned yet, are in `DEFAULTS`, so that every Python sets a line the same way.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

__all__ = ["BRACKETS", "UNICODE_VERSION", "class_letters"]

UNICODE_VERSION: Final = "15.0"
"""The version of the tables in this file."""

LETTERS: Final = {
    "L": "L",
    "R": "R",
    "AL": "A",
    "EN": "E",
    "ES": "S",
    "ET": "T",
    "AN": "N",
    "CS": "C",
    "NSM": "M",
    "BN": "b",
    "B": "P",
    "S": "s",
    "WS": "w",
    "ON": "o",
    "LRE": "1",
    "RLE": "2",
    "LRO": "3",
    "RLO": "4",
    "PDF": "5",
    "LRI": "6",
    "RLI": "7",
    "FSI": "8",
    "PDI": "9",
}

# From DerivedBidiClass-15.0.0.txt: first its @missing lines, then the marks and emoji new in 15.0. Later rows win.
# One departure: unassigned code points of the pictograph blocks are ON (as every emoji assigned there so far is), not
# L, so that next year's emoji do not pull a right-to-left line apart.
DEFAULTS: Final = (
    (0x0590, 0x05FF, "R"),
    (0x0600, 0x07BF, "A"),
    (0x07C0, 0x085F, "R"),
    (0x0860, 0x08FF, "A"),
    (0x20A0, 0x20CF, "T"),
    (0xFB1D, 0xFB4F, "R"),
    (0xFB50, 0xFDCF, "A"),
    (0xFDF0, 0xFDFF, "A"),
    (0xFE70, 0xFEFF, "A"),
    (0x10800, 0x10FFF, "R"),
    (0x10D00, 0x10D3F, "A"),
    (0x10EC0, 0x10EFF, "A"),
    (0x10F30, 0x10F6F, "A"),
    (0x1E800, 0x1EFFF, "R"),
    (0x1EC70, 0x1ECBF, "A"),
    (0x1ED00, 0x1ED4F, "A"),
    (0x1EE00, 0x1EEFF, "A"),
    (0x0ECE, 0x0ECE, "M"),
    (0x10EFD, 0x10EFF, "M"),
    (0x11241, 0x11241, "M"),
    (0x11F00, 0x11F01, "M"),
    (0x11F36, 0x11F3A, "M"),
    (0x11F40, 0x11F40, "M"),
    (0x11F42, 0x11F42, "M"),
    (0x13440, 0x13440, "M"),
    (0x13447, 0x13455, "M"),
    (0x1E08F, 0x1E08F, "M"),
    (0x1E4EC, 0x1E4EF, "M"),
    (0x1F000, 0x1FAFF, "o"),
    # Noncharacters and default ignorables.
    (0x2065, 0x2065, "b"),
    (0xFDD0, 0xFDEF, "b"),
    (0xFFF0, 0xFFF8, "b"),
    (0xE0000, 0xE0FFF, "b"),
)

# BidiBrackets-15.0.0.txt: the opening ones. The closing one is the next code point but for those of ODDLY_CLOSED.
OPENING: Final = (
    "28 5B 7B F3A F3C 169B 2045 207D 208D 2308 230A 2329 2768 276A 276C 276E 2770 2772 2774 27C5 27E6 27E8 27EA 27EC "
    "27EE 2983 2985 2987 2989 298B 298D 298F 2991 2993 2995 2997 29D8 29DA 29FC 2E22 2E24 2E26 2E28 2E55 2E57 2E59 "
    "2E5B 3008 300A 300C 300E 3010 3014 3016 3018 301A FE59 FE5B FE5D FF08 FF3B FF5B FF5F FF62"
)
ODDLY_CLOSED: Final = {0x5B: 0x5D, 0x7B: 0x7D, 0x298D: 0x2990, 0x298F: 0x298E, 0xFF3B: 0xFF3D, 0xFF5B: 0xFF5D}
CANONICAL: Final = {0x2329: 0x3008}
"""U+2329 and U+232A are canonically equivalent to U+3008 and U+3009, and pair with them (BD16)."""


def _brackets() -> dict[str, tuple[bool, int]]:
    brackets = {}
    for opening in (int(digits, 16) for digits in OPENING.split()):
        pair = CANONICAL.get(opening, opening)
        brackets[chr(opening)] = (True, pair)
        brackets[chr(ODDLY_CLOSED.get(opening, opening + 1))] = (False, pair)
    return brackets


BRACKETS: Final = _brackets()
"""A paired bracket -> whether it opens, and a number both sides of the pair share."""


@lru_cache(maxsize=4096)
def _letter(character: str) -> str:
    known = unicodedata.bidirectional(character)
    if known:
        return LETTERS[known]
    code = ord(character)
    if code & 0xFFFE == 0xFFFE:  # the last two of every plane are noncharacters
        return "b"
    return next((letter for first, last, letter in reversed(DEFAULTS) if first <= code <= last), "L")


def class_letters(text: str) -> str:
    """The class of each character of `text` as one letter of `LETTERS`: a string as long as `text`."""
    return "".join(map(_letter, text))
