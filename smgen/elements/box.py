"""The box every element has: reading its attributes, finding its size, painting its ground, grouping its effects.

An element is a frozen dataclass with a field `box: BoxStyle` and three methods::

    flexible                       whether it can give way: text that fits itself, and whatever holds such text
    measure(available, context)    the size its content wants within `available` (px; height may be infinite)
    lay(box, context)              its content, lowered to scene items inside `box`

The functions here wrap those with padding, margins, limits, background, bleed, opacity, rotation and effects, so that no
element deals with them. Names and meanings are CSS's.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, cast

from smgen.color import Color, parse_color
from smgen.errors import Note
from smgen.geometry import Box, Insets, Length, Size, parse_length
from smgen.scene import (
    Effect,
    Fill,
    Group,
    Item,
    LinearGradient,
    Outline,
    Paint,
    RadialGradient,
    Region,
    Shadow,
    Shape,
    Stop,
    Texture,
    Transform,
)

if TYPE_CHECKING:
    from pathlib import Path

    from smgen.fonts import FontBook
    from smgen.scene import PictureSource

__all__ = [
    "BoxStyle",
    "Context",
    "Element",
    "attribute",
    "choice",
    "color_value",
    "flag",
    "font_size_length",
    "insets",
    "inside",
    "lay",
    "length",
    "margins",
    "measure",
    "number",
    "paint",
    "place_in",
    "placement",
    "positive",
    "ratio",
    "whole",
    "words",
]

INFINITE = math.inf

_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Languages whose usual script runs from right to left (CLDR, characterOrder): their pictures are laid out mirrored."""


class Element(Protocol):
    """What layout asks of an element; see the module's docstring."""

    @property
    def box(self) -> BoxStyle:
        """The attributes every element has."""
        ...

    @property
    def flexible(self) -> bool:
        """Whether it can give way."""
        ...

    def measure(self, available: Size, context: Context) -> Size:
        """The size its content wants within `available`."""
        ...

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """Its content, lowered to items inside `box`."""
        ...


def attribute(read: Callable[[str], Any], default: Any = None, *, inherited: bool = False) -> Any:
    """A dataclass field that markup may set: how its text is read, its default, whether children inherit it."""
    return field(default=default, metadata={"read": read, "inherited": inherited})


@dataclass(frozen=True, slots=True)
class Context:
    """All that layout may ask of the world, and where it says what it found.

    `picture` opens a picture by the name markup gives; `notes` and `regions` collect, `memo` keeps what was measured so
    that laying out does not measure again. One context serves one scene.
    """

    viewport: Size
    safe: Insets
    fonts: FontBook
    language: str
    picture: Callable[[str], PictureSource]
    icon: Callable[[str], PictureSource]
    focus: Callable[[PictureSource], tuple[float, float]]
    smallest: float
    """The smallest legible text in px: 2.6 % of the short side (LOOKS, "Type")."""
    folder: Path | None = None
    where: str = ""
    ground: Color | None = None
    """The colour behind the element where it is one colour, so that ink can be chosen and checked."""
    parent: int = -1
    sizes: tuple[tuple[str, float], ...] = ()
    """Font sizes imposed from outside, by field, for a series that shares one size."""
    slide: int = 1
    slides: int = 1
    notes: list[Note] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def is_mirrored(self) -> bool:
        """Whether left and right change places, as the language is written from right to left."""
        return self.language.partition("-")[0].lower() in _RIGHT_TO_LEFT

    def px(self, length: Length | None, relative_to: float = 0, em: float = 0, *, default: float = 0) -> float:
        """A length in px; `default` where there is none."""
        return default if length is None else length.resolve(self.viewport, relative_to=relative_to, em=em)

    def note(self, note: Note) -> None:
        """Add a finding once."""
        if note not in self.notes:
            self.notes.append(note)


def words(text: str) -> str:
    """An attribute that is just text."""
    return text


def length(text: str) -> Length:
    """A CSS length."""
    return parse_length(text)


def font_size_length(text: str) -> Length:
    """A CSS length above zero."""
    found = parse_length(text)
    if found.value <= 0:
        raise ValueError(f"“{text}” is not above zero")
    return found


def color_value(text: str) -> Color:
    """A CSS colour."""
    return parse_color(text)


def number(text: str) -> float:
    """A number, `0.5`, or a percentage of one, `50%`."""
    try:
        value = float(text[:-1]) / 100 if text.strip().endswith("%") else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"“{text}” is not a number")
    return value


def positive(text: str) -> float:
    """A number above zero."""
    value = number(text)
    if value <= 0:
        raise ValueError(f"“{text}” is not above zero")
    return value


def slant(text: str) -> float:
    """Degrees that still leave something to see, from -60 to 60."""
    value = number(text)
    if abs(value) > 60:
        raise ValueError(f"“{text}” is not between -60 and 60 degrees")
    return value


def whole(text: str) -> int:
    """A whole number."""
    if not text.strip().isdecimal() or len(text) > 9:
        raise ValueError(f"“{text}” is not a whole number")
    return int(text)


def flag(text: str) -> bool:
    """`true` or `false`."""
    if text not in ("true", "false"):
        raise ValueError(f"“{text}” is neither true nor false")
    return text == "true"


def choice(*known: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"“{text}” is not one of {', '.join(known)}")
        return text

    return read


def ratio(text: str) -> float:
    """An aspect ratio, width to height: `16/9`, `1`."""
    width, _, height = text.partition("/")
    value = number(width) / (number(height) if height else 1)
    if not 0.01 <= value <= 100:
        raise ValueError(f"“{text}” is not a sensible aspect ratio")
    return value


def insets(text: str) -> tuple[Length, Length, Length, Length]:
    """One to four lengths in CSS order: top, right, bottom, left."""
    parts = [parse_length(part) for part in text.split()]
    if not 1 <= len(parts) <= 4:
        raise ValueError(f"“{text}” is not one to four lengths")
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    return top, right, bottom, parts[3] if len(parts) > 3 else right


def paint(text: str) -> Paint:
    """A colour, `linear-gradient(160deg, #fff, #000 80%)` or `radial-gradient(50% 20%, #fff, #000)`."""
    stripped = text.strip()
    if stripped.startswith("linear-gradient(") and stripped.endswith(")"):
        first, *stops = _arguments(stripped)
        if not first.endswith("deg"):
            first, stops = "180deg", [first, *stops]
        return LinearGradient(number(first.removesuffix("deg")), _stops(stops))
    if stripped.startswith("radial-gradient(") and stripped.endswith(")"):
        first, *stops = _arguments(stripped)
        x, y = (number(part) for part in first.split())
        return RadialGradient((x, y), _stops(stops))
    return parse_color(stripped)


def placement(text: str) -> tuple[float, float] | str:
    """Where an element stands in its parent: `fill`, or words such as `top right`, `center`, or shares `40% 30%`."""
    if text == "fill":
        return "fill"
    across = {"left": 0.0, "right": 1.0}
    down = {"top": 0.0, "bottom": 1.0}
    x = y = 0.5
    parts = text.split()
    if len(parts) == 2 and all(part.endswith("%") for part in parts):
        return number(parts[0]), number(parts[1])
    if not 1 <= len(parts) <= 2:
        raise ValueError(f"“{text}” is not a place; places look like fill, center, top right, 40% 30%")
    for part in parts:
        if part in across:
            x = across[part]
        elif part in down:
            y = down[part]
        elif part != "center":
            raise ValueError(f"“{text}” is not a place; places look like fill, center, top right, 40% 30%")
    return x, y


def sides(text: str) -> frozenset[str]:
    """Some of `top right bottom left`, or `all`."""
    named = frozenset(text.split())
    every = frozenset(("top", "right", "bottom", "left"))
    if named == {"all"}:
        return every
    if not named <= every:
        raise ValueError(f"“{text}” is not some of top, right, bottom, left")
    return named


def _shadow(text: str) -> tuple[Length, Length, Length, Color]:
    parts = text.split(maxsplit=3)
    if len(parts) != 4:
        raise ValueError(f"“{text}” is not a shadow; shadows look like 0px 1vmin 2vmin #00000080")
    return parse_length(parts[0]), parse_length(parts[1]), parse_length(parts[2]), parse_color(parts[3])


def _line(text: str) -> tuple[Length, Color]:
    width, _, ink = text.strip().partition(" ")
    if not ink:
        raise ValueError(f"“{text}” is not a line; lines look like 0.4vmin #11302b")
    return parse_length(width), parse_color(ink)


def _texture(text: str) -> tuple[str, Length, float, int]:
    kind, *rest = text.split()
    read_kind = choice("spray", "chalk", "halftone", "stamp", "paper")(kind)
    scale = parse_length(rest[0]) if rest else Length(1, "vmin")
    strength = number(rest[1]) if len(rest) > 1 else 1.0
    seed = whole(rest[2]) if len(rest) > 2 else 0
    return read_kind, scale, strength, seed


@dataclass(frozen=True, slots=True)
class BoxStyle:
    """The attributes every element takes, named and meant as in CSS unless said otherwise.

    `place` takes an element out of the flow: it stands at that place of its parent. `bleed` stretches its ground (for
    pictures and shapes: itself) to the picture's edges on the sides named, while what it holds stays where it was.
    `texture` is a kind, a scale and a strength; `shadow` right, down, blur and colour; `outline` a width and a colour.
    """

    width: Length | None = attribute(length)
    height: Length | None = attribute(length)
    min_width: Length | None = attribute(length)
    max_width: Length | None = attribute(length)
    min_height: Length | None = attribute(length)
    max_height: Length | None = attribute(length)
    aspect_ratio: float | None = attribute(ratio)
    padding: tuple[Length, Length, Length, Length] | None = attribute(insets)
    margin: tuple[Length, Length, Length, Length] | None = attribute(insets)
    grow: float = attribute(number, 0.0)
    align_self: str = attribute(choice("auto", "start", "center", "end", "stretch"), "auto")
    place: tuple[float, float] | str | None = attribute(placement)
    bleed: frozenset[str] = attribute(sides, frozenset())
    background: Paint | None = attribute(paint)
    border: tuple[Length, Color] | None = attribute(_line)
    border_radius: tuple[Length, Length, Length, Length] | None = attribute(insets)
    overflow: str = attribute(choice("visible", "hidden"), "visible")
    opacity: float = attribute(number, 1.0)
    rotate: float = attribute(number, 0.0)
    skew: float = attribute(slant, 0.0)
    shadow: tuple[Length, Length, Length, Color] | None = attribute(_shadow)
    outline: tuple[Length, Color] | None = attribute(_line)
    texture: tuple[str, Length, float, int] | None = attribute(_texture)
    role: str = attribute(choice("content", "decoration"), "content")

    def padding_px(self, context: Context, width: float) -> Insets:
        """The padding in px; percentages count from the width, as in CSS."""
        return _insets_px(self.padding, context, width)


def margins(element: Element, context: Context, width: float) -> Insets:
    """The margins in px; percentages count from the parent's width."""
    return _insets_px(element.box.margin, context, width)


def measure(element: Element, available: Size, context: Context) -> Size:
    """The border box an element wants within `available`, margins not counted; measured once per place and size."""
    key = (id(element), available)
    if key not in context.memo:
        context.memo[key] = _measured(element, available, context)
    return cast("Size", context.memo[key])


def lay(element: Element, box: Box, context: Context) -> tuple[Item, ...]:
    """An element in its border box `box`: ground, border, content, then opacity, clip, rotation and effects."""
    style = element.box
    painted = _bled(style, box, context).rounded() if style.background or style.border or style.bleed else box
    radii = _radii(style, painted, context)
    inner = box.inset(style.padding_px(context, box.width))
    if style.bleed and not hasattr(element, "children"):
        inner = painted
    here = replace(context, ground=_ground(style, context), parent=_region(element, painted, context))
    items: list[Item] = []
    if style.background is not None:
        items.append(Fill(Shape(painted, radii), style.background))
    items.extend(element.lay(inner, here))
    if style.border is not None:
        width, ink = style.border
        items.append(Fill(Shape(painted, radii), ink, stroke=context.px(width, box.width)))
    return _grouped(style, tuple(items), painted, radii, context)


def place_in(element: Element, parent: Box, context: Context) -> Box:
    """The border box of an element that stands at its `place` in `parent`, outside the flow."""
    margin = margins(element, context, parent.width)
    room = parent.inset(margin)
    if element.box.place == "fill":
        return room
    size = measure(element, room.size, context)
    x, y = cast("tuple[float, float]", element.box.place or (0.5, 0.5))
    x = 1 - x if context.is_mirrored else x
    width, height = min(size.width, room.width), min(size.height, room.height)
    return Box(room.left + (room.width - width) * x, room.top + (room.height - height) * y, width, height)


def _measured(element: Element, available: Size, context: Context) -> Size:
    style = element.box
    width = _limited(context.px(style.width, available.width, default=-1), style, context, available, axis=0)
    height = _limited(context.px(style.height, available.height, default=-1), style, context, available, axis=1)
    if style.aspect_ratio and width >= 0 and height < 0:
        height = width / style.aspect_ratio
    elif style.aspect_ratio and height >= 0 and width < 0:
        width = height * style.aspect_ratio
    if width >= 0 and height >= 0:
        return Size(width, height)
    padding = style.padding_px(context, available.width)
    outer_width = width if width >= 0 else min(available.width, _most(style.max_width, context, available.width))
    outer_height = height if height >= 0 else min(available.height, _most(style.max_height, context, available.height))
    room = Size(max(0, outer_width - padding.width), max(0, outer_height - padding.height))
    content = element.measure(room, inside(element, context))
    wanted = Size(
        width if width >= 0 else content.width + padding.width,
        height if height >= 0 else content.height + padding.height,
    )
    if style.aspect_ratio and width < 0 and height < 0:
        wanted = Size(wanted.width, wanted.width / style.aspect_ratio)
    return Size(
        _limited(wanted.width, style, context, available, axis=0),
        _limited(wanted.height, style, context, available, axis=1),
    )


def _limited(value: float, style: BoxStyle, context: Context, available: Size, *, axis: int) -> float:
    """`value` within the element's own minimum and maximum; negative (unknown) stays as it is."""
    if value < 0:
        return value
    least, most = ((style.min_width, style.max_width), (style.min_height, style.max_height))[axis]
    return max(min(value, _most(most, context, available[axis])), context.px(least, available[axis]))


def _most(limit: Length | None, context: Context, relative_to: float) -> float:
    return INFINITE if limit is None else context.px(limit, relative_to)


def _bled(style: BoxStyle, box: Box, context: Context) -> Box:
    if not style.bleed:
        return box
    start, end = ("right", "left") if context.is_mirrored else ("left", "right")
    left = 0.0 if start in style.bleed else box.left
    top = 0.0 if "top" in style.bleed else box.top
    right = context.viewport.width if end in style.bleed else box.right
    bottom = context.viewport.height if "bottom" in style.bleed else box.bottom
    return Box(left, top, right - left, bottom - top)


def inside(element: Element, context: Context) -> Context:
    """The context of what stands in an element: on its ground, where it has one."""
    if element.box.background is None:
        return context
    return replace(context, ground=_ground(element.box, context))


def _ground(style: BoxStyle, context: Context) -> Color | None:
    if style.background is None:
        return context.ground
    return style.background if isinstance(style.background, Color) and style.background.is_opaque else None


def _radii(style: BoxStyle, box: Box, context: Context) -> tuple[float, float, float, float]:
    if style.border_radius is None:
        return 0, 0, 0, 0
    short = min(box.width, box.height)
    radii = [max(0.0, context.px(radius, short)) for radius in style.border_radius]
    # CSS Backgrounds 3, 4.5: where two corners overlap, all radii shrink by the same share.
    sides = ((0, 1, box.width), (1, 2, box.height), (2, 3, box.width), (3, 0, box.height))
    share = min(1.0, *(side / max(radii[a] + radii[b], 1e-9) for a, b, side in sides))
    top_left, top_right, bottom_right, bottom_left = (radius * share for radius in radii)
    if context.is_mirrored:
        return top_right, top_left, bottom_left, bottom_right
    return top_left, top_right, bottom_right, bottom_left


def _region(element: Element, box: Box, context: Context) -> int:
    tag = type(element).__name__.lower()
    context.regions.append(Region(tag, box, getattr(element, "field", "") or "", context.parent))
    return len(context.regions) - 1


def _grouped(
    style: BoxStyle, items: tuple[Item, ...], box: Box, radii: tuple[float, float, float, float], context: Context
) -> tuple[Item, ...]:
    clip = Shape(box, radii) if style.overflow == "hidden" else None
    effects = _effects(style, context)
    transform = _transform(style, box)
    if not items or (clip is None and style.opacity >= 1 and not effects and transform.is_identity):
        return items
    return (Group(items, clip, min(max(style.opacity, 0), 1), transform, effects),)


def _effects(style: BoxStyle, context: Context) -> tuple[Effect, ...]:
    effects: list[Effect] = []
    if style.texture is not None:
        kind, scale, strength, seed = style.texture
        effects.append(Texture(cast("Any", kind), context.px(scale), strength, seed))
    if style.outline is not None:
        effects.append(Outline(context.px(style.outline[0]), style.outline[1]))
    if style.shadow is not None:
        right, down, blur, ink = style.shadow
        effects.append(Shadow(context.px(right), context.px(down), context.px(blur), ink))
    return tuple(effects)


def _transform(style: BoxStyle, box: Box) -> Transform:
    """Rotation (degrees, clockwise) and horizontal skew about the middle of the box."""
    if not style.rotate and not style.skew:
        return Transform()
    angle = math.radians(style.rotate)
    cosine, sine = math.cos(angle), math.sin(angle)
    slope = math.tan(math.radians(style.skew))
    xx, yx, xy, yy = cosine, sine, -sine - cosine * slope, cosine - sine * slope
    middle_x, middle_y = box.left + box.width / 2, box.top + box.height / 2
    return Transform(xx, yx, xy, yy, middle_x - xx * middle_x - xy * middle_y, middle_y - yx * middle_x - yy * middle_y)


def _insets_px(lengths: tuple[Length, ...] | None, context: Context, width: float) -> Insets:
    if lengths is None:
        return Insets()
    top, right, bottom, left = (context.px(side, width) for side in lengths)
    return Insets(top, left, bottom, right) if context.is_mirrored else Insets(top, right, bottom, left)


def _arguments(call: str) -> list[str]:
    """The comma-separated arguments of a CSS function, nested parentheses respected."""
    inside = call[call.index("(") + 1 : -1]
    parts, depth, start = [], 0, 0
    for index, character in enumerate(inside):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(inside[start:index].strip())
            start = index + 1
    parts.append(inside[start:].strip())
    return parts


def _stops(texts: list[str]) -> tuple[Stop, ...]:
    if len(texts) < 2:
        raise ValueError("a gradient needs at least two colours")
    stops = []
    for index, text in enumerate(texts):
        ink, _, place = text.rpartition(" ")
        if ink and place.endswith("%"):
            stops.append(Stop(number(place), parse_color(ink)))
        else:
            stops.append(Stop(index / (len(texts) - 1), parse_color(text)))
    return tuple(stops)
