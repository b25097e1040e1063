"""Scene -> Pillow image: every item laid down where the scene says, back to front. Drawing never measures."""

from __future__ import annotations

import math

from PIL import Image, ImageChops

from smgen.color import Color
from smgen.geometry import Box
from smgen.painting import glyphs, pictures
from smgen.painting.effects import apply_effects, effects_margin
from smgen.painting.gradients import gradient
from smgen.painting.layers import (
    clear_layer,
    faded,
    ink,
    lay_color,
    lay_image,
    lay_layer,
    masked,
    premultiplied,
    scaled,
)
from smgen.painting.masks import WholeBox, line_mask, path_mask, shape_contours, shape_mask, whole_box
from smgen.painting.prefix import Beginnings
from smgen.scene import Fill, Glyphs, Group, Item, Paint, Path, Picture, Scene, Shape, Transform

__all__ = ["draw"]

_IDENTITY = Transform()
_BEGINNINGS = Beginnings(64_000_000)


def draw(scene: Scene) -> Image.Image:
    """The scene's pixels, mode "RGB", its size rounded to whole pixels. Equal scenes give equal pixels.

    Raises PictureError if a picture file is gone, changed or broken since it was opened.
    """
    canvas, done, shared = _BEGINNINGS.begin(scene)
    for count, item in enumerate(scene.items[done:], done):
        if count == shared > done:
            _BEGINNINGS.keep(scene, count, canvas)
        _lay_item(canvas, item, _IDENTITY)
    return canvas


def _lay_item(canvas: Image.Image, item: Item, transform: Transform) -> None:
    match item:
        case Fill():
            _lay_fill(canvas, item, transform)
        case Glyphs():
            _lay_glyphs(canvas, item, transform)
        case Picture():
            _lay_picture(canvas, item, transform)
        case Group():
            _lay_group(canvas, item, transform)


def _lay_fill(canvas: Image.Image, fill: Fill, transform: Transform) -> None:
    shape = fill.shape
    if isinstance(shape, Shape) and _only_moves(transform):
        moved = Shape(shape.box.moved(transform.dx, transform.dy), shape.radii)
        for box, mask in _pieces(moved, fill.stroke):
            _lay_paint(canvas, fill.paint, whole_box(moved.box), box, mask)
        return
    within = (0, 0, *canvas.size)
    if isinstance(shape, Path) and fill.stroke > 0:
        found = line_mask(shape, fill.stroke, within, transform)
    else:
        path = shape if isinstance(shape, Path) else Path(shape_contours(shape, fill.stroke))
        found = path_mask(path, within, transform)
    if found is not None:
        _lay_paint(canvas, fill.paint, whole_box(_moved_box(shape.box, transform)), found.box, found.image)


def _pieces(shape: Shape, stroke: float) -> list[tuple[WholeBox, Image.Image | None]]:
    """The parts of a rounded rectangle and the mask each needs: none where every pixel is covered."""
    left, top, right, bottom = whole_box(shape.box)
    if right <= left or bottom <= top:
        return []
    is_whole = all(abs(edge - round(edge)) < 1e-6 for edge in (*shape.box[:2], shape.box.right, shape.box.bottom))
    if is_whole and not stroke and not any(shape.radii):
        return [((left, top, right, bottom), None)]
    mask = shape_mask(shape, stroke)
    first = math.ceil(max(0, *shape.radii[:2]))
    last = math.ceil(max(0, *shape.radii[2:]))
    # Laying paint through a mask costs ten times as much as laying it plainly: only the rounded ends need it.
    if not is_whole or stroke or first + last >= bottom - top:
        return [(mask.box, mask.image)]
    width, height = mask.image.size
    return [
        ((left, top, right, top + first), mask.image.crop((0, 0, width, first))),
        ((left, top + first, right, bottom - last), None),
        ((left, bottom - last, right, bottom), mask.image.crop((0, height - last, width, height))),
    ]


def _lay_paint(canvas: Image.Image, paint: Paint, ground: WholeBox, box: WholeBox, mask: Image.Image | None) -> None:
    """Lay `paint`, which spreads over `ground`, into `box` of it through `mask`."""
    left, top, right, bottom = box
    if right <= left or bottom <= top:
        return
    if isinstance(paint, Color):
        lay_color(canvas, paint, box, mask)
        return
    ramp = gradient(paint, ground[2] - ground[0], ground[3] - ground[1])
    part = (left - ground[0], top - ground[1], right - ground[0], bottom - ground[1])
    alpha = ramp.alpha and ramp.alpha.crop(part)
    if alpha and mask:
        alpha = ImageChops.multiply(alpha, mask)
    lay_image(canvas, ramp.color.crop(part), left, top, alpha or mask)


def _lay_glyphs(canvas: Image.Image, run: Glyphs, transform: Transform) -> None:
    if run.face.is_color:
        for image, left, top in glyphs.color_stamps(run, transform):
            lay_layer(canvas, image, left, top)
        return
    paint = ink(canvas, run.color)
    if run.color.is_opaque:
        glyphs.lay(canvas, run, paint, transform)
        return
    # Translucent letters that touch must not show the seam: their coverage is united first.
    box = glyphs.ink_box(run, transform)
    if box is not None:
        left, top, right, bottom = whole_box(box)
        mask = Image.new("L", (right - left, bottom - top))
        for image, x, y in glyphs.stamps(run, transform):
            place = (x - left, y - top, x - left + image.width, y - top + image.height)
            mask.paste(ImageChops.add(mask.crop(place), image), place)
        canvas.paste(paint, (left, top, right, bottom), scaled(mask, run.color.alpha))


def _lay_picture(canvas: Image.Image, picture: Picture, transform: Transform) -> None:
    width, height = max(1, round(picture.box.width)), max(1, round(picture.box.height))
    image = pictures.pixels(picture.source, crop=picture.crop, size=(width, height), look=picture.look)
    if not _only_moves(transform):
        layer = _turned(image, picture.box, transform, canvas.size)
        if layer is not None:
            lay_layer(canvas, *layer)
        return
    left, top = round(picture.box.left + transform.dx), round(picture.box.top + transform.dy)
    if image.mode == "RGBA":
        lay_image(canvas, image.convert("RGB"), left, top, image.getchannel("A"))
    else:
        lay_image(canvas, image, left, top, None)


def _turned(
    image: Image.Image, box: Box, transform: Transform, within: tuple[int, int]
) -> tuple[Image.Image, int, int] | None:
    """A picture under a rotation or skew: premultiplied pixels and their corner, edges smooth; None if outside."""
    left, top, right, bottom = whole_box(_moved_box(box, transform))
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, within[0]), min(bottom, within[1])
    determinant = transform.xx * transform.yy - transform.xy * transform.yx
    if left >= right or top >= bottom or abs(determinant) < 1e-9:
        return None
    # A clear pixel around it gives resampling something to fade the edge into.
    source = clear_layer(image.width + 2, image.height + 2)
    source.paste(premultiplied(image), (1, 1))
    a, b = transform.yy / determinant, -transform.xy / determinant
    d, e = -transform.yx / determinant, transform.xx / determinant
    scale = image.width / box.width, image.height / box.height
    x0, y0 = left - transform.dx, top - transform.dy
    inverse = (
        a * scale[0],
        b * scale[0],
        (a * x0 + b * y0 - box.left) * scale[0] + 1,
        d * scale[1],
        e * scale[1],
        (d * x0 + e * y0 - box.top) * scale[1] + 1,
    )
    size = right - left, bottom - top
    turned = source.transform(size, Image.Transform.AFFINE, inverse, Image.Resampling.BICUBIC)
    return turned, left, top


def _lay_group(canvas: Image.Image, group: Group, outer: Transform) -> None:
    transform = outer.after(group.transform)
    if group.clip is None and group.opacity >= 1 and not group.effects:
        for item in group.items:
            _lay_item(canvas, item, transform)
        return
    box = _group_box(group, transform, canvas.size)
    if group.opacity <= 0 or box is None:
        return
    left, top, right, bottom = box
    inner = transform._replace(dx=transform.dx - left, dy=transform.dy - top)
    layer = clear_layer(right - left, bottom - top)
    for item in group.items:
        _lay_item(layer, item, inner)
    layer = apply_effects(layer, group.effects, inner)
    if group.clip is not None:
        layer = _clipped(layer, group.clip, inner)
    if group.opacity < 1:
        layer = faded(layer, group.opacity)
    lay_layer(canvas, layer, left, top)


def _clipped(layer: Image.Image, clip: Shape | Path, transform: Transform) -> Image.Image:
    path = clip if isinstance(clip, Path) else Path(shape_contours(clip))
    mask = Image.new("L", layer.size)
    if isinstance(clip, Shape) and _only_moves(transform):
        for box, piece in _pieces(Shape(clip.box.moved(transform.dx, transform.dy), clip.radii), 0):
            mask.paste(255, box) if piece is None else mask.paste(piece, box[:2])
    elif found := path_mask(path, (0, 0, *layer.size), transform):
        mask.paste(found.image, found.box[:2])
    return masked(layer, mask)


def _group_box(group: Group, transform: Transform, canvas: tuple[int, int]) -> WholeBox | None:
    """The pixels of the canvas that a group may touch, effects included."""
    found = [box for item in group.items if (box := _item_box(item, transform)) is not None]
    if not found:
        return None
    box = found[0]
    for other in found[1:]:
        box = box.union(other)
    if group.clip is not None and not group.effects:
        box = box.intersection(_moved_box(group.clip.box, transform))
    reach = effects_margin(group.effects, transform)
    left, top, right, bottom = whole_box(box)
    left, top = max(0, left - reach), max(0, top - reach)
    right, bottom = min(canvas[0], right + reach), min(canvas[1], bottom + reach)
    return (left, top, right, bottom) if left < right and top < bottom else None


def _item_box(item: Item, transform: Transform) -> Box | None:
    match item:
        case Fill():
            return _moved_box(item.shape.box, transform)
        case Picture():
            return _moved_box(item.box, transform)
        case Glyphs():
            return glyphs.ink_box(item, transform)
        case Group():
            inner = transform.after(item.transform)
            boxes = [box for child in item.items if (box := _item_box(child, inner)) is not None]
            if not boxes:
                return None
            reach = effects_margin(item.effects, inner)
            left, top = min(box.left for box in boxes) - reach, min(box.top for box in boxes) - reach
            right, bottom = max(box.right for box in boxes) + reach, max(box.bottom for box in boxes) + reach
            return Box(left, top, right - left, bottom - top)


def _moved_box(box: Box, transform: Transform) -> Box:
    xx, yx, xy, yy, dx, dy = transform
    corners = [(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    lefts = [xx * x + xy * y + dx for x, y in corners]
    tops = [yx * x + yy * y + dy for x, y in corners]
    return Box(min(lefts), min(tops), max(lefts) - min(lefts), max(tops) - min(tops))


def _only_moves(transform: Transform) -> bool:
    return transform[:4] == (1, 0, 0, 1)
