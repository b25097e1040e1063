"""Grounds for words: a concrete wall, and paper that was folded."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops, ImageDraw

from painting.light import (
    WIDE,
    Point,
    blurred,
    disc,
    finished,
    fractal,
    lay,
    mask,
    noise,
    ramp,
    relief,
    shape_lines,
    shifted,
    smooth,
    strokes,
)


def wall() -> Image.Image:
    """Cast concrete with formwork seams, tie holes, stains and a slanting light: the ground for street posters."""
    size, dice = WIDE, random.Random(61)
    tone = fractal(size, 62, 260, 6)
    picture = Image.merge(
        "RGB", [tone.point(lambda value, base=base: round(base + (value - 128) * 0.34)) for base in (150, 148, 143)]
    )
    streaks = noise(size, 63, 26, 700).point(lambda value: max(0, value - 150) * 2)
    lay(
        picture,
        (92, 88, 84),
        ImageChops.multiply(
            streaks, ramp(size, [(0, (255, 255, 255)), (0.6, (60, 60, 60)), (1, (0, 0, 0))]).convert("L")
        ),
        0.5,
    )
    seams: list[list[Point]] = [[(534, -5), (536, 1080)], [(1068, -5), (1066, 1080)], [(-5, 540), (1610, 536)]]
    lay(picture, (226, 222, 214), blurred(shifted(strokes(size, seams, 3), 4, 4), 1), 0.6)
    lay(picture, (64, 62, 62), blurred(strokes(size, seams, 4), 1), 0.8)
    for x, y in (
        (130, 120),
        (400, 120),
        (670, 120),
        (930, 120),
        (1200, 120),
        (1470, 120),
        (130, 950),
        (400, 950),
        (670, 950),
        (930, 950),
        (1200, 950),
        (1470, 950),
    ):
        hole = disc(size, x, y, 15)
        lay(picture, (230, 226, 220), blurred(shifted(hole, 4, 4), 3), 0.6)
        lay(picture, (46, 44, 44), blurred(hole, 1.5))
        drip = shape_lines(size, [(x - 7, y), (x + 7, y), (x + 7, y + 150), (x - 7, y + 150)])
        lay(picture, (86, 80, 76), blurred(drip, 18), 0.4)
    pores = [(dice.uniform(0, 1600), dice.uniform(0, 1067), dice.choice((1.5, 2, 2, 3, 5, 8))) for _ in range(900)]
    pitted = mask(size, lambda draw: dot(draw, pores))
    lay(picture, (238, 234, 228), blurred(shifted(pitted, 1, 1), 0.7), 0.7)
    lay(picture, (70, 68, 66), blurred(pitted, 0.6), 0.85)
    for start in ((1150, -10), (250, 1080)):
        crack(picture, dice, start, 1 if start[1] < 0 else -1)
    bumps = Image.blend(relief(fractal(size, 64, 24, 3), 1.9), relief(noise(size, 65, 3), 1), 0.3)
    picture = ImageChops.soft_light(picture, Image.merge("RGB", [bumps] * 3))
    lay(
        picture,
        (255, 226, 176),
        ramp(size, [(0, (255, 255, 255)), (0.45, (150, 150, 150)), (0.52, (20, 20, 20)), (1, (0, 0, 0))], 38).convert(
            "L"
        ),
        0.34,
    )
    lay(
        picture,
        (34, 40, 58),
        ramp(size, [(0, (0, 0, 0)), (0.47, (0, 0, 0)), (0.54, (190, 190, 190)), (1, (255, 255, 255))], 38).convert("L"),
        0.34,
    )
    return finished(blurred(picture, 1.2), 66, grain=0.002, vignette=0.3)


def dot(draw: ImageDraw.ImageDraw, places: list[tuple[float, float, float]]) -> None:
    for x, y, radius in places:
        draw.ellipse([2 * x - radius, 2 * y - radius, 2 * x + radius, 2 * y + radius], fill=255)


def crack(picture: Image.Image, dice: random.Random, start: Point, down: int) -> None:
    line, (x, y) = [start], start
    for _ in range(34):
        x, y = x + dice.gauss(2, 9), y + down * dice.uniform(5, 13)
        line.append((x, y))
    lay(picture, (232, 228, 220), blurred(shifted(strokes(picture.size, [line], 1.5), 1.5, 1.5), 0.8), 0.6)
    lay(picture, (54, 52, 52), strokes(picture.size, [line], 1.3), 0.85)


def paper() -> Image.Image:
    """Rough paper that was folded twice: light ground with little contrast."""
    size, dice = WIDE, random.Random(71)
    tone = fractal(size, 72, 300, 5)
    picture = Image.merge(
        "RGB", [tone.point(lambda value, base=base: round(base + (value - 128) * 0.06)) for base in (236, 228, 212)]
    )
    fibres = []
    for _ in range(900):
        x, y, turn = dice.uniform(0, 1600), dice.uniform(0, 1067), dice.uniform(0, math.tau)
        bend, length = dice.uniform(-0.8, 0.8), dice.uniform(8, 30)
        fibres.append(
            [
                (x + length * t * math.cos(turn + bend * t), y + length * t * math.sin(turn + bend * t))
                for t in (0, 0.25, 0.5, 0.75, 1)
            ]
        )
    lay(picture, (150, 128, 100), blurred(strokes(size, fibres[:450], 0.5), 0.4), 0.5)
    lay(picture, (255, 252, 244), blurred(strokes(size, fibres[450:], 0.8), 0.4), 0.7)
    grain = relief(Image.blend(fractal(size, 73, 7, 3), noise(size, 74, 90), 0.25), 1)
    picture = ImageChops.soft_light(picture, Image.merge("RGB", [grain] * 3))
    for fold, level in (([(802, -5), (798, 530), (801, 1075)], 0), ([(-5, 531), (800, 535), (1605, 533)], 1)):
        line = strokes(size, [smooth(fold, closed=False)], 3)
        right, down = (14, 0) if not level else (0, 14)
        lay(picture, (120, 104, 84), blurred(shifted(line, right, down), 16), 0.7)
        lay(picture, (255, 253, 246), blurred(shifted(line, -right / 4, -down / 4), 2), 0.9)
        lay(picture, (150, 132, 108), blurred(line, 1), 0.5)
    lay(
        picture,
        (70, 58, 60),
        ramp(size, [(0, (0, 0, 0)), (0.5, (40, 40, 40)), (1, (255, 255, 255))], 40).convert("L"),
        0.2,
    )
    return finished(picture, 75, grain=0.02, vignette=0.22)
