"""Spans -> the same spans in capitals or small letters, by the rules of the language (CSS `text-transform`)."""

from __future__ import annotations

import unicodedata
from typing import Final

from msgspec.structs import replace

from smgen.text.paragraph import Span, TextTransform

__all__ = ["transformed"]

# Turkish and Azerbaijani have an i with and one without a dot. Source: Unicode, SpecialCasing.txt.
DOTTED: Final = ("tr", "az")
UPPER_DOTTED: Final = str.maketrans({"i": "İ", "ı": "I"})
LOWER_DOTTED: Final = str.maketrans({"İ": "i", "I": "ı"})
# Greek capitals carry no tonos. Source: CSS Text 3, 2.1.
TONOS: Final = ("\u0301", "\u0300", "\u0342")


def transformed(spans: tuple[Span, ...], transform: TextTransform, lang: str) -> tuple[Span, ...]:
    """The spans in the letters asked for; `capitalize` raises the first letter of each word."""
    if transform == "none":
        return spans
    return tuple(replace(span, text=_transform(span.text, transform, lang.partition("-")[0].lower())) for span in spans)


def _transform(text: str, transform: TextTransform, lang: str) -> str:
    if transform == "uppercase":
        return _upper(text, lang)
    if transform == "lowercase":
        return (text.translate(LOWER_DOTTED) if lang in DOTTED else text).lower()
    starts = {0, *(index + 1 for index, character in enumerate(text) if character.isspace())}
    return "".join(_upper(character, lang) if index in starts else character for index, character in enumerate(text))


def _upper(text: str, lang: str) -> str:
    if lang in DOTTED:
        text = text.translate(UPPER_DOTTED)
    if lang == "el":
        bare = (character for character in unicodedata.normalize("NFD", text) if character not in TONOS)
        text = unicodedata.normalize("NFC", "".join(bare))
    return text.upper()
