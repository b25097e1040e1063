"""Pixels as letters: pictures small enough to read in a test, and a font of square glyphs to draw them with."""

from __future__ import annotations

import hashlib
import os
import tempfile
from functools import cache
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from smgen.color import BLACK, WHITE, Color
from smgen.geometry import Box, Size
from smgen.painting.draw import draw
from smgen.scene import Face, Glyphs, Item, Scene

RED, GREEN, BLUE = Color(255, 0, 0), Color(0, 255, 0), Color(0, 0, 255)
LETTERS = {"_": WHITE, "B": BLACK, "R": RED, "G": GREEN, "U": BLUE}


def scene(*items: Item, width: int = 8, height: int = 8, background: Color = WHITE) -> Scene:
    return Scene(Size(width, height), background, items)


def drawn(*items: Item, width: int = 8, height: int = 8, background: Color = WHITE) -> Image.Image:
    return draw(scene(*items, width=width, height=height, background=background))


def letters(image: Image.Image) -> str:
    """One letter a pixel, one line a row: "_" white, B black, R red, G green, U blue, "?" anything else."""
    names = {color.rgb: letter for letter, color in LETTERS.items()}
    rows = ["".join(names.get(image.getpixel((x, y)), "?") for x in range(image.width)) for y in range(image.height)]
    return "\n".join(rows)


def picture(text: str) -> Image.Image:
    """The image that `letters` would read so; lines may be indented."""
    rows = [line.strip() for line in text.strip().splitlines()]
    image = Image.new("RGB", (len(rows[0]), len(rows)))
    for y, row in enumerate(rows):
        for x, letter in enumerate(row):
            image.putpixel((x, y), LETTERS[letter].rgb)
    return image


def as_letters(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())


@cache
def block_face() -> Face:
    """A face of 1 em squares on the baseline: A is a square, B its right half, space is empty; ascent 1 em."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "space", "A", "B"])
    builder.setupCharacterMap({32: "space", 65: "A", 66: "B"})
    empty = TTGlyphPen(None).glyph()
    builder.setupGlyf({".notdef": empty, "space": empty, "A": _block(0, 1000), "B": _block(500, 1000)})
    builder.setupHorizontalMetrics({name: (1000, 500 if name == "B" else 0) for name in builder.font.getGlyphOrder()})
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupOS2(sTypoAscender=1000, sTypoDescender=0, usWinAscent=1000, usWinDescent=0)
    builder.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
    builder.setupPost()
    handle, name = tempfile.mkstemp(suffix=".ttf")
    os.close(handle)
    builder.save(name)
    return Face(name, hashlib.sha256(Path(name).read_bytes()).hexdigest()[:16])


def blocks(text: str, x: float, y: float, size: float, color: Color = BLACK) -> Glyphs:
    """A run of block glyphs from `x` on, its baseline at `y`."""
    glyphs = tuple({" ": 1, "A": 2, "B": 3}[letter] for letter in text)
    xs = tuple(x + size * index for index in range(len(glyphs)))
    box = Box(x, y - size, size * len(glyphs), size)
    return Glyphs(block_face(), size, color, glyphs, xs, (y,) * len(glyphs), text, box)


def _block(left: int, right: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    pen.lineTo((left, 1000))
    pen.lineTo((right, 1000))
    pen.lineTo((right, 0))
    pen.closePath()
    return pen.glyph()
