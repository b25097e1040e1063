"""Text → graphemes, words, sentences and line break opportunities, as Unicode (UAX #29, UAX #14) and ICU cut them.

The only module that talks to ICU's break iterators. Everything comes back in Python's own terms: strings that join up
to the text again, and offsets in code points (ICU itself counts UTF-16 units).
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import Literal

from smgen.late import expression

__all__ = ["graphemes", "line_break_opportunities", "sentences", "words"]

_SURROGATE = expression("[\ud800-\udfff]")
# What ends in a full stop without ending a German (or English) sentence. ICU knows no abbreviations.
_UNFINISHED = expression(
    r"(?:^|[\s(„“\"])(?:\d{1,3}|[A-Za-zÄÖÜäöü]|Abs|Art|Bd|bzw|ca|Co|Dr|etc|evtl|gem|ggf|Hl|Hr|Fr|Inc|inkl|Jh|max|min"
    r"|Mio|Mr|Mrd|Mrs|Ms|Nr|Pf|Prof|S|sog|St|Std|Str|Tel|usw|vgl|vs|zzgl|z\.\s?B|d\.\s?h|u\.\s?a|i\.\s?d\.\s?R)\.\s*$"
)


def graphemes(text: str) -> list[str]:
    """What readers take for one character each: `é` in two code points, a flag, a family emoji, CR LF."""
    if text.isascii() and "\r" not in text:
        return list(text)
    return _pieces(text, "character", "en")


def words(text: str, lang: str = "de") -> list[str]:
    """The words of `text` and what stands between them (spaces, punctuation), each piece its own string."""
    return _pieces(text, "word", lang)


def sentences(text: str, lang: str = "de") -> list[str]:
    """The sentences of `text`, each with the space behind it; ordinals ("3. Mai") and common abbreviations end none."""
    found: list[str] = []
    for piece in _pieces(text, "sentence", lang):
        if found and _UNFINISHED.search(found[-1]) and "\n" not in found[-1]:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def line_break_opportunities(text: str, lang: str = "de") -> list[int]:
    """Where a line may end (UAX #14, with ICU's dictionaries for Thai and others).

    Ascending code point offsets: a line may break before `text[offset]`. The end of the text is the last of them;
    spaces stay with the line before the break. Breaks a newline forces are among them.
    """
    return [end for _, end in _spans(text, "line", lang)]


def _pieces(text: str, kind: Literal["character", "word", "sentence"], lang: str) -> list[str]:
    return [text[start:end] for start, end in _spans(text, kind, lang)]


def _spans(text: str, kind: Literal["character", "word", "sentence", "line"], lang: str) -> list[tuple[int, int]]:
    # Inside the function: ICU's libraries take 15 ms to load, and `smgen --help` cuts no text.
    from icu4py import breakers

    breaker = {
        "character": breakers.CharacterBreaker,
        "word": breakers.WordBreaker,
        "sentence": breakers.SentenceBreaker,
        "line": breakers.LineBreaker,
    }[kind]
    # Half a surrogate pair is no text; ICU refuses it, readers see a replacement character.
    clean = _SURROGATE.sub("\ufffd", text)
    locale = lang.replace("_", "-") if lang.isascii() else "en"
    ends = [end for _, end in breaker(clean, locale).segments()]
    if clean and max(clean) > "\uffff":
        ends = _in_code_points(clean, ends)
    return list(pairwise([0, *ends]))


def _in_code_points(text: str, offsets: list[int]) -> list[int]:
    """UTF-16 `offsets` into `text` as code points; ICU never breaks inside a surrogate pair."""
    at = {units: index for index, units in enumerate(accumulate((1 + (c > "\uffff") for c in text), initial=0))}
    return [at[offset] for offset in offsets]
