"""The table of a Nachbarschaftsküche, seen from above."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw

from painting.light import (
    WIDE,
    Color,
    Point,
    Size,
    between,
    blurred,
    cast,
    darker,
    disc,
    faded,
    finished,
    fractal,
    glow,
    lay,
    mask,
    noise,
    ramp,
    relief,
    shade,
    shape,
    shifted,
    smooth,
    strokes,
)


def wood(size: Size, seed: int, colors: list[tuple[float, Color]], plank: int = 190) -> Image.Image:
    table = Image.new("RGB", size)
    dice = random.Random(seed)
    for number, top in enumerate(range(0, size[1], plank)):
        part = (size[0], min(plank, size[1] - top))
        veins = fractal(part, seed + 31 * number, 16, 4, stretch=24)
        rings = ImageChops.add_modulo(veins, veins).point(lambda value: abs(value - 128) * 2)
        grain = Image.blend(veins, blurred(rings, 1.2), 0.3)
        shift = dice.uniform(-22, 22)
        lookup = [between(colors, min(max((value + shift) / 255, 0), 1)) for value in range(256)]
        plank_picture = Image.merge("RGB", [grain.point([color[band] for color in lookup]) for band in range(3)])
        table.paste(plank_picture, (0, top))
        ImageDraw.Draw(table).line([(0, top), (size[0], top)], fill=(38, 22, 14), width=4)
        ImageDraw.Draw(table).line([(0, top + 4), (size[0], top + 4)], fill=(178, 126, 84), width=1)
    return blurred(table, 0.6)


def bowl(picture: Image.Image, x: float, y: float, radius: float, ceramic: Color, soup: Color, seed: int) -> None:
    size = picture.size
    outside, inside, filled = (disc(size, x, y, radius * share) for share in (1, 0.9, 0.78))
    cast(picture, outside, radius * 0.16, radius * 0.22, radius * 0.16, 0.6)
    cast(picture, outside, 4, 6, 6, 0.5)
    lay(picture, ceramic, outside)
    shade(picture, outside, (255, 252, 240), -9, -11, 9, 0.8)
    shade(picture, outside, darker(ceramic, 0.45), 10, 12, 10, 0.7)
    lay(picture, darker(ceramic, 0.86), inside)
    shade(picture, inside, darker(ceramic, 0.35), -radius * 0.12, -radius * 0.15, radius * 0.12, 0.8)
    shade(picture, inside, (255, 250, 238), radius * 0.06, radius * 0.08, 8, 0.7)
    stew(picture, filled, x, y, radius * 0.78, soup, seed)


def stew(picture: Image.Image, filled: Image.Image, x: float, y: float, radius: float, soup: Color, seed: int) -> None:
    """The surface of a soup: thick, uneven, a swirl of cream, seeds and herbs, a window's shine."""
    size, dice = picture.size, random.Random(seed)
    lay(picture, soup, filled)
    lay(picture, darker(soup, 0.62), ImageChops.multiply(filled, fractal(size, seed, radius * 0.35, 4)), 0.55)
    shade(picture, filled, darker(soup, 0.3), -radius * 0.07, -radius * 0.09, radius * 0.08, 0.75)
    turns = [
        (
            x + radius * 0.62 * (1 - t / 80) * math.cos(seed + t / 9),
            y + radius * 0.62 * (1 - t / 80) * math.sin(seed + t / 9),
        )
        for t in range(74)
    ]
    swirl = ImageChops.multiply(
        filled, blurred(strokes(size, [smooth(turns, closed=False, steps=4)], radius * 0.05), radius * 0.012)
    )
    lay(picture, (255, 244, 222), swirl, 0.85)
    for _ in range(16):
        angle, far = dice.uniform(0, math.tau), radius * 0.55 * dice.random() ** 0.5
        leaf(
            picture,
            x + far * math.cos(angle),
            y + far * math.sin(angle),
            radius * 0.085,
            dice.uniform(0, math.tau),
            dice,
        )
    shine = shape(
        size,
        [
            (x - radius * 0.62, y - radius * 0.25),
            (x - radius * 0.4, y - radius * 0.6),
            (x - radius * 0.2, y - radius * 0.72),
            (x - radius * 0.42, y - radius * 0.32),
        ],
    )
    lay(picture, (255, 255, 250), blurred(shine, radius * 0.05), 0.34)


def leaf(picture: Image.Image, x: float, y: float, length: float, turn: float, dice: random.Random) -> None:
    along, wide = (math.cos(turn), math.sin(turn)), (-math.sin(turn), math.cos(turn))
    outline = [
        (x + length * (a * along[0] + w * wide[0]), y + length * (a * along[1] + w * wide[1]))
        for a, w in ((-1, 0), (-0.3, 0.42), (0.5, 0.34), (1, 0), (0.5, -0.34), (-0.3, -0.42))
    ]
    box = (round(x - 2 * length - 6), round(y - 2 * length - 6), round(x + 2 * length + 6), round(y + 2 * length + 6))
    part = picture.crop(box)
    form = shape(part.size, [(px - box[0], py - box[1]) for px, py in outline])
    cast(part, form, length * 0.12, length * 0.16, length * 0.1, 0.55)
    lay(part, dice.choice([(74, 118, 44), (94, 138, 52), (58, 98, 40), (116, 150, 66)]), form)
    shade(part, form, (190, 210, 120), -length * 0.12, -length * 0.14, length * 0.12, 0.7)
    picture.paste(part, box)


def pot(picture: Image.Image, x: float, y: float, radius: float, soup: Color, seed: int) -> None:
    size, enamel = picture.size, (38, 84, 92)
    handles = ImageChops.lighter(
        disc(size, x - radius * 1.06, y + 8, radius * 0.17, radius * 0.3),
        disc(size, x + radius * 1.06, y - 8, radius * 0.17, radius * 0.3),
    )
    body = disc(size, x, y, radius)
    both = ImageChops.lighter(handles, body)
    cast(picture, both, radius * 0.2, radius * 0.26, radius * 0.16, 0.62)
    cast(picture, both, 5, 8, 7, 0.5)
    for part in (handles, body):
        lay(picture, enamel, part)
        shade(picture, part, (150, 206, 208), -8, -10, 8, 0.85)
        shade(picture, part, (10, 30, 38), 12, 15, 12, 0.8)
    inside = disc(size, x, y, radius * 0.92)
    lay(picture, (226, 220, 206), inside)
    shade(picture, inside, (70, 62, 56), -radius * 0.1, -radius * 0.13, radius * 0.09, 0.9)
    stew(picture, disc(size, x, y, radius * 0.84), x, y, radius * 0.84, soup, seed)


def spoon(
    picture: Image.Image, x: float, y: float, length: float, turn: float, color: Color, wooden: bool = False
) -> None:
    size, (c, s) = picture.size, (math.cos(turn), math.sin(turn))
    thick, head = (0.035, 0.085) if wooden else (0.02, 0.075)
    profile = [
        (0, 0),
        (0.04, head * 0.8),
        (0.13, head),
        (0.22, head * 0.7),
        (0.3, thick),
        (0.6, thick * 0.8),
        (0.96, thick * 1.5),
        (1, 0),
    ]
    outline = profile + [(a, -w) for a, w in reversed(profile[1:-1])]
    form = shape(size, [(x + length * (a * c - w * s), y + length * (a * s + w * c)) for a, w in outline])
    cast(picture, form, 10, 14, 9, 0.55)
    lay(picture, color, form)
    shade(picture, form, (255, 252, 244), -3, -4, 3, 0.9)
    shade(picture, form, darker(color, 0.35), 4, 5, 4, 0.8)
    hollow = disc(size, x + length * 0.13 * c, y + length * 0.13 * s, length * head * 0.62)
    lay(picture, darker(color, 0.6), blurred(hollow, 5), 0.7)


def cloth(picture: Image.Image, corners: list[Point], color: Color, stripe: Color) -> None:
    size = picture.size
    form = mask(size, lambda draw: draw.polygon([(2 * x, 2 * y) for x, y in corners], fill=255))
    cast(picture, form, 8, 12, 10, 0.5)
    lay(picture, color, form)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    bands = [
        [(ax + (bx - ax) * t, ay + (by - ay) * t), (dx + (cx - dx) * t, dy + (cy - dy) * t)]
        for t in (0.08, 0.12, 0.86, 0.9, 0.94)
    ]
    lay(picture, stripe, ImageChops.multiply(form, strokes(size, bands, 9)), 0.8)
    folds = blurred(fractal(size, 77, 150, 2, stretch=0.5), 10)
    light = relief(folds.resize((size[0] // 4, size[1] // 4)), 10).resize(size, Image.Resampling.BICUBIC)
    weave = Image.blend(light, relief(noise(size, 78, 2), 0.9), 0.3)
    lit = ImageChops.hard_light(picture, Image.merge("RGB", [weave] * 3))
    picture.paste(lit, mask=faded(form, 0.8))


def loaf(picture: Image.Image, x: float, y: float, seed: int) -> None:
    size = picture.size
    board = mask(
        size,
        lambda draw: draw.rounded_rectangle([2 * (x - 260), 2 * (y - 150), 2 * (x + 260), 2 * (y + 150)], 70, fill=255),
    )
    cast(picture, board, 22, 28, 20, 0.6)
    picture.paste(
        wood(size, seed, [(0, (150, 98, 56)), (0.5, (206, 152, 98)), (1, (234, 190, 136))], plank=900), mask=board
    )
    shade(picture, board, (255, 236, 200), -4, -5, 4, 0.7)
    shade(picture, board, (90, 52, 26), 6, 7, 5, 0.8)
    crust = shape(
        size,
        [
            (x - 190, y + 20),
            (x - 150, y - 70),
            (x - 20, y - 104),
            (x + 120, y - 84),
            (x + 196, y - 6),
            (x + 150, y + 76),
            (x, y + 100),
            (x - 140, y + 84),
        ],
    )
    cast(picture, crust, 16, 22, 14, 0.65)
    lay(picture, (176, 104, 48), crust)
    lay(picture, (112, 58, 24), ImageChops.multiply(crust, fractal(size, seed + 3, 50, 5)), 0.75)
    shade(picture, crust, (246, 206, 140), -34, -40, 36, 0.75)
    shade(picture, crust, (66, 30, 12), 34, 40, 34, 0.85)
    for offset in (-100, -20, 60):
        cut = strokes(
            size,
            [smooth([(x + offset - 26, y + 58), (x + offset + 14, y - 6), (x + offset + 60, y - 62)], closed=False)],
            17,
        )
        lay(picture, (92, 46, 18), ImageChops.multiply(crust, blurred(shifted(cut, 4, 4), 3)))
        lay(picture, (240, 214, 168), ImageChops.multiply(crust, blurred(cut, 3)), 0.9)


def kitchen() -> Image.Image:
    """A table laid for many, seen from above; calm wood top left and along the right edge."""
    picture = wood(WIDE, 5, [(0, (70, 40, 24)), (0.45, (124, 78, 48)), (1, (176, 122, 78))])
    cloth(picture, [(-60, 560), (500, 470), (640, 1120), (-60, 1130)], (214, 206, 190), (176, 66, 48))
    loaf(picture, 1340, 150, 41)
    pot(picture, 560, 560, 300, (226, 128, 34), 11)
    spoon(picture, 660, 470, 640, -0.98, (188, 132, 82), wooden=True)
    bowl(picture, 1090, 690, 178, (236, 228, 212), (222, 120, 36), 12)
    bowl(picture, 1450, 560, 160, (126, 154, 160), (214, 112, 34), 13)
    bowl(picture, 1380, 950, 170, (206, 146, 112), (228, 136, 44), 14)
    spoon(picture, 820, 880, 300, 0.5, (186, 188, 190))
    spoon(picture, 1180, 420, 270, -0.35, (186, 188, 190))
    dice = random.Random(9)
    for _ in range(34):
        leaf(picture, dice.gauss(940, 260), dice.gauss(250, 120), dice.uniform(13, 24), dice.uniform(0, math.tau), dice)
    lay(picture, (255, 214, 150), glow(WIDE, 300, 80, 1150), 0.34)
    lay(
        picture,
        (12, 14, 34),
        ramp(WIDE, [(0, (0, 0, 0)), (0.55, (0, 0, 0)), (1, (255, 255, 255))], 35).convert("L"),
        0.4,
    )
    return finished(blurred(picture, 1.05), 3, grain=0.004)
