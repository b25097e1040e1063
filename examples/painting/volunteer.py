"""A volunteer: short curls, a beard, round glasses, a mustard jumper."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops

from painting.light import Color, between, blurred, disc, finished, fractal, glow, lay, shape, smooth, strokes
from painting.people import clothes, features, glasses, head, neck, portrait


def volunteer() -> Image.Image:
    """A man with short curls, a beard, round glasses and a mustard jumper; the face right in the middle."""
    skin, hair, dice = (134, 84, 56), (26, 19, 18), random.Random(31)
    picture = portrait(skin, [(0, (58, 92, 98)), (0.6, (104, 132, 124)), (1, (48, 66, 74))], 32)
    size = picture.size
    back = shape(
        size,
        [(640, 270), (480, 300), (404, 420), (412, 560), (440, 640), (840, 640), (868, 560), (876, 420), (800, 300)],
    )
    lay(picture, hair, blurred(back, 3))
    clothes(picture, (206, 150, 44), 33)
    neck(picture, skin)
    collar = smooth([(478, 1040), (556, 1126), (640, 1150), (724, 1126), (802, 1040)], closed=False)
    lay(picture, (120, 80, 18), blurred(strokes(size, [[(x, y + 16) for x, y in collar]], 40), 10), 0.7)
    lay(picture, (218, 164, 58), strokes(size, [collar], 34))
    face = head(picture, skin)
    jaw = shape(
        size,
        [
            (430, 690),
            (470, 760),
            (556, 806),
            (640, 800),
            (724, 806),
            (810, 760),
            (850, 690),
            (826, 830),
            (744, 942),
            (640, 984),
            (536, 942),
            (454, 830),
        ],
    )
    lay(
        picture,
        hair,
        ImageChops.multiply(
            ImageChops.multiply(blurred(jaw, 13), blurred(face, 2)),
            fractal(size, 36, 8, 3).point(lambda value: min(255, value + 130)),
        ),
        0.86,
    )
    features(picture, skin, hair, (132, 74, 60))
    cap = shape(
        size,
        [
            (640, 276),
            (490, 304),
            (412, 420),
            (414, 560),
            (440, 600),
            (456, 500),
            (520, 428),
            (640, 408),
            (760, 428),
            (824, 500),
            (840, 600),
            (866, 560),
            (868, 420),
            (790, 304),
        ],
    )
    curls(picture, dice, cap, hair)
    glasses(picture, (44, 26, 20))
    lay(picture, (255, 226, 180), glow(size, 240, 420, 640), 0.2)
    return finished(picture, 37, grain=0.015, vignette=0.4)


def curls(picture: Image.Image, dice: random.Random, cap: Image.Image, hair: Color) -> None:
    size = picture.size
    lay(picture, hair, blurred(cap, 4))
    box = cap.getbbox() or (0, 0, *size)
    for _ in range(900):
        x, y, radius = dice.uniform(box[0] - 6, box[2] + 6), dice.uniform(box[1] - 6, box[3]), dice.uniform(6, 13)
        if not cap.getpixel((round(min(max(x, 0), size[0] - 1)), round(min(max(y, 0), size[1] - 1)))):
            continue
        light = max(0.0, 1 - math.hypot(x - 520, y - 330) / 330)
        side = round(4 * radius)
        spot = (round(x - side / 2), round(y - side / 2), round(x - side / 2) + side, round(y - side / 2) + side)
        part = picture.crop(spot)
        ring = disc(part.size, side / 2, side / 2, radius)
        lay(part, between([(0, (20, 15, 15)), (1, (104, 74, 58))], light), blurred(ring, 1.5), 0.8)
        lay(part, (10, 8, 8), blurred(disc(part.size, side / 2 + 2, side / 2 + 2, radius * 0.7), 2), 0.8)
        picture.paste(part, spot)
