"""A neighbour: silver hair in a bun, a coral cardigan, a warm kitchen behind."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageChops

from painting.light import Color, blurred, cast, disc, finished, glow, lay, shade, shape, shape_lines, smooth, strokes
from painting.people import clothes, features, glasses, hairs, head, neck, portrait

SILVER: list[tuple[int, Color, float, float]] = [
    (260, (78, 74, 80), 3, 0.5),
    (260, (158, 154, 156), 2.6, 0.6),
    (150, (212, 208, 206), 2, 0.6),
    (60, (255, 250, 242), 1.6, 0.6),
]
"""Strands: how many, their colour, their width in px, how much of them shows."""


def neighbour() -> Image.Image:
    """An older woman, silver hair in a bun, a coral cardigan, in the light of a warm kitchen."""
    skin, dice = (228, 180, 152), random.Random(51)
    picture = portrait(skin, [(0, (132, 92, 80)), (0.6, (190, 150, 118)), (1, (92, 68, 68))], 52)
    size = picture.size
    bun(picture, dice)
    lay(
        picture,
        (92, 86, 90),
        blurred(
            shape(
                size,
                [
                    (640, 296),
                    (496, 322),
                    (420, 430),
                    (424, 640),
                    (480, 760),
                    (800, 760),
                    (856, 640),
                    (860, 430),
                    (784, 322),
                ],
            ),
            5,
        ),
    )
    clothes(picture, (204, 92, 76), 53)
    neck(picture, skin)
    shirt = shape(
        size, [(476, 1036), (560, 1150), (640, 1300), (720, 1150), (804, 1036), (722, 1108), (640, 1132), (558, 1108)]
    )
    cast(picture, shirt, 6, 10, 12, 0.5)
    lay(picture, (240, 232, 220), blurred(shirt, 1.5))
    shade(picture, shirt, (120, 104, 108), 40, 10, 40, 0.6)
    head(picture, skin)
    features(picture, skin, (120, 104, 98), (186, 104, 94))
    silver(picture, dice)
    glasses(picture, (112, 34, 44))
    for x in (424, 858):
        pearl = disc(size, x, 764, 15)
        cast(picture, pearl, 4, 6, 5, 0.5)
        lay(picture, (236, 226, 212), pearl)
        shade(picture, pearl, (120, 100, 96), 7, 8, 7, 0.8)
    lay(picture, (255, 224, 180), glow(size, 220, 420, 640), 0.24)
    return finished(picture, 57, grain=0.015, vignette=0.4)


def bun(picture: Image.Image, dice: random.Random) -> None:
    size = picture.size
    form = disc(size, 650, 236, 104, 88)
    lay(picture, (112, 108, 112), blurred(form, 3))
    arcs = []
    for _ in range(3):
        turn, far = dice.uniform(0, math.tau), dice.uniform(-40, 40)
        arcs.append(
            [
                (650 + 104 * math.cos(turn + t) * 0.9, 236 + 88 * math.sin(turn + t) * 0.9 + far * math.sin(t))
                for t in (0, 0.7, 1.4, 2.1, 2.8)
            ]
        )
    for number, color, width, share in SILVER:
        wound = strokes(size, hairs(size, dice, arcs, number // 2, 7), width)
        lay(picture, color, ImageChops.multiply(form, blurred(wound, 0.8)), share)
    shade(picture, form, (52, 44, 54), 30, 26, 44, 0.55)
    shade(picture, form, (255, 244, 224), -16, -20, 22, 0.6)


def silver(picture: Image.Image, dice: random.Random) -> None:
    """Hair parted on the left and drawn back over the ears."""
    size = picture.size
    right = [
        [(560, 424), (700, 412), (806, 500), (842, 650)],
        [(556, 400), (710, 370), (836, 480), (858, 640)],
        [(556, 350), (720, 318), (856, 440), (868, 600)],
        [(570, 310), (720, 290), (850, 380), (872, 540)],
    ]
    left = [
        [(560, 424), (486, 470), (444, 550), (434, 650)],
        [(556, 400), (466, 440), (424, 540), (422, 640)],
        [(556, 350), (450, 390), (408, 490), (412, 600)],
        [(570, 310), (470, 322), (404, 420), (408, 540)],
    ]
    for paths, shadow in ((right, 0.75), (left, 0.3)):
        outline = smooth(paths[0], closed=False) + smooth(paths[-1], closed=False)[::-1]
        part = shape_lines(size, outline)
        cast(picture, part, 6, 12, 12, 0.4)
        lay(picture, (118, 114, 118), blurred(part, 5))
        drawn = blurred(part, 4).point(lambda value: min(255, round(value * 1.6)))
        for number, color, width, share in SILVER:
            strands = blurred(strokes(size, hairs(size, dice, paths, number, 3), width), 0.8)
            lay(picture, color, ImageChops.multiply(strands, drawn), share)
        shade(picture, blurred(part, 5), (48, 40, 50), 36, 20, 50, shadow)
    parting = smooth([(566, 306), (556, 350), (556, 400), (560, 430)], closed=False)
    lay(picture, (74, 64, 66), blurred(strokes(size, [parting], 5), 3), 0.6)
