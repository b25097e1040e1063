"""The narrow waist: a finished picture, described but not yet drawn.

Layout makes scenes; drawing (and any later renderer: SVG, PDF) reads them. Every item has its final place: drawing
holds no decision and never measures. All of it is frozen, hashable, picklable and prints itself, so a scene is its own
snapshot, its own cache key, and can be sent to another process.

The set of items is closed: `Fill`, `Glyphs`, `Picture`, `Group`. Elements are open and lower themselves to these.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from msgspec import Struct

from smgen.color import Color
from smgen.errors import Note
from smgen.geometry import Box, Size

__all__ = [
    "Effect",
    "Face",
    "Fill",
    "Glyphs",
    "Group",
    "Item",
    "LinearGradient",
    "Outline",
    "Paint",
    "Path",
    "Picture",
    "PictureLook",
    "PictureSource",
    "RadialGradient",
    "Region",
    "Scene",
    "Shadow",
    "Shape",
    "Stop",
    "Texture",
    "Transform",
    "walk",
]


class Stop(NamedTuple):
    """A colour at a place along a gradient, 0 to 1."""

    at: float
    color: Color


class LinearGradient(Struct, frozen=True):
    """Colours along a line through the box, by CSS's angles: 0 up, 90 right, 180 down; mixed in sRGB, dithered."""

    angle: float
    stops: tuple[Stop, ...]


class RadialGradient(Struct, frozen=True):
    """Colours outwards from a centre (shares of the box) to the farthest corner (CSS `circle farthest-corner`)."""

    center: tuple[float, float]
    stops: tuple[Stop, ...]


Paint = Color | LinearGradient | RadialGradient


class Shape(Struct, frozen=True):
    """A rectangle with rounded corners: radii in px, from top left clockwise; half the side makes a circle."""

    box: Box
    radii: tuple[float, float, float, float] = (0, 0, 0, 0)


class Path(Struct, frozen=True):
    """Closed polygons, even-odd filled, in px: for what is not a rectangle. Curves come flattened to under 0.1 px."""

    contours: tuple[tuple[tuple[float, float], ...], ...]

    @property
    def box(self) -> Box:
        """The bounds of all points."""
        lefts = [x for contour in self.contours for x, _ in contour]
        tops = [y for contour in self.contours for _, y in contour]
        return Box(min(lefts), min(tops), max(lefts) - min(lefts), max(tops) - min(tops))


class Fill(Struct, frozen=True):
    """A shape or path filled with a paint; with `stroke` > 0 only its outline, that many px wide, inside the shape."""

    shape: Shape | Path
    paint: Paint
    stroke: float = 0


class Face(Struct, frozen=True):
    """One font file at one place of its variation space; what identifies it wherever a glyph is cached."""

    path: str
    digest: str = ""
    variations: tuple[tuple[str, float], ...] = ()
    index: int = 0
    slant: float = 0
    """Synthetic slant as a share of the height, for an italic the family does not have."""
    is_color: bool = False
    """Whether glyphs bring their own colours (COLRv1 emoji)."""


class Glyphs(Struct, frozen=True):
    """A run of positioned glyphs: one face, one size, one colour. `xs`, `ys` are the origins on the baseline in px.

    `text` is what the run says, in logical order, for whoever compares words, not pixels.
    `box` is the ink and advance the run covers, from ascender to descender, for checks and guides.
    """

    face: Face
    size: float
    color: Color
    glyphs: tuple[int, ...]
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    text: str
    box: Box


class PictureSource(Struct, frozen=True):
    """A picture opened and made safe by `pictures`: its file, its content's digest, its size upright, its kind.

    `kind` is "bitmap" or "svg"; an svg is rasterised at the size it is drawn.
    """

    path: str
    digest: str
    width: int
    height: int
    kind: Literal["bitmap", "svg"] = "bitmap"
    has_alpha: bool = False


class PictureLook(Struct, frozen=True):
    """What is done to a picture's pixels before it is placed, in this order."""

    monochrome: bool = False
    duotone: tuple[Color, Color] | None = None
    """Shadows and lights are mapped on these two colours."""
    brightness: float = 1
    contrast: float = 1
    saturation: float = 1
    blur: float = 0
    """Gaussian radius in px of the drawn picture."""
    grain: float = 0
    """Strength of film grain, 0 to 1; the same grain every time."""
    tint: Color | None = None
    """For svg icons: every drawn pixel in this colour."""


class Picture(Struct, frozen=True):
    """`crop` (in source pixels, upright) of a picture drawn into `box` (whole px)."""

    source: PictureSource
    box: Box
    crop: Box
    look: PictureLook = PictureLook()


class Outline(Struct, frozen=True):
    """A line of `width` px around everything the group draws, behind it."""

    width: float
    color: Color


class Shadow(Struct, frozen=True):
    """What the group draws, in one colour, moved and blurred (Gaussian radius), behind it, px."""

    right: float
    down: float
    blur: float
    color: Color


class Texture(Struct, frozen=True):
    """A procedural mask multiplied into what the group draws: the same every time for the same `seed` and size.

    `spray`: soft overspray, speckles, drips; `chalk`: dry grain; `halftone`: dots; `stamp`: worn ink; `paper`: fibre.
    `scale` is the size of its features in px, `strength` 0 to 1.
    """

    kind: Literal["spray", "chalk", "halftone", "stamp", "paper"]
    scale: float
    strength: float = 1
    seed: int = 0


Effect = Outline | Shadow | Texture


class Transform(NamedTuple):
    """An affine map x' = xx x + xy y + dx, y' = yx x + yy y + dy, in px of the picture."""

    xx: float = 1
    yx: float = 0
    xy: float = 0
    yy: float = 1
    dx: float = 0
    dy: float = 0

    @property
    def is_identity(self) -> bool:
        """Whether nothing moves."""
        return self == (1, 0, 0, 1, 0, 0)

    def after(self, inner: Transform) -> Transform:
        """The transform that does `inner` first, then this one."""
        if inner.is_identity:
            return self
        return Transform(
            self.xx * inner.xx + self.xy * inner.yx,
            self.yx * inner.xx + self.yy * inner.yx,
            self.xx * inner.xy + self.xy * inner.yy,
            self.yx * inner.xy + self.yy * inner.yy,
            self.xx * inner.dx + self.xy * inner.dy + self.dx,
            self.yx * inner.dx + self.yy * inner.dy + self.dy,
        )


class Group(Struct, frozen=True):
    """Items drawn together: clipped to a shape, transformed, with effects, then laid down with an opacity."""

    items: tuple[Item, ...]
    clip: Shape | Path | None = None
    opacity: float = 1
    transform: Transform = Transform()
    effects: tuple[Effect, ...] = ()


Item = Fill | Glyphs | Picture | Group


class Region(Struct, frozen=True):
    """What an element covers, for checks and guides: its tag, its box, the field its words came from."""

    tag: str
    box: Box
    field: str = ""
    parent: int = -1
    """Index of the region it stands in, -1 for the card."""
    facts: tuple[tuple[str, str], ...] = ()
    """What a checker must know of it: ("qr", payload), ("size", "54.3"), ("lines", "4"), ("upscaled", "1.8") …"""


class Scene(Struct, frozen=True, eq=False):
    """A whole picture: its size in px, the ground it stands on, its items back to front, what they cover, and notes.

    Scenes that draw the same are equal: `regions` and `notes` take no part in comparing.
    """

    size: Size
    background: Color
    items: tuple[Item, ...]
    regions: tuple[Region, ...] = ()
    notes: tuple[Note, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scene) and self._drawn == other._drawn

    def __hash__(self) -> int:
        return hash(self._drawn)

    @property
    def _drawn(self) -> tuple[Size, Color, tuple[Item, ...]]:
        return self.size, self.background, self.items

    @property
    def words(self) -> str:
        """All words drawn, in reading order of the markup, one line of text a line."""
        return "\n".join(item.text for item in walk(self.items) if isinstance(item, Glyphs) and item.text.strip())


def walk(items: tuple[Item, ...]) -> Iterator[Item]:
    """Every item, groups before what they hold."""
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from walk(item.items)
