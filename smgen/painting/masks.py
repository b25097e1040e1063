"""Antialiased shapes: polygons and rounded rectangles in px -> how much of each pixel they cover.

Coverage is exact along a row and sampled 16 times down a pixel (8 or 4 in large shapes), in plain Python arithmetic:
the same on every machine; only lines along the edges of paths are resvg's. Masks are Pillow images of mode "L"; where
they lie is given beside them.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PIL import Image, ImageChops

from smgen.geometry import Box
from smgen.painting.cache import ByteCache
from smgen.scene import Path, Shape, Transform

__all__ = ["Mask", "line_mask", "path_mask", "shape_contours", "shape_mask", "whole_box"]

Point = tuple[float, float]
Contour = Sequence[Point]
WholeBox = tuple[int, int, int, int]

_FLATNESS = 0.01
"""How far, in px, a flattened arc may stray from the true one."""


class Mask(NamedTuple):
    """Coverage of each pixel (mode "L") of the whole-pixel box `left, top, right, bottom`."""

    image: Image.Image
    box: WholeBox


def whole_box(box: Box) -> WholeBox:
    """The whole pixels that `box` touches: left, top, right, bottom."""
    # Layout adds up floats: an edge a millionth of a pixel off is on the pixel.
    return (
        math.floor(box.left + 1e-6),
        math.floor(box.top + 1e-6),
        math.ceil(box.right - 1e-6),
        math.ceil(box.bottom - 1e-6),
    )


def shape_contours(shape: Shape, stroke: float = 0) -> tuple[tuple[Point, ...], ...]:
    """The outline of a rounded rectangle as polygons; with `stroke` the ring that many px wide inside it."""
    outer = _rounded(shape.box, shape.radii)
    if stroke <= 0:
        return (outer,)
    inside = Box(
        shape.box.left + stroke, shape.box.top + stroke, shape.box.width - 2 * stroke, shape.box.height - 2 * stroke
    )
    if inside.width <= 0 or inside.height <= 0:
        return (outer,)
    first, second, third, fourth = (max(0.0, radius - stroke) for radius in shape.radii)
    return outer, _rounded(inside, (first, second, third, fourth))


def shape_mask(shape: Shape, stroke: float = 0) -> Mask:
    """The coverage of a rounded rectangle, whatever its radii and wherever its edges; kept for the next time."""
    left, top, right, bottom = whole_box(shape.box)
    # Only the place within a pixel matters to the coverage, so a card of the same size elsewhere finds its mask.
    moved = Shape(shape.box.moved(-left, -top), shape.radii)
    image = _SHAPES.get_or_make(
        (moved, stroke), lambda: _coverage(shape_contours(moved, stroke), right - left, bottom - top), _bytes
    )
    return Mask(image, (left, top, right, bottom))


def path_mask(path: Path, within: WholeBox, transform: Transform) -> Mask | None:
    """The even-odd coverage of polygons after `transform`, cut to the whole-pixel box `within`; None if nothing shows.

    Raises nothing: points outside simply do not show.
    """
    found = _placed(path, within, transform)
    return found and Mask(_covered(found), found.box)


def line_mask(path: Path, stroke: float, within: WholeBox, transform: Transform) -> Mask | None:
    """The coverage of a line `stroke` px wide along the inside of the polygons' edges after `transform`, cut like them."""
    found = _placed(path, within, transform)
    if found is None:
        return None
    key = (found.contours, found.size, stroke)
    return Mask(_PATHS.get_or_make(key, lambda: _lined(found, stroke), _bytes), found.box)


class _Placed(NamedTuple):
    """Polygons in the whole-pixel box they touch, counted from its corner: to a thousandth of a pixel, so that the same
    outline elsewhere finds its mask."""

    contours: tuple[tuple[Point, ...], ...]
    box: WholeBox

    @property
    def size(self) -> tuple[int, int]:
        left, top, right, bottom = self.box
        return right - left, bottom - top


def _placed(path: Path, within: WholeBox, transform: Transform) -> _Placed | None:
    xx, yx, xy, yy, dx, dy = transform
    contours = [[(xx * x + xy * y + dx, yx * x + yy * y + dy) for x, y in contour] for contour in path.contours]
    box = _bounds(contours, within)
    if box is None:
        return None
    left, top, _, _ = box
    near = tuple(tuple((round(x - left, 3), round(y - top, 3)) for x, y in contour) for contour in contours)
    return _Placed(near, box)


def _covered(placed: _Placed) -> Image.Image:
    key = (placed.contours, placed.size)
    return _PATHS.get_or_make(key, lambda: _coverage(placed.contours, *placed.size), _bytes)


def _lined(placed: _Placed, stroke: float) -> Image.Image:
    import resvg_py  # 20 ms, for what few posts have

    width, height = placed.size
    outline = "".join("M" + "L".join(f"{x:.3f} {y:.3f}" for x, y in contour) + "Z" for contour in placed.contours)
    # A line lies on both sides of an edge: of one twice as wide the shape itself cuts off the outer half.
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><path d="{outline}" fill="none"'
        f' stroke="#fff" stroke-width="{2 * stroke:.3f}" stroke-miterlimit="3"/></svg>'
    )
    packed = resvg_py.svg_to_bytes(svg_string=drawing, width=width, height=height, skip_system_fonts=True)
    line = Image.open(io.BytesIO(packed), formats=["PNG"]).getchannel("A")
    return ImageChops.darker(_covered(placed), line)


def _bounds(contours: Iterable[Contour], within: WholeBox) -> WholeBox | None:
    points = [point for contour in contours for point in contour]
    if not points:
        return None
    lefts, tops = [x for x, _ in points], [y for _, y in points]
    left, top = max(within[0], math.floor(min(lefts))), max(within[1], math.floor(min(tops)))
    right, bottom = min(within[2], math.ceil(max(lefts))), min(within[3], math.ceil(max(tops)))
    return (left, top, right, bottom) if left < right and top < bottom else None


def _rounded(box: Box, radii: tuple[float, float, float, float]) -> tuple[Point, ...]:
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    top_left, top_right, bottom_right, bottom_left = _fitting(box, radii)
    return (
        *_arc(left + top_left, top + top_left, top_left, 180),
        *_arc(right - top_right, top + top_right, top_right, 270),
        *_arc(right - bottom_right, bottom - bottom_right, bottom_right, 0),
        *_arc(left + bottom_left, bottom - bottom_left, bottom_left, 90),
    )


def _fitting(box: Box, radii: tuple[float, float, float, float]) -> tuple[float, ...]:
    # CSS Backgrounds 3, 4.5: where two corners overlap, all radii shrink by the same share.
    a, b, c, d = (max(0.0, radius) for radius in radii)
    sums = ((a + b, box.width), (c + d, box.width), (b + c, box.height), (d + a, box.height))
    share = min([1.0, *(side / total for total, side in sums if total > 0)])
    return tuple(radius * share for radius in (a, b, c, d))


def _arc(x: float, y: float, radius: float, start: float) -> list[Point]:
    if radius <= 0:
        return [(x, y)]
    steps = max(2, math.ceil(math.pi / 4 / math.acos(1 - min(1.0, _FLATNESS / radius))))
    angles = (math.radians(start + 90 * step / steps) for step in range(steps + 1))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _coverage(contours: Iterable[Contour], width: int, height: int) -> Image.Image:
    if width <= 0 or height <= 0:
        return Image.new("L", (max(width, 0), max(height, 0)))
    # Fewer where the shape is large: what nobody sees there costs the most.
    samples = 16 if height <= 256 else 8 if height <= 2048 else 4
    empty, rows = bytes(width), []
    for crossings in _crossings(contours, height, samples):
        rows.append(_row(crossings, width) if crossings else empty)
    return Image.frombytes("L", (width, height * samples), b"".join(rows)).reduce((1, samples))


def _crossings(contours: Iterable[Contour], height: int, samples: int) -> list[list[float]]:
    """Where each of the `samples` lines through each pixel row meets the edges."""
    count = height * samples
    rows: list[list[float]] = [[] for _ in range(count)]
    for contour in contours:
        for (x0, y0), (x1, y1) in zip(contour, [*contour[1:], contour[0]], strict=True):
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            first, last = max(0, math.ceil(y0 * samples - 0.5)), min(count, math.ceil(y1 * samples - 0.5))
            if first < last:
                slope = (x1 - x0) / (y1 - y0)
                start, step = x0 + ((first + 0.5) / samples - y0) * slope, slope / samples
                for row in range(first, last):
                    rows[row].append(start + (row - first) * step)
    return rows


def _row(crossings: list[float], width: int) -> bytes:
    crossings.sort()
    row = bytearray(width)
    for begin, end in zip(crossings[::2], crossings[1::2], strict=False):
        start, stop = max(0.0, begin), min(float(width), end)
        if stop <= start:
            continue
        first, last = int(start), int(stop)
        if first == last:
            row[first] = min(255, row[first] + round((stop - start) * 255))
            continue
        row[first] = min(255, row[first] + round((first + 1 - start) * 255))
        row[first + 1 : last] = b"\xff" * (last - first - 1)
        if last < width:
            row[last] = min(255, row[last] + round((stop - last) * 255))
    return bytes(row)


def _bytes(image: Image.Image) -> int:
    return image.width * image.height


_SHAPES: ByteCache[Image.Image] = ByteCache(16_000_000)
_PATHS: ByteCache[Image.Image] = ByteCache(16_000_000)
