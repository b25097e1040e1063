"""Text: from characters to positioned glyphs. One concern a file.

spans = parse_emphasis("Wir **bleiben**.", Style(family="heading", weight=800))
paragraph = shape(spans, FontBook.shipped(), "de")          itemised, shaped once, measured in em
fitted = fit(paragraph, 880, 640, max_size=120)             the largest size, the best lines
setting = set_lines(fitted, Box(100, 100, 880, 640))        items of a scene
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smgen.text.emphasis import parse_emphasis
    from smgen.text.fitting import Fitted, FitMode, Line, explain, fit, same_size
    from smgen.text.paragraph import Bars, Paragraph, Span, Style, TextTransform
    from smgen.text.setting import Align, Setting, VerticalAlign, set_lines
    from smgen.text.shaping import shape

__all__ = [
    "Align",
    "Bars",
    "FitMode",
    "Fitted",
    "Line",
    "Paragraph",
    "Setting",
    "Span",
    "Style",
    "TextTransform",
    "VerticalAlign",
    "explain",
    "fit",
    "parse_emphasis",
    "same_size",
    "set_lines",
    "shape",
]

# Loaded when first asked for: `smgen.text.segments` and its neighbours are used where nothing is shaped, and HarfBuzz takes
# 50 ms to load.
_HOMES = {
    "Align": "setting",
    "Bars": "paragraph",
    "FitMode": "fitting",
    "Fitted": "fitting",
    "Line": "fitting",
    "Paragraph": "paragraph",
    "Setting": "setting",
    "Span": "paragraph",
    "Style": "paragraph",
    "TextTransform": "paragraph",
    "VerticalAlign": "setting",
    "explain": "fitting",
    "fit": "fitting",
    "parse_emphasis": "emphasis",
    "same_size": "fitting",
    "set_lines": "setting",
    "shape": "shaping",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
