"""Head and shoulders of nobody real, in the light of a window: what both portraits share."""

from __future__ import annotations

import random
from collections.abc import Sequence

from PIL import Image, ImageChops

from painting.light import (
    TALL,
    Color,
    Point,
    Size,
    between,
    blurred,
    darker,
    disc,
    glow,
    lay,
    noise,
    ramp,
    relief,
    shade,
    shape,
    shape_lines,
    shifted,
    smooth,
    strokes,
)


def portrait(skin: Color, ground: list[tuple[float, Color]], seed: int) -> Image.Image:
    """A room out of focus behind, and the light of a window from the left."""
    size, dice = TALL, random.Random(seed)
    picture = ramp(size, ground, 12)
    for _ in range(13):
        x, y, wide, high = (
            dice.uniform(-50, 1280),
            dice.uniform(100, 1150),
            dice.uniform(30, 130),
            dice.uniform(60, 260),
        )
        block = shape_lines(size, [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)])
        lay(
            picture,
            dice.choice([ground[0][1], ground[-1][1], (250, 226, 186), ruddy(skin, 0.8)]),
            blurred(block, 38),
            0.5,
        )
    lay(picture, (255, 236, 200), glow(size, 90, 420, 800), 0.75)
    return picture


def clothes(picture: Image.Image, color: Color, seed: int) -> Image.Image:
    size = picture.size
    torso = shape(
        size,
        [
            (70, 1720),
            (120, 1330),
            (220, 1180),
            (410, 1092),
            (545, 1030),
            (640, 1050),
            (735, 1030),
            (870, 1092),
            (1070, 1180),
            (1160, 1330),
            (1215, 1720),
        ],
    )
    lay(picture, color, torso)
    knit = relief(noise(size, seed, 4, 6), 0.8)
    picture.paste(ImageChops.soft_light(picture, Image.merge("RGB", [knit] * 3)), mask=torso)
    folds = [
        [(270, 1240), (340, 1390), (350, 1640)],
        [(1010, 1240), (940, 1400), (950, 1640)],
        [(520, 1170), (600, 1240), (640, 1255), (690, 1240), (770, 1170)],
    ]
    lay(
        picture,
        darker(color, 0.4),
        ImageChops.multiply(torso, blurred(strokes(size, [smooth(fold, closed=False) for fold in folds], 26), 24)),
        0.6,
    )
    shade(picture, torso, (255, 240, 214), -50, -40, 60, 0.55)
    shade(picture, torso, darker(color, 0.18), 110, 20, 110, 0.8)
    return torso


def neck(picture: Image.Image, skin: Color) -> None:
    size = picture.size
    form = shape(
        size,
        [
            (520, 850),
            (518, 960),
            (484, 1044),
            (560, 1110),
            (640, 1132),
            (720, 1110),
            (796, 1044),
            (762, 960),
            (760, 850),
        ],
    )
    lay(picture, ruddy(skin, 0.8), form)
    lay(picture, ruddy(skin, 0.36), ImageChops.multiply(form, blurred(disc(size, 670, 900, 190, 140), 36)), 0.85)
    shade(picture, form, ruddy(skin, 0.25), 40, 0, 44, 0.7)
    shade(picture, form, lighter(skin, 0.3), -22, 0, 26, 0.5)


def ruddy(color: Color, share: float) -> Color:
    """Skin in shadow: darker and redder, never grey."""
    return min(255, round(color[0] * share * 1.07)), round(color[1] * share * 0.95), round(color[2] * share * 0.9)


def lighter(color: Color, share: float) -> Color:
    return between([(0, color), (1, (255, 240, 220))], share)


def head(picture: Image.Image, skin: Color) -> Image.Image:
    size = picture.size
    ears = ImageChops.lighter(disc(size, 428, 690, 34, 66), disc(size, 852, 690, 34, 66))
    lay(picture, ruddy(skin, 0.86), ears)
    shade(picture, ears, ruddy(skin, 0.4), 12, 8, 12, 0.8)
    face = shape(
        size,
        [
            (640, 372),
            (500, 402),
            (432, 520),
            (430, 680),
            (464, 820),
            (552, 930),
            (640, 962),
            (728, 930),
            (816, 820),
            (850, 680),
            (848, 520),
            (780, 402),
        ],
    )
    lay(picture, skin, face)
    shade(picture, face, (round(skin[0] * 0.5), round(skin[1] * 0.34), round(skin[2] * 0.28)), 120, 36, 120, 0.75)
    shade(picture, face, lighter(skin, 0.55), -80, -50, 90, 0.6)
    for x, share in ((526, 0.34), (742, 0.26)):
        lay(picture, (206, 74, 62), ImageChops.multiply(face, blurred(disc(size, x, 762, 62, 48), 30)), share)
    lay(picture, lighter(skin, 0.75), ImageChops.multiply(face, blurred(disc(size, 560, 486, 90, 50), 40)), 0.5)
    lay(picture, lighter(skin, 0.6), ImageChops.multiply(face, blurred(disc(size, 520, 724, 40, 26), 18)), 0.45)
    return face


def features(picture: Image.Image, skin: Color, brow: Color, lips: Color) -> None:
    """Brows, eyes that smile, a nose made of light and shadow, a closed smile."""
    size, dark = picture.size, ruddy(skin, 0.3)
    for side in (-1, 1):
        x = 640 + side * 104
        lay(picture, dark, blurred(disc(size, x, 640, 66, 40), 20), 0.42)
        arch = [(x - 64, 606 + 8 * (side > 0)), (x - 20, 578), (x + 26, 580), (x + 66, 606 + 8 * (side < 0))]
        lay(picture, brow, blurred(strokes(size, [smooth(arch, closed=False)], 12), 4), 0.85)
        eye(picture, x, 660, skin)
    bridge = shape(size, [(652, 610), (662, 700), (694, 774), (676, 800), (640, 806), (652, 740), (644, 660)])
    lay(picture, dark, blurred(bridge, 13), 0.5)
    lay(
        picture,
        lighter(skin, 0.7),
        blurred(strokes(size, [smooth([(632, 610), (632, 690), (628, 752)], closed=False)], 15), 9),
        0.6,
    )
    lay(picture, lighter(skin, 0.75), blurred(disc(size, 630, 768, 17, 14), 8), 0.6)
    lay(picture, dark, blurred(ImageChops.lighter(disc(size, 612, 797, 13, 6), disc(size, 668, 797, 13, 6)), 3), 0.85)
    mouth(picture, skin, lips)


def eye(picture: Image.Image, x: float, y: float, skin: Color) -> None:
    size = picture.size
    white = shape(
        size, [(x - 43, y + 6), (x - 18, y - 13), (x + 18, y - 14), (x + 43, y + 5), (x + 18, y + 13), (x - 18, y + 14)]
    )
    lay(picture, (238, 228, 216), blurred(white, 1.5))
    for radius, color in ((18, (62, 38, 24)), (9, (14, 10, 10))):
        lay(picture, color, ImageChops.multiply(white, blurred(disc(size, x, y - 1, radius), 1.2)))
    lay(picture, (20, 10, 10), ImageChops.multiply(white, blurred(shifted(ImageChops.invert(white), 0, 9), 6)), 0.6)
    lay(picture, (255, 255, 255), disc(size, x - 7, y - 7, 4.5), 0.95)
    upper = smooth([(x - 47, y + 10), (x - 20, y - 13), (x + 18, y - 15), (x + 47, y + 8)], closed=False)
    lower = smooth([(x - 40, y + 10), (x, y + 17), (x + 40, y + 9)], closed=False)
    lay(picture, ruddy(skin, 0.14), blurred(strokes(size, [upper], 6.5), 1.2), 0.95)
    lay(picture, ruddy(skin, 0.4), blurred(strokes(size, [lower], 3), 1.5), 0.6)
    fold = smooth([(x - 46, y - 6), (x - 18, y - 27), (x + 20, y - 28), (x + 50, y - 8)], closed=False)
    lay(picture, ruddy(skin, 0.4), blurred(strokes(size, [fold], 4), 2.5), 0.6)
    bag = smooth([(x - 36, y + 36), (x, y + 44), (x + 38, y + 34)], closed=False)
    lay(picture, ruddy(skin, 0.5), blurred(strokes(size, [bag], 4), 4), 0.5)


def mouth(picture: Image.Image, skin: Color, lips: Color) -> None:
    size = picture.size
    upper = shape(
        size,
        [
            (560, 852),
            (604, 851),
            (628, 848),
            (640, 852),
            (654, 848),
            (680, 851),
            (720, 852),
            (680, 867),
            (640, 872),
            (600, 868),
        ],
    )
    lower = shape(
        size, [(572, 858), (600, 868), (640, 872), (682, 867), (708, 858), (686, 887), (640, 898), (596, 888)]
    )
    lay(picture, ruddy(lips, 0.78), blurred(upper, 3.5), 0.75)
    lay(picture, lips, blurred(lower, 4), 0.75)
    lay(picture, lighter(lips, 0.6), blurred(disc(size, 624, 881, 30, 6), 5), 0.4)
    line = smooth([(546, 846), (562, 852), (602, 868), (640, 872), (682, 867), (718, 852), (736, 845)], closed=False)
    lay(picture, ruddy(skin, 0.2), blurred(strokes(size, [line], 4.5), 1.3), 0.9)
    lay(picture, ruddy(skin, 0.3), blurred(disc(size, 648, 924, 54, 11), 10), 0.45)
    for side in (-1, 1):
        crease = smooth([(640 + side * 70, 790), (640 + side * 104, 830), (640 + side * 110, 868)], closed=False)
        lay(picture, ruddy(skin, 0.38), blurred(strokes(size, [crease], 6), 7), 0.55)


def hairs(
    size: Size, dice: random.Random, paths: Sequence[Sequence[Point]], number: int, spread: float
) -> list[list[Point]]:
    """`number` strands between neighbouring guide `paths`, each a little off."""
    found: list[list[Point]] = []
    for _ in range(number):
        at = dice.uniform(0, len(paths) - 1.001)
        first, second, share = paths[int(at)], paths[int(at) + 1], at % 1
        off = dice.gauss(0, spread), dice.gauss(0, spread)
        strand = [
            (a + (c - a) * share + off[0], b + (d - b) * share + off[1])
            for (a, b), (c, d) in zip(first, second, strict=True)
        ]
        found.append(smooth(strand, closed=False))
    return found


def glasses(picture: Image.Image, frame: Color) -> None:
    size = picture.size
    rings = Image.new("L", size)
    for x in (536, 744):
        rings = ImageChops.lighter(rings, ImageChops.subtract(disc(size, x, 662, 84, 78), disc(size, x, 662, 76, 70)))
        lay(
            picture,
            (220, 240, 255),
            ImageChops.multiply(
                disc(size, x, 662, 76, 70),
                blurred(shape_lines(size, [(x - 90, 640), (x - 30, 570), (x + 6, 570), (x - 70, 690)]), 5),
            ),
            0.16,
        )
    bars: list[list[Point]] = [
        smooth([(619, 650), (640, 640), (661, 650)], closed=False),
        [(454, 648), (424, 640)],
        [(826, 648), (856, 640)],
    ]
    rings = ImageChops.lighter(rings, strokes(size, bars, 8))
    lay(picture, (20, 10, 8), blurred(shifted(rings, 8, 11), 6), 0.5)
    lay(picture, frame, rings)
    shade(picture, rings, (214, 160, 110), -2, -3, 1.5, 0.8)
