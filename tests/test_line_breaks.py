"""Line and grapheme breaks as Unicode's files and ICU say, and what holds for every text's opportunities."""

from __future__ import annotations

import tomllib
from itertools import accumulate, pairwise
from pathlib import Path

import pyphen
import pytest
import unicode_data
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen.text.hyphenation import hyphen_points, hyphenates
from smgen.text.opportunities import Opportunity, Quality, opportunities
from smgen.text.patterns import points
from smgen.text.segments import graphemes, line_break_opportunities

DEVIATIONS = tomllib.loads((Path(__file__).parent / "data" / "icu_deviations.toml").read_text("utf-8"))
LANGUAGES = ("de", "de-CH", "en", "fr", "uk", "pl", "tr", "ar", "th", "ja")
# What opportunities are about, strung together at random, and anything else.
WORDS = """
    Mitgliederversammlung 10 % z. B. Unterstützer:innen https://verein.org/spenden/jetzt info@nachbarschaft.de – … „ “
    / - 5. Dezember @verein #Wir w з สวัสดี 東京 مرحبا Dr. J. ( ) ! :innen * _ . § 7 👩‍👩‍👧 🇩🇪
"""
INVISIBLE = ["\u00ad", "\u2060", "\u00a0", "\u200d", "\u0301", "\n", "\r\n", "\u2028", "\uff9e", "\u0d4e", " "]
PIECES = st.sampled_from([*WORDS.split(), *INVISIBLE, "+49 30 123456"])
TEXTS = st.one_of(st.lists(PIECES).map("".join), st.lists(PIECES).map(" ".join), st.text())


def cut(name: str, text: str) -> list[int]:
    if name == "LineBreakTest.txt":
        return line_break_opportunities(text, "en")
    return list(accumulate(len(piece) for piece in graphemes(text)))


@pytest.mark.parametrize("name", ["GraphemeBreakTest.txt", "LineBreakTest.txt"])
def test_unicodes_break_tests_pass_but_for_the_rows_icu_is_known_to_answer_otherwise(name):
    if unicode_data.version(name) != DEVIATIONS["unicode"]:
        pytest.skip(
            f"{name} is of Unicode {unicode_data.version(name)}, the known deviations of {DEVIATIONS['unicode']}"
        )
    known = {
        row: offsets for entry in DEVIATIONS["deviation"] if entry["file"] == name for row, offsets in entry["rows"]
    }
    found = {}
    for row in unicode_data.rows(name):
        text, expected = unicode_data.broken(row)
        if cut(name, text) != expected:
            found[row] = cut(name, text)
    assert found == known


def test_opportunities_are_icus_where_nothing_is_known_better():
    text = "Straßenfest heute, alle kommen gerne vorbei"
    found = [point.position for point in opportunities(text, hyphenate=False)]
    assert found == line_break_opportunities(text, "de")[:-1]


def test_newlines_force_a_break_whatever_stands_around_them():
    found = opportunities("Nr.\n5 und\r\n10\u2028%\n", "de")
    assert [point.position for point in found if point.quality is Quality.MANDATORY] == [4, 11, 14]


def test_a_soft_hyphen_is_the_best_hyphen_and_silences_the_dictionary():
    found = opportunities("Mitglieder\u00adversammlung")
    assert found == (Opportunity(11, Quality.HYPHEN, True, 4),)


def test_without_hyphenation_only_soft_hyphens_remain():
    assert opportunities("Mitgliederversammlung", hyphenate=False) == ()
    assert opportunities("Mitglieder\u00adversammlung", hyphenate=False)[0].hyphen


def test_names_given_are_never_divided():
    assert opportunities("Hildegard")
    assert opportunities("Hildegards Hildegard", never=frozenset({"Hildegard"})) == (Opportunity(11, Quality.GOOD),)


def test_names_after_titles_and_initials_are_never_divided():
    for text in ("Dr. Hildegard", "Frau Hildegard", "J. Hildegard"):
        assert not any(point.hyphen for point in opportunities(text))


def test_breaks_inside_a_marked_phrase_are_poor():
    text = "Wir fordern mehr Geld sofort"
    marked = (12, 21)
    free = {point.position: point.quality for point in opportunities(text, hyphenate=False)}
    kept = {point.position: point.quality for point in opportunities(text, hyphenate=False, keep=[marked])}
    assert free[17] is Quality.GOOD
    assert kept[17] is Quality.POOR
    assert kept[12] is free[12] is Quality.GOOD


def test_languages_without_patterns_are_not_hyphenated():
    assert not any(hyphenates(lang) for lang in ("tr", "ar", "he", "th", "xx", ""))
    assert all(
        hyphenates(lang) for lang in ("de", "de-AT", "de-CH", "de-LI", "en", "en-GB", "fr", "uk", "pl", "es", "it")
    )
    assert hyphen_points("sorumluluklarımız", "tr") == ()


WORLD = """
    mitgliederversammlung urinstinkt responsibility développement відповідальність odpowiedzialność υπευθυνότητα
    asszonnyal lettergrepen
"""


@pytest.mark.parametrize(
    "language", ["de_DE", "de_CH", "en_US", "en_GB", "fr", "es", "it_IT", "uk_UA", "pl_PL", "el_GR", "hu_HU"]
)
def test_patterns_are_read_as_pyphen_reads_them(language):
    theirs = pyphen.Pyphen(lang=language, left=0, right=0)
    for word in WORLD.split():
        plain = [int(point) for point in theirs.positions(word) if point.data is None]
        assert list(points(word, language)) == plain


@settings(deadline=None, max_examples=100)
@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=40), st.sampled_from(LANGUAGES))
def test_three_letters_stand_on_each_side_of_a_hyphen_and_short_words_have_none(word, lang):
    found = hyphen_points(word, lang)
    assert not found or len(word) >= 8
    assert all(3 <= position <= len(word) - 3 and weight in (1, 2, 3) for position, weight in found)
    assert all(one[0] < two[0] for one, two in pairwise(found))


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(LANGUAGES), st.booleans())
def test_positions_ascend_inside_the_text_and_never_cut_a_grapheme(text, lang, hyphenate):
    found = opportunities(text, lang, hyphenate=hyphenate)
    positions = [point.position for point in found]
    assert positions == sorted(set(positions))
    assert all(0 < position < len(text) for position in positions)
    assert set(positions) <= set(accumulate(len(piece) for piece in graphemes(text)))


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_only_hyphens_and_points_in_addresses_are_added_to_unicodes(text, lang):
    unicodes = set(line_break_opportunities(text, lang))
    for point in opportunities(text, lang):
        added = point.position not in unicodes
        in_address = text[point.position] == "." or text[point.position - 1] == "/"
        assert not added or point.hyphen or in_address


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_a_word_joiner_and_a_binding_space_are_always_obeyed(text, lang):
    for point in opportunities(text, lang):
        assert text[point.position] not in "\u2060\u00a0" or text[point.position - 1] in "\n\r\u2028 "
        assert text[point.position - 1] != "\u2060"


@settings(deadline=None, max_examples=50)
@given(TEXTS)
def test_a_text_gets_the_same_answer_twice(text):
    assert opportunities(text) == opportunities(text)


def test_garbage_is_survived():
    for text in (
        "\ud800",
        "a\0b c",
        "-" * 3000,
        "/" * 3000,
        "." * 3000,
        "1 " * 1500,
        "a." * 1500,
        "@" * 3000,
        "…" * 3000,
        "x" * 5000,
    ):
        assert isinstance(opportunities(text, "zz-??"), tuple)


@pytest.mark.parametrize(
    ("text", "lines_may_begin_with"),
    [
        ("Wir bleiben hier 💛", ["bleiben", "hier"]),
        ("Kommt vorbei 👋 👨‍👩‍👧", ["vorbei"]),
        ("Danke ❤️\nBis bald 👋", ["Bis", "bald"]),
        ("✅ Zwei ✅ Drei", ["Zwei", "✅", "Drei"]),
    ],
)
def test_an_emoji_at_the_end_stays_with_its_sentence(text, lines_may_begin_with):
    found = [place.position for place in opportunities(text, "de", hyphenate=False)]
    assert [text[position:].split()[0] for position in found if text[position:].strip()] == lines_may_begin_with
