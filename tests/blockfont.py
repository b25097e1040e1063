"""A font of plain blocks whose widths are known, for tests that compute by hand what the engine must find."""

from __future__ import annotations

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

UPEM = 1000


def build(
    path: Path, *, family: str = "Block", characters: str = "abcdefghijklmnopqrstuvwxyzAV -.", wide: str = "w"
) -> Path:
    """Every character is a block half an em wide, those in `wide` a whole em; capitals are 700 high, the others 500."""
    names = [".notdef", *(f"u{ord(character):04X}" for character in characters)]
    builder = FontBuilder(UPEM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({ord(character): f"u{ord(character):04X}" for character in characters})
    advances = {".notdef": 500} | {f"u{ord(c):04X}": 1000 if c in wide else 500 for c in characters}
    glyphs = {".notdef": _block(500, 500)}
    for character in characters:
        name = f"u{ord(character):04X}"
        glyphs[name] = _block(0 if character == " " else advances[name], 700 if character.isupper() else 500)
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics({name: (advance, 0) for name, advance in advances.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, sCapHeight=700, sxHeight=500, usWeightClass=400)
    builder.setupPost()
    builder.save(path)
    return path


def _block(width: int, height: int):
    pen = TTGlyphPen(None)
    if width:
        pen.moveTo((0, 0))
        pen.lineTo((0, height))
        pen.lineTo((width, height))
        pen.lineTo((width, 0))
        pen.closePath()
    return pen.glyph()
