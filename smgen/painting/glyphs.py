"""Glyphs as masks: a run of positioned glyphs -> where which coverage goes.

HarfBuzz rasterises outlines with exact coverage. Glyphs land on quarter pixels across and whole pixels down, so each
is rasterised at most four times a size and then only stamped; under a transform every glyph is drawn where it is.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import uharfbuzz
from PIL import Image

from smgen.fonts import hb_font
from smgen.geometry import Box
from smgen.painting.cache import ByteCache
from smgen.painting.layers import LAYER, clear_layer
from smgen.scene import Face, Glyphs, Transform

if TYPE_CHECKING:
    from PIL._imaging import ImagingCore

__all__ = ["Stamp", "color_stamps", "ink_box", "lay", "stamps"]

_KEPT_BYTES = 32_000_000
_KEPT_SIZE = 200
"""Glyphs larger than so many px are rarely seen twice: they are not kept."""
_SOLID_PIXELS = 8192
"""Up to this area a glyph is laid as a picture of its ink: twice as fast as filling, and small enough to keep."""


class Stamp(NamedTuple):
    """One glyph's pixels, coverage (mode "L") or colour of a layer, and their top left corner."""

    image: Image.Image
    left: int
    top: int


class _Cut(NamedTuple):
    """A glyph's coverage around the origin; `core` is what Pillow's C code knows the image as."""

    image: Image.Image
    core: ImagingCore
    left: int
    top: int
    width: int
    height: int


class _Strike:
    """All glyphs rasterised so far of one face at one size: glyph * 4 + phase -> its cut, None for one without ink."""

    __slots__ = ("cuts", "held")

    def __init__(self) -> None:
        self.cuts: dict[int, _Cut | None] = {}
        self.held = 0


def stamps(run: Glyphs, transform: Transform) -> Iterator[Stamp]:
    """Coverage and place of each glyph of a run, in drawing order; glyphs without ink are left out."""
    xx, yx, xy, yy, dx, dy = transform
    if (xx, yx, xy, yy) != (1, 0, 0, 1):
        yield from _transformed(run, transform)
        return
    for cut, left, top in _placed(run, dx, dy):
        yield Stamp(cut.image, left, top)


def lay(canvas: Image.Image, run: Glyphs, ink: tuple[int, ...], transform: Transform) -> None:
    """Lay a run's glyphs on the canvas in an opaque ink, a colour as the canvas' mode has it."""
    if transform[:4] != (1, 0, 0, 1):
        for image, left, top in _transformed(run, transform):
            canvas.paste(ink, (left, top, left + image.width, top + image.height), image)
        return
    mode = canvas.mode
    # What Image.paste calls in the end: with hundreds of small glyphs a picture its own care would cost as much again.
    paste = canvas.im.paste
    for (_, core, _, _, width, height), left, top in _placed(run, transform.dx, transform.dy):
        paint = _solid(mode, ink, width, height) if width * height <= _SOLID_PIXELS else ink
        paste(paint, (left, top, left + width, top + height), core)


def color_stamps(run: Glyphs, transform: Transform) -> Iterator[Stamp]:
    """The pixels of glyphs that bring their own colours, premultiplied; the run's colour is their foreground."""
    xx, yx, xy, yy, dx, dy = transform
    linear = Transform(xx, yx, xy, yy)
    for glyph, x, y in zip(run.glyphs, run.xs, run.ys, strict=True):
        key = run.face, run.size, glyph, run.color, linear
        painted = _PAINTED.get(key)
        if painted is None:
            painted = _painted(run, glyph, linear)
            _PAINTED.put(key, painted, painted.image.width * painted.image.height * 4 + 100)
        column, row = xx * x + xy * y + dx, yx * x + yy * y + dy
        if painted.image.width:
            yield Stamp(painted.image, painted.left + math.floor(column + 0.5), painted.top + math.floor(row + 0.5))


def ink_box(run: Glyphs, transform: Transform) -> Box | None:
    """The bounds of what a run paints after `transform`, a pixel wider than the outlines; None if it paints nothing."""
    font = hb_font(run.face)
    scale = run.size / font.scale[0]
    lefts, tops = [], []
    for glyph, x, y in zip(run.glyphs, run.xs, run.ys, strict=True):
        extents = font.get_glyph_extents(glyph)
        if extents is None or not extents.width:
            continue
        left, right = x + extents.x_bearing * scale, x + (extents.x_bearing + extents.width) * scale
        top, bottom = y - extents.y_bearing * scale, y - (extents.y_bearing + extents.height) * scale
        for corner in ((left, top), (right, top), (left, bottom), (right, bottom)):
            lefts.append(transform.xx * corner[0] + transform.xy * corner[1] + transform.dx)
            tops.append(transform.yx * corner[0] + transform.yy * corner[1] + transform.dy)
    if not lefts:
        return None
    return Box(min(lefts) - 1, min(tops) - 1, max(lefts) - min(lefts) + 2, max(tops) - min(tops) + 2)


def _placed(run: Glyphs, dx: float, dy: float) -> list[tuple[_Cut, int, int]]:
    """Each glyph's cut and its top left corner on the canvas."""
    strike, floor = _strike(run.face, run.size), math.floor
    known = strike.cuts
    placed = []
    before, row = math.nan, 0
    for glyph, x, y in zip(run.glyphs, run.xs, run.ys, strict=True):
        quarters = floor((x + dx) * 4 + 0.5)
        key = glyph << 2 | (quarters & 3)
        if key in known:
            cut = known[key]
        else:
            cut = _rasterised(run.face, run.size, glyph, (quarters & 3) / 4)
            _keep(strike, run.size, key, cut)
        if cut is not None:
            if y != before:
                before, row = y, floor(y + dy + 0.5)
            placed.append((cut, cut.left + (quarters >> 2), cut.top + row))
    return placed


@lru_cache(maxsize=1024)
def _solid(mode: str, ink: tuple[int, ...], width: int, height: int) -> ImagingCore:
    """An image of nothing but ink."""
    return Image.new(mode, (width, height), ink).im


def _transformed(run: Glyphs, transform: Transform) -> Iterator[Stamp]:
    font, pen = hb_font(run.face), uharfbuzz.RasterDraw()
    xx, yx, xy, yy, dx, dy = transform
    scale = run.size / font.scale[0]
    for glyph, x, y in zip(run.glyphs, run.xs, run.ys, strict=True):
        column, row = xx * x + xy * y + dx, yx * x + yy * y + dy
        left, top = math.floor(column), math.floor(row)
        # Fonts count upwards, pictures downwards: both the map's rows and its answer change sign.
        pen.transform = (xx * scale, -yx * scale, -xy * scale, yy * scale, column - left, top - row)
        pen.draw_glyph(font, glyph)
        stamp = _stamp(pen.render())
        if stamp is not None:
            yield Stamp(stamp.image, stamp.left + left, stamp.top + top)


def _rasterised(face: Face, size: float, glyph: int, phase: float) -> _Cut | None:
    font, pen = hb_font(face), uharfbuzz.RasterDraw()
    scale = size / font.scale[0]
    pen.transform = (scale, 0, 0, scale, phase, 0)
    pen.draw_glyph(font, glyph)
    stamp = _stamp(pen.render())
    return stamp and _Cut(stamp.image, stamp.image.im, stamp.left, stamp.top, *stamp.image.size)


def _stamp(raster: uharfbuzz.RasterImage | None) -> Stamp | None:
    extents = raster.extents if raster is not None else None
    if raster is None or extents is None or not extents.width or not extents.height:
        return None
    size = extents.width, extents.height
    # Rows come bottom up, each padded to `stride` bytes.
    image = Image.frombytes("L", size, raster.buffer, "raw", "L", extents.stride, -1)
    return Stamp(image, extents.x_origin, -(extents.y_origin + extents.height))


def _painted(run: Glyphs, glyph: int, linear: Transform) -> Stamp:
    font, brush = hb_font(run.face), uharfbuzz.RasterPaint()
    scale = run.size / font.scale[0]
    brush.transform = (linear.xx * scale, -linear.yx * scale, -linear.xy * scale, linear.yy * scale, 0, 0)
    red, green, blue, alpha = run.color
    brush.foreground = uharfbuzz.Color(red, green, blue, alpha)
    extents = font.get_glyph_extents(glyph)
    if extents is None or not brush.set_glyph_extents(extents):
        return Stamp(clear_layer(0, 0), 0, 0)
    brush.paint_glyph(font, glyph)
    raster = brush.render()
    if raster is None or not raster.extents.width or not raster.extents.height:
        return Stamp(clear_layer(0, 0), 0, 0)
    found = raster.extents
    # BGRA is premultiplied, as every layer here: the mode it is read in says otherwise, the values stay as they are.
    image = Image.frombytes("RGBA", (found.width, found.height), raster.buffer, "raw", "BGRA", found.stride, -1)
    return Stamp(Image.merge(LAYER, image.split()), found.x_origin, -(found.y_origin + found.height))


def _strike(face: Face, size: float) -> _Strike:
    with _LOCK:
        strike = _STRIKES.get((face, size))
        if strike is None:
            while _STRIKES and sum(other.held for other in _STRIKES.values()) > _KEPT_BYTES:
                _STRIKES.popitem(last=False)
            strike = _STRIKES[face, size] = _Strike()
        _STRIKES.move_to_end((face, size))
        return strike


def _keep(strike: _Strike, size: float, key: int, cut: _Cut | None) -> None:
    if size <= _KEPT_SIZE:
        strike.cuts[key] = cut
        # An image costs some 300 bytes beside its pixels.
        strike.held += 300 + (cut.width * cut.height if cut else 0)


_LOCK = Lock()
_STRIKES: OrderedDict[tuple[Face, float], _Strike] = OrderedDict()
_PAINTED: ByteCache[Stamp] = ByteCache(_KEPT_BYTES)
