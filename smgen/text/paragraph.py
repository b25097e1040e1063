"""The data of text on its way from characters to lines: styles and spans go in, runs of shaped glyphs come out.

Lengths are in em of the paragraph's font size, so that one shaping serves every size.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from smgen.color import BLACK, Color
from smgen.errors import Note
from smgen.scene import Face
from smgen.text.opportunities import SPACES, Opportunity

__all__ = ["SPACES", "USUAL_ABOVE", "USUAL_BELOW", "Bars", "Paragraph", "Run", "Span", "Style", "TextTransform"]

# How far accents reach above capitals and tails below the baseline in the shipped Latin, Greek and Cyrillic, em: lines
# and boxes are made for that much.
USUAL_ABOVE: Final = 0.27
USUAL_BELOW: Final = 0.3

TextTransform = Literal["none", "uppercase", "lowercase", "capitalize"]


class Style(Struct, frozen=True):
    """How a span looks.

    `family` is a family or role of the `FontBook`; `letter_spacing` is in em of the span; `features` are OpenType tags
    to turn on ("tnum"), or off with a minus ("-liga"); `scale` is the size relative to the paragraph's; `mark` the
    colour of a marker bar behind the words.
    """

    family: str = "text"
    weight: float = 400
    italic: bool = False
    letter_spacing: float = 0
    features: tuple[str, ...] = ()
    color: Color = BLACK
    scale: float = 1
    mark: Color | None = None


class Span(Struct, frozen=True):
    """Text in one style."""

    text: str
    style: Style


class Bars(Struct, frozen=True):
    """A bar behind each line ("Balken"). All lengths in em; `offset` moves every second line to the right."""

    color: Color
    padding_x: float = 0.3
    padding_y: float = 0.26
    radius: float = 0.0
    offset: float = 0.0


class Run(Struct, frozen=True):
    """Characters of one face, script, level and style, with their glyphs in visual order.

    The five tuples run side by side, one entry a glyph: its id, the character it belongs to, its advance, and how far
    right and up it is moved, in em. `scale` and `shift` (em, up) are what the glyphs are drawn at: the style's, and for
    emoji their own.
    """

    start: int
    end: int
    face: Face
    script: str
    level: int
    style: Style
    scale: float = 1
    shift: float = 0
    ids: tuple[int, ...] = ()
    clusters: tuple[int, ...] = ()
    advances: tuple[float, ...] = ()
    rights: tuple[float, ...] = ()
    ups: tuple[float, ...] = ()
    unsafe: frozenset[int] = frozenset()
    """Of the places a line may be cut: those where the run must be shaped again (kerning, ligatures, joins)."""

    @property
    def width(self) -> float:
        """The sum of the advances."""
        return sum(self.advances)


class Paragraph(Struct, frozen=True, eq=False):
    """A shaped text, ready to be broken at any width. Compared by identity: it is a cache key.

    `widths[i]` is the width in em of everything before character `i`; `cap_height` and the others are in em too:
    the tallest of the faces used for letters. `opportunities` are the places a line may end, without the dictionary's
    hyphens: those are looked up when a box asks for them, if `hyphenate`, and never in the words of `never`. `over` and
    `under` are what some letters reach beyond USUAL_ABOVE and USUAL_BELOW, em.
    """

    text: str
    spans: tuple[Span, ...]
    lang: str = ""
    level: int = 0
    runs: tuple[Run, ...] = ()
    levels: bytes = b""
    widths: tuple[float, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    hyphenate: bool = True
    never: frozenset[str] = frozenset()
    cap_height: float = 0.7
    x_height: float = 0.5
    ascender: float = 0.95
    descender: float = -0.25
    over: float = 0
    under: float = 0
    scale: float = 1
    notes: tuple[Note, ...] = ()

    @property
    def is_rtl(self) -> bool:
        """Whether its lines run from right to left."""
        return self.level % 2 == 1
