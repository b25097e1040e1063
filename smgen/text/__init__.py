"""Text: from characters to positioned glyphs. One concern a file.

    from smgen.text.emphasis import parse_emphasis
    from smgen.text.fit import fit
    from smgen.text.paragraph import Style
    from smgen.text.setting import set_lines
    from smgen.text.shape import shape

    spans = parse_emphasis("Wir **bleiben**.", Style(family="heading", weight=800))
    paragraph = shape(spans, FontBook.shipped(), "de")          itemised, shaped once, measured in em
    fitted = fit(paragraph, 880, 640, max_size=120)             the largest size, the best lines
    setting = set_lines(fitted, Box(100, 100, 880, 640))        items of a scene

Nothing is imported here: counting characters needs `segments` only, and must not wait for HarfBuzz.
"""

from __future__ import annotations

__all__: list[str] = []
