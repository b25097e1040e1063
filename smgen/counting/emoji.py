"""A grapheme → how much of it is an emoji, by the grammar of UTS #51 and the properties of ICU's Unicode version.

By grammar, not by a list: a flag, a keycap or a family that next year's Unicode adds is an emoji today.
"""

from __future__ import annotations

import functools

from smgen.text.segments import graphemes

__all__ = ["emoji_length", "is_pictographic"]

_JOINER, _AS_EMOJI, _KEYCAP = "\u200d", "\ufe0f", "\u20e3"
_TAGS = ("\U000e0020", "\U000e007f")
_SKIN_TONES = ("\U0001f3fb", "\U0001f3ff")
_REGIONAL = ("\U0001f1e6", "\U0001f1ff")


@functools.cache
def is_pictographic(character: str) -> bool:
    """Whether `character` has the property Extended_Pictographic.

    Asked of ICU through rule GB11 of UAX #29: a joiner between two characters holds them together only when both have
    the property. That spares us a table that would grow stale with every Unicode version.
    """
    return character > "\x7f" and len(graphemes(f"{character}{_JOINER}\N{HEAVY BLACK HEART}")) == 1


def emoji_length(grapheme: str) -> int:
    """How many code points at the start of `grapheme` make one emoji; 0 if it does not begin with one."""
    if grapheme.isascii():
        return 0
    if _within(grapheme[0], _REGIONAL):
        return 2 if len(grapheme) > 1 and _within(grapheme[1], _REGIONAL) else 1
    if grapheme[0] in "0123456789#*":
        rest = grapheme[1:].removeprefix(_AS_EMOJI)
        return len(grapheme) - len(rest) + 1 if rest.startswith(_KEYCAP) else 0
    end = _element_end(grapheme, 0)
    while end and grapheme[end : end + 1] == _JOINER and (joined := _element_end(grapheme, end + 1)):
        end = joined
    return end


def _element_end(grapheme: str, start: int) -> int:
    """Where the pictograph at `start` ends with its presentation, skin tone or tags; 0 if none stands there."""
    if start >= len(grapheme) or not (is_pictographic(grapheme[start]) or _within(grapheme[start], _SKIN_TONES)):
        return 0
    end = start + 1
    if grapheme[end : end + 1] == _AS_EMOJI or _within(grapheme[end : end + 1], _SKIN_TONES):
        end += 1
    while _within(grapheme[end : end + 1], _TAGS):
        end += 1
    return end


def _within(character: str, bounds: tuple[str, str]) -> bool:
    return bounds[0] <= character <= bounds[1]
