"""The bidirectional algorithm against Unicode's BidiCharacterTest.txt, all of it, and what layout relies on."""

from __future__ import annotations

import unicodedata

import pytest
import unicode_data
from hypothesis import given, settings
from hypothesis import strategies as st

from smgen.text.bidi import guess_direction, levels, line_levels, needs_bidi, visual_runs
from smgen.text.bidi_classes import BRACKETS, LETTERS, UNICODE_VERSION, class_letters

BASES = {"0": "ltr", "1": "rtl", "2": "auto"}
MIXED = st.text(
    st.sampled_from(
        "aAz 1٣,.%+-()[]〈〉!\t\u05d0\u05d1\u0627\u0628\u0300\u200b😀"
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )
)


def visual_order(line: bytes) -> list[int]:
    order: list[int] = []
    for start, end, level in visual_runs(line):
        order += reversed(range(start, end)) if level % 2 else range(start, end)
    return order


def wrong(row: str) -> str | None:
    """What is wrong with our answer to a row of BidiCharacterTest.txt."""
    codes, base, paragraph, expected, order = row.split(";")
    text = "".join(chr(int(code, 16)) for code in codes.split())
    found_paragraph, found = levels(text, BASES[base])
    line = line_levels(text, found, 0, len(text), found_paragraph)
    shown = ["x" if want == "x" else str(level) for want, level in zip(expected.split(), line, strict=True)]
    visible = [str(index) for index in visual_order(line) if shown[index] != "x"]
    right = (str(found_paragraph), shown, visible) == (paragraph, expected.split(), order.split())
    return None if right else f"{row} but {found_paragraph};{' '.join(shown)};{' '.join(visible)}"


def test_every_case_of_unicodes_bidi_character_test_is_answered_right():
    rows = unicode_data.rows("BidiCharacterTest.txt")
    faults = [fault for row in rows if (fault := wrong(row))]
    assert len(rows) > 90_000
    assert not faults, f"Unicode {unicode_data.version('BidiCharacterTest.txt')}: {len(faults)} wrong: {faults[:3]}"


def test_our_brackets_are_unicodes():
    expected = {}
    for row in unicode_data.rows("BidiBrackets.txt"):
        code, partner, kind = (field.strip() for field in row.split(";"))
        expected[chr(int(code, 16))] = (kind == "o", chr(int(partner, 16)))
    assert set(BRACKETS) == set(expected)
    for bracket, (opens, partner) in expected.items():
        assert BRACKETS[bracket] == (opens, BRACKETS[partner][1])
    assert BRACKETS["\u2329"][1] == BRACKETS["\u3008"][1]


def test_every_assigned_character_has_the_class_unicode_gives_it():
    if unicode_data.version("DerivedBidiClass.txt") != f"{UNICODE_VERSION}.0":
        pytest.skip(f"our table is of Unicode {UNICODE_VERSION}")
    faults = []
    for row in unicode_data.rows("DerivedBidiClass.txt"):
        codes, _, name = row.partition(";")
        first, _, last = codes.strip().partition("..")
        for code in range(int(first, 16), int(last or first, 16) + 1):
            if class_letters(chr(code)) != LETTERS[name.strip()]:
                faults.append(f"{code:04X}")
    assert not faults


def test_no_right_to_left_or_explicit_character_is_overlooked():
    explicit = {"R", "AL", "AN", "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    overlooked = [
        f"{code:04X}"
        for code in range(0x110000)
        if unicodedata.bidirectional(chr(code)) in explicit and not needs_bidi(chr(code))
    ]
    assert not overlooked


@pytest.mark.parametrize(
    "text",
    ["Mitgliederversammlung am 5. Dezember", "Зустріч о 18:30", "Ελλάδα 2026", "日本語 (東京)", "Danke 🎉", "ไทย", ""],
)
def test_text_from_left_to_right_needs_no_bidi_and_has_one_level(text):
    assert not needs_bidi(text)
    assert levels(text) == (0, bytes(len(text)))


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Hallo", "ltr"),
        ("مرحبا", "rtl"),
        ("שלום", "rtl"),
        ("2026: مرحبا Hallo", "rtl"),
        ("123 (!)", "ltr"),
        ("\u2067שלום\u2069 hallo", "ltr"),
        ("\u2068hallo\u2069 שלום", "rtl"),
        ("🎉 שלום", "rtl"),
        ("", "ltr"),
    ],
)
def test_the_first_strong_character_outside_isolates_decides_the_direction(text, direction):
    assert guess_direction(text) == direction
    assert levels(text)[0] == (direction == "rtl")


def test_without_a_strong_character_the_caller_decides():
    assert guess_direction("2026 (!)", default="rtl") == "rtl"
    assert guess_direction("Hallo", default="rtl") == "ltr"


def test_numbers_in_arabic_keep_their_order():
    text = "في 2026 عام"
    assert levels(text) == (1, bytes([1, 1, 1, 2, 2, 2, 2, 1, 1, 1, 1]))


def test_runs_come_from_left_to_right():
    _, found = levels("abc שלום 12", "ltr")
    assert visual_runs(found) == [(0, 4, 0), (9, 11, 2), (4, 9, 1)]


def test_white_space_at_a_lines_end_returns_to_the_paragraphs_level():
    text = "שלום שלום abc"
    paragraph, found = levels(text, "ltr")
    assert line_levels(text, found, 0, 5, paragraph) == bytes([1, 1, 1, 1, 0])
    assert line_levels(text, found, 0, len(text), paragraph)[4] == 1


def test_an_unfinished_embedding_ends_with_its_paragraph():
    assert levels("\u202eab\u2029cd", "ltr")[1][4:] == bytes([0, 0])


def test_deep_nesting_and_long_garbage_are_survived():
    for text in (
        "\u202b" * 500 + "a",
        "\u2067" * 500 + "a" + "\u2069" * 500,
        "(" * 5000 + "א" + ")" * 5000,
        "\u2068א" * 3000,
    ):
        paragraph, found = levels(text)
        assert len(line_levels(text, found, 0, len(text), paragraph)) == len(text)


@settings(deadline=None, max_examples=100)
@given(MIXED, st.sampled_from(["auto", "ltr", "rtl"]))
def test_the_visual_order_holds_every_character_once(text, base):
    paragraph, found = levels(text, base)
    line = line_levels(text, found, 0, len(text), paragraph)
    assert sorted(visual_order(line)) == list(range(len(text)))
    assert all(paragraph <= level <= 126 for level in line)


@settings(deadline=None, max_examples=100)
@given(MIXED)
def test_text_without_need_of_bidi_is_flat(text):
    if not needs_bidi(text):
        assert levels(text, "ltr") == (0, bytes(len(text)))


@settings(deadline=None, max_examples=100)
@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_any_text_and_any_line_of_it_has_levels(text, start, length):
    paragraph, found = levels(text)
    assert len(found) == len(text)
    assert len(line_levels(text, found, start, start + length, paragraph)) == len(text[start : start + length])
