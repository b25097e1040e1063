"""Gradients: paint and size -> pixels without visible bands.

Each channel is computed to a 256th of a level and brought down to 8 bits by a fixed 4 by 4 ordered dither (Bayer 1973).
The pattern repeats every four pixels, so a dithered ground still packs well; integers all the way, so every machine
makes the same pixels.
"""

from __future__ import annotations

import math
from functools import cache
from typing import NamedTuple

from PIL import Image, ImageChops, ImageMath

from smgen.painting.cache import ByteCache
from smgen.scene import LinearGradient, RadialGradient, Stop

__all__ = ["Ramp", "gradient"]

_TOP = 4095
"""Places along a ramp: 255 levels over 4096 places step by a sixteenth of a level, as fine as the dither shows."""
_BAYER = bytes((0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5))


class Ramp(NamedTuple):
    """A gradient's pixels: `color` of mode "RGB", and `alpha` of mode "L", or None where it is opaque."""

    color: Image.Image
    alpha: Image.Image | None


def gradient(paint: LinearGradient | RadialGradient, width: int, height: int) -> Ramp:
    """The gradient over a box of `width` by `height` px; kept for the next time. Do not draw on what comes back."""
    return _RAMPS.get_or_make(
        (paint, width, height),
        lambda: _linear(paint, width, height) if isinstance(paint, LinearGradient) else _radial(paint, width, height),
        lambda ramp: width * height * (4 if ramp.alpha is None else 5),
    )


def _linear(paint: LinearGradient, width: int, height: int) -> Ramp:
    angle = math.radians(paint.angle)
    right, down = math.sin(angle), -math.cos(angle)
    # CSS Images 3, 3.1.1: the line is as long as makes the corners show the first and the last colour.
    length = abs(width * right) + abs(height * down)
    columns = [_TOP * ((x + 0.5 - width / 2) * right / length + 0.5) for x in range(width)]
    rows = [_TOP * (y + 0.5 - height / 2) * down / length for y in range(height)]
    channels = _levels(paint.stops)
    if abs(right) < 1e-9:
        return _along(channels, [round(_TOP / 2 + row) for row in rows], True, width, height)
    if abs(down) < 1e-9:
        return _along(channels, [round(column) for column in columns], False, width, height)
    return _colored(_sum(columns, rows), channels)


def _along(channels: list[list[int]], places: list[int], is_upright: bool, width: int, height: int) -> Ramp:
    """A ramp along one axis: across, it repeats with the period of the dither, so four pixels are made and tiled."""
    size = (4, len(places)) if is_upright else (len(places), 4)
    strips = []
    for levels in channels:
        band = [levels[min(max(place, 0), _TOP)] for place in places]
        if is_upright:
            pixels = bytes(level + 15 - _BAYER[y % 4 * 4 + x] >> 4 for y, level in enumerate(band) for x in range(4))
        else:
            pixels = bytes(level + 15 - _BAYER[y * 4 + x % 4] >> 4 for y in range(4) for x, level in enumerate(band))
        strips.append(Image.frombytes("L", size, pixels))
    color = _repeated(Image.merge("RGB", strips[:3]), width, height)
    return Ramp(color, None if min(channels[3]) == 255 * 16 else _repeated(strips[3], width, height))


def _radial(paint: RadialGradient, width: int, height: int) -> Ramp:
    x0, y0 = paint.center[0] * width, paint.center[1] * height
    radius = math.hypot(max(x0, width - x0), max(y0, height - y0))
    # Squares add up along rows and columns; the root is taken once, in the table of levels.
    columns = [65535 * ((x + 0.5 - x0) / radius) ** 2 for x in range(width)]
    rows = [65535 * ((y + 0.5 - y0) / radius) ** 2 for y in range(height)]
    channels = _levels(paint.stops)
    return _colored(_sum(columns, rows), [[levels[root] for root in _roots()] for levels in channels])


@cache
def _roots() -> tuple[int, ...]:
    return tuple(math.isqrt(square << 8) for square in range(65536))


def _sum(columns: list[float], rows: list[float]) -> Image.Image:
    size = len(columns), len(rows)
    wide = Image.new("I", (len(columns), 1))
    wide.putdata([round(value) for value in columns])
    tall = Image.new("I", (1, len(rows)))
    tall.putdata([round(value) for value in rows])
    return ImageMath.lambda_eval(  # type: ignore[no-any-return]
        lambda bands: bands["wide"] + bands["tall"],
        wide=wide.resize(size, Image.Resampling.NEAREST),
        tall=tall.resize(size, Image.Resampling.NEAREST),
    )


def _levels(stops: tuple[Stop, ...]) -> list[list[int]]:
    """Red, green, blue and alpha at each place of the ramp, in sixteenths of a level."""
    if len(stops) == 2 and stops[0].at == 0 and stops[1].at == 1 and all(stop.color.is_opaque for stop in stops):
        # Nearly every gradient: worth being quick about.
        pairs = list(zip(stops[0].color, stops[1].color, strict=True))
        return [[round((a + (b - a) * place / _TOP) * 16) for place in range(_TOP + 1)] for a, b in pairs]
    return [list(channel) for channel in zip(*(_level(stops, place / _TOP) for place in range(_TOP + 1)), strict=True)]


def _level(stops: tuple[Stop, ...], at: float) -> tuple[int, int, int, int]:
    before = max((stop for stop in stops if stop.at <= at), key=lambda stop: stop.at, default=stops[0])
    after = min((stop for stop in stops if stop.at > at), key=lambda stop: stop.at, default=stops[-1])
    share = (at - before.at) / (after.at - before.at) if after.at > before.at else 0.0
    share = min(max(share, 0.0), 1.0)
    alpha = before.color.alpha * (1 - share) + after.color.alpha * share
    if alpha == 0:
        return 0, 0, 0, 0
    # CSS Images 3, 3.4: mixed with alpha multiplied in, so that a ramp to "transparent" does not turn grey on the way.
    weight = after.color.alpha * share / alpha
    red, green, blue = (
        round((a * (1 - weight) + b * weight) * 16) for a, b in zip(before.color.rgb, after.color.rgb, strict=True)
    )
    return red, green, blue, round(alpha * 16)


def _colored(places: Image.Image, channels: list[list[int]]) -> Ramp:
    red, green, blue = (_dithered(places, levels) for levels in channels[:3])
    alpha = None if min(channels[3]) == 255 * 16 else _dithered(places, channels[3])
    return Ramp(Image.merge("RGB", (red, green, blue)), alpha)


def _dithered(places: Image.Image, levels: list[int]) -> Image.Image:
    # Pillow looks up images of mode "I" in tables of 65,536 entries.
    levels = levels + levels[-1:] * (65536 - len(levels))
    whole = places.point([level >> 4 for level in levels], "L")
    rest = places.point([level & 15 for level in levels], "L")
    over = ImageChops.subtract(rest, _thresholds(*places.size)).point([0] + [1] * 255)
    return ImageChops.add(whole, over)


def _thresholds(width: int, height: int) -> Image.Image:
    return _repeated(Image.frombytes("L", (4, 4), _BAYER), width, height)


def _repeated(tile: Image.Image, width: int, height: int) -> Image.Image:
    if tile.size == (width, height):
        return tile
    # None: every pixel is pasted over, so none is cleared first.
    image = Image.new(tile.mode, (width, height), None)
    image.paste(tile, (0, 0))
    wide, tall = tile.size
    while wide < width:
        image.paste(image.crop((0, 0, wide, tall)), (wide, 0))
        wide *= 2
    while tall < height:
        image.paste(image.crop((0, 0, width, tall)), (0, tall))
        tall *= 2
    return image


_RAMPS: ByteCache[Ramp] = ByteCache(48_000_000)
