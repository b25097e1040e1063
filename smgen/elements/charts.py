"""`<pictograms>`, `<bars>`, `<donut>`, `<progress>`: figures as pictures, told apart by more than their colour."""

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated

from msgspec import Struct

from smgen.color import Color
from smgen.elements.box import BoxStyle
from smgen.elements.context import Context
from smgen.elements.reading import Attribute, choice, color_value, length, number, whole
from smgen.errors import TemplateError
from smgen.geometry import Box, Length, Size
from smgen.scene import Fill, Group, Item, Path, Region, Shape

__all__ = ["Bars", "Donut", "Pictograms", "Progress"]


def _share(text: str) -> float:
    """A share from 0 to 1: `0.69` or `69%`."""
    value = number(text)
    if value < 0:
        raise ValueError(f"“{text}” is less than nothing")
    return value


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(number(part) for part in text.replace("|", " ").split())


class Pictograms(Struct, frozen=True):
    """`count` of `total` figures filled, the others only outlined (or filled with `empty-fill`): "6 von 10".

    The figures stand in as many `rows` as fill the box best (or as many as said). `figure` is person, circle or heart.
    """

    box: BoxStyle
    count: Annotated[float, Attribute(number)] = 0.0
    total: Annotated[int, Attribute(whole)] = 10
    rows: Annotated[int, Attribute(whole)] = 0
    figure: Annotated[str, Attribute(choice("person", "circle", "heart"))] = "person"
    fill: Annotated[Color, Attribute(color_value)] = Color(0, 0, 0)
    empty: Annotated[Color | None, Attribute(color_value)] = None
    empty_fill: Annotated[Color | None, Attribute(color_value)] = None

    @property
    def flexible(self) -> bool:
        """The figures take the room they are given."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """All the width; the height that a good grid of figures needs."""
        self._refuse_countless()
        rows, columns = self._grid(Size(available.width, min(available.height, available.width)))
        cell = available.width / _spread(columns, _BESIDE)
        return Size(available.width, min(available.height, _spread(rows, _BELOW) * cell / _FIGURE_RATIO[self.figure]))

    def least(self, available: Size, context: Context) -> Size:
        """A row of figures of 4vmin."""
        return Size(0, context.px(Length(8, "vmin")))

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The figures, row by row."""
        self._refuse_countless()
        rows, columns = self._grid(box.size)
        across, down = _spread(columns, _BESIDE), _spread(rows, _BELOW)
        side = min(box.width / across, box.height / down * _FIGURE_RATIO[self.figure])
        width, height = side, side / _FIGURE_RATIO[self.figure]
        # The grid keeps to the left edge and spreads to the right one, as text does.
        step_x = (box.width - width) / (columns - 1) if columns > 1 else 0
        step_x = min(step_x, width * _LOOSEST)
        step_y = (box.height - height) / (rows - 1) if rows > 1 else 0
        step_y = min(step_y, height * 1.25)
        line = max(2.0, context.px(_THINNEST), width * 0.045)
        items: list[Item] = []
        for index in range(self.total):
            row, column = divmod(index, columns)
            left = box.right - width - column * step_x if context.is_mirrored else box.left + column * step_x
            cell = Box(left, box.top + row * step_y, width, height)
            items.extend(self._figure(cell, min(max(self.count - index, 0), 1), line))
        facts = (("chart", f"{self.count:g}/{self.total}"),)
        _record(self, box, "count", facts, context)
        return tuple(items)

    def _refuse_countless(self) -> None:
        if not 1 <= self.total <= 100 or not 0 <= self.count <= self.total or self.rows > self.total:
            what = f"{self.count:.10g} of {self.total} cannot be shown"
            raise TemplateError(what, hint="at most 100, count within total")

    def _grid(self, room: Size) -> tuple[int, int]:
        if self.rows:
            return self.rows, math.ceil(self.total / self.rows)
        ratio = _FIGURE_RATIO[self.figure]

        def size(rows: int) -> float:
            columns = math.ceil(self.total / rows)
            # Full rows look meant, a torn last row looks like an accident, one left over looks forgotten.
            # In a crowd nobody counts the last row.
            torn = {0: 1.0, 1: 1.0 if columns == 1 else 0.4}.get(
                self.total % columns, 0.9 if self.total > _CROWD else 0.66
            )
            side = min(room.width / _spread(columns, _BESIDE), room.height / _spread(rows, _BELOW) * ratio)
            # A grid that cannot reach the right edge leaves a hole beside it.
            reach = min(1.0, side * (1 + (columns - 1) * _FARTHEST) / room.width)
            return side * torn * math.pow(reach, 0.25)

        rows = max(range(1, self.total + 1), key=size)
        return rows, math.ceil(self.total / rows)

    def _figure(self, cell: Box, share: float, line: float) -> Iterator[Item]:
        empty = self.empty or self.fill
        for shape in _FIGURES[self.figure](cell):
            if share >= 1:
                yield Fill(shape, self.fill)
            else:
                yield Fill(shape, self.empty_fill or empty, stroke=0 if self.empty_fill else line)
                if share > 0:
                    yield from _partly(shape, cell, share, self.fill)


class Bars(Struct, frozen=True):
    """A horizontal bar for each of `values`, the longest filling the width; the one at `highlight` in its own colour."""

    box: BoxStyle
    values: Annotated[tuple[float, ...], Attribute(_numbers)] = ()
    fill: Annotated[Color, Attribute(color_value)] = Color(0, 0, 0)
    highlight: Annotated[int, Attribute(whole)] = 0
    highlight_fill: Annotated[Color | None, Attribute(color_value)] = None
    gap: Annotated[Length, Attribute(length)] = Length(1.6, "vmin")
    max: Annotated[float, Attribute(number)] = 0.0

    @property
    def flexible(self) -> bool:
        """Bars take the room they are given."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """All the width; 6vmin a bar."""
        wanted = len(self.values) * (context.px(Length(6, "vmin")) + context.px(self.gap))
        return Size(available.width, min(wanted, available.height))

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The bars from top to bottom, from the left edge on."""
        most = self.max or max(self.values, default=0)
        if not self.values or most <= 0 or min(self.values) < 0:
            raise TemplateError("bars need numbers, none below zero and one above it")
        gap = context.px(self.gap)
        height = (box.height - gap * (len(self.values) - 1)) / len(self.values)
        items: list[Item] = []
        for index, value in enumerate(self.values):
            width = box.width * min(1, value / most)
            left = box.right - width if context.is_mirrored else box.left
            place = Box(left, box.top + index * (height + gap), width, height)
            marked = index + 1 == self.highlight and self.highlight_fill is not None
            items.append(Fill(Shape(place.rounded()), self.highlight_fill if marked else self.fill))  # type: ignore[arg-type]
        facts = (("chart", " ".join(f"{value:g}" for value in self.values)),)
        _record(self, box, "values", facts, context)
        return tuple(items)


class Progress(Struct, frozen=True):
    """How far something has come: `value` from 0 to 1 of the bar is filled. `direction` up makes it a thermometer."""

    box: BoxStyle
    value: Annotated[float, Attribute(_share)] = 0.0
    fill: Annotated[Color, Attribute(color_value)] = Color(0, 0, 0)
    track: Annotated[Color | None, Attribute(color_value)] = None
    direction: Annotated[str, Attribute(choice("right", "up"))] = "right"
    radius: Annotated[Length | None, Attribute(length)] = None

    @property
    def flexible(self) -> bool:
        """A bar has its thickness."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """All the width (upwards: all the height), 3vmin thick."""
        thick = context.px(Length(3, "vmin"))
        return Size(available.width, thick) if self.direction == "right" else Size(thick, available.height)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """The track, and on it what is reached; never shorter than its round ends are."""
        whole_box = box.rounded()
        thick = min(whole_box.width, whole_box.height)
        radius = thick / 2 if self.radius is None else context.px(self.radius)
        share = min(self.value, 1.0)
        if self.direction == "right":
            width = max(2 * radius, whole_box.width * share)
            left = whole_box.right - width if context.is_mirrored else whole_box.left
            reached = Box(left, whole_box.top, width, whole_box.height)
        else:
            height = max(2 * radius, whole_box.height * share)
            reached = Box(whole_box.left, whole_box.bottom - height, whole_box.width, height)
        track = self.track or self.fill.with_alpha(0.22)
        items: list[Item] = [Fill(Shape(whole_box, (radius,) * 4), track)]
        if share > 0:
            items.append(Fill(Shape(reached.rounded(), (radius,) * 4), self.fill))
        _record(self, box, "progress", (("chart", f"{self.value:.4g}"),), context)
        return tuple(items)


class Donut(Struct, frozen=True):
    """A ring of which `value` (0 to 1) is filled, clockwise from the top; `thickness` is a share of the radius."""

    box: BoxStyle
    value: Annotated[float, Attribute(_share)] = 0.0
    fill: Annotated[Color, Attribute(color_value)] = Color(0, 0, 0)
    track: Annotated[Color | None, Attribute(color_value)] = None
    thickness: Annotated[float, Attribute(number)] = 0.3

    @property
    def flexible(self) -> bool:
        """A ring takes the room it is given."""
        return False

    def measure(self, available: Size, context: Context) -> Size:
        """The largest square."""
        side = min(available.width, available.height)
        return Size(side, side)

    def least(self, available: Size, context: Context) -> Size:
        """A ring of 16vmin."""
        side = context.px(Length(16, "vmin"))
        return Size(side, side)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """Track and arc."""
        side = min(box.width, box.height)
        square = Box(box.left + (box.width - side) / 2, box.top + (box.height - side) / 2, side, side)
        thickness = min(max(self.thickness, 0.05), 1)
        track = self.track or self.fill.with_alpha(0.22)
        items: list[Item] = [Fill(Path(tuple(_ring(square, 0, 1, thickness))), track)]
        if self.value > 0:
            items.append(Fill(Path(tuple(_ring(square, 0, min(self.value, 1), thickness))), self.fill))
        _record(self, square, "donut", (("chart", f"{self.value:.4g}"),), context)
        return tuple(items)


def _record(
    chart: Bars | Donut | Pictograms | Progress,
    box: Box,
    field: str,
    facts: tuple[tuple[str, str], ...],
    context: Context,
) -> None:
    """Tell the checker what the chart says; an ornament says nothing."""
    if chart.box.role != "decoration":
        context.regions.append(Region("chart", box, field, context.parent, facts))


def _ring(square: Box, start: float, end: float, thickness: float) -> Iterator[tuple[tuple[float, float], ...]]:
    radius = square.width / 2
    steps = max(24, int(radius * (end - start) * 2))
    angles = [2 * math.pi * (start + (end - start) * step / steps) - math.pi / 2 for step in range(steps + 1)]
    outer = tuple(_on_circle(square, angle, radius) for angle in angles)
    inner = tuple(_on_circle(square, angle, radius * (1 - thickness)) for angle in angles)
    if end - start >= 1:
        yield outer
        yield inner
    else:
        yield (*outer, *reversed(inner))


def _on_circle(square: Box, angle: float, radius: float) -> tuple[float, float]:
    middle_x, middle_y = square.left + square.width / 2, square.top + square.height / 2
    return middle_x + radius * math.cos(angle), middle_y + radius * math.sin(angle)


def _spread(count: int, clear: float) -> float:
    """How long a row of figures is with `clear` of a figure between two of them, in figures."""
    return count + clear * (count - 1)


def _person(cell: Box) -> Iterator[Shape | Path]:
    """A head and a body in one calm outline each."""
    head = cell.width * 0.56
    yield Shape(Box(cell.left + (cell.width - head) / 2, cell.top, head, head), (head / 2,) * 4)
    top = cell.top + head * 1.14
    radius = cell.width * 0.46
    foot = cell.width * 0.14
    yield Shape(Box(cell.left, top, cell.width, cell.bottom - top), (radius, radius, foot, foot))


def _circle(cell: Box) -> Iterator[Shape | Path]:
    side = min(cell.width, cell.height)
    yield Shape(Box(cell.left, cell.top + (cell.height - side) / 2, side, side), (side / 2,) * 4)


_HEART = (
    ((0.5, 1), (0.63, 0.87), (1, 0.62), (1, 0.31)),
    ((1, 0.31), (1, 0.12), (0.87, 0), (0.73, 0)),
    ((0.73, 0), (0.63, 0), (0.55, 0.06), (0.5, 0.16)),
)
"""The right half of a heart in its box, from the point up to the cleft: cubic Bézier curves, whose corners are square."""


def _heart(cell: Box) -> Iterator[Shape | Path]:
    # So many chords stray from the curve by a twentieth of a pixel at the most.
    outline = _heart_outline(max(8, math.ceil(math.sqrt(3 * cell.width))))
    # On whole pixels all hearts of one size are drawn with one mask.
    left, top = round(cell.left), round(cell.top)
    yield Path((tuple((left + cell.width * x, top + cell.height * y) for x, y in outline),))


@lru_cache(maxsize=64)
def _heart_outline(steps: int) -> tuple[tuple[float, float], ...]:
    """The corners of a heart in its box, `steps` to each of its six curves."""
    half = [_on_curve(curve, step / steps) for curve in _HEART for step in range(steps)]
    return (*half, _HEART[-1][-1], *((1 - x, y) for x, y in reversed(half[1:])))


def _on_curve(curve: Sequence[tuple[float, float]], at: float) -> tuple[float, float]:
    """The place on a cubic Bézier curve at `at`, from 0 to 1."""
    weights = (1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3
    x = sum(weight * point[0] for weight, point in zip(weights, curve, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, curve, strict=True))
    return x, y


_FIGURES = {"person": _person, "circle": _circle, "heart": _heart}
_FIGURE_RATIO = {"person": 0.5, "circle": 1.0, "heart": 1.05}
_BESIDE, _BELOW = 0.24, 0.13
"""The least clear space between two figures side by side and one below the other, in figures."""
_THINNEST = Length(0.34, "vmin")
"""The line of a figure that is not counted: a pixel on a phone 360 px wide is 0.28 vmin."""
_CROWD = 20
_FARTHEST = 2.0
"""From one figure to the next, in figures: farther apart they are no crowd."""
_LOOSEST = 2.6
"""As far apart as they are still spread to stand flush with the far edge, as the text above them does."""


def _partly(shape: Shape | Path, cell: Box, share: float, color: Color) -> Iterator[Item]:
    """The left `share` of a figure, filled."""
    yield Group((Fill(shape, color),), clip=Shape(Box(cell.left, cell.top, cell.width * share, cell.height)))
