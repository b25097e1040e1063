"""A scene -> the same scene with its construction drawn over it: safe zone, grid crop, boxes, baselines, font sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from smgen.color import Color
from smgen.fonts import FontBook
from smgen.geometry import Box, Insets
from smgen.scene import Fill, Glyphs, Item, Scene, Shape, walk
from smgen.text.fit import fit
from smgen.text.paragraph import Span, Style
from smgen.text.setting import set_lines
from smgen.text.shape import shape

if TYPE_CHECKING:
    from smgen.platforms import Format

__all__ = ["guides"]

_BOX = Color(0, 110, 255)
_WORDS = Color(255, 0, 140)
_ZONE = Color(220, 0, 0)


def guides(scene: Scene, format: Format) -> Scene:
    """Blue: the elements' boxes with their tags. Pink: set text, its baselines and size in px. Red: what a platform covers
    (solid) or its grid crops (a thinner line)."""
    thin = max(1.0, scene.size.short / 540)
    items: list[Item] = [*_zone(scene, format.safe, thin * 3), *_zone(scene, format.grid_crop, thin)]
    for region in scene.regions:
        facts = dict(region.facts)
        color = _WORDS if region.tag == "words" else _BOX
        items.append(Fill(Shape(region.box.rounded()), color.with_alpha(0.8), stroke=thin))
        label = f"{facts['size']} px" if "size" in facts else region.tag
        items.extend(_label(label, region.box, color, scene))
    for item in walk(scene.items):
        if isinstance(item, Glyphs) and item.ys:
            items.append(Fill(Shape(Box(item.box.left, item.ys[0], item.box.width, thin)), _WORDS.with_alpha(0.6)))
    return replace(scene, items=(*scene.items, *items))


def _zone(scene: Scene, insets: Insets, stroke: float) -> list[Item]:
    if not any(insets):
        return []
    return [Fill(Shape(Box(0, 0, *scene.size).inset(insets).rounded()), _ZONE, stroke=stroke)]


def _label(text: str, box: Box, color: Color, scene: Scene) -> tuple[Item, ...]:
    size = max(10.0, scene.size.short / 60)
    paragraph = shape((Span(text, Style(color=Color(255, 255, 255), weight=700)),), FontBook.shipped(), "en")
    fitted = fit(paragraph, 1e6, mode="none", size=size)
    place = Box(box.left + size * 0.3, max(0.0, box.top) + size * 0.25, fitted.used_width, fitted.used_height)
    ground = Box(place.left - size * 0.3, place.top - size * 0.25, place.width + size * 0.6, place.height + size * 0.5)
    return (Fill(Shape(ground.rounded()), color), *set_lines(fitted, place).items)
