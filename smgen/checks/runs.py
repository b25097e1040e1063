"""Scene -> the words in it as they stand in the picture: where their ink is, whose they are, what lies before them.

Glyphs inside turned, faded or outlined groups are found with all of that taken into account; every later check asks
these `Run`s and never walks the scene again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace
from PIL import Image, ImageChops

from smgen.color import Color
from smgen.errors import printable
from smgen.geometry import Box, Insets
from smgen.painting import glyphs
from smgen.scene import Fill, Glyphs, Group, Item, Outline, Picture, Region, Scene, Shape, Texture, Transform

__all__ = ["Run", "WholeBox", "ground_of", "ink_mask", "moved_box", "runs_of", "whole", "words_of"]

WholeBox = tuple[int, int, int, int]
"""Left, top, right, bottom in whole px, as Pillow has them."""

_EFFECT_REACH = 0.1
"""How far shadows and outlines may spread, as a share of the short side; more only costs time."""


class Run(Struct, frozen=True):
    """Glyphs as they stand in the picture.

    `ink` bounds what they paint, px of the picture. `outline` is the colour of the line around them, None without one.
    `region` says which text they belong to. `in_front` are the bounds of what is drawn after them, `bar` the one colour
    right behind all of them, where that is known without drawing.
    """

    glyphs: Glyphs
    transform: Transform
    opacity: float
    outline: Color | None
    is_textured: bool
    ink: Box
    region: Region | None = None
    in_front: tuple[Box, ...] = ()
    bar: Color | None = None

    @property
    def size(self) -> float:
        """The font size in px of the picture."""
        xx, yx, xy, yy, _, _ = self.transform
        return self.glyphs.size * math.sqrt(abs(xx * yy - xy * yx))

    @property
    def is_decoration(self) -> bool:
        """Whether the words are ornament: not to be read, so not to be checked."""
        return self.region is not None and ("role", "decoration") in self.region.facts

    @property
    def is_struck(self) -> bool:
        """Whether a line strikes the words out, so that they are meant to be read less easily."""
        return self.region is not None and ("decoration", "line-through") in self.region.facts

    @property
    def place(self) -> str:
        """The field the words came from, else how they begin."""
        return (self.region.field if self.region else "") or f"“{printable(self.glyphs.text.strip(), 30)}”"


class _Walk(Struct):
    """What is met on the way through a scene, back to front."""

    runs: list[tuple[int, Run]]
    others: list[tuple[int, Box]]


def runs_of(scene: Scene) -> tuple[Run, ...]:
    """Every run of glyphs that paints something, back to front."""
    walk = _Walk([], [])
    _walk(scene.items, Transform(), 1.0, (), walk)
    texts = [region for region in scene.regions if region.tag == "words"]
    return tuple(
        replace(
            run,
            region=_region(run.glyphs, texts),
            in_front=tuple(box for later, box in walk.others if later > place and _share(box, run.ink)),
        )
        for place, run in walk.runs
    )


def words_of(runs: Iterable[Run]) -> tuple[str, ...]:
    """What the runs say that are to be read, in their order."""
    return tuple(run.glyphs.text for run in runs if not run.is_decoration and run.glyphs.text.strip())


def ground_of(scene: Scene, runs: Sequence[Run]) -> Scene:
    """The same picture without a letter: the ground that `runs` stand on. What touches none of them is left out."""
    reach = scene.size.short * _EFFECT_REACH
    kept = [
        item
        for item in _without(scene.items)
        if any(_share(_bounds(item, Transform(), reach), run.ink) for run in runs)
    ]
    return replace(scene, items=tuple(kept))


def ink_mask(run: Run, box: WholeBox) -> Image.Image:
    """How much of each pixel of `box` the run covers, mode "L"."""
    left, top, right, bottom = box
    mask = Image.new("L", (right - left, bottom - top))
    for stamp in glyphs.stamps(run.glyphs, run.transform):
        x, y = stamp.left - left, stamp.top - top
        place = (max(0, x), max(0, y), min(mask.width, x + stamp.image.width), min(mask.height, y + stamp.image.height))
        if place[0] < place[2] and place[1] < place[3]:
            part = stamp.image.crop((place[0] - x, place[1] - y, place[2] - x, place[3] - y))
            mask.paste(ImageChops.lighter(mask.crop(place), part), place)
    return mask


def moved_box(box: Box, transform: Transform) -> Box:
    """The upright bounds of a box after `transform`."""
    if transform.is_identity:
        return box
    xx, yx, xy, yy, dx, dy = transform
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    lefts = [xx * x + xy * y + dx for x, y in corners]
    tops = [yx * x + yy * y + dy for x, y in corners]
    return Box(min(lefts), min(tops), max(lefts) - min(lefts), max(tops) - min(tops))


def whole(box: Box, within: tuple[int, int]) -> WholeBox | None:
    """The whole pixels a box touches inside a picture of that size; None if it touches none."""
    left, top = max(0, math.floor(box.left)), max(0, math.floor(box.top))
    right, bottom = min(within[0], math.ceil(box.right)), min(within[1], math.ceil(box.bottom))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _walk(
    items: Sequence[Item], transform: Transform, opacity: float, effects: tuple[object, ...], found: _Walk
) -> None:
    for index, item in enumerate(items):
        place = len(found.runs) + len(found.others)
        match item:
            case Glyphs():
                ink = glyphs.ink_box(item, transform) or (
                    moved_box(item.box, transform) if item.face.is_color else None
                )
                if ink is not None and item.color.alpha:
                    outline = next((effect.color for effect in effects if isinstance(effect, Outline)), None)
                    textured = any(isinstance(effect, Texture) for effect in effects)
                    # Only where drawing the ground is dear: turned shapes are filled pixel by pixel.
                    bar = None if transform.is_identity or effects or opacity < 1 else _bar(item, items[:index])
                    found.runs.append((place, Run(item, transform, opacity, outline, textured, ink, bar=bar)))
            case Fill():
                found.others.append((place, moved_box(item.shape.box, transform)))
            case Picture():
                found.others.append((place, moved_box(item.box, transform)))
            case Group():
                inner = transform.after(item.transform)
                _walk(item.items, inner, opacity * item.opacity, (*item.effects, *effects), found)


def _bar(run: Glyphs, before: Sequence[Item]) -> Color | None:
    """The plain colour that all of a run's ink stands on, by the shapes drawn just before it; None where it is unclear."""
    ink = glyphs.ink_box(run, Transform())
    color: Color | None = None
    for item in reversed(before):
        if ink is None or isinstance(item, Glyphs) or not _share(_bounds(item, Transform(), 0), ink):
            continue
        if not isinstance(item, Fill) or item.stroke or not isinstance(item.shape, Shape):
            return None
        if not isinstance(item.paint, Color) or not item.paint.is_opaque or color not in (None, item.paint):
            return None
        color = item.paint
        round_off = 0.3 * max(item.shape.radii)  # (1 - 1/√2) of a radius is cut off a corner
        if item.shape.box.inset(Insets(round_off, round_off, round_off, round_off)).contains(ink, 0):
            return color
    return None


def _region(run: Glyphs, texts: Sequence[Region]) -> Region | None:
    """The text a run belongs to: the one that holds most of it; of two that lie on each other, the one that says it."""

    def held(region: Region) -> tuple[bool, float, bool]:
        shared = region.box.intersection(run.box)
        facts = dict(region.facts)
        says = run.text.strip().rstrip("-\u2010").casefold() in facts.get("text", "").casefold()
        same = abs(float(facts.get("size", 0)) - run.size) < 0.02
        area = round(shared.width * shared.height)
        return says and area > 0, area, same

    found = max(texts, key=held, default=None)
    return found if found is not None and held(found)[1] > 0 else None


def _share(one: Box, other: Box) -> bool:
    shared = one.intersection(other)
    return shared.width > 0 and shared.height > 0


def _bounds(item: Item, transform: Transform, reach: float) -> Box:
    """Upright bounds of what an item paints, at least."""
    match item:
        case Fill():
            return moved_box(item.shape.box, transform)
        case Picture() | Glyphs():
            return moved_box(item.box, transform)
    boxes = [_bounds(child, transform.after(item.transform), reach) for child in item.items]
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    more = reach if item.effects else 0.0
    return Box(left - more, top - more, right - left + 2 * more, bottom - top + 2 * more)


def _without(items: tuple[Item, ...]) -> tuple[Item, ...]:
    kept: list[Item] = []
    for item in items:
        if isinstance(item, Group):
            inner = _without(item.items)
            # Spray frays the edges of what it covers and takes a tenth of a second: the ground behind letters stays.
            effects = tuple(each for each in item.effects if not isinstance(each, Texture) or each.kind != "spray")
            if inner:
                kept.append(replace(item, items=inner, effects=effects))
        elif not isinstance(item, Glyphs):
            kept.append(item)
    return tuple(kept)
