"""Rows, columns and stacks share their room as flexbox does, and nothing is cut or lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen.errors import DoesNotFit, PictureError, TemplateError
from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.layout import Assets, layout
from smgen.markup import parse
from smgen.platforms import find_format
from smgen.scene import Fill, Glyphs, Group, walk


def _no_picture(name):
    raise PictureError("there is no such picture", where=name)


ASSETS = Assets(FontBook.shipped(), _no_picture, _no_picture, lambda source: (0.5, 0.5))


def scene(markup, format="1000x1000", language="de"):
    (only,) = layout(parse(markup), find_format(format), ASSETS, where="test", language=language)
    return only


def boxes(markup, format="1000x1000", language="de"):
    """The boxes of all plain fills, in the order drawn."""
    return [item.shape.box for item in walk(scene(markup, format, language).items) if isinstance(item, Fill)]


def shape(**attributes):
    written = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<shape fill="#000000" {written}/>'


def test_a_column_gives_the_left_over_height_to_who_grows():
    first, second = boxes(f'<card padding="0px">{shape(height="200px")}{shape(grow=1)}</card>')
    assert first == Box(0, 0, 1000, 200)
    assert second == Box(0, 200, 1000, 800)


def test_growing_children_share_in_proportion():
    one, two = boxes(f'<card padding="0px">{shape(grow=1)}{shape(grow=3)}</card>')
    assert (one.height, two.height) == (250, 750)


@pytest.mark.parametrize(
    ("justify", "tops"),
    [
        ("start", [0, 110]),
        ("end", [790, 900]),
        ("center", [395, 505]),
        ("space-between", [0, 900]),
        ("space-evenly", [263, 637]),
    ],
)
def test_justify_content_places_what_is_left(justify, tops):
    block = shape(height="100px", width="10px")
    found = boxes(f'<card padding="0px" gap="10px" justify-content="{justify}">{block}{block}</card>')
    assert [round(box.top) for box in found] == tops


@pytest.mark.parametrize(("align", "left"), [("start", 0), ("center", 450), ("end", 900)])
def test_align_items_places_across(align, left):
    (box,) = boxes(f'<card padding="0px" align-items="{align}">{shape(width="100px", height="5px")}</card>')
    assert box.left == left


def test_a_row_stands_side_by_side_with_gaps_and_margins():
    first, second = boxes(
        f'<card padding="0px"><row height="100px" gap="20px">{shape(width="100px")}'
        f"{shape(width='100px', margin='0px 0px 0px 30px')}</row></card>"
    )
    assert (first.left, second.left) == (0, 150)
    assert first.height == second.height == 100


def test_percentages_minima_and_maxima_count():
    box, wide = boxes(
        f'<card padding="0px" align-items="start">{shape(width="50%", height="10%", max_width="300px")}'
        f"{shape(width='1%', min_width='40px', height='1vh')}</card>"
    )
    assert (box.width, box.height) == (300, 100)
    assert (wide.width, wide.height) == (40, 10)


def test_aspect_ratio_finds_the_other_side():
    (box,) = boxes(f'<card padding="0px">{shape(width="320px", aspect_ratio="16/9")}</card>')
    assert (box.width, box.height) == (320, 180)


def test_the_cards_padding_never_goes_under_what_the_platform_covers():
    (box,) = boxes(f'<card padding="10px">{shape(grow=1)}</card>', "instagram/story")
    safe = find_format("instagram/story").safe
    assert (box.left, box.top) == (safe.left, safe.top)
    assert box.bottom == 1920 - safe.bottom


def test_bleed_stretches_the_ground_while_the_content_stays():
    ground, inner = boxes(
        f'<card padding="50px"><column grow="1" background="#ffffff" bleed="top left right">{shape(grow=1)}</column></card>'
    )
    assert ground == Box(0, 0, 1000, 950)
    assert inner == Box(50, 50, 900, 900)


def test_what_has_a_place_stands_outside_the_flow():
    corner, flowing = boxes(
        f'<card padding="0px">{shape(place="bottom right", width="10px", height="10px")}{shape(grow=1)}</card>'
    )
    assert corner == Box(990, 990, 10, 10)
    assert flowing.height == 1000


MIRRORED = [
    f'<card padding="10px 20px 30px 40px" flex-direction="row" gap="5px">{shape(width="100px")}{shape(grow=1)}</card>',
    f'<card padding="50px"><column grow="1" align-items="end">{shape(width="90px", height="9px")}</column></card>',
    f'<card padding="50px"><column width="300px" background="#ffffff" bleed="left top">{shape(grow=1)}</column></card>',
    f'<card padding="50px">{shape(place="80% 0%", width="60px", height="60px", margin="0px 7px 0px 0px")}</card>',
    f'<card padding="0px" flex-direction="row">{shape(width="60px", margin="1px 2px 3px 14px")}</card>',
    '<card padding="0px"><progress value="0.25" height="40px" fill="#000000"/></card>',
]


@pytest.mark.parametrize("markup", MIRRORED)
def test_right_to_left_languages_mirror_the_layout(markup):
    plain, mirrored = boxes(markup), boxes(markup, language="ar")
    assert [Box(1000 - box.right, box.top, box.width, box.height) for box in plain] == mirrored


def test_latin_words_in_an_arabic_picture_keep_to_its_edge():
    picture = scene('<card padding="100px"><text font-size="60px">Lindenweg 3</text></card>', language="ar")
    words = [item.box for item in walk(picture.items) if isinstance(item, Glyphs)]
    assert max(box.right for box in words) == pytest.approx(900, abs=5)  # its bearing hangs
    assert min(box.left for box in words) > 400


def test_one_round_corner_may_be_as_large_as_its_box():
    picture = scene(
        '<card padding="0px"><column width="300px" height="300px" background="#000000"'
        ' border-radius="0px 0px 300px 0px"/></card>'
    )
    (quarter,) = [item.shape for item in walk(picture.items) if isinstance(item, Fill)]
    assert quarter.radii == (0, 0, 300, 0)


def test_a_mark_trimmed_to_its_ink_fits_the_box_it_measured():
    picture = scene(
        '<card padding="0px" flex-direction="row"><text font-size="200px" text-box="ink">28</text>'
        '<text grow="1" fit="shrink" font-size="50px">Wort</text></card>'
    )
    mark, word = [region.box for region in picture.regions if region.tag == "words"]
    assert mark.left == pytest.approx(0, abs=1.5)
    assert mark.right <= word.left + 1.5


def test_a_text_of_one_size_is_never_given_less_than_it_needs():
    with pytest.raises(DoesNotFit):
        scene(
            '<card padding="0px"><column height="300px">'
            + '<text font-size="90px">Wort Wort Wort Wort Wort Wort Wort</text>' * 2
            + "</column></card>"
        )


def test_items_keep_the_order_of_the_markup():
    colors = ["#010101", "#020202", "#030303"]
    blocks = "".join(f'<shape fill="{color}" height="1px"/>' for color in colors)
    found = [str(item.paint) for item in walk(scene(f"<card>{blocks}</card>").items) if isinstance(item, Fill)]
    assert found == colors


def test_too_much_for_the_room_is_an_error_that_says_by_how_much():
    with pytest.raises(DoesNotFit, match="200 px too high"):
        scene(f'<card padding="0px">{shape(height="700px")}{shape(height="500px")}</card>')


def test_flexible_texts_give_way_together_and_keep_their_order_of_size():
    words = "Nachbarschaft heißt füreinander da sein, auch wenn es regnet und der Bus nicht kommt. " * 3
    found = scene(
        f'<card><text field="a" fit="shrink" font-size="12vmin">{words}</text>'
        f'<text field="b" fit="shrink" font-size="6vmin">{words}</text></card>'
    )
    sizes = {region.field: float(dict(region.facts)["size"]) for region in found.regions if region.tag == "words"}
    assert 26 <= sizes["b"] < sizes["a"] < 120


def test_text_that_fits_nowhere_names_field_template_and_the_way_out():
    with pytest.raises(DoesNotFit) as error:
        scene(
            f'<card><text field="quote" fit="shrink" font-size="9vmin" min-font-size="6vmin">{"Wort " * 400}</text></card>'
        )
    message = str(error.value)
    assert "quote" in message
    assert "shorten" in message


@pytest.mark.parametrize("fit", ["shrink", "grow", "fill"])
def test_a_smallest_size_wins_over_a_largest_one_that_is_smaller(fit):
    found = scene(f'<card><text fit="{fit}" min-font-size="6vmin" max-font-size="2vmin">Wort</text></card>')
    assert {item.size for item in walk(found.items) if isinstance(item, Glyphs)} == {60}


def test_words_in_a_narrow_column_get_the_height_they_need_there():
    """What grows above them leaves them what they take in their own width, not in that of their parent."""
    words = '<text field="b" fit="shrink" font-size="60px" min-font-size="40px">' + "Wort " * 30 + "</text>"
    found = scene(
        '<card padding="0px"><text field="a" fit="grow" max-font-size="400px">Oben steht, was wächst</text>'
        f'<row><column width="300px">{words}</column>{shape(grow=1)}</row></card>'
    )
    sizes = {region.field: float(dict(region.facts)["size"]) for region in found.regions if region.tag == "words"}
    assert sizes["b"] >= 40


def test_opacity_rotation_and_effects_make_one_group():
    found = scene(f"<card>{shape(height='10px', opacity='50%', rotate='5', shadow='0px 2px 4px #00000080')}</card>")
    (group,) = [item for item in found.items if isinstance(item, Group)]
    assert group.opacity == 0.5
    assert not group.transform.is_identity
    assert len(group.effects) == 1


def test_the_same_card_gives_an_equal_scene():
    markup = '<card background="#fff"><text fit="grow">Mut &amp; Kuchen</text></card>'
    assert scene(markup) == scene(markup)
    assert hash(scene(markup)) == hash(scene(markup))


def test_automatic_ink_reads_on_its_ground():
    def ink(ground):
        return next(
            i.color
            for i in walk(scene(f'<card background="{ground}"><text>a</text></card>').items)
            if isinstance(i, Glyphs)
        )

    assert str(ink("#000000")) == "#ffffff"
    assert str(ink("#ffff99")) == "#000000"


def test_a_weak_pair_is_mended_and_said():
    found = scene('<card background="#ffffff"><text field="quote" color="#eeeeaa">a</text></card>')
    assert any(note.code == "color-mended" and note.where == "quote" for note in found.notes)


def test_slides_become_scenes_that_know_their_number():
    scenes = layout(
        parse("<slides><card><text>1</text></card><card><text><slide/> von <slides/></text></card></slides>"),
        find_format("1000x1000"),
        ASSETS,
    )
    assert [s.words.replace("\n", " ") for s in scenes] == ["1", "2 von 2"]


def test_a_text_too_long_goes_on_to_the_next_slide_and_loses_nothing():
    sentences = [f"Dies ist Satz Nummer {n}, und er sagt etwas Wichtiges." for n in range(1, 41)]
    text = f'<text fit="shrink" font-size="8vmin" min-font-size="5vmin" overflow-to="next-slide">{" ".join(sentences)}</text>'
    markup = f"<slides><card>{text}</card></slides>"
    scenes = layout(parse(markup), find_format("1080x1080"), ASSETS)
    assert len(scenes) > 1
    said = " ".join(" ".join(scene.words.split()) for scene in scenes)
    assert said.replace("- ", "").replace("-", "").replace(" ", "") == "".join(sentences).replace(" ", "").replace(
        "-", ""
    )


def test_a_root_that_is_no_card_is_refused():
    with pytest.raises(TemplateError, match="one <card>"):
        layout(parse("<row/>"), find_format("1000x1000"), ASSETS)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 3)), min_size=1, max_size=6),
    st.sampled_from(["row", "column"]),
    st.integers(0, 30),
)
def test_children_never_leave_their_parent_nor_overlap(children, direction, gap):
    side = "width" if direction == "row" else "height"
    inner = "".join(shape(**{side: f"{size}px"}) if not grow else shape(grow=grow) for size, grow in children)
    markup = f'<card padding="0px"><{direction} grow="1" gap="{gap}px">{inner}</{direction}></card>'
    try:
        found = boxes(markup)
    except DoesNotFit:
        assert sum(size for size, grow in children if not grow) + gap * (len(children) - 1) > 1000
        return
    for box in found:
        assert Box(0, 0, 1000, 1000).contains(box, 1)
    axis = 0 if direction == "row" else 1
    for one, other in pairwise(found):
        assert one[axis] + one[axis + 2] <= other[axis] + 1


def test_skew_leans_as_in_css():
    (group,) = [
        item for item in scene(f"<card>{shape(height='100px', skew='10')}</card>").items if isinstance(item, Group)
    ]
    # CSS skewX(10deg): what lies further down lies further right.
    assert group.transform.xy > 0


def test_a_percentage_counts_once_however_the_room_is_shared():
    markup = (
        '<card padding="0px" flex-direction="row" gap="100px" align-items="start">'
        '<column width="50%" background="#000000">{}</column><shape fill="#ffffff" grow="1" height="10px"/></card>'
    )
    words = '<text font-size="40px" line-height="1">Wir kochen heute zusammen</text>'
    ground, _ = boxes(markup.format(words))
    pixels, _ = boxes(markup.format(words).replace("50%", "450px"))
    assert ground == pixels


def test_arabic_lines_are_set_further_apart_than_a_template_made_for_latin_letters_asks():
    def between(words, language):
        markup = f'<card padding="0px"><text font-size="100px" width="320px" line-height="1">{words}</text></card>'
        items = walk(scene(markup, language=language).items)
        first, second = sorted({item.ys[0] for item in items if isinstance(item, Glyphs)})
        return second - first

    assert between("hallo welt", "de") == pytest.approx(100)
    # How far is the engine's affair: as far as the ink of these words asks.
    assert between("مرحبا بالجيران", "ar") > 110


@pytest.mark.parametrize(("total", "height"), [(5, 1000), (7, 1300), (20, 700), (8, 700)])
def test_a_crowd_reaches_the_far_edge_rather_than_standing_in_a_column(total, height):
    crowd = f'<pictograms count="2" total="{total}" figure="circle" fill="#000000" height="{height}px" width="850px"/>'
    figures = boxes(f'<card padding="0px">{crowd}</card>', "1000x1500")
    assert len({round(box.left) for box in figures}) > 1
    assert max(box.right for box in figures) > 0.8 * 850
