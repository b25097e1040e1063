"""A community garden at dusk: string lights, raised beds, a greenhouse out of focus."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw

from painting.light import (
    WIDE,
    Color,
    Point,
    blurred,
    disc,
    finished,
    fractal,
    glow,
    lay,
    mask,
    ramp,
    shade,
    shape,
    shape_lines,
    smooth,
    strokes,
)


def garden() -> Image.Image:
    """String lights over raised beds at dusk: calm dark sky above, blurred lights, sharp leaves in front."""
    size, dice = WIDE, random.Random(21)
    picture = ramp(
        size,
        [
            (0, (18, 26, 58)),
            (0.3, (48, 58, 104)),
            (0.5, (150, 100, 116)),
            (0.6, (240, 156, 98)),
            (0.68, (120, 80, 84)),
            (1, (16, 20, 26)),
        ],
    )
    clouds = fractal(size, 22, 180, 4, stretch=3).point(lambda value: max(0, value - 120) * 2)
    lay(
        picture,
        (230, 140, 120),
        ImageChops.multiply(
            clouds,
            ramp(
                size, [(0, (0, 0, 0)), (0.2, (60, 60, 60)), (0.5, (200, 200, 200)), (0.62, (0, 0, 0)), (1, (0, 0, 0))]
            ).convert("L"),
        ),
        0.5,
    )
    trees(picture, dice, 690, 60, (52, 48, 74), 16)
    trees(picture, dice, 740, 90, (30, 34, 48), 11)
    greenhouse(picture)
    beds(picture, dice)
    bokeh(picture, dice)
    lamps(picture, hanging((-60, 90), (760, 170), 190) + hanging((760, 170), (1680, 60), 170), 19, 1)
    lay(picture, (14, 14, 22), blurred(strokes(size, [[(760, 165), (768, 1000)]], 7), 3))
    plants(picture, dice, 60, (22, 34, 30), 250, 6)
    plants(picture, dice, 46, (12, 20, 20), 330, 1.2)
    lay(picture, (255, 170, 90), glow(size, 1060, 640, 620), 0.28)
    return finished(picture, 23, grain=0.022, vignette=0.45)


def trees(picture: Image.Image, dice: random.Random, base: float, height: float, color: Color, blur: float) -> None:
    crowns = [(dice.uniform(-50, 1650), base - dice.uniform(0, height), dice.uniform(40, 120)) for _ in range(46)]

    def paint(draw: ImageDraw.ImageDraw) -> None:
        draw.rectangle([0, 2 * base, 3200, 2200], fill=255)
        for x, y, radius in crowns:
            draw.ellipse([2 * (x - radius), 2 * (y - radius * 0.8), 2 * (x + radius), 2 * (y + radius * 1.2)], fill=255)

    lay(picture, color, blurred(mask(picture.size, paint), blur))


def greenhouse(picture: Image.Image) -> None:
    size = picture.size
    house = shape_lines(size, [(880, 800), (880, 590), (1060, 490), (1240, 590), (1240, 800)])
    lay(picture, (255, 190, 110), blurred(house, 46), 0.55)
    lay(picture, (250, 186, 104), blurred(house, 7), 0.86)
    lay(picture, (255, 238, 190), ImageChops.multiply(blurred(house, 6), glow(size, 1060, 690, 210)), 0.9)
    greens = [
        (900 + 17 * k, 800 - 50 - 60 * abs(math.sin(k * 1.7)), 18 + 9 * math.sin(k * 2.3) ** 2) for k in range(20)
    ]
    for x, y, radius in greens:
        lay(picture, (92, 92, 40), ImageChops.multiply(house, blurred(disc(size, x, y, radius, radius * 1.7), 7)), 0.7)
    bars = [[(x, 800), (x, 590 - (100 - abs(x - 1060) / 1.8))] for x in range(880, 1241, 60)]
    bars += [
        [(880, 590), (1060, 490), (1240, 590)],
        [(880, 590), (1240, 590)],
        [(880, 700), (1240, 700)],
        [(880, 800), (1240, 800)],
    ]
    lay(picture, (44, 34, 38), blurred(strokes(size, bars, 6), 4), 0.9)


def beds(picture: Image.Image, dice: random.Random) -> None:
    size = picture.size
    for left, top, wide, far in (
        (60, 800, 420, 8),
        (560, 830, 460, 7),
        (1150, 815, 440, 7),
        (240, 930, 560, 4),
        (900, 940, 620, 4),
    ):
        for _ in range(26):
            x, y, radius = left + dice.uniform(10, wide - 10), top - dice.uniform(-5, 55), dice.uniform(16, 40)
            bush = blurred(disc(size, x, y, radius, radius * dice.uniform(0.7, 1.3)), far)
            lay(picture, dice.choice([(40, 58, 44), (52, 72, 48), (66, 80, 50), (34, 46, 44)]), bush, 0.9)
        box = shape_lines(size, [(left, top), (left + wide, top), (left + wide - 14, top + 70), (left + 14, top + 70)])
        lay(picture, (58, 42, 38), blurred(box, far * 0.7))
        shade(picture, blurred(box, far * 0.5), (214, 136, 84), 0, -7, 4, 0.6)


def bokeh(picture: Image.Image, dice: random.Random) -> None:
    """Lights out of focus: even discs with a brighter rim, as a lens makes them, added to what is there."""
    lights = Image.new("RGB", picture.size)
    for _ in range(64):
        x, y, radius = dice.uniform(0, 1600), dice.gauss(690, 42), dice.uniform(9, 30)
        color = dice.choice([(255, 176, 84), (255, 206, 130), (255, 140, 70), (255, 160, 100), (255, 226, 170)])
        side = round(2 * radius + 12)
        spot = Image.new("RGB", (side, side))
        full = disc(spot.size, side / 2, side / 2, radius)
        strength = dice.uniform(0.14, 0.6) * (1.3 - radius / 40)
        lay(spot, color, blurred(full, 1.8), strength)
        rim = ImageChops.subtract(full, disc(spot.size, side / 2, side / 2, radius - 3))
        lay(spot, color, blurred(rim, 2), strength * 0.3)
        place = (round(x), round(y))
        box = (*place, place[0] + side, place[1] + side)
        lights.paste(ImageChops.screen(lights.crop(box), spot), place)
    picture.paste(ImageChops.screen(picture, lights))


def hanging(start: Point, end: Point, sag: float) -> list[Point]:
    """A wire between two posts, 60 points."""
    shares = [step / 60 for step in range(60)]
    return [
        (start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t + sag * 4 * t * (1 - t)) for t in shares
    ]


def lamps(picture: Image.Image, wire: list[Point], number: int, blur: float) -> None:
    size = picture.size
    lay(picture, (14, 14, 24), blurred(strokes(size, [wire], 3), blur))
    bulbs = wire[3 :: max(1, len(wire) // number)]
    halo, light = Image.new("L", size), Image.new("L", size)
    for x, y in bulbs:
        halo = ImageChops.lighter(halo, glow(size, x, y + 22, 120))
        light = ImageChops.lighter(light, disc(size, x, y + 22, 11, 15))
        lay(picture, (20, 18, 24), disc(size, x, y + 5, 6, 8))
    lay(picture, (255, 176, 84), halo, 0.75)
    lay(picture, (255, 206, 120), blurred(light, 5))
    lay(picture, (255, 248, 224), blurred(light, 2), 0.95)


def plants(picture: Image.Image, dice: random.Random, number: int, color: Color, height: float, blur: float) -> None:
    """Stalks with leaves along the lower edge, rim-lit by the lamps."""
    size = picture.size
    layer = Image.new("L", size)
    for _ in range(number):
        x, tall = dice.uniform(-40, 1640), height * dice.uniform(0.35, 1)
        # Lower in the middle, so that the garden behind stays visible.
        tall *= 0.45 + 0.55 * abs(x - 820) / 820
        lean = dice.uniform(-60, 60)
        stalk = smooth([(x, 1090), (x + lean * 0.3, 1090 - tall * 0.5), (x + lean, 1080 - tall)], closed=False)
        layer = ImageChops.lighter(layer, strokes(size, [stalk], 4))
        for step in range(5, len(stalk), 4):
            sx, sy = stalk[step]
            side = 1 if step % 8 < 4 else -1
            reach = dice.uniform(30, 70) * (1.2 - step / len(stalk))
            blade = [
                (sx, sy),
                (sx + side * reach * 0.5, sy - reach * 0.5),
                (sx + side * reach, sy - reach * 0.35),
                (sx + side * reach * 0.55, sy - reach * 0.05),
            ]
            layer = ImageChops.lighter(layer, shape(size, blade))
    soft = blurred(layer, blur)
    lay(picture, color, soft)
    shade(picture, soft, (222, 140, 80), 3, -5, 4, 0.42)
