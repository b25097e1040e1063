"""Photos in their boxes: the focus where it is asked for, scrims over them, masks around them; words struck out."""

from __future__ import annotations

from pathlib import Path

import pytest

from smgen.color import contrast, parse_color
from smgen.fonts import FontBook
from smgen.geometry import Box, Size, cover
from smgen.layout import Assets, layout
from smgen.markup import parse
from smgen.painting.draw import draw
from smgen.painting.pictures import open_picture
from smgen.platforms import find_format
from smgen.scene import Fill, Glyphs, Group, LinearGradient, Picture, walk

PHOTOS = Path(__file__).parent.parent / "examples" / "photos"
ASSETS = Assets(
    FontBook.shipped(),
    lambda name: open_picture(name, roots=(PHOTOS,)),
    lambda name: open_picture(name, roots=(PHOTOS,)),
    lambda source: (0.5, 0.5),
)


def scene(markup, format="800x800"):
    (only,) = layout(parse(markup), find_format(format), ASSETS, where="test")
    return only


def items(markup, kind):
    return [item for item in walk(scene(markup).items) if isinstance(item, kind)]


@pytest.mark.parametrize("at", [(0.5, 0.5), (0.5, 0.25), (0.3, 0.7)])
def test_the_focus_stands_where_it_is_asked_for(at):
    crop = cover(Size(4000, 4000), Box(0, 0, 100, 100), (0.5, 0.5), at)
    assert crop == Box(0, 0, 4000, 4000), "a picture of the box's shape cannot move"
    crop = cover(Size(4000, 1000), Box(0, 0, 100, 100), (0.5, 0.5), at)
    assert (0.5 * 4000 - crop.left) / crop.width == pytest.approx(at[0])


def test_a_focus_near_the_edge_never_shows_what_is_not_there():
    crop = cover(Size(4000, 1000), Box(0, 0, 100, 100), (0.02, 0.5), (0.9, 0.5))
    assert crop.left == 0


def test_a_scrim_lies_over_the_photo_and_inside_its_mask():
    bare = '<card padding="0px"><image src="paper.jpg" grow="1" mask="{mask}" {more}/></card>'
    scrim = 'scrim="linear-gradient(180deg, #00000000, #000000c0)"'
    (group,) = items(bare.format(mask="arch", more=scrim), Group)
    picture, fill = group.items
    assert isinstance(picture, Picture)
    assert isinstance(fill, Fill)
    assert isinstance(fill.paint, LinearGradient)
    plain = draw(scene(bare.format(mask="none", more=""))).convert("L")
    dark = draw(scene(bare.format(mask="none", more=scrim))).convert("L")
    assert abs(plain.getpixel((400, 2)) - dark.getpixel((400, 2))) < 8
    assert dark.getpixel((400, 797)) < plain.getpixel((400, 797)) / 2


@pytest.mark.parametrize("photo", ["kitchen", "garden", "neighbour", "volunteer", "wall", "paper"])
def test_duotone_uses_nothing_but_its_two_colors(photo):
    look = 'duotone="#11302b #ffc53d"'
    image = draw(scene(f'<card padding="0px"><image src="{photo}.jpg" grow="1" {look}/></card>', "200x200"))
    for red, green, blue in image.get_flattened_data() if hasattr(image, "get_flattened_data") else image.getdata():
        share = (red - 0x11) / (0xFF - 0x11)
        assert abs(0x30 + share * (0xC5 - 0x30) - green) < 6
        assert abs(0x2B + share * (0x3D - 0x2B) - blue) < 6


STRUCK = (
    '<card background="{ground}"><text color="{ink}" font-size="60px" width="500px" text-decoration="line-through" '
    'text-decoration-color="{bar}">Das haben wir noch nie so gemacht, sagt man</text></card>'
)


def test_every_line_of_struck_words_has_its_bar_in_the_middle_of_its_letters():
    found = scene(STRUCK.format(ground="#ffffff", ink="#000000", bar="#c00000"))
    lines = [item for item in walk(found.items) if isinstance(item, Glyphs)]
    bars = [item.shape.box for item in walk(found.items) if isinstance(item, Fill)]
    assert len(lines) > 1
    assert len(bars) == len(lines)
    for line, bar in zip(lines, bars, strict=True):
        assert bar.left <= line.box.left
        assert bar.right >= line.box.right
        assert line.ys[0] - 0.5 * line.size < bar.top < bar.bottom < line.ys[0]


@pytest.mark.parametrize("ground", ["#ffffff", "#11302b", "#ff5a3c"])
def test_the_bar_is_seen_on_any_ground(ground):
    found = scene(STRUCK.format(ground=ground, ink="auto", bar=ground))
    (bar, *_) = [item for item in walk(found.items) if isinstance(item, Fill)]
    assert contrast(bar.paint, parse_color(ground)) >= 4.4
