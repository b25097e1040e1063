from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smgen.caption import CaptionTooLong, alt_text, complete, shorten, thread
from smgen.counting import count, links
from smgen.hashtags import camel_case_hashtag, hashtag_list
from smgen.text.segments import graphemes

THREADED = ["x", "mastodon", "bluesky", "threads"]
NUMBER = re.compile(r"\n\n(\d+)/(\d+)\Z")
WORDS = [
    *("Ehrenamt", "Unterstützer:innen", "Helfer*innen", "Привіт", "світ", "مرحبا", "gönüllü", "Donaudampfschifffahrt"),
    *("👩‍👩‍👧‍👦", "🏳️‍🌈", "👍🏽", "e\u0301", "नमस्ते", "สวัสดีครับ", "漢字", "z. B.", "10\u00a0000\u00a0€", "1️⃣"),
    *("https://example.org/spenden?a=1&b=2#oben", "www.example.org", "example.org/pfad", "http://bücher.example/ä"),
    *("#SozialeArbeit", "@verein", "@verein@social.example", "mail@example.org", "Ende.", "Wirklich?", "Ja!", "–"),
]
CAPTIONS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", ". ", "\n", "\n\n", ""])), max_size=120
).map(lambda parts: "".join(word + space for word, space in parts))


def without_numbers(parts: tuple[str, ...]) -> list[str]:
    return [NUMBER.sub("", part) for part in parts] if len(parts) > 1 else list(parts)


def unspaced(text: str) -> str:
    return "".join(cluster for cluster in graphemes(text) if not cluster.isspace())


@settings(deadline=None, max_examples=60)
@given(CAPTIONS, st.sampled_from(THREADED))
@example("Привіт " * 200, "x")
@example("wort" * 300, "bluesky")
@example(" \u0301" * 400, "mastodon")
def test_a_thread_fits_loses_nothing_and_cuts_no_link_and_no_grapheme(text: str, platform: str) -> None:
    try:
        parts = thread(text, platform)
    except CaptionTooLong:
        # Only what is refused for another reason than its length stays whole.
        assert platform == "threads"
        return
    assert all(count(part, platform).fits for part in parts)
    bare = without_numbers(parts)
    assert "".join(map(unspaced, bare)) == unspaced(text)
    clusters = [cluster for part in bare for cluster in graphemes(part) if not cluster.isspace()]
    assert clusters == [cluster for cluster in graphemes(text) if not cluster.isspace()]
    for link in links(text, platform):
        assert any(link.text in part for part in bare)


@settings(deadline=None, max_examples=60)
@given(CAPTIONS, st.sampled_from([*THREADED, "instagram", "facebook"]), st.integers(20, 400))
def test_a_shortened_text_fits_and_ends_at_whole_graphemes_and_links(text: str, platform: str, limit: int) -> None:
    short = shorten(text, lambda candidate: (count(candidate, platform, limit=limit).left or 0) >= 0)
    assert (count(short, platform, limit=limit).left or 0) >= 0
    kept = short.removesuffix("…").rstrip()
    assert text.lstrip().startswith(kept)
    assert "".join(graphemes(text.lstrip())[: len(graphemes(kept))]) == kept
    for link in links(text, platform):
        assert not kept.endswith(link.text[:-1]) or link.text in kept or link.text[:-1] in text.replace(link.text, "")


def test_a_caption_that_fits_is_one_post_without_a_number() -> None:
    assert thread("Kurz und gut.", "x") == ("Kurz und gut.",)


def test_the_parts_of_a_thread_are_numbered_to_the_last() -> None:
    parts = thread("Ein Satz, der für sich steht. " * 40, "bluesky")
    assert [NUMBER.search(part)[0].strip() for part in parts] == [f"{i}/{len(parts)}" for i in range(1, len(parts) + 1)]


def test_a_thread_breaks_between_paragraphs_before_it_breaks_sentences() -> None:
    first, second = "Erstens. " * 20, "Zweitens. " * 20
    parts = without_numbers(thread(f"{first.strip()}\n\n{second.strip()}", "x"))
    assert parts == [first.strip(), second.strip()]


def test_a_thread_breaks_between_sentences_before_it_breaks_words() -> None:
    parts = without_numbers(thread("Wir stehen heute alle zusammen vor dem Rathaus. " * 12, "x"))
    assert all(part.endswith("Rathaus.") for part in parts)


def test_more_than_nine_parts_are_counted_with_two_digits() -> None:
    parts = thread("Wort " * 700, "x")
    assert len(parts) > 9
    assert all(count(part, "x").fits for part in parts)


def test_a_platform_without_threads_says_by_how_much_a_caption_is_too_long() -> None:
    with pytest.raises(CaptionTooLong, match="the caption is 10 too long for Instagram: 2,210 of 2,200") as caught:
        thread("a" * 2210, "instagram")
    assert "shorten" in caught.value.hint


def test_an_address_longer_than_a_post_cannot_be_threaded() -> None:
    with pytest.raises(CaptionTooLong):
        thread("https://example.org/" + "a" * 400, "bluesky")


def test_hashtags_beyond_the_limit_are_named_when_length_is_not_the_reason() -> None:
    with pytest.raises(CaptionTooLong, match="6 hashtags, 5 at most"):
        thread("#A #B #C #D #E #F", "instagram")


def test_shortening_keeps_whole_sentences_where_that_keeps_most() -> None:
    text = "Erster ganzer Satz hier. Zweiter ganzer Satz hier. Dritter."
    assert shorten(text, lambda candidate: len(candidate) <= 52) == "Erster ganzer Satz hier. Zweiter ganzer Satz hier."


def test_shortening_ends_at_a_word_with_an_ellipsis() -> None:
    assert shorten("Solidarität ist eine Haltung", lambda text: len(text) <= 18) == "Solidarität ist…"


def test_shortening_leaves_no_part_of_an_address() -> None:
    text = "Mehr dazu: https://example.org/ein/langer/pfad"
    assert shorten(text, lambda candidate: len(candidate) <= 40) == "Mehr dazu…"


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("soziale Arbeit", "#SozialeArbeit"),
        ("#ehrenamt", "#Ehrenamt"),
        ("Ärger über Öfen", "#ÄrgerÜberÖfen"),
        ("AGs & NGOs", "#AGsNGOs"),
        ("Helfer*innen", "#HelferInnen"),
        ("🎉 Fest 2026", "#Fest2026"),
        ("2026", ""),
        ("🎉", ""),
        ("geht's los", "#GehtsLos"),
        ("добрий день", "#ДобрийДень"),
        ("नमस्ते दुनिया", "#नमस्तेदुनिया"),
    ],
)
def test_hashtags_are_camel_case_and_keep_every_letter(words: str, tag: str) -> None:
    assert camel_case_hashtag(words) == tag


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("Soziale Arbeit, Ehrenamt; ehrenamt", ("#SozialeArbeit", "#Ehrenamt")),
        ("#Ehrenamt #sozialeArbeit#Tag", ("#Ehrenamt", "#SozialeArbeit", "#Tag")),
        ("Soziale Arbeit", ("#SozialeArbeit",)),
        ("2026, ,🎉", ()),
    ],
)
def test_a_cell_of_hashtags_is_told_apart_and_deduplicated(cell: str, tags: tuple[str, ...]) -> None:
    assert hashtag_list(cell) == tags


def test_words_of_the_picture_missing_in_the_alt_text_are_named_once() -> None:
    drawn = ["„Solidarität ist kein Gefühl“", "— Aylin Öz", "Jetzt", "jetzt spenden"]
    assert complete("Zitat von Aylin Öz: “Solidarität ist kein Gefühl”", drawn) == ("Jetzt", "spenden")


def test_hyphenated_words_and_capitals_do_not_make_an_alt_text_incomplete() -> None:
    assert complete("Ehrenamtsbörse in Göttingen, 69 %", ["EHREN-", "AMTS\u00adBÖRSE", "GÖTTINGEN", "69\u202f%"]) == ()


def test_short_words_must_be_said_as_words() -> None:
    assert complete("Wissen", ["in"]) == ("in",)


def test_an_alt_text_does_not_begin_by_saying_that_it_is_a_picture() -> None:
    assert alt_text("Bild von einer\nKundgebung") == "Einer Kundgebung"
    assert alt_text("Bildung für alle") == "Bildung für alle"


def test_an_alt_text_is_within_the_limit_of_its_platform() -> None:
    assert count(alt_text("Wort " * 1000, "x"), "x", field="alt").fits
