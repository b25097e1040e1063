"""Outlines, shadows, textures: a layer -> the layer with its effects, in the order given.

A texture eats into what is there so far; an outline and a shadow are laid behind what is there so far.
"""

from __future__ import annotations

import math

from PIL import Image, ImageChops, ImageFilter

from smgen.painting.layers import alpha_of, clear_layer, lay_color, lay_layer
from smgen.painting.textures import texture_reach, textured
from smgen.scene import Effect, Outline, Shadow, Texture, Transform

__all__ = ["apply_effects", "effects_margin"]


def apply_effects(layer: Image.Image, effects: tuple[Effect, ...], transform: Transform) -> Image.Image:
    """The premultiplied `layer` with `effects`, whose lengths `transform` scales and turns as it does the letters."""
    for effect in effects:
        match effect:
            case Outline():
                behind = _dilated(alpha_of(layer), effect.width * _scale(transform))
                layer = _over(layer, behind, effect)
            case Shadow():
                layer = _over(layer, _shadow(layer, effect, transform), effect)
            case Texture():
                layer = textured(layer, effect, _scale(transform))
    return layer


def effects_margin(effects: tuple[Effect, ...], transform: Transform) -> int:
    """How many px beyond its items a group with these effects may paint."""
    return math.ceil(sum(_reach(effect) for effect in effects) * _scale(transform))


def _dilated(mask: Image.Image, radius: float) -> Image.Image:
    """The mask grown by `radius` px all around, corners round, edges as smooth as they were."""
    if radius <= 0:
        return mask
    # Half-pixel shifts keep the ring round; a shift by half a pixel is the mean of two whole ones.
    halves = _half_shifts(mask)
    grown = mask
    for ring in (radius, radius / 2):
        # A step to a pixel of the ring: fewer would be seen as teeth at corners.
        count = min(720, max(8, math.ceil(2 * math.pi * ring)))
        for step in range(count):
            angle = 2 * math.pi * step / count
            right, down = round(2 * ring * math.cos(angle)), round(2 * ring * math.sin(angle))
            source = halves[right & 1, down & 1]
            grown = ImageChops.lighter(grown, _shifted(source, right >> 1, down >> 1))
    return grown


def _half_shifts(mask: Image.Image) -> dict[tuple[int, int], Image.Image]:
    right = ImageChops.add(mask, _shifted(mask, 1, 0), scale=2)
    down = ImageChops.add(mask, _shifted(mask, 0, 1), scale=2)
    both = ImageChops.add(right, _shifted(right, 0, 1), scale=2)
    return {(0, 0): mask, (1, 0): right, (0, 1): down, (1, 1): both}


def _shifted(mask: Image.Image, right: int, down: int) -> Image.Image:
    return mask.crop((-right, -down, mask.width - right, mask.height - down))


def _shadow(layer: Image.Image, shadow: Shadow, transform: Transform) -> Image.Image:
    right = transform.xx * shadow.right + transform.xy * shadow.down
    down = transform.yx * shadow.right + transform.yy * shadow.down
    moved = _shifted(alpha_of(layer), round(right), round(down))
    if shadow.blur <= 0:
        return moved
    return moved.filter(ImageFilter.GaussianBlur(shadow.blur * _scale(transform)))


def _over(layer: Image.Image, behind: Image.Image, effect: Outline | Shadow) -> Image.Image:
    ground = clear_layer(*layer.size)
    lay_color(ground, effect.color, (0, 0, *layer.size), behind)
    lay_layer(ground, layer, 0, 0)
    return ground


def _reach(effect: Effect) -> float:
    match effect:
        case Outline():
            return effect.width + 1
        case Shadow():
            # Pillow's Gaussian is three box blurs: it ends within three radii.
            return max(abs(effect.right), abs(effect.down)) + 3 * effect.blur + 1
        case Texture():
            return texture_reach(effect)


def _scale(transform: Transform) -> float:
    return math.sqrt(abs(transform.xx * transform.yy - transform.xy * transform.yx))
