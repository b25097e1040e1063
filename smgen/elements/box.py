"""The box every element has: finding its size, painting its ground, grouping its effects.

An element is a frozen struct with a field `box: BoxStyle` and three methods::

    flexible                       whether it can give way: text that fits itself, and whatever holds such text
    measure(available, context)    the size its content wants within `available` (px; height may be infinite)
    lay(box, context)              its content, lowered to scene items inside `box`

The functions here wrap those with padding, margins, limits, background, bleed, opacity, rotation and effects, so that no
element deals with them. Names and meanings are CSS's.
"""

import math
from typing import Annotated, Any, Protocol, cast

from msgspec import Struct
from msgspec.structs import replace

from smgen.color import Color
from smgen.elements.context import Context
from smgen.elements.reading import (
    Attribute,
    choice,
    insets,
    length,
    line,
    number,
    padding_value,
    paint,
    placement,
    ratio,
    shadow_value,
    sides,
    slant,
    texture_value,
)
from smgen.geometry import Box, Insets, Length, Size
from smgen.scene import Effect, Fill, Group, Item, Outline, Paint, Region, Shadow, Shape, Texture, Transform

__all__ = ["BoxStyle", "Element", "inside", "lay", "limited", "margins", "measure", "place_in"]

INFINITE = math.inf


class Element(Protocol):
    """What layout asks of an element; see the module's docstring."""

    @property
    def box(self) -> "BoxStyle":
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


class BoxStyle(Struct, frozen=True):
    """The attributes every element takes, named and meant as in CSS unless said otherwise.

    `place` takes an element out of the flow: it stands at that place of its parent. `bleed` stretches its ground (for
    pictures and shapes: itself) to the picture's edges on the sides named, while what it holds stays where it was.
    `texture` is a kind, a scale and a strength; `shadow` right, down, blur and colour; `outline` a width and a colour.
    """

    width: Annotated[Length | None, Attribute(length)] = None
    height: Annotated[Length | None, Attribute(length)] = None
    min_width: Annotated[Length | None, Attribute(length)] = None
    max_width: Annotated[Length | None, Attribute(length)] = None
    min_height: Annotated[Length | None, Attribute(length)] = None
    max_height: Annotated[Length | None, Attribute(length)] = None
    aspect_ratio: Annotated[float | None, Attribute(ratio)] = None
    padding: Annotated[tuple[Length, Length, Length, Length] | None, Attribute(padding_value)] = None
    margin: Annotated[tuple[Length, Length, Length, Length] | None, Attribute(insets)] = None
    grow: Annotated[float, Attribute(number)] = 0.0
    align_self: Annotated[str, Attribute(choice("auto", "start", "center", "end", "stretch"))] = "auto"
    place: Annotated[tuple[float, float] | str | None, Attribute(placement)] = None
    bleed: Annotated[frozenset[str], Attribute(sides)] = frozenset()
    background: Annotated[Paint | None, Attribute(paint)] = None
    border: Annotated[tuple[Length, Color] | None, Attribute(line)] = None
    border_radius: Annotated[tuple[Length, Length, Length, Length] | None, Attribute(insets)] = None
    overflow: Annotated[str, Attribute(choice("visible", "hidden"))] = "visible"
    opacity: Annotated[float, Attribute(number)] = 1.0
    rotate: Annotated[float, Attribute(number)] = 0.0
    skew: Annotated[float, Attribute(slant)] = 0.0
    shadow: Annotated[tuple[Length, Length, Length, Color] | None, Attribute(shadow_value)] = None
    outline: Annotated[tuple[Length, Color] | None, Attribute(line)] = None
    texture: Annotated[tuple[str, Length, float, int] | None, Attribute(texture_value)] = None
    role: Annotated[str, Attribute(choice("content", "decoration"))] = "content"

    def padding_px(self, context: Context, width: float) -> Insets:
        """The padding in px; percentages count from the width, as in CSS."""
        return _insets_px(self.padding, context, width)


def margins(element: Element, context: Context, width: float) -> Insets:
    """The margins in px; percentages count from the parent's width."""
    return _insets_px(element.box.margin, context, width)


def measure(element: Element, available: Size, context: Context, whole: Size | None = None) -> Size:
    """The border box an element wants within `available`, margins not counted; measured once per place and size.

    Percentages count from `whole`, where only a share of it is available.
    """
    whole = whole or available
    key = (id(element), available, whole)
    if key not in context.memo:
        context.memo[key] = _measured(element, available, whole, context)
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


def _measured(element: Element, available: Size, whole: Size, context: Context) -> Size:
    style = element.box
    width = limited(context.px(style.width, whole.width, default=-1), style, context, whole, axis=0)
    height = limited(context.px(style.height, whole.height, default=-1), style, context, whole, axis=1)
    if style.aspect_ratio and width >= 0 and height < 0:
        height = width / style.aspect_ratio
    elif style.aspect_ratio and height >= 0 and width < 0:
        width = height * style.aspect_ratio
    if width >= 0 and height >= 0:
        return Size(width, height)
    padding = style.padding_px(context, whole.width)
    outer_width = width if width >= 0 else min(available.width, _most(style.max_width, context, whole.width))
    outer_height = height if height >= 0 else min(available.height, _most(style.max_height, context, whole.height))
    room = Size(max(0, outer_width - padding.width), max(0, outer_height - padding.height))
    content = element.measure(room, inside(element, context))
    wanted = Size(
        width if width >= 0 else content.width + padding.width,
        height if height >= 0 else content.height + padding.height,
    )
    if style.aspect_ratio and width < 0 and height < 0:
        wanted = Size(wanted.width, wanted.width / style.aspect_ratio)
    return Size(
        limited(wanted.width, style, context, whole, axis=0),
        limited(wanted.height, style, context, whole, axis=1),
    )


def limited(value: float, style: BoxStyle, context: Context, whole: Size, *, axis: int) -> float:
    """`value` within the element's own minimum and maximum; negative (unknown) stays as it is."""
    if value < 0:
        return value
    least, most = ((style.min_width, style.max_width), (style.min_height, style.max_height))[axis]
    return max(min(value, _most(most, context, whole[axis])), context.px(least, whole[axis]))


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
    """Rotation (degrees, clockwise) and horizontal skew (CSS `skewX`) about the middle of the box."""
    if not style.rotate and not style.skew:
        return Transform()
    angle = math.radians(style.rotate)
    cosine, sine = math.cos(angle), math.sin(angle)
    slope = math.tan(math.radians(style.skew))
    xx, yx, xy, yy = cosine, sine, cosine * slope - sine, sine * slope + cosine
    middle_x, middle_y = box.left + box.width / 2, box.top + box.height / 2
    return Transform(xx, yx, xy, yy, middle_x - xx * middle_x - xy * middle_y, middle_y - yx * middle_x - yy * middle_y)


def _insets_px(lengths: tuple[Length, ...] | None, context: Context, width: float) -> Insets:
    if lengths is None:
        return Insets()
    top, right, bottom, left = (context.px(side, width) for side in lengths)
    return Insets(top, left, bottom, right) if context.is_mirrored else Insets(top, right, bottom, left)
