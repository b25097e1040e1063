"""Shaping: what text becomes before it is broken into lines."""

import json
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import blockfont
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen import resources
from smgen.color import BLACK, WHITE
from smgen.errors import MissingGlyphs, UnknownName
from smgen.fonts import FontBook
from smgen.geometry import Box
from smgen.text.fit import fit
from smgen.text.paragraph import Span, Style
from smgen.text.setting import set_lines
from smgen.text.shape import shape

BOOK = FontBook.shipped()
UDHR = json.loads((Path(__file__).parent / "data" / "udhr.json").read_text("utf-8"))
HEADING = Style(family="heading", weight=800)
TEXT = Style(family="text")


def shaped(text, style=TEXT, lang="de", **options):
    return shape((Span(text, style),), BOOK, lang, **options)


def width(text, style=TEXT, **options):
    return shaped(text, style, **options).widths[-1]


def families(paragraph):
    return [run.face.path.split("/")[0].replace("-", " ") for run in paragraph.runs]


def pieces(paragraph):
    return [paragraph.text[run.start : run.end] for run in paragraph.runs]


@pytest.mark.parametrize("entry", UDHR["covered"], ids=lambda entry: entry["lang"])
@pytest.mark.parametrize("role", ["heading", "text", "poster"])
def test_the_bundled_fonts_have_every_glyph_of_article_1(entry, role):
    paragraph = shaped(entry["text"], Style(family=role, weight=800), entry["lang"])
    assert paragraph.text == entry["text"]
    assert all(glyph for run in paragraph.runs for glyph in run.ids)
    assert ("rtl" if paragraph.is_rtl else "ltr") == entry["direction"]


@pytest.mark.parametrize("entry", UDHR["uncovered"], ids=lambda entry: entry["lang"])
def test_a_script_without_a_font_is_refused_by_the_names_of_its_characters(entry):
    with pytest.raises(MissingGlyphs) as caught:
        shaped(entry["text"], lang=entry["lang"])
    first = next(character for character in entry["text"] if ord(character) > 0x250)
    assert f"{first} (U+{ord(first):04X} {unicodedata.name(first)})" in str(caught.value)
    assert "--fonts" in caught.value.hint


def test_a_font_of_the_users_makes_the_refused_text_work(tmp_path):
    path = blockfont.build(tmp_path / "Thai.ttf", family="Thai blocks", characters="กขค ")
    with pytest.raises(MissingGlyphs):
        shaped("Text กขค")
    paragraph = shape((Span("Text กขค", TEXT),), BOOK.with_folder(path), "th")
    assert pieces(paragraph) == ["Text ", "กขค"]


def test_advances_are_the_fonts_own():
    # Text without kerning pairs: the sum of hmtx advances, read by another library.
    font = TTFont(resources.folder("fonts") / "Atkinson-Hyperlegible-Next/AtkinsonHyperlegibleNext-400Regular.ttf")
    names, upem = font.getBestCmap(), font["head"].unitsPerEm
    for text in ("minimum", "Haus", "1234567890", "ß", "mmm nnn", "Äpfel und Nüsse", "(Mitglied)", "Hügel"):
        expected = sum(font["hmtx"][names[ord(character)]][0] for character in text) / upem
        assert width(text, Style(family="text", features=("-kern",))) == pytest.approx(expected)


def test_letters_are_kerned():
    assert width("AV", HEADING) < width("A", HEADING) + width("V", HEADING)
    assert width("AV", Style(family="heading", weight=800, features=("-kern",))) == pytest.approx(
        width("A", HEADING) + width("V", HEADING)
    )


def test_ligatures_are_on_and_letter_spacing_parts_them():
    joined = shaped("fi", Style(family="Noto Sans"))
    spaced = shaped("fi", Style(family="Noto Sans", letter_spacing=0.1))
    anton = shaped("ffi", Style(family="poster"))
    assert len(anton.runs[0].ids) <= 3
    assert len(spaced.runs[0].ids) == 2
    assert spaced.widths[-1] == pytest.approx(
        width("f", Style(family="Noto Sans")) + width("i", Style(family="Noto Sans")) + 0.2, abs=0.02
    )
    assert joined.widths[-1] > 0


def test_letter_spacing_is_added_after_each_character_but_never_tears_arabic_apart():
    style = Style(family="text", letter_spacing=0.1, features=("-kern",))
    plain = Style(family="text", features=("-kern",))
    assert width("Haus", style) == pytest.approx(width("Haus", plain) + 0.4)
    assert width("Haus", Style(family="text", letter_spacing=-0.02, features=("-kern",))) == pytest.approx(
        width("Haus", plain) - 0.08
    )
    assert width("سلام", style, lang="ar") == pytest.approx(width("سلام", plain, lang="ar"))


def test_arabic_letters_join():
    alone = [shaped(letter, lang="ar").runs[0].ids[0] for letter in "سلم"]
    joined = shaped("سلم", lang="ar").runs[0].ids
    assert not set(alone) & set(joined)


def test_arabic_letters_join_across_a_change_of_colour():
    whole = shaped("سلم", lang="ar")
    parted = shape((Span("سل", TEXT), Span("م", Style(family="text", color=WHITE))), BOOK, "ar")
    assert len(parted.runs) == 2
    assert sorted(glyph for run in parted.runs for glyph in run.ids) == sorted(whole.runs[0].ids)


def test_brackets_are_mirrored_from_right_to_left():
    ltr = shaped("(a)").runs[0].ids
    hebrew = shaped("(א)", lang="he")
    latin_face = shape((Span("()", Style(family="Noto Sans Hebrew")),), BOOK, "he").runs[0].ids
    run = hebrew.runs[0]
    assert hebrew.is_rtl
    # From left to right the eye meets "(" "א" ")" again: the closing bracket of the text is drawn as an opening one.
    assert (run.ids[0], run.ids[-1]) == latin_face
    assert ltr[0] != ltr[-1]


def test_numbers_in_arabic_text_run_from_left_to_right():
    paragraph = shaped("عام 2026 كان", lang="ar")
    number = next(run for run in paragraph.runs if "2026" in paragraph.text[run.start : run.end])
    assert number.level == 2
    assert list(number.clusters) == sorted(number.clusters)


def test_a_cluster_is_never_split_between_faces():
    # Bricolage has e and x and the combining ogonek, but no ring below: letter and mark come from one face.
    paragraph = shaped("axe\u0325b", HEADING)
    index = paragraph.text.index("e")
    faces = {run.face for run in paragraph.runs if run.start <= index + 1 and run.end > index}
    assert len(faces) == 1


def test_a_word_with_one_letter_missing_moves_as_a_whole():
    # Atkinson has no ƙ: "Baƙo" in two faces would look like a blackmail letter.
    paragraph = shaped("Herr Baƙo kommt", TEXT)
    assert pieces(paragraph) == ["Herr ", "Baƙo ", "kommt"]
    assert families(paragraph) == ["Atkinson Hyperlegible Next", "Noto Sans", "Atkinson Hyperlegible Next"]


def test_points_and_digits_stay_with_the_letters_before_them():
    assert pieces(shaped("Привіт, світе! 2026 Hallo.", HEADING, "uk")) == ["Привіт, світе! 2026 ", "Hallo."]


@pytest.mark.parametrize("emoji", ["😀", "👩‍👩‍👧‍👦", "👍🏽", "🇺🇦", "1️⃣", "❤️", "🏳️‍🌈", "✅", "☎️", "👩🏿‍🚒", "#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_an_emoji_is_one_glyph_of_the_colour_face(emoji):
    paragraph = shaped(f"a {emoji} b")
    colored = [run for run in paragraph.runs if run.face.is_color]
    assert [paragraph.text[run.start : run.end] for run in colored] == [emoji]
    assert len([advance for advance in colored[0].advances if advance]) == 1
    assert all(colored[0].ids)


@pytest.mark.parametrize("text", ["❤\ufe0e", "☎\ufe0e", "✓", "→", "♥", "1", "#", "©", "™", "5*", "½"])
def test_text_presentation_is_no_emoji(text):
    assert not any(run.face.is_color for run in shaped(f"a {text} b").runs)


def test_emoji_stand_in_the_middle_of_the_capitals():
    paragraph = shaped("A😀", HEADING)
    run = next(run for run in paragraph.runs if run.face.is_color)
    assert 0.9 < run.advances[0] < 1.25
    assert run.shift < 0.2


def test_soft_hyphens_and_joiners_need_no_glyph_and_take_no_room():
    assert width("Donau\u00addampfer") == pytest.approx(width("Donaudampfer"))
    assert width("an\u2060kommen") == pytest.approx(width("ankommen"), abs=0.01)


def test_control_characters_draw_nothing():
    paragraph = shaped("a\x00\x07b\x1bc")
    assert paragraph.text == "a\x00\x07b\x1bc"
    assert all(glyph for run in paragraph.runs for glyph in run.ids)
    assert width("a\x07b") == pytest.approx(width("ab"), abs=0.01)


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2007", "\u2003"])
@pytest.mark.parametrize("role", ["heading", "text", "poster", "spray", "hand"])
def test_every_role_can_set_typographic_spaces_without_changing_the_font(space, role):
    paragraph = shaped(f"10{space}€", Style(family=role))
    assert len(paragraph.runs) == 1
    assert all(paragraph.runs[0].ids)


def test_no_break_hyphens_are_drawn_by_every_role():
    for role in ("heading", "text", "poster", "spray", "hand"):
        paragraph = shaped("E\u2011Mail", Style(family=role))
        assert len(paragraph.runs) == 1
        assert all(paragraph.runs[0].ids)


@pytest.mark.parametrize(
    ("text", "lang", "transform", "expected"),
    [
        ("Straße", "de", "uppercase", "STRASSE"),
        ("istanbul ılık", "tr", "uppercase", "İSTANBUL ILIK"),
        ("İSTANBUL ILIK", "tr", "lowercase", "istanbul ılık"),
        ("Άνθρωποι", "el", "uppercase", "ΑΝΘΡΩΠΟΙ"),
        ("ΐ", "el", "uppercase", "Ϊ"),
        ("alle menschen", "de", "capitalize", "Alle Menschen"),
        ("Élan vital", "fr", "uppercase", "ÉLAN VITAL"),
        ("unverändert", "de", "none", "unverändert"),
    ],
)
def test_letters_are_transformed_by_the_rules_of_the_language(text, lang, transform, expected):
    assert shaped(text, lang=lang, transform=transform).text == expected


def test_localised_forms_are_chosen_by_language():
    # Noto Sans draws Serbian italic б its own way.
    style = Style(family="Noto Sans", italic=True)
    assert shaped("б", style, "sr").runs[0].ids != shaped("б", style, "ru").runs[0].ids


def test_tabular_figures_are_given_where_the_font_has_them_and_noted_where_not():
    style = Style(family="text", features=("tnum",))
    assert width("111", style) == pytest.approx(width("000", style))
    assert not shaped("1", style).notes
    noted = shaped("1", Style(family="text", features=("smcp",))).notes
    assert [note.code for note in noted] == ["feature-missing"]


def test_an_unknown_family_is_refused():
    with pytest.raises(UnknownName, match="heading"):
        shaped("a", Style(family="headin"))


def test_the_same_text_is_shaped_once():
    assert shaped("Einmal genügt.") is shaped("Einmal genügt.")
    assert shaped("Einmal genügt.") is not shaped("Einmal genügt.", lang="en")


def test_threads_shape_alike():
    texts = [f"Nummer {index}: العدد {index} 💛" for index in range(40)] * 3
    expected = [shaped(text).widths for text in texts]
    with ThreadPoolExecutor(6) as pool:
        book = FontBook.shipped().with_roles({"hand": "Anton"})
        found = list(pool.map(lambda text: shape((Span(text, TEXT),), book, "de").widths, texts))
    assert found == expected


CLUSTERS = [*"abcäöüßAVT .,-–„“()12 \n\u00ad\u200b\u202fабвїαβγעבשسلامﻻ✓→\u2067\u2069\u202e\u202c", "e\u0301"]
EMOJI = ["😀", "👍🏽", "👩\u200d👧", "🇩🇪", "1️⃣", "❤️"]
MIXED = st.lists(st.sampled_from([*CLUSTERS, *EMOJI]), max_size=60).map("".join)


@settings(deadline=None, max_examples=100)
@given(MIXED, st.sampled_from(["auto", "ltr", "rtl"]))
def test_no_character_is_lost_or_added(text, direction):
    paragraph = shape((Span(text, HEADING),), BOOK, "de", direction=direction)
    assert "".join(pieces(paragraph)) == text
    assert all(run.start <= cluster < run.end for run in paragraph.runs for cluster in run.clusters)
    assert len(paragraph.widths) == len(text) + 1
    assert paragraph.widths[-1] == pytest.approx(sum(run.width for run in paragraph.runs))
    assert all(glyph for run in paragraph.runs for glyph in run.ids)


@settings(deadline=None, max_examples=50)
@given(MIXED, st.integers(0, 60))
def test_a_change_of_colour_moves_nothing_in_latin(text, at):
    latin = "".join(character for character in text if character < "\u0250")
    one = shape((Span(latin, TEXT),), BOOK, "de").widths
    two = shape(
        (Span(latin[:at], TEXT), Span(latin[at:], Style(family="text", color=BLACK.with_alpha(0.5)))), BOOK, "de"
    )
    # Kerning does not reach across runs; nothing else may differ.
    assert two.widths[-1] == pytest.approx(one[-1], abs=0.12)


def test_a_language_of_which_much_is_missing_is_set_in_one_face():
    vietnamese = shaped("Tất cả mọi người sinh ra đều được tự do và bình đẳng.", TEXT, "vi")
    assert families(vietnamese) == ["Noto Sans"]
    german = shaped("Am Samstag spricht Frau Baƙo auf dem Marktplatz über die Nachbarschaft.", TEXT)
    assert families(german) == ["Atkinson Hyperlegible Next", "Noto Sans", "Atkinson Hyperlegible Next"]


@pytest.mark.parametrize(
    "text", ["هاتف: +49 30 1234567، شكرًا", "הטלפון (030) 12 34 56 שלנו", "اتصل 030 123 45 67 أو 0170/1234567 الآن"]
)
def test_the_groups_of_a_telephone_number_keep_their_order_from_right_to_left(text):
    paragraph = shaped(text, lang="ar")
    levels = paragraph.levels
    assert paragraph.is_rtl
    assert len(levels) == len(text)
    numbers = [match.span() for match in re.finditer(r"[+(]?0?\d[\d ()/]*\d", text)]
    assert numbers
    for start, end in numbers:
        assert min(levels[start:end]) >= 2
    assert levels[0] == levels[-1] == 1


def test_an_emoji_alone_stands_in_its_box():
    for text in ("🎉", "🎉 🎉", "💛💛"):
        fitted = fit(shaped(text, HEADING), 300, 300, mode="grow")
        ink = set_lines(fitted, Box(0, 0, 300, 300)).ink
        assert -0.05 * fitted.size <= ink.top
        assert ink.bottom <= fitted.used_height + 0.05 * fitted.size


def test_what_is_missing_is_named_with_a_family_that_has_it():
    with pytest.raises(MissingGlyphs, match="◌ั \\(U\\+0E31 THAI CHARACTER MAI HAN-AKAT\\)") as caught:
        shaped("วัน 世 ሰላም")
    assert "Noto Sans Thai, Noto Sans JP, Noto Sans Ethiopic," in caught.value.hint
