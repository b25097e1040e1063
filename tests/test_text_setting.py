"""Setting: where glyphs, bars and marks come to stand."""

import blockfont
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from smgen.color import BLACK, WHITE, Color
from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.scene import Fill, Glyphs
from smgen.text.emphasis import parse_emphasis
from smgen.text.fit import fit
from smgen.text.paragraph import Bars, Span, Style
from smgen.text.setting import lacking, set_lines
from smgen.text.shape import shape

BOOK = FontBook.shipped()
BOX = Box(100, 50, 400, 300)
RED = Color(200, 0, 0)


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    return BOOK.with_folder(blockfont.build(tmp_path_factory.mktemp("fonts") / "block.ttf"))


def placed(text, book=BOOK, *, style=None, lang="und", size=40, bars=None, width=BOX.width, **options):
    spans = text if isinstance(text, tuple) else (Span(text, style or Style(family="Block")),)
    fitted = fit(shape(spans, book, lang), width, mode="none", size=size, bars=bars, line_height=1.5)
    return set_lines(fitted, BOX, **options)


def glyph_runs(setting):
    return [item for item in setting.items if isinstance(item, Glyphs)]


def fills(setting):
    return [item for item in setting.items if isinstance(item, Fill)]


def test_glyphs_stand_where_the_advances_put_them(blocks):
    (run,) = glyph_runs(placed("abc", blocks))
    assert run.xs == pytest.approx((100, 120, 140))
    assert run.ys == pytest.approx((50 + 28,) * 3)  # capitals are 0.7 em high: the baseline lies 28 px below the top
    assert (run.text, run.size, run.color) == ("abc", 40, BLACK)


def test_positions_are_fractions_of_a_pixel(blocks):
    (run,) = glyph_runs(placed("abc", blocks, size=41))
    assert run.xs == pytest.approx((100, 120.5, 141))


@pytest.mark.parametrize(("align", "left"), [("start", 100), ("center", 280), ("end", 460)])
def test_lines_are_aligned_in_their_box(blocks, align, left):
    assert placed("ab", blocks, align=align).lines[0].left == pytest.approx(left)


@pytest.mark.parametrize(("vertical", "baseline"), [("start", 78), ("center", 214), ("end", 350)])
def test_blocks_are_aligned_by_capitals_and_baseline(blocks, vertical, baseline):
    assert placed("ab", blocks, vertical=vertical).lines[0].bottom == pytest.approx(baseline)


def test_start_is_on_the_right_for_text_from_right_to_left():
    style = Style(family="text")
    assert placed("שלום", style=style, lang="he").ink.right == pytest.approx(BOX.right)
    assert placed("שלום", style=style, lang="he", align="end").ink.left == pytest.approx(BOX.left)


def test_mixed_directions_come_in_visual_order():
    runs = glyph_runs(placed("שלום abc עולם", style=Style(family="text"), lang="he"))
    order = sorted(runs, key=lambda run: min(run.xs))
    assert [run.text.strip() for run in order] == ["עולם", "abc", "שלום"]


def test_quotation_marks_hang_out_and_letters_stand_at_the_edge():
    style = Style(family="heading", weight=800)
    text = "„Wir bleiben alle hier zusammen in der Stadt“"
    hung = placed(text, style=style, lang="de")
    flat = placed(text, style=style, lang="de", hanging=0)
    assert flat.lines[0].left == BOX.left
    assert hung.lines[0].left < hung.lines[1].left
    assert _ink(hung, 1).left == pytest.approx(BOX.left)


@pytest.mark.parametrize("hanging", [1, 8, 1000])
@pytest.mark.parametrize(
    ("text", "lang"), [("„Alle\nAlle\nAlle“", "de"), ("”שלום\nשלום", "he"), ("«Alle\nAlle»", "fr")]
)
def test_letters_stand_under_letters_however_far_their_mark_hangs_out(text, lang, hanging):
    first, *others = glyph_runs(placed(text, style=Style(family="heading", weight=800), lang=lang, hanging=hanging))
    letter = -2 if lang == "he" else 1
    assert [run.xs[-1 if lang == "he" else 0] for run in others] == pytest.approx([first.xs[letter]] * len(others))
    left, right = min(run.box.left for run in (first, *others)), max(run.box.right for run in (first, *others))
    assert left >= BOX.left - (0 if lang == "he" else hanging)
    assert right <= BOX.right + (hanging if lang == "he" else 0)


def test_lines_that_fill_their_measure_give_way_for_letters_to_stand_under_letters():
    paragraph = shape((Span("„Deine\nNachbarschaft", Style(family="heading", weight=800)),), BOOK, "de")
    fitted = fit(paragraph, 300, 200, mode="grow")
    narrower = lacking(fitted, 300, 4)
    assert narrower > 0
    again = fit(paragraph, 300 - narrower, 200, mode="grow")
    assert again.size < fitted.size
    assert lacking(again, 300, 4) == 0


@pytest.mark.parametrize(("align", "edge"), [("start", "left"), ("end", "right")])
@pytest.mark.parametrize(
    ("text", "lang"), [("Heute\nAlle\njeder\nOben", "de"), ("שלום\nעולם", "he"), ("إلى\nجار", "ar")]
)
def test_letters_of_any_form_stand_at_the_edge_by_their_ink(text, lang, align, edge):
    setting = placed(text, style=Style(family="heading", weight=800), lang=lang, align=align)
    if lang != "de":
        edge = {"left": "right", "right": "left"}[edge]
    inks = [getattr(_ink(setting, line), edge) for line in range(len(setting.lines))]
    assert inks == pytest.approx([getattr(BOX, edge)] * len(inks))


def _ink(setting, line):
    """What the glyphs of one line cover."""
    return replace(setting, items=(glyph_runs(setting)[line],)).ink


def test_a_point_at_the_end_hangs_out_when_lines_end_flush():
    hung = placed("Ende.", style=Style(family="heading"), align="end")
    assert BOX.right < hung.lines[0].right < BOX.right + 12


def test_justified_lines_reach_both_edges_but_the_last_does_not(blocks):
    setting = placed("aaaa bbbb cccc dddd eeee ffff gg", blocks, align="justify")
    assert all(line.width == pytest.approx(BOX.width) for line in setting.lines[:-1])
    assert setting.lines[-1].width < BOX.width


def test_one_run_of_glyphs_for_each_line_face_and_colour(blocks):
    spans = (
        Span("ab ", Style(family="Block")),
        Span("cd", Style(family="Block", color=RED)),
        Span(" ef", Style(family="Block")),
    )
    runs = glyph_runs(placed(spans, blocks))
    assert [(run.text, run.color) for run in runs] == [("ab ", BLACK), ("cd", RED), (" ef", BLACK)]
    assert runs[1].xs[0] == pytest.approx(160)


def test_a_smaller_span_stands_on_the_same_baseline(blocks):
    spans = (Span("ab", Style(family="Block")), Span("cd", Style(family="Block", scale=0.5)))
    large, small = glyph_runs(placed(spans, blocks))
    assert (large.size, small.size) == (40, 20)
    assert set(large.ys) == set(small.ys)
    assert small.xs == pytest.approx((140, 150))


def test_an_added_hyphen_is_drawn_and_said():
    fitted = fit(shape((Span("Straßensozialarbeit", Style(family="heading")),), BOOK, "de"), 200, mode="none", size=30)
    setting = set_lines(fitted, BOX)
    assert setting.texts[0].endswith("-")
    assert "".join(run.text for run in glyph_runs(setting)).count("-") == len(fitted.lines) - 1


def test_a_mark_lies_behind_its_words_on_each_line(blocks):
    style = Style(family="Block")
    setting = placed(parse_emphasis("aa ==bbbb cccc== dd", style, marker=RED), blocks, width=200, size=40)
    marks = fills(setting)
    assert len(marks) == len([text for text in setting.texts if "b" in text or "c" in text])
    assert setting.items[: len(marks)] == tuple(marks)
    for mark, line in zip(
        marks,
        [line for line, text in zip(setting.lines, setting.texts, strict=True) if "b" in text or "c" in text],
        strict=True,
    ):
        assert mark.shape.box.top < line.top
        assert mark.shape.box.bottom > line.bottom


def test_a_mark_covers_its_words_and_not_the_ones_beside_them(blocks):
    setting = placed(parse_emphasis("aa ==bb== cc", Style(family="Block"), marker=RED), blocks)
    (mark,) = fills(setting)
    assert mark.shape.box.left == pytest.approx(100 + 60 - 4)
    assert mark.shape.box.right == pytest.approx(100 + 100 + 4)


def test_bars_lie_behind_each_line_with_padding_radius_and_offset(blocks):
    bars = Bars(RED, padding_x=0.5, padding_y=0.25, radius=0.1, offset=1)
    setting = placed("aaaa bbbb", blocks, bars=bars, width=180)
    first, second = fills(setting)
    assert first.shape.box == pytest.approx((100, 50, 40 + 80, 20 + 28))
    assert first.shape.radii == (4, 4, 4, 4)
    assert second.shape.box.left == first.shape.box.left + 40
    assert glyph_runs(setting)[0].xs[0] == 120


def test_the_ink_is_what_is_covered(blocks):
    assert placed("Ab", blocks).ink == pytest.approx((100, 50, 40, 28))
    assert placed("Ab", blocks, bars=Bars(WHITE, padding_x=1, padding_y=0)).ink.left == 100
    assert placed(" ", blocks).ink == Box(100, 50, 0, 0)


def test_words_are_told_line_by_line(blocks):
    assert placed("aaaa bbbb", blocks, width=100).words == "aaaa\nbbbb"


TEXTS = st.lists(
    st.sampled_from(
        [
            "Haus",
            "Straßensozialarbeit",
            "„ja“",
            "سلام",
            "שלום",
            "(في)",
            "😀",
            "12 €",
            "Нам",
            "**stark**",
            "==mark==",
            "\n",
        ]
    ),
    min_size=1,
    max_size=15,
).map(" ".join)


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(["start", "center", "end"]), st.sampled_from(["auto", "ltr", "rtl"]))
def test_every_letter_is_drawn_once_inside_its_line(text, align, direction):
    spans = parse_emphasis(text, Style(family="heading", weight=800))
    paragraph = shape(spans, BOOK, "de", direction=direction)
    fitted = fit(paragraph, BOX.width, mode="none", size=24)
    setting = set_lines(fitted, BOX, align=align, hanging=0)
    runs = glyph_runs(setting)
    drawn = "".join(run.text for run in runs)
    said = "".join(span.text for span in spans)
    assert sorted(c for c in drawn if c.isalpha()) == sorted(c for c in said if c.isalpha())
    for run in runs:
        assert len(run.glyphs) == len(run.xs) == len(run.ys)
        assert run.box.left >= BOX.left - 0.1
        assert run.box.right <= BOX.right + 0.1


def test_words_with_tails_or_points_stand_in_the_middle_of_their_bars():
    setting = placed("أهلًا\nبالجيران", style=Style(family="heading", weight=800), lang="ar", bars=Bars(WHITE))
    for line, bar in enumerate(fills(setting)):
        ink, box = _ink(setting, line), bar.shape.box
        assert ink.top - box.top == pytest.approx(box.bottom - ink.bottom)
