"""Poster setting: every line scaled to the measure."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from smgen.errors import DoesNotFit
from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.text.fit import fit
from smgen.text.paragraph import Span, Style
from smgen.text.poster import LARGEST_RATIO
from smgen.text.setting import _inks, set_lines
from smgen.text.shape import shape

BOOK = FontBook.shipped()
SLOGANS = (
    "All we need is likes",
    "Alles, was wir brauchen, sind Likes!",
    "Wohnen ist Menschenrecht. Kein Geschäft.",
    "Nie wieder ist jetzt",
    "Klimaschutz braucht Nachbarschaft",
    "Solidarität",
)


def filled(text, width=900, height=900, *, family="poster", **options):
    return fit(
        shape((Span(text, Style(family=family, weight=800)),), BOOK, "de"),
        width,
        height,
        mode="fill",
        line_height=1,
        **options,
    )


@pytest.mark.parametrize("slogan", SLOGANS)
@pytest.mark.parametrize("box", [(900, 900), (900, 1400), (1100, 560)])
def test_lines_fill_the_width_or_the_block_fills_the_height(slogan, box):
    fitted = filled(slogan, *box)
    ink = set_lines(fitted, Box(0, 0, *box)).ink
    # A point at a line's end keeps the little room beside it.
    fills_width = ink.width == pytest.approx(box[0], rel=0.03)
    fills_height = fitted.used_height == pytest.approx(box[1])
    assert fills_width or fills_height
    assert ink.left >= -0.01
    assert ink.right <= box[0] + 0.01
    assert fitted.used_height <= box[1] + 0.01


def test_lines_are_as_wide_as_each_other_by_their_ink():
    setting = set_lines(filled("All we\nneed\nis likes", height=1500), Box(0, 0, 900, 1500))
    inks = [replace(setting, items=(item,)).ink for item in setting.items]
    assert len(inks) > 2
    assert [ink.left for ink in inks] == pytest.approx([0] * len(inks), abs=0.01)
    assert [ink.right for ink in inks] == pytest.approx([900] * len(inks), abs=0.01)


@pytest.mark.parametrize("slogan", SLOGANS)
def test_no_line_is_much_larger_than_another(slogan):
    sizes = [line.size for line in filled(slogan).lines]
    assert max(sizes) / min(sizes) <= LARGEST_RATIO + 0.01


def test_a_slogan_takes_most_of_a_square():
    fitted = filled("Alles, was wir brauchen, sind Likes!")
    assert fitted.used_height > 0.6 * 900
    assert fitted.texts == ("Alles, was", "wir brauchen,", "sind Likes!")


def test_newlines_decide_the_lines():
    assert filled("All we\nneed is\nlikes").texts == ("All we", "need is", "likes")


def test_capitals_are_stacked_closer_than_letters_with_descenders():
    def gap(text):
        first, second = filled(text, 900, 5000).lines
        return (second.baseline - first.baseline) / second.size

    assert gap("HHHH\nHHHH") < gap("gggg\nÄÄÄÄ")


def test_the_ink_of_two_lines_never_touches():
    for slogan in ("Jugend\nÜbung", "gypsum\nÄÖÜ", "Äpfel\nfüllig", "ALLES,\nWAS WIR", "„Ja“\nÜber"):
        fitted = filled(slogan, family="heading")
        setting = set_lines(fitted, Box(0, 0, 900, 900))
        inks = [list(_inks(item)) for item in setting.items]
        for above, below in itertools.pairwise(inks):
            assert max(box.bottom for box in above) < min(box.top for box in below)


def test_empty_lines_take_no_room():
    assert filled("All we\n\nneed").texts == ("All we", "need")


def test_an_endless_text_is_refused_at_once():
    with pytest.raises(DoesNotFit, match="do not fit"):
        filled("Alle Menschen sind frei und gleich. " * 2000)


def test_lines_are_no_larger_than_allowed():
    assert max(line.size for line in filled("Ja", max_size=120).lines) <= 120


def test_compounds_are_parted_only_where_that_fills_the_box_better():
    assert filled("Menschenrecht", 900, 150).texts == ("Menschenrecht",)
    assert filled("Menschenrecht", 400, 400).texts == ("Menschen-", "recht")


def test_a_slogan_that_would_be_too_small_is_refused():
    with pytest.raises(DoesNotFit, match="px"):
        filled("Donaudampfschifffahrtsgesellschaft " * 6, 200, 100, min_size=40)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.sampled_from(["Alle", "die", "Nachbarschaft,", "hilft!", "Wir", "sind", "es:", "ja", "Ägypten", "2026"]),
        min_size=1,
        max_size=12,
    ),
    st.integers(200, 1200),
    st.integers(200, 1600),
)
def test_no_word_is_lost_and_nothing_leaves_the_box(words, width, height):
    fitted = filled(" ".join(words), width, height, min_size=1)
    said = " ".join(
        text.removesuffix("-") if line.hyphen else text for text, line in zip(fitted.texts, fitted.lines, strict=True)
    )
    assert said.replace(" ", "") == "".join(words)
    assert fitted.used_width <= width
    assert set_lines(fitted, Box(0, 0, width, height)).ink.width <= width + 0.01
    assert fitted.used_height <= height + 0.01


def test_a_line_leaves_a_hole_beside_it_only_where_no_better_break_would_fill_it():
    for slogan in (
        "All we need is likes",
        "Platz ist in der kleinsten Hütte",
        "Wohnen ist Menschenrecht. Kein Geschäft.",
    ):
        for box in ((900, 900), (900, 1100), (1500, 800)):
            fitted = filled(slogan, *box)
            widest = max(line.width for line in fitted.lines)
            assert sum(1 - line.width / widest for line in fitted.lines) < 0.4


def test_sentences_end_where_lines_end():
    assert filled("Haltung zeigen. Jetzt erst recht.", 1500, 800).texts == ("Haltung zeigen.", "Jetzt erst recht.")
    assert filled("Ми тут. Ми разом. Ми назавжди.", 900, 900).texts == ("Ми тут.", "Ми разом.", "Ми назавжди.")


def test_a_long_compound_does_not_leave_its_box_empty():
    fitted = filled("Nachbarschaftshilfe statt Einsamkeit")
    assert fitted.texts[0] == "Nachbarschafts-"
    assert fitted.used_height > 0.5 * 900


def test_an_accent_on_the_first_line_and_a_tail_on_the_last_stay_near_the_box():
    for text, lang in (("ÄÖÜ\nja", "de"), ("Ẫ", "vi"), ("نحن هنا\nيومٍ", "ar")):
        fitted = fit(shape((Span(text, Style(family="heading", weight=800)),), BOOK, lang), 700, 700, mode="fill")
        ink = set_lines(fitted, Box(0, 0, 700, 700)).ink
        assert ink.top >= -0.13 * fitted.lines[0].size
        assert ink.bottom <= fitted.used_height + 0.31 * fitted.lines[-1].size
        assert fitted.used_height <= 700.01
