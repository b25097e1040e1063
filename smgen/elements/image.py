"""`<image>` and `<icon>`: the user's photos and logos, and the shipped icons."""

from typing import Annotated

from msgspec import Struct

from smgen.color import Color, luminance
from smgen.elements.box import BoxStyle
from smgen.elements.context import Context
from smgen.elements.reading import Attribute, choice, color_value, flag, length, number, paint, placement, words
from smgen.elements.shape import silhouette
from smgen.errors import Note
from smgen.geometry import Box, Length, Size, contain, cover
from smgen.scene import Fill, Group, Item, Paint, Picture, PictureLook, PictureSource, Shape

__all__ = ["Icon", "Image"]

_MIDDLE = 0.18
"""The luminance of a ground on which black and white read equally well (WCAG 2.2: (L + 0.05) / 0.05 = 1.05 / (L + 0.05))."""

_SHARP_ENOUGH = 1.4
"""Beyond this enlargement a photo looks soft on a phone; said as a note, never silently."""

_SEEN_AT_ONCE = 1920
"""Px of the long side an eye tells apart: what is larger (a poster, a banner) is looked at from further away."""


def _focus(text: str) -> tuple[float, float] | None:
    """A place in the picture, `40% 30%` or words, or `auto`."""
    if text in ("", "auto"):
        return None
    place = placement(text)
    if isinstance(place, str):
        raise ValueError(f"“{text}” is not a focus point; focus points look like 40% 30% or top")
    return place


def _two_colors(text: str) -> tuple[Color, Color]:
    parts = text.split()
    if len(parts) != 2:
        raise ValueError(f"“{text}” is not two colours, for the shadows and the lights")
    return color_value(parts[0]), color_value(parts[1])


class Image(Struct, frozen=True):
    """A photo or a logo (PNG, JPEG, WebP, GIF, AVIF or SVG), never stretched.

    `object-fit` is cover (fill the box, crop around `focus`), contain (all of it, placed by `object-position`) or blur (all
    of it, the rest of the box filled with a blurred copy). `focus` is the point to keep in sight, `auto` finds it; it comes
    to stand in the middle, or at `focus-at` where words cover the middle. `mask` cuts it to an ellipse, blob, bubble,
    arch or star. The look is changed by monochrome, duotone (two colours for shadows and lights), brightness, contrast,
    saturation, blur and grain; `scrim` is a paint over it, for words to stand on.
    """

    box: BoxStyle
    src: Annotated[str, Attribute(words)] = ""
    src_on_dark: Annotated[str, Attribute(words)] = ""
    field: Annotated[str, Attribute(words)] = ""
    object_fit: Annotated[str, Attribute(choice("cover", "contain", "blur"))] = "cover"
    object_position: Annotated[tuple[float, float] | None, Attribute(_focus)] = None
    focus: Annotated[tuple[float, float] | None, Attribute(_focus)] = None
    focus_at: Annotated[tuple[float, float] | None, Attribute(_focus)] = None
    mask: Annotated[str, Attribute(choice("none", "ellipse", "blob", "bubble", "arch", "star"))] = "none"
    seed: Annotated[int, Attribute(lambda text: int(number(text)))] = 0
    monochrome: Annotated[bool, Attribute(flag)] = False
    duotone: Annotated[tuple[Color, Color] | None, Attribute(_two_colors)] = None
    brightness: Annotated[float, Attribute(number)] = 1.0
    contrast: Annotated[float, Attribute(number)] = 1.0
    saturation: Annotated[float, Attribute(number)] = 1.0
    blur: Annotated[Length | None, Attribute(length)] = None
    grain: Annotated[float, Attribute(number)] = 0.0
    tint: Annotated[Color | None, Attribute(color_value)] = None
    scrim: Annotated[Paint | None, Attribute(paint)] = None

    @property
    def flexible(self) -> bool:
        """A picture takes the room it is given."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """As wide as there is room, as high as the picture's proportions then ask, within what there is."""
        source = _source(self, context)
        height = available.width * source.height / source.width
        if height <= available.height:
            return Size(available.width, height)
        return Size(available.height * source.width / source.height, available.height)

    def least(self, available: Size, context: Context) -> Size:
        """Nothing: a picture can always be smaller; `min-height` says where that ends."""
        return Size(0, 0)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The picture in its box, cropped to its mask."""
        source = _source(self, context)
        place = box.rounded()
        if place.width < 1 or place.height < 1:
            return ()
        items = _fitted(self, source, place, context)
        if self.scrim is not None:
            items = (*items, Fill(Shape(place), self.scrim))
        if self.mask == "none":
            return items
        return (Group(items, clip=silhouette(self.mask, place, self.seed)),)


class Icon(Struct, frozen=True):
    """A shipped icon by name, such as `calendar`, drawn in one colour; `width` sets its size (a square)."""

    box: BoxStyle
    name: Annotated[str, Attribute(words)] = ""
    color: Annotated[Color | None, Attribute(color_value, inherited=True)] = None

    @property
    def flexible(self) -> bool:
        """An icon has its size."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """A square: as large as there is room, unless `width` says otherwise."""
        side = min(available.width, available.height, context.px(Length(6, "vmin")))
        return Size(side, side)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The icon, as large as its box allows, in the middle of it."""
        source = context.icon(self.name)
        place = contain(Size(source.width, source.height), box)
        crop = Box(0, 0, source.width, source.height)
        return (Picture(source, place, crop, PictureLook(tint=self.color)),)


def _source(image: Image, context: Context) -> PictureSource:
    """The picture, or its version for dark grounds where there is one and the ground is dark."""
    on_dark = context.ground is not None and luminance(context.ground) < _MIDDLE
    return context.picture(image.src_on_dark if image.src_on_dark and on_dark else image.src)


def _fitted(image: Image, source: PictureSource, place: Box, context: Context) -> tuple[Item, ...]:
    size = Size(source.width, source.height)
    look = PictureLook(
        monochrome=image.monochrome,
        duotone=image.duotone,
        brightness=image.brightness,
        contrast=image.contrast,
        saturation=image.saturation,
        blur=context.px(image.blur),
        grain=min(max(image.grain, 0), 1),
        tint=image.tint,
    )
    if image.object_fit == "cover":
        crop = cover(size, place.size, image.focus or context.focus(source), image.focus_at or (0.5, 0.5))
        _note_enlargement(image, source, place.width / crop.width, context)
        return (Picture(source, place, crop, look),)
    whole = Box(0, 0, source.width, source.height)
    inner = contain(size, place, image.object_position or (0.5, 0.5))
    _note_enlargement(image, source, inner.width / source.width, context)
    front = Picture(source, inner, whole, look)
    if image.object_fit == "contain":
        return (front,)
    soft = PictureLook(blur=context.viewport.short / 30, brightness=0.85, saturation=0.9)
    return (Picture(source, place, cover(size, place.size), soft), front)


def _note_enlargement(image: Image, source: PictureSource, scale: float, context: Context) -> None:
    if image.box.role == "decoration":  # what a template brings along as an ornament is chosen to bear it
        return
    if source.kind == "bitmap" and scale * min(1, _SEEN_AT_ONCE / context.viewport.long) > _SHARP_ENOUGH:
        context.note(
            Note(
                "warning",
                "photo-enlarged",
                f"the picture of {source.width}×{source.height} px is enlarged {scale:.1f} times and will look soft",
                where=image.field,
                hint="use a larger original",
            )
        )
