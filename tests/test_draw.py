from __future__ import annotations

import hashlib
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path as File

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops
from pixels import BLUE, GREEN, RED, as_letters, blocks, drawn, letters, picture, scene

from smgen import fonts
from smgen.color import BLACK, WHITE, Color
from smgen.geometry import Box
from smgen.painting.draw import draw
from smgen.painting.pictures import open_picture
from smgen.scene import (
    Face,
    Fill,
    Glyphs,
    Group,
    LinearGradient,
    Outline,
    Path,
    Picture,
    PictureLook,
    RadialGradient,
    Scene,
    Shadow,
    Shape,
    Stop,
    Texture,
    Transform,
)

FEW = settings(max_examples=60, deadline=None)
GRADIENT = LinearGradient(180, (Stop(0, Color(17, 48, 43)), Stop(1, Color(255, 90, 60))))


def box(left: float, top: float, width: float, height: float, *radii: float) -> Shape:
    return Shape(Box(left, top, width, height), radii if radii else (0, 0, 0, 0))  # type: ignore[arg-type]


def turn(degrees: float, x: float = 0, y: float = 0) -> Transform:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return Transform(c, s, -s, c, x - c * x + s * y, y - s * x - c * y)


def ink(image: Image.Image) -> float:
    """How much darkness lies on white, in pixels."""
    return sum((255 - value) / 255 for value in image.convert("L").tobytes())


def difference(one: Image.Image, other: Image.Image) -> int:
    return max(high for _, high in ImageChops.difference(one, other).getextrema())


def test_nothing_on_a_ground_is_the_ground() -> None:
    assert letters(drawn(width=3, height=2, background=BLUE)) == "UUU\nUUU"


def test_later_items_lie_on_earlier_ones() -> None:
    image = drawn(Fill(box(0, 0, 4, 4), RED), Fill(box(2, 1, 4, 2), BLUE), width=6, height=4)
    assert letters(image) == as_letters("""
        RRRR__
        RRUUUU
        RRUUUU
        RRRR__
    """)


def test_a_stroke_stays_inside_its_shape() -> None:
    assert letters(drawn(Fill(box(1, 1, 6, 5), BLACK, stroke=1), width=8, height=7)) == as_letters("""
        ________
        _BBBBBB_
        _B____B_
        _B____B_
        _B____B_
        _BBBBBB_
        ________
    """)


def test_two_contours_leave_a_hole() -> None:
    outer, inner = ((0, 0), (6, 0), (6, 6), (0, 6)), ((2, 2), (4, 2), (4, 4), (2, 4))
    assert letters(drawn(Fill(Path((outer, inner)), RED), width=6, height=6)) == as_letters("""
        RRRRRR
        RRRRRR
        RR__RR
        RR__RR
        RRRRRR
        RRRRRR
    """)


def test_a_path_is_stroked_inside() -> None:
    triangle = Path((((0, 0), (40, 0), (0, 40)),))
    whole, line = (
        drawn(Fill(triangle, BLACK), width=40, height=40),
        drawn(Fill(triangle, BLACK, stroke=3), width=40, height=40),
    )
    assert ImageChops.subtract(whole, line).getextrema() == ((0, 0),) * 3
    assert line.getpixel((1, 20)) == (0, 0, 0)
    assert line.getpixel((10, 10)) == (255, 255, 255)


def test_the_line_along_a_path_is_as_wide_as_it_is_to_be_all_around() -> None:
    around = [math.radians(degree) for degree in range(360)]
    circle = Path((tuple((60 + 50 * math.cos(angle), 60 + 50 * math.sin(angle)) for angle in around),))
    ring = drawn(Fill(circle, BLACK, stroke=12), width=120, height=120).convert("L")
    for angle in around:
        row = [ring.getpixel((round(60 + r * math.cos(angle)), round(60 + r * math.sin(angle)))) for r in (35, 41, 47)]
        assert row == [255, 0, 0]
    assert sum(255 - value for value in ring.tobytes()) / 255 == pytest.approx(math.pi * (50**2 - 38**2), rel=0.002)


def test_half_a_pixel_covered_is_half_as_dark() -> None:
    image = drawn(Fill(box(1.5, 0, 2, 1), BLACK), width=5, height=1)
    assert [image.getpixel((x, 0))[0] for x in range(5)] == [255, 127, 0, 127, 255]


@FEW
@given(st.floats(3, 40), st.floats(3, 40), st.floats(0, 9), st.floats(0, 9), st.floats(0, 25))
def test_a_rounded_rectangle_covers_its_area(
    width: float, height: float, left: float, top: float, radius: float
) -> None:
    image = drawn(Fill(box(left, top, width, height, *(radius,) * 4), BLACK), width=50, height=50)
    kept = min(radius, width / 2, height / 2)
    # A pixel row is sampled 16 times: an upper and a lower edge may each lie half a sample off.
    half_a_sample = width / 32
    area = width * height - (4 - math.pi) * kept**2
    assert ink(image) == pytest.approx(area, rel=0.004, abs=0.1 + 2 * half_a_sample)


def test_a_circle_is_the_same_from_all_sides() -> None:
    image = drawn(Fill(box(2, 2, 60, 60, *(30,) * 4), BLACK), width=64, height=64)
    for method in (Image.Transpose.FLIP_LEFT_RIGHT, Image.Transpose.FLIP_TOP_BOTTOM, Image.Transpose.TRANSPOSE):
        assert difference(image, image.transpose(method)) <= 16


def test_the_plain_middle_of_a_rounded_panel_has_no_seam() -> None:
    half = Color(0, 0, 0, 128)
    image = drawn(Fill(box(0, 0, 60, 60, 9, 9, 9, 9), half), width=60, height=60)
    assert {image.getpixel((30, y)) for y in range(60)} == {(127, 127, 127)}


@pytest.mark.parametrize("alpha", [1, 77, 128, 254])
def test_a_translucent_colour_mixes_evenly(alpha: int) -> None:
    image = drawn(Fill(box(0, 0, 8, 8), Color(200, 100, 0, alpha)), background=Color(0, 100, 200))
    expected = round(200 * alpha / 255), 100, round(200 - 200 * alpha / 255)
    assert all(abs(a - b) <= 1 for a, b in zip(image.getpixel((4, 4)), expected, strict=True))


def test_what_lies_outside_does_no_harm() -> None:
    items = (
        Fill(box(-5, -5, 3, 3), RED),
        Fill(box(7, 7, 30, 30, 3, 3, 3, 3), Color(0, 0, 255, 99)),
        blocks("A", -9, 40, 4),
    )
    assert letters(drawn(*items)).count("_") >= 63


def test_a_vertical_gradient_runs_from_its_first_to_its_last_colour() -> None:
    image = drawn(Fill(box(0, 0, 40, 300), GRADIENT), width=40, height=300)
    assert all(abs(a - b) <= 1 for a, b in zip(image.getpixel((7, 0)), (17, 48, 43), strict=True))
    assert all(abs(a - b) <= 1 for a, b in zip(image.getpixel((7, 299)), (255, 90, 60), strict=True))


@pytest.mark.parametrize("angle", [0, 37, 90, 180, 270, 315])
def test_no_gradient_strays_a_level_from_its_line(angle: float) -> None:
    paint = LinearGradient(angle, (Stop(0, Color(20, 30, 40)), Stop(1, Color(60, 50, 200))))
    image = drawn(Fill(box(0, 0, 120, 80), paint), width=120, height=80)
    right, down = math.sin(math.radians(angle)), -math.cos(math.radians(angle))
    length = abs(120 * right) + abs(80 * down)
    for x, y in [(0, 0), (60, 40), (119, 79), (13, 71), (100, 5)]:
        share = ((x + 0.5 - 60) * right + (y + 0.5 - 40) * down) / length + 0.5
        expected = [a + (b - a) * share for a, b in zip((20, 30, 40), (60, 50, 200), strict=True)]
        assert all(abs(a - b) < 1.2 for a, b in zip(image.getpixel((x, y)), expected, strict=True))


def test_a_faint_gradient_is_dithered_not_banded() -> None:
    paint = LinearGradient(180, (Stop(0, Color(100, 100, 100)), Stop(1, Color(104, 104, 104))))
    image = drawn(Fill(box(0, 0, 64, 400), paint), width=64, height=400)
    rows = [sum(image.getpixel((x, y))[0] for x in range(64)) for y in range(0, 400, 4)]
    # With bands there would be five different rows; with a dither brightness grows in sixteenths of a level.
    assert len(set(rows)) > 14
    assert max(b - a for a, b in zip(rows, rows[4:], strict=False)) < 64 * 0.7


def test_a_gradient_to_transparent_keeps_its_hue() -> None:
    paint = LinearGradient(90, (Stop(0, RED), Stop(1, Color(0, 0, 0, 0))))
    image = drawn(Fill(box(0, 0, 100, 10), paint), width=100, height=10)
    assert all(image.getpixel((x, 5))[0] >= 253 for x in range(100))


def test_a_radial_gradient_is_its_first_colour_at_its_centre_and_its_last_in_the_far_corner() -> None:
    paint = RadialGradient((0.25, 0.5), (Stop(0, RED), Stop(1, BLUE)))
    image = drawn(Fill(box(0, 0, 100, 60), paint), width=100, height=60)
    assert image.getpixel((25, 30))[0] >= 250
    assert image.getpixel((99, 0))[2] >= 250
    assert abs(image.getpixel((25, 10))[0] - image.getpixel((45, 30))[0]) <= 4


def test_block_letters_stand_on_their_baseline() -> None:
    assert letters(drawn(blocks("AB A", 1, 3, 2, RED), width=10, height=5)) == as_letters("""
        __________
        _RR_R__RR_
        _RR_R__RR_
        __________
        __________
    """)


def test_glyphs_land_on_quarters_of_a_pixel() -> None:
    image = drawn(blocks("A", 1.26, 3, 2), width=6, height=4)
    assert [image.getpixel((x, 2))[0] for x in range(5)] == [
        255,
        pytest.approx(64, abs=1),
        0,
        pytest.approx(191, abs=1),
        255,
    ]


def test_a_run_is_the_same_before_and_after_its_glyphs_are_kept() -> None:
    first = drawn(blocks("ABBA", 1.3, 7, 5.7), width=40, height=10).tobytes()
    assert drawn(blocks("ABBA", 1.3, 7, 5.7), width=40, height=10).tobytes() == first


def test_letters_that_touch_show_no_seam_when_translucent() -> None:
    image = drawn(blocks("AAA", 0.5, 4, 4, Color(0, 0, 0, 128)), width=13, height=4)
    assert {image.getpixel((x, 2)) for x in range(1, 12)} == {(127, 127, 127)}


def test_a_turn_by_ninety_degrees_turns_the_picture() -> None:
    items = blocks("AB", 2, 4, 2, RED), Fill(box(5, 5, 2, 1), BLUE)
    upright = drawn(*items)
    turned = drawn(Group(items, transform=turn(90, 4, 4)))
    assert difference(turned, upright.transpose(Image.Transpose.ROTATE_270)) <= 2


def test_a_turned_photo_lies_where_the_fill_of_its_box_lies(tmp_path: File) -> None:
    Image.new("RGB", (30, 20), (0, 0, 0)).save(tmp_path / "a.png")
    source = open_picture("a.png", roots=[tmp_path])
    shape, turned = Box(20, 25, 30, 20), turn(25, 35, 35)
    photo = Group((Picture(source, shape, Box(0, 0, 30, 20)),), transform=turned)
    fill = Group((Fill(Shape(shape), BLACK),), transform=turned)
    one, other = drawn(photo, width=70, height=70), drawn(fill, width=70, height=70)
    assert ink(one) == pytest.approx(ink(other), rel=0.02)
    assert ink(ImageChops.invert(ImageChops.difference(one, other))) < 25


def test_a_group_at_full_strength_is_no_group() -> None:
    items = Fill(box(1.3, 1, 5, 5, 2, 2, 2, 2), RED), blocks("AB", 2.4, 6, 2.5, BLUE)
    assert difference(drawn(*items), drawn(Group(items, clip=box(0, 0, 8, 8)))) <= 1


def test_opacity_fades_the_group_as_one() -> None:
    both = Fill(box(0, 0, 6, 6), BLACK), Fill(box(2, 2, 6, 6), BLACK)
    image = drawn(Group(both, opacity=0.5))
    assert {image.getpixel(place) for place in [(1, 1), (4, 4), (7, 7)]} == {image.getpixel((3, 3))}
    assert abs(image.getpixel((4, 4))[0] - 127) <= 1


def test_a_clip_shows_only_what_is_inside() -> None:
    image = drawn(Group((Fill(box(0, 0, 6, 4), RED),), clip=box(1, 1, 3, 2)), width=6, height=4)
    assert letters(image) == as_letters("""
        ______
        _RRR__
        _RRR__
        ______
    """)


def test_groups_in_groups_composite_in_order() -> None:
    inner = Group((Fill(box(2, 2, 4, 4), BLUE),), opacity=0.5)
    image = drawn(Group((Fill(box(0, 0, 8, 8), RED), inner), opacity=0.5))
    # Blue at half on red is (128, 0, 128); at half on white (191, 127, 191).
    assert all(abs(a - b) <= 2 for a, b in zip(image.getpixel((4, 4)), (191, 127, 191), strict=True))


def test_smooth_edges_in_a_layer_are_not_bright_or_dark() -> None:
    """What Pillow does on "RGBA": colours at a faint edge keep full strength. Layers must blend as the ground does."""
    glyph = blocks("A", 1.5, 6, 4, RED)
    assert difference(drawn(glyph), drawn(Group((glyph,), effects=(Shadow(0, 0, 0, RED._replace(alpha=0)),)))) <= 1


def test_an_outline_surrounds_and_a_shadow_falls_behind() -> None:
    glyph = blocks("A", 10, 20, 10)
    outlined = drawn(Group((glyph,), effects=(Outline(3, RED),)), width=40, height=40)
    assert [outlined.getpixel((x, 15)) for x in (6, 8, 12, 21, 24)] == [
        *(WHITE.rgb, RED.rgb, BLACK.rgb, RED.rgb, WHITE.rgb)
    ]
    # The corner is round: a pixel three right and three up of it stays clear.
    assert outlined.getpixel((22, 7)) == WHITE.rgb
    shaded = drawn(Group((glyph,), effects=(Shadow(5, 5, 0, BLUE),)), width=40, height=40)
    assert [shaded.getpixel(place) for place in [(12, 12), (22, 22)]] == [BLACK.rgb, BLUE.rgb]


def test_an_outline_is_as_wide_in_every_direction() -> None:
    dot = Fill(box(30, 30, 20, 20, *(10,) * 4), BLACK)
    outlined = drawn(Group((dot,), effects=(Outline(8, BLACK),)), width=80, height=80)
    assert ink(outlined) == pytest.approx(math.pi * 18**2, rel=0.02)
    wide = drawn(Fill(box(22, 22, 36, 36, *(18,) * 4), BLACK), width=80, height=80)
    assert ink(ImageChops.invert(ImageChops.difference(wide, outlined))) < 40


KINDS = ["spray", "chalk", "halftone", "stamp", "paper"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_texture_is_the_same_for_the_same_seed_and_another_for_another(kind: str) -> None:
    def made(seed: int, strength: float = 1) -> bytes:
        texture = Texture(kind, 6, strength, seed)  # type: ignore[arg-type]
        group = Group((Fill(box(20, 20, 60, 40), RED),), effects=(texture,))
        return drawn(group, width=100, height=90).tobytes()

    assert made(1) == made(1)
    assert (made(1) != made(2)) is (kind != "halftone")
    assert made(1) != made(1, 0)
    assert made(1, 0) == drawn(Fill(box(20, 20, 60, 40), RED), width=100, height=90).tobytes()


def test_spray_drifts_beyond_the_letters() -> None:
    group = Group((Fill(box(40, 40, 80, 40), BLACK),), effects=(Texture("spray", 10, 1, 1),))
    image = drawn(group, width=160, height=140)
    outside = image.copy()
    outside.paste((255, 255, 255), (38, 38, 122, 82))
    assert 20 < ink(outside) < 1500
    assert ink(image.crop((44, 44, 116, 76))) > 0.6 * 72 * 32


def test_a_picture_fills_its_box(tmp_path: File) -> None:
    picture("RG\nUB").resize((4, 4), Image.Resampling.NEAREST).save(tmp_path / "p.png")
    source = open_picture("p.png", roots=[tmp_path])
    image = drawn(Picture(source, Box(1, 1, 4, 4), Box(0, 0, 4, 4)), width=6, height=6)
    assert letters(image) == as_letters("""
        ______
        _RRGG_
        _RRGG_
        _UUBB_
        _UUBB_
        ______
    """)
    part = drawn(Picture(source, Box(0, 0, 2, 2), Box(2, 0, 2, 2)), width=2, height=2)
    assert letters(part) == "GG\nGG"


def test_a_picture_with_alpha_lets_the_ground_through(tmp_path: File) -> None:
    Image.new("RGBA", (4, 4), (255, 0, 0, 128)).save(tmp_path / "p.png")
    source = open_picture("p.png", roots=[tmp_path])
    item = Picture(source, Box(0, 0, 4, 4), Box(0, 0, 4, 4))
    assert drawn(item, width=4, height=4).getpixel((1, 1)) == (255, 127, 127)
    assert difference(drawn(item), drawn(Group((item,), opacity=0.999))) <= 1


LOOKS = [
    PictureLook(monochrome=True),
    PictureLook(duotone=(Color(17, 48, 43), Color(255, 197, 61))),
    PictureLook(brightness=0.5),
    PictureLook(contrast=1.5),
    PictureLook(saturation=0.2),
    PictureLook(blur=3),
    PictureLook(grain=0.8),
]


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_changes_the_picture_the_same_way_every_time(tmp_path: File, look: PictureLook) -> None:
    Image.linear_gradient("L").resize((40, 30)).convert("RGB").save(tmp_path / "a.png")
    photo = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * n) for n in range(3)])
    photo.save(tmp_path / "p.png")
    source = open_picture("p.png", roots=[tmp_path])
    made = [
        drawn(Picture(source, Box(0, 0, 64, 64), Box(0, 0, 256, 256), each), width=64, height=64)
        for each in (look, look, PictureLook())
    ]
    assert made[0].tobytes() == made[1].tobytes() != made[2].tobytes()
    if look.duotone:
        assert all(abs(a - b) <= 8 for a, b in zip(_darkest(made[0]), look.duotone[0].rgb, strict=True))


def _darkest(image: Image.Image) -> tuple[int, ...]:
    return min((image.getpixel((x, y)) for x in range(64) for y in range(64)), key=sum)


def emoji(character: str, x: float, y: float, size: float) -> Glyphs:
    path = fonts.resources.folder("fonts") / "Noto-Color-Emoji" / "NotoColorEmoji-COLRv1.ttf"
    face = Face(str(path), is_color=True)
    glyph = fonts.hb_font(face).get_nominal_glyph(ord(character))
    return Glyphs(face, size, BLACK, (glyph,), (x,), (y,), character, Box(x, y - size, size * 1.2, size * 1.2))


def test_emoji_bring_their_own_colours() -> None:
    image = drawn(emoji("😀", 4, 52, 48), width=64, height=64)
    red, green, blue = image.getpixel((32, 16))
    assert red > 200 > blue
    assert green > 150
    assert ink(image.crop((0, 0, 64, 4))) == 0


def test_emoji_are_as_bright_in_a_group() -> None:
    one = emoji("😀", 4, 52, 48)
    assert (
        difference(drawn(one, width=64, height=64), drawn(Group((one,), clip=box(0, 0, 64, 64)), width=64, height=64))
        <= 2
    )


SHARED = Fill(box(0, 0, 8, 8), GRADIENT), Fill(box(1, 1, 4, 4, 2, 2, 2, 2), Color(0, 0, 255, 90))
ENDINGS = [
    (),
    (blocks("A", 2, 6, 3),),
    (blocks("B", 2, 6, 3), Fill(box(0, 0, 3, 3), GREEN)),
    (Fill(box(0, 0, 3, 3), GREEN),),
]


@FEW
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, len(ENDINGS) - 1)), min_size=2, max_size=12))
def test_what_was_drawn_before_never_shows(order: list[tuple[int, int]]) -> None:
    """Every scene looks as if it were drawn alone, in whatever order its relatives came."""
    for begun, ending in order:
        items = SHARED[:begun] + ENDINGS[ending]
        assert drawn(*items).tobytes() == drawn(Group(items, opacity=1)).tobytes() == _alone(items)


def _alone(items: tuple[object, ...]) -> bytes:
    # A ground of another colour, covered at once: shares no beginning with any other scene.
    stamp = Fill(box(0, 0, 8, 8), WHITE)
    return draw(Scene(scene().size, Color(1, 2, 3), (stamp, *items))).tobytes()  # type: ignore[arg-type]


def test_the_picture_that_comes_back_is_the_callers_own() -> None:
    items = (Fill(box(0, 0, 8, 8), RED), blocks("A", 2, 6, 3))
    for _ in range(3):
        image = drawn(*items)
        assert image.getpixel((0, 0)) == RED.rgb
        image.paste((0, 0, 0), (0, 0, 8, 8))


def test_threads_draw_the_same() -> None:
    scenes = [scene(*SHARED, blocks("AB", 1 + n / 8, 6, 2 + n % 3), width=32, height=32) for n in range(40)]
    alone = [draw(each).tobytes() for each in scenes]
    with ThreadPoolExecutor(4) as pool:
        assert [image.tobytes() for image in pool.map(draw, reversed(scenes))] == alone[::-1]


PROGRAM = """
import hashlib, sys
sys.path[:0] = [{tests!r}]
from test_draw import whole_scene
from smgen.painting.draw import draw
print(hashlib.sha256(draw(whole_scene()).tobytes()).hexdigest())
"""


def whole_scene() -> Scene:
    text = (emoji("🌻", 60, 60, 30),)
    effects = (Outline(2, WHITE), Shadow(2, 2, 3, BLACK), Texture("spray", 5, 1, 2))
    return scene(
        Fill(box(0, 0, 120, 90), GRADIENT),
        Fill(
            box(5, 5, 50, 40, 9, 9, 9, 9), RadialGradient((0.3, 0.3), (Stop(0, WHITE), Stop(1, BLUE.with_alpha(0.4))))
        ),
        Group((Fill(box(20, 20, 40, 40), RED), *text), effects=effects, transform=turn(7, 60, 45)),
        width=120,
        height=90,
    )


def test_another_process_with_another_hash_seed_draws_the_same() -> None:
    program = PROGRAM.format(tests=str(File(__file__).parent))
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PATH": "", "SYSTEMROOT": ""},
            cwd=File(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("0", "7")
    }
    assert found == {hashlib.sha256(draw(whole_scene()).tobytes()).hexdigest()}
