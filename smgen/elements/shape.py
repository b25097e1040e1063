"""`<shape>`: a plain area, a disc, a line, a star or a path: whatever of the composition is neither text nor picture."""

import math
from collections.abc import Iterator
from typing import Annotated

from msgspec import Struct

from smgen.elements.box import BoxStyle
from smgen.elements.context import Context
from smgen.elements.reading import Attribute, choice, length, number, paint, whole
from smgen.geometry import Box, Length, Size
from smgen.scene import Fill, Item, Paint, Path
from smgen.scene import Shape as RoundedBox

__all__ = ["Shape", "silhouette"]


class Shape(Struct, frozen=True):
    """A filled shape: `kind` is rectangle, ellipse, star, blob, bubble, wave or triangle.

    `fill` is a colour or a gradient, `stroke` draws only the outline at that width. `points` and `depth` are the star's
    (number of points, how deep it is cut); `seed` varies the blob and the hand-cut rectangle `scrap`.
    """

    box: BoxStyle
    fill: Annotated[Paint | None, Attribute(paint)] = None
    kind: Annotated[
        str, Attribute(choice("rectangle", "ellipse", "star", "blob", "bubble", "wave", "triangle", "scrap"))
    ] = "rectangle"
    stroke: Annotated[Length | None, Attribute(length)] = None
    points: Annotated[int, Attribute(whole)] = 12
    depth: Annotated[float, Attribute(number)] = 0.16
    seed: Annotated[int, Attribute(whole)] = 0

    @property
    def flexible(self) -> bool:
        """A shape has no size of its own to defend."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """Nothing: a shape is as large as its attributes or its parent make it."""
        return Size(0, 0)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The shape, filling its box."""
        if self.fill is None or box.width < 0.5 or box.height < 0.5:
            return ()
        stroke = context.px(self.stroke, min(box.width, box.height))
        return (Fill(_outline(self, box), self.fill, stroke),)


def silhouette(kind: str, box: Box, seed: int = 0) -> RoundedBox | Path:
    """The outline a picture is cut to: `ellipse`, `blob`, `bubble`, `star`, or `arch` (a round top on a straight foot)."""
    if kind == "arch":
        radius = min(box.width / 2, box.height)
        return RoundedBox(box, (radius, radius, 0, 0))
    return _outline(Shape(BoxStyle(), kind=kind, seed=seed), box)


def _outline(shape: Shape, box: Box) -> RoundedBox | Path:
    match shape.kind:
        case "ellipse":
            if abs(box.width - box.height) < 1:
                return RoundedBox(box, (box.width / 2,) * 4)
            return Path((tuple(_ellipse(box)),))
        case "star":
            return Path((tuple(_star(box, max(3, min(shape.points, 60)), shape.depth)),))
        case "blob":
            return Path((tuple(_blob(box, shape.seed)),))
        case "bubble":
            return RoundedBox(box, (box.height / 2, box.height / 2, box.height / 2, 0))
        case "wave":
            return Path((tuple(_wave(box, max(1, min(shape.points, 12)), shape.depth)),))
        case "triangle":
            return Path((((box.left, box.bottom), (box.left + box.width / 2, box.top), (box.right, box.bottom)),))
        case "scrap":
            return Path((tuple(_scrap(box, shape.seed, shape.depth)),))
    return RoundedBox(box.rounded())


def _ellipse(box: Box) -> Iterator[tuple[float, float]]:
    steps = max(48, int(max(box.width, box.height) / 3))
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        yield (
            box.left + box.width / 2 * (1 + math.cos(angle)),
            box.top + box.height / 2 * (1 + math.sin(angle)),
        )


def _star(box: Box, points: int, depth: float) -> Iterator[tuple[float, float]]:
    for step in range(points * 2):
        angle = math.pi * step / points - math.pi / 2
        radius = 1 if step % 2 == 0 else 1 - min(max(depth, 0.02), 0.9)
        yield (
            box.left + box.width / 2 * (1 + radius * math.cos(angle)),
            box.top + box.height / 2 * (1 + radius * math.sin(angle)),
        )


def _blob(box: Box, seed: int) -> Iterator[tuple[float, float]]:
    """A soft pebble: a circle whose radius swells with two slow waves."""
    steps = max(96, int(max(box.width, box.height) / 3))
    first, second = 0.9 + 1.7 * seed, 2.3 + 0.8 * seed
    for step in range(steps):
        angle = 2 * math.pi * step / steps
        radius = 0.9 + 0.07 * math.sin(2 * angle + first) + 0.03 * math.sin(3 * angle + second)
        yield (
            box.left + box.width / 2 * (1 + radius * math.cos(angle)),
            box.top + box.height / 2 * (1 + radius * math.sin(angle)),
        )


def _wave(box: Box, waves: int, depth: float) -> Iterator[tuple[float, float]]:
    """An area whose top edge swings `waves` times, `depth` of its height."""
    steps = max(48, int(box.width / 4))
    swing = box.height * min(max(depth, 0), 1) / 2
    for step in range(steps + 1):
        share = step / steps
        yield box.left + box.width * share, box.top + swing * (1 - math.cos(2 * math.pi * waves * share))
    yield box.right, box.bottom
    yield box.left, box.bottom


def _scrap(box: Box, seed: int, depth: float) -> Iterator[tuple[float, float]]:
    """A rectangle cut by hand: its corners stand off by up to `depth` of the height."""
    most = box.height * min(max(depth, 0), 0.4)
    offsets = [((seed * 7 + corner * 5) % 9) / 8 for corner in range(4)]
    yield box.left, box.top + most * offsets[0]
    yield box.right, box.top + most * offsets[1]
    yield box.right - most * offsets[2] / 2, box.bottom
    yield box.left + most * offsets[3] / 2, box.bottom - most * offsets[3] / 2
