"""Names: valid on every system, never empty, never the same twice, whatever the text."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen.errors import UnknownName, ValuesError
from smgen.naming import LONGEST_NAME, Names, collision_key, distinct, expand_pattern, safe_name, slug

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)
DEVICES = [
    "con",
    "prn",
    "aux",
    "nul",
    "conin$",
    "conout$",
    *(f"com{n}" for n in range(10)),
    *(f"lpt{n}" for n in range(10)),
]


def assert_valid(name):
    assert name
    assert len(name.encode("utf-8")) <= LONGEST_NAME
    assert not set(name) & set('<>:"/\\|?*\0')
    assert all(unicodedata.category(character)[0] not in "CZ" for character in name)
    assert name[0] not in "-."
    assert name[-1] not in ". "
    assert unicodedata.is_normalized("NFC", name)
    # Windows looks at what stands before the first dot, without blanks and with superscript digits as digits.
    assert unicodedata.normalize("NFKC", name.partition(".")[0]).strip().casefold() not in DEVICES


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Grüße aus Köln!", "Gruesse-aus-Koeln"),
        ("Łódź – Ærø / Çeşme", "Lodz-Aeroe-Cesme"),
        ("İstanbul ılık", "Istanbul-ilik"),
        ("Привіт, світе", "Привіт-світе"),
        ("مرحبا بكم", "مرحبا-بكم"),
        ("Freund:innen*", "Freund-innen"),
        ("v1.2", "v1.2"),
        ("../../etc/passwd", "etc-passwd"),
        ("-rf", "rf"),
        (".htaccess", "htaccess"),
        ("CON", "CON_"),
        ("con.txt", "con_.txt"),
        ("COM¹", "COM1_"),
        ("aux. ", "aux_"),
        ("Name. . .", "Name"),
        ("🎉🎉", "post"),
        ("", "post"),
        ("..", "post"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\ud800b\x00c", "a-bc"),
        ("\u3164", "post"),
    ],
)
def test_texts_become_names_people_recognise(text, name):
    assert safe_name(text) == name
    assert_valid(name)


def test_every_code_point_gives_a_valid_name():
    for start in range(0, sys.maxunicode + 1, 7):
        assert_valid(safe_name("".join(chr(code) for code in range(start, min(start + 7, sys.maxunicode + 1)))))
    for code in range(0x3000):
        assert_valid(safe_name(chr(code)))


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_any_text_gives_a_valid_name_and_a_safe_name_stays(text):
    name = safe_name(text)
    assert_valid(name)
    assert safe_name(name) == name


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("pattern", ["{}", "{}.png", "{} .png", " {}", "{}.", "{}..tar.gz"])
def test_no_name_is_a_windows_device(device, pattern):
    for name in (device, device.upper()):
        assert_valid(safe_name(pattern.format(name)))


def test_a_long_name_is_cut_between_characters():
    assert safe_name("ж" * 200) == "ж" * 60
    assert safe_name("Donaudampfschiff" * 20) == ("Donaudampfschiff" * 20)[:120]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Straße", "STRASSE"), ("a", "A"), ("é", "e\u0301"), ("ﬁn", "fin"), ("name", "name. "), ("Ω", "Ω")],
)
def test_names_some_file_system_takes_for_one_share_a_key(one, other):
    assert collision_key(one) == collision_key(other)


@given(
    st.lists(
        st.one_of(st.sampled_from(["a", "A", "a-2", "ß", "SS", "a-3", "x" * 120]), ANY_TEXT.map(safe_name)), max_size=30
    )
)
@settings(max_examples=100, deadline=None)
def test_distinct_names_never_collide_and_never_depend_on_what_comes_later(names):
    found = distinct(names)
    assert len({collision_key(name) for name in found}) == len(names)
    assert all(len(name.encode()) <= LONGEST_NAME for name in found)
    assert found[: len(names) // 2] == distinct(names[: len(names) // 2])


def test_the_second_of_a_name_gets_a_two():
    assert distinct(["Fest", "fest", "Fest", "Fest-2", "Markt"]) == ["Fest", "fest-2", "Fest-3", "Fest-2-2", "Markt"]


def test_names_taken_before_are_not_given_again():
    assert Names(["Fest"]).claim("FEST") == "FEST-2"


def test_ten_thousand_equal_names_take_no_search():
    names = Names()
    assert [names.claim("post") for _ in range(10_000)][-1] == "post-10000"


def test_a_pattern_is_filled_from_fields():
    values = {"date": "2026-05-01", "title": "Tag der Arbeit / Fest", "row": 7}
    assert expand_pattern("{date}-{title}", values) == "2026-05-01-Tag-der-Arbeit-Fest"
    assert expand_pattern("{Title}/{row:03}", values) == "Tag-der-Arbeit-Fest/007"
    assert expand_pattern("{{{row}}}x", values) == "7-x"


def test_empty_fields_leave_no_stray_hyphens_and_no_empty_name():
    assert expand_pattern("{a}-{b}", {"a": "", "b": "Fest"}) == "Fest"
    assert expand_pattern("{a}", {"a": ""}, fallback="post-7") == "post-7"


def test_an_unknown_field_in_a_pattern_names_the_nearest():
    with pytest.raises(UnknownName, match="title"):
        expand_pattern("{titel}", {"title": "x", "date": "y"})


@pytest.mark.parametrize("pattern", ["{title", "title}", "{title:>10}", "{title!r}", "{title:0999}"])
def test_a_pattern_with_more_than_field_names_is_refused(pattern):
    with pytest.raises((ValuesError, UnknownName)):
        expand_pattern(pattern, {"title": "x"})


@pytest.mark.parametrize("pattern", ["{title.__class__}", "{title[0]}", "{}", "{0}"])
def test_a_pattern_reaches_nothing_but_fields(pattern):
    with pytest.raises(UnknownName):
        expand_pattern(pattern, {"title": "x"})


@given(ANY_TEXT)
@settings(max_examples=100, deadline=None)
def test_a_value_never_leaves_its_folder(text):
    folder, name = expand_pattern("{title}/{title}", {"title": text}).split("/")
    assert_valid(folder)
    assert_valid(name)


def test_a_slug_is_small_and_may_be_empty():
    assert slug("Grüße aus Köln_2.0!") == "gruesse-aus-koeln-2-0"
    assert slug("🎉") == ""
