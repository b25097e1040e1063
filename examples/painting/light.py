"""Masks, shadows, volume, noise and grain: what light does to painted things, with Pillow alone."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Color = tuple[int, int, int]
Size = tuple[int, int]

WIDE: Size = (1600, 1067)
TALL: Size = (1280, 1600)


def mask(size: Size, paint: Callable[[ImageDraw.ImageDraw], None]) -> Image.Image:
    """What `paint` draws in white, drawn twice as large in its own coordinates and made smaller: smooth edges."""
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    paint(ImageDraw.Draw(large))
    return large.reduce(2)


def shape(size: Size, points: Iterable[Point]) -> Image.Image:
    """A closed smooth curve (Catmull-Rom) through `points`."""
    return mask(size, lambda draw: draw.polygon([(2 * x, 2 * y) for x, y in smooth(list(points))], fill=255))


def disc(size: Size, x: float, y: float, across: float, down: float | None = None) -> Image.Image:
    down = across if down is None else down
    box = [2 * (x - across), 2 * (y - down), 2 * (x + across), 2 * (y + down)]
    return mask(size, lambda draw: draw.ellipse(box, fill=255))


def strokes(size: Size, lines: Iterable[Sequence[Point]], width: float) -> Image.Image:
    def paint(draw: ImageDraw.ImageDraw) -> None:
        for line in lines:
            draw.line([(2 * x, 2 * y) for x, y in line], fill=255, width=max(1, round(2 * width)), joint="curve")

    return mask(size, paint)


def smooth(points: Sequence[Point], closed: bool = True, steps: int = 14) -> list[Point]:
    count = len(points)
    found: list[Point] = []
    for at in range(count if closed else count - 1):
        four = [points[(at + k) % count] if closed else points[min(max(at + k, 0), count - 1)] for k in (-1, 0, 1, 2)]
        for step in range(steps):
            t = step / steps
            found.append((catmull(t, *(p[0] for p in four)), catmull(t, *(p[1] for p in four))))
    return found if closed else [*found, points[-1]]


def catmull(t: float, a: float, b: float, c: float, d: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)


def shifted(picture: Image.Image, right: float, down: float) -> Image.Image:
    moved = Image.new(picture.mode, picture.size)
    moved.paste(picture, (round(right), round(down)))
    return moved


def blurred(picture: Image.Image, radius: float) -> Image.Image:
    return picture.filter(ImageFilter.GaussianBlur(radius)) if radius else picture


def faded(covering: Image.Image, share: float) -> Image.Image:
    return covering.point(lambda value: round(value * share))


def lay(picture: Image.Image, color: Color, covering: Image.Image, share: float = 1) -> None:
    picture.paste(color, mask=faded(covering, share))


def shade(
    picture: Image.Image, covering: Image.Image, color: Color, right: float, down: float, blur: float, share: float
) -> None:
    """Colour the side of `covering` that looks to (right, down): what a light or its absence does to a round thing."""
    rest = ImageChops.invert(blurred(shifted(covering, -right, -down), blur))
    lay(picture, color, ImageChops.multiply(covering, rest), share)


def cast(picture: Image.Image, covering: Image.Image, right: float, down: float, blur: float, share: float) -> None:
    """The soft shadow `covering` throws on what is painted so far."""
    lay(picture, (18, 12, 14), blurred(shifted(covering, right, down), blur), share)


def noise(size: Size, seed: int, across: float, down: float | None = None) -> Image.Image:
    """Smooth noise whose features are `across` by `down` px."""
    down = across if down is None else down
    cells = (math.ceil(size[0] / across) + 3, math.ceil(size[1] / down) + 3)
    small = Image.frombytes("L", cells, random.Random(seed).randbytes(cells[0] * cells[1]))
    wide = small.resize((round(cells[0] * across), round(cells[1] * down)), Image.Resampling.BICUBIC)
    return wide.crop((round(across), round(down), round(across) + size[0], round(down) + size[1]))


def fractal(size: Size, seed: int, across: float, octaves: int = 5, stretch: float = 1) -> Image.Image:
    found = noise(size, seed, across * stretch, across)
    for octave in range(1, octaves):
        cell = max(across / 2**octave, 1)
        found = Image.blend(found, noise(size, seed + octave, cell * stretch, cell), 0.36)
    return found


def relief(height: Image.Image, depth: float) -> Image.Image:
    """Light from the top left on a height map: 128 where it is flat."""
    kernel = ImageFilter.Kernel((3, 3), [2, 1, 0, 1, 0, -1, 0, -1, -2], scale=8 / depth, offset=128)
    return height.filter(kernel)


def ramp(size: Size, stops: Sequence[tuple[float, Color]], angle: float = 0) -> Image.Image:
    """Colours from the top down, or turned by `angle` degrees."""
    column = Image.new("RGB", (1, 256))
    for y in range(256):
        column.putpixel((0, y), between(stops, y / 255))
    if not angle:
        return column.resize(size, Image.Resampling.BICUBIC)
    side = round(math.hypot(*size))
    turned = column.resize((side, side), Image.Resampling.BICUBIC).rotate(angle, Image.Resampling.BICUBIC)
    left, top = (side - size[0]) // 2, (side - size[1]) // 2
    return turned.crop((left, top, left + size[0], top + size[1]))


def between(stops: Sequence[tuple[float, Color]], at: float) -> Color:
    for (low, first), (high, second) in pairwise(stops):
        if at <= high:
            share = (at - low) / (high - low)
            return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]
    return stops[-1][1]


def glow(size: Size, x: float, y: float, radius: float) -> Image.Image:
    """A light that fades from (x, y) outwards."""
    side = round(radius * 2)
    light = Image.new("L", size)
    light.paste(
        ImageChops.invert(Image.radial_gradient("L")).resize((side, side)), (round(x - radius), round(y - radius))
    )
    return light.point(lambda value: round(255 * max(0, (value - 75) / 180) ** 1.6))


def finished(picture: Image.Image, seed: int, grain: float = 0.05, vignette: float = 0.35) -> Image.Image:
    """The lens and the film: darker corners, and grain a little softer than a pixel so that it stays small as JPEG."""
    width, height = picture.size
    corners = Image.radial_gradient("L").resize((round(width * 1.2), round(height * 1.2)))
    corners = corners.crop(
        (round(width * 0.1), round(height * 0.1), round(width * 0.1) + width, round(height * 0.1) + height)
    )
    lay(picture, (10, 8, 16), corners.point(lambda value: round(max(0, value - 90) * 1.5)), vignette)
    film = blurred(noise(picture.size, seed, 1.6), 0.7).point(lambda value: round(128 + (value - 128) * grain * 4))
    return ImageChops.soft_light(picture, Image.merge("RGB", [film] * 3))


def shape_lines(size: Size, corners: Sequence[Point]) -> Image.Image:
    return mask(size, lambda draw: draw.polygon([(2 * x, 2 * y) for x, y in corners], fill=255))


def darker(color: Color, share: float) -> Color:
    return round(color[0] * share), round(color[1] * share), round(color[2] * share)
