"""Contrast on the real pixels: figures equal an independent computation, bad cases found, good ones left in peace."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import Image
from planting import TODAY, planted

from smgen.checks import check
from smgen.checks.contrast import least_contrast
from smgen.checks.runs import ground_of, runs_of
from smgen.painting.draw import draw

PHOTOS = Path(__file__).parent.parent / "examples" / "photos"


# The ground is a gradient of one colour: on a plain one, layout mends the ink before anything can be found.
def card(inside: str, ground: str = "linear-gradient(0deg, #ffffff, #ffffff)") -> str:
    return f'<card background="{ground}" padding="8vmin" gap="5vmin">{inside}</card>'


def codes(post) -> dict[str, str]:
    return {note.code: note.severity for note in check(post, today=TODAY)}


def wcag(one, other) -> float:
    """WCAG 2.2, "contrast ratio", written down from the recommendation once more."""

    def level(pixel) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in pixel[:3])]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05

    high, low = max(level(one), level(other)), min(level(one), level(other))
    return high / low


def decoded(post) -> Image.Image:
    return Image.open(io.BytesIO(post.encode(type="png"))).convert("RGB")


def pixels_of(image: Image.Image):
    data = image.tobytes()
    return zip(data[0::3], data[1::3], data[2::3], strict=True)


def measured(post) -> float:
    scene = post.scenes[0]
    runs = [run for run in runs_of(scene) if not run.is_decoration]
    ground = draw(ground_of(scene, runs))
    return min(least_contrast(run, ground) for run in runs)


@pytest.mark.parametrize(
    ("ink", "ground"), [("#777777", "#ffffff"), ("#ffffff", "#118844"), ("#11302b", "#ff5a3c"), ("#000000", "#000001")]
)
def test_the_figure_equals_wcag_on_the_decoded_picture(tmp_path, ink, ground):
    text = f'<text field="headline" font-size="12vmin" color="{ink}">Hallo Welt</text>'
    post = planted(tmp_path, card(text, f"linear-gradient(0deg, {ground}, {ground})"))
    pixels = decoded(post)
    colors = sorted(pixels.getcolors(1 << 24), reverse=True)
    behind, letters = colors[0][1], colors[1][1]
    assert measured(post) == pytest.approx(wcag(behind, letters), abs=0.005)


def test_over_a_photo_the_figure_equals_that_of_the_pixels_under_the_letters(tmp_path):
    words = '<text field="headline" font-size="14vmin" color="#ffffff">Hallo Welt</text>'
    picture = '<image src="kitchen.jpg" place="fill" bleed="all"/>'
    (tmp_path / "kitchen.jpg").write_bytes((PHOTOS / "kitchen.jpg").read_bytes())
    with_words = decoded(planted(tmp_path, card(picture + words)))
    alone = decoded(planted(tmp_path, card(picture)))
    found = [
        wcag((255, 255, 255), behind)
        for letters, behind in zip(pixels_of(with_words), pixels_of(alone), strict=True)
        if letters != behind
    ]
    worst = sorted(found)[int(len(found) * 0.05)]
    assert measured(planted(tmp_path, card(picture + words))) == pytest.approx(worst, rel=0.06)


def test_white_words_on_a_light_photo_are_found(tmp_path):
    Image.linear_gradient("L").point(lambda level: 205 + level // 6).convert("RGB").save(tmp_path / "light.png")
    picture = '<image src="light.png" place="fill" bleed="all"/>'
    words = '<text field="headline" font-size="9vmin" color="#ffffff">Hallo Welt</text>'
    assert codes(planted(tmp_path, card(picture + words)))["contrast-low"] == "error"


def test_words_over_the_edge_of_two_grounds_are_found(tmp_path):
    words = '<text field="headline" font-size="9vmin" color="#11302b">Hallo Welt, hier sind wir</text>'
    image = Image.new("RGB", (1080, 1350), "#ffffff")
    image.paste((17, 48, 43), (0, 0, 300, 1350))
    image.save(tmp_path / "halves.png")
    picture = '<image src="halves.png" place="fill" bleed="all"/>'
    assert "contrast-low" in codes(planted(tmp_path, card(picture + words)))


@pytest.mark.parametrize(
    "good",
    [
        '<text field="headline" font-size="4vmin" color="#11302b">Hallo Welt</text>',
        '<text field="headline" font-size="9vmin" color="#ffffff" bar-background="#11302b">Hallo Welt</text>',
        '<column background="#11302b" padding="4vmin"><text font-size="9vmin" color="#ffffff">Hallo</text></column>',
        '<text role="decoration" font-size="30vmin" color="#fefefe">„</text>',
        '<text field="headline" font-size="9vmin" color="#11302b">Hallo 👋🏽</text>',
        '<text field="headline" font-size="9vmin" color="#11302b" rotate="-6">Hallo Welt</text>',
        '<text field="headline" font-size="9vmin" color="#ffffff" outline="1.2vmin #11302b">Hallo Welt</text>',
    ],
    ids=["dark", "bars", "panel", "decoration", "emoji", "turned", "outlined"],
)
def test_good_pairs_are_left_in_peace(tmp_path, good):
    white = card(good)
    assert "contrast-low" not in codes(planted(tmp_path, white))


@pytest.mark.parametrize(("size", "found"), [("6.5vmin", True), ("7vmin", False)])
def test_large_words_need_three_to_one_and_small_ones_four_and_a_half(tmp_path, size, found):
    grey = f'<text field="headline" font-size="{size}" color="#888888">Hallo Welt</text>'  # 3.54 : 1 on white
    post = planted(tmp_path, card(grey))
    assert ("contrast-low" in codes(post)) is found


def test_a_faded_group_fades_its_words(tmp_path):
    faded = '<column opacity="0.35"><text field="headline" font-size="9vmin" color="#11302b">Hallo Welt</text></column>'
    assert "contrast-low" in codes(planted(tmp_path, card(faded)))


def test_a_bright_corner_that_no_letter_touches_does_no_harm(tmp_path):
    image = Image.new("RGB", (1080, 1350), "#11302b")
    image.paste((255, 255, 255), (700, 0, 1080, 1350))
    image.save(tmp_path / "corner.png")
    words = '<text field="headline" font-size="9vmin" color="#ffffff" max-width="40vmin">Hallo</text>'
    post = planted(tmp_path, card('<image src="corner.png" place="fill" bleed="all"/>' + words))
    assert "contrast-low" not in codes(post)


def test_something_drawn_over_the_words_is_found(tmp_path):
    over = (
        '<text field="headline" font-size="9vmin" color="#11302b">Hallo Welt</text>'
        '<shape kind="rectangle" fill="#ff5a3c" place="fill" role="decoration"/>'
    )
    assert codes(planted(tmp_path, card(over)))["text-covered"] == "error"


@pytest.mark.parametrize(("bar", "ink"), [("#11302b", "#f4ebdd"), ("#777777", "#ffffff"), ("#ffc53d", "#ffffff")])
def test_on_a_turned_bar_the_figure_is_that_of_the_bar(tmp_path, bar, ink):
    words = f'<text field="headline" font-size="14vmin" color="{ink}" bar-background="{bar}">Hallo Welt</text>'
    turned = card(f'<column rotate="-6">{words}</column>')
    post = planted(tmp_path, turned)
    runs = runs_of(post.scenes[0])
    assert all(run.bar is not None for run in runs)
    drawn = draw(ground_of(post.scenes[0], runs))
    by_pixels = min(least_contrast(replace(run, bar=None), drawn) for run in runs)
    assert measured(post) == pytest.approx(by_pixels, abs=0.01)
