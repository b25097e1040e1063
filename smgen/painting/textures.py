"""Textures: a layer of letters or shapes -> the same, sprayed, chalked, screened, stamped or on paper.

All of them are made from noise that depends on the seed and the size only. A texture works on the layer's pixels, so it
lies still while the letters turn: paint runs down whatever way the words lean.
"""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageFilter

from smgen.color import Color
from smgen.painting.layers import LAYER, alpha_of, lay_color, lay_layer, masked
from smgen.painting.masks import path_mask
from smgen.painting.noise import clouds, film, grain, threshold
from smgen.scene import Path, Texture, Transform

__all__ = ["texture_reach", "textured"]

_STILL = Transform()


def textured(layer: Image.Image, texture: Texture, scale: float) -> Image.Image:
    """The premultiplied layer with a texture whose features are `texture.scale * scale` px large."""
    size = max(1.0, texture.scale * scale)
    strength = min(max(texture.strength, 0), 1)
    if strength == 0:
        return layer
    match texture.kind:
        case "spray":
            return _spray(layer, size, strength, texture.seed)
        case "chalk":
            return masked(layer, _weakened(_chalk(layer, size, texture.seed), strength))
        case "halftone":
            return masked(layer, _halftone(layer, size, strength))
        case "stamp":
            return masked(layer, _weakened(_stamp(layer, size, texture.seed), strength))
        case "paper":
            return masked(layer, _weakened(_paper(layer.size, size, texture.seed), strength * 0.5))


def texture_reach(texture: Texture) -> float:
    """How far, in px, a texture may paint beyond what was drawn: spray drifts and runs."""
    return texture.scale * 6 if texture.kind == "spray" else 0


def _spray(layer: Image.Image, size: float, strength: float, seed: int) -> Image.Image:
    """Paint from a can: a body with soft edges and uneven density, a mist of dots around it, drops, and runs."""
    body = layer.filter(ImageFilter.GaussianBlur(size * 0.1))
    body = masked(body, _density(layer.size, size, seed, strength))
    mist = layer.filter(ImageFilter.GaussianBlur(size * 0.8))
    around = alpha_of(mist)
    dots = ImageChops.lighter(_mist(around, seed, strength), _drops(around, size, strength, seed))
    done = masked(_at_full(mist), dots)
    _lay_runs(done, layer, size, strength, seed)
    lay_layer(done, body, 0, 0)
    return done


def _density(size: tuple[int, int], scale: float, seed: int, strength: float) -> Image.Image:
    """How thick the paint lies: thinner in broad passes, with the fine grain of a nozzle."""
    passes = clouds(size, scale * 3.5, f"passes {seed}", stretch=1.6)
    nozzle = film(size, f"nozzle {seed}")
    mixed = ImageChops.blend(passes, nozzle, 0.45)
    low = 255 * (1 - 0.36 * strength)
    return mixed.point([min(255, round(low + (255 - low) * value / 150)) for value in range(256)])


def _mist(around: Image.Image, seed: int, strength: float) -> Image.Image:
    """Dots that thin out with the distance: a dot stands where chance is lower than the paint in the air."""
    # More than half of it is only inside letters, where the body hides it, and in narrow counters, which stay open.
    outside = [max(0.0, min(value, 3.2 * 128 - 2.2 * value)) for value in range(256)]
    air = around.point([round(255 * strength * 0.55 * (value / 255) ** 1.5) for value in outside])
    chance = grain(around.size, f"mist {seed}")
    dots = threshold(ImageChops.subtract(air, chance), 14, 28)
    # Single pixels are finer than any nozzle: a touch of blur makes droplets of them.
    droplets = dots.filter(ImageFilter.GaussianBlur(0.6)).point([min(255, value * 2) for value in range(256)])
    haze = around.point([round(value * 0.16 * strength) for value in outside])
    return ImageChops.lighter(droplets, haze)


def _drops(around: Image.Image, size: float, strength: float, seed: int) -> Image.Image:
    """Larger drops the can spits, round, near the edges of the letters."""
    chance = random.Random(f"drops {seed}")  # noqa: S311
    width, height = around.size
    mask = Image.new("L", around.size)
    pixels = around.tobytes()
    wanted = round(strength * width * height / (size * size) * 0.25)
    for _ in range(min(1200, wanted * 4)):
        x, y = chance.randrange(width), chance.randrange(height)
        radius = size * (0.03 + 0.13 * chance.random() ** 4)
        if 6 <= pixels[y * width + x] <= 120:
            _blot(mask, _disc(x, y, max(0.7, radius)))
    return mask


def _lay_runs(done: Image.Image, layer: Image.Image, size: float, strength: float, seed: int) -> None:
    """Where too much paint gathered, it runs down in the letter's colour: thin, slowing to a thicker end."""
    chance = random.Random(f"runs {seed}")  # noqa: S311
    width, height = layer.size
    feet = _feet(alpha_of(layer).tobytes(), width, height, size, chance)
    for x, y in feet[: max(2, round(strength * width / (size * 9)))]:
        length = size * (0.8 + 3.6 * chance.random() ** 1.6)
        half = size * (0.05 + 0.05 * chance.random())
        # A little above the foot the letter is opaque: its premultiplied colour is its colour.
        red, green, blue, _ = layer.getpixel((x, y - 2))  # type: ignore[misc]
        mask = path_mask(Path((_run(x, y - size * 0.4, length + size * 0.4, half),)), (0, 0, width, height), _STILL)
        if mask is not None:
            lay_color(done, Color(red, green, blue), mask.box, mask.image)


def _feet(pixels: bytes, width: int, height: int, size: float, chance: random.Random) -> list[tuple[int, int]]:
    """Places at the lower edge of the letters, in an order left to chance, no two side by side."""
    found: list[tuple[int, int]] = []
    for _ in range(400):
        x, y = chance.randrange(width), chance.randrange(height)
        if pixels[y * width + x] < 255:
            continue
        while y + 1 < height and pixels[(y + 1) * width + x] == 255:
            y += 1
        if y >= 2 and pixels[(y - 2) * width + x] == 255 and all(abs(x - other) > size * 2.5 for other, _ in found):
            found.append((x, y))
    return found


def _run(x: float, y: float, length: float, half: float) -> tuple[tuple[float, float], ...]:
    end = half * 1.45
    bottom = [
        (x + end * math.cos(math.radians(angle)), y + length + end * math.sin(math.radians(angle)))
        for angle in range(0, 181, 15)
    ]
    return (x - half * 1.8, y), (x + half * 1.8, y), (x + half, y + half * 5), *bottom, (x - half, y + half * 5)


def _disc(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    steps = max(8, round(radius * 4))
    angles = [2 * math.pi * step / steps for step in range(steps)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


def _blot(mask: Image.Image, contour: list[tuple[float, float]]) -> None:
    found = path_mask(Path((tuple(contour),)), (0, 0, *mask.size), _STILL)
    if found is not None:
        mask.paste(255, found.box, found.image)


def _at_full(layer: Image.Image) -> Image.Image:
    """The layer's colours spread at full alpha, wherever there is any: what a drop of its paint looks like."""
    straight = _straight(layer)
    straight.putalpha(alpha_of(layer).point([0] + [255] * 255))
    red, green, blue, alpha = straight.split()
    return Image.merge(LAYER, (*(ImageChops.multiply(band, alpha) for band in (red, green, blue)), alpha))


def _straight(layer: Image.Image) -> Image.Image:
    # The values are premultiplied already: naming them so lets Pillow divide alpha out.
    return Image.frombytes("RGBa", layer.size, layer.tobytes()).convert("RGBA")


def _chalk(layer: Image.Image, size: float, seed: int) -> Image.Image:
    """Dry grain along a slanting stroke: it catches on the ground's teeth and skips between them."""
    teeth = film(layer.size, f"teeth {seed}").filter(ImageFilter.GaussianBlur(0.7))
    teeth = teeth.point([min(255, max(0, round(128 + (value - 128) * 2.6))) for value in range(256)])
    strokes = clouds(layer.size, size * 0.35, f"strokes {seed}", stretch=7)
    passes = clouds(layer.size, size * 3, f"passes {seed}")
    ground = ImageChops.blend(ImageChops.blend(teeth, strokes, 0.4), passes, 0.25)
    soft = alpha_of(layer).filter(ImageFilter.GaussianBlur(size * 0.12))
    # Near an edge there is less chalk, so more of the grain stays bare: edges come out rough.
    return threshold(ImageChops.add(ground, soft, scale=2), 172, 40)


def _halftone(layer: Image.Image, size: float, strength: float) -> Image.Image:
    """A screen of dots at 45 degrees: solid at the top of what is drawn, open at its foot."""
    box = alpha_of(layer).getbbox() or (0, 0, *layer.size)
    top, height = box[1], max(1, box[3] - box[1])
    tones = [
        round(255 * (1.02 - 0.82 * strength * min(1, max(0, (y + 0.5 - top) / height)))) for y in range(layer.height)
    ]
    column = Image.new("L", (1, layer.height))
    column.putdata([min(255, tone) for tone in tones])
    tone = column.resize(layer.size)
    screen = _screen(layer.size, size)
    # The slope is one pixel of the screen, so that dots have smooth edges at any size.
    slope = 255 / size * 1.4
    light = threshold(ImageChops.add(tone, ImageChops.invert(screen), scale=2), 127.5, slope)
    return ImageChops.lighter(light, threshold(tone, 250, 4))


def _screen(size: tuple[int, int], cell: float) -> Image.Image:
    """The share of ink at which each pixel of a dot screen turns dark, as a gray level."""
    step = 2 * math.pi / max(3.0, cell) / math.sqrt(2)
    turns = [math.cos(step * place) for place in range(size[0] + size[1])]
    rows = bytearray()
    for y in range(size[1]):
        # cos(u) * cos(v) on axes turned by 45 degrees is a sum of cosines along x and y.
        rows += bytes(round((2 - turns[x] - turns[y]) * 63.75) for x in range(size[0]))
    return Image.frombytes("L", size, bytes(rows))


def _stamp(layer: Image.Image, size: float, seed: int) -> Image.Image:
    """Worn ink: patches where the rubber did not touch, specks of dust, and a rim that printed darker."""
    patches = ImageChops.blend(
        clouds(layer.size, size * 2.2, f"patches {seed}"), clouds(layer.size, size * 0.5, f"wear {seed}"), 0.45
    )
    bare = threshold(patches, 78, 34)
    dust = threshold(ImageChops.blend(grain(layer.size, f"dust {seed}"), patches, 0.55), 62, 26)
    alpha = alpha_of(layer)
    inner = alpha.filter(ImageFilter.GaussianBlur(size * 0.35))
    rim = threshold(ImageChops.subtract(alpha, inner), 40, 60)
    pressure = clouds(layer.size, size * 6, f"pressure {seed}").point([200 + value * 55 // 255 for value in range(256)])
    inked = ImageChops.multiply(ImageChops.multiply(bare, dust), pressure)
    return ImageChops.lighter(inked, ImageChops.multiply(rim, dust))


def _paper(size: tuple[int, int], scale: float, seed: int) -> Image.Image:
    """Fibres and flecks of rough paper."""
    fibres = clouds(size, max(1.5, scale * 0.15), f"fibres {seed}", stretch=6)
    across = clouds(size[::-1], max(1.5, scale * 0.15), f"across {seed}", stretch=6).transpose(
        Image.Transpose.TRANSPOSE
    )
    ground = ImageChops.blend(ImageChops.blend(fibres, across, 0.5), film(size, f"paper {seed}"), 0.4)
    return ground.point([min(255, round(value * 1.35)) for value in range(256)])


def _weakened(mask: Image.Image, strength: float) -> Image.Image:
    return mask.point([round(255 - (255 - value) * strength) for value in range(256)])
