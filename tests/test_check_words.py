"""Captions, links, hashtags, dates and alt texts: what is found, and what is rightly left alone."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen.checks.alts import alt_notes, text_notes
from smgen.checks.captions import caption_notes, count_notes, emoji_notes, hashtag_notes, shouting_notes
from smgen.checks.dates import past_notes, record_dates, weekday_notes
from smgen.checks.links import link_notes
from smgen.color import WHITE
from smgen.geometry import Box, Size
from smgen.platforms import find_platform
from smgen.scene import Region, Scene

TODAY = datetime.date(2026, 11, 23)


def codes(notes) -> list[str]:
    return [note.code for note in notes]


@pytest.mark.parametrize(
    "text",
    [
        "https:// verein.de",
        "http://verein",
        "htp://verein.de",
        "https:/verein.de",
        "https;//verein.de",
        "www. verein.de",
        "www.verein",
        "https://verein..de/a",
    ],
)
def test_broken_links_are_found(text):
    assert codes(link_notes(f"Mehr auf {text} heute", "caption")) == ["link-broken"]


@pytest.mark.parametrize(
    "text",
    [
        "https://www.verein.de/mitmachen",
        "verein.de",
        "www.verein.de!",
        "(https://verein.de/a_(b))",
        "https://пошта.укр/лист",
        "https://nachbarschaft-nord.example/uk",
        "https://verein.de:8080/x?y=1#z.",
        "Und/oder 10 € und 3:1, z. B. um 18:30 Uhr",
        "mail@verein.de",
    ],
)
def test_good_links_are_left_alone(text):
    assert codes(link_notes(text, "caption")) == []


@pytest.mark.parametrize("text", ["bit.ly/3xYz", "https://tinyurl.com/abc", "https://www.bit.ly/x", "t1p.de/abc"])
def test_links_that_hide_are_found(text):
    assert codes(link_notes(text, "caption")) == ["link-shortened"]


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Freitag, 5. Dezember 2026", "error"),
        ("Fr., 5.12.", "warning"),
        ("Freitag, den 5.12.2026, um 18 Uhr", "error"),
        ("5.12.2026 (Freitag)", "error"),
        ("2026-12-05 (Fr)", "error"),
        ("Friday, 5 December 2026", "error"),
        ("Friday, December 5th, 2026", "error"),
        ("Fr 5.12.26", "error"),
        ("FREITAG\n5. DEZEMBER", "warning"),
        ("Sonntag, 5.\u00a0Dezember 2026", "error"),
    ],
)
def test_a_wrong_weekday_is_found(text, severity):
    assert [note.severity for note in weekday_notes(text, "de", "caption", TODAY)] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "Samstag, 5. Dezember 2026",
        "Sonnabend, 5.12.2026",
        "Sa., 5.12.",
        "Sat, Dec 5",
        "Samstag\n05.12.\n18 Uhr",
        "Im Mai 5 Leute, Mo und Di zu",
        "Freitag 18.30 Uhr, 5. Stock",
        "Dienstag: 10.000 Menschen",
        "Mittwoch bis Sonntag, dann 3.5 Wochen Pause",
        "Version 5.12.2026",
        "",
    ],
)
def test_right_weekdays_and_other_numbers_are_left_alone(text):
    assert codes(weekday_notes(text, "de", "caption", TODAY)) == []


def test_weekdays_are_known_in_the_language_of_the_post():
    assert codes(weekday_notes("пʼятниця, 5 грудня 2026", "uk", "caption", TODAY)) == ["weekday-wrong"]
    assert codes(weekday_notes("субота, 5 грудня 2026", "uk", "caption", TODAY)) == []
    assert codes(weekday_notes("5 Aralık 2026, Cuma", "tr", "caption", TODAY)) == ["weekday-wrong"]


def test_a_date_without_a_year_takes_that_of_the_record():
    text = "Samstag, 4. Juli"  # a Saturday in 2026, a Sunday in 2027, the next one from November on
    assert codes(weekday_notes(text, "de", "caption", TODAY)) == ["weekday-wrong"]
    assert codes(weekday_notes(text, "de", "caption", TODAY, [datetime.date(2026, 7, 4)])) == []


def test_the_29th_of_february_is_known_only_in_leap_years():
    assert codes(weekday_notes("Dienstag, 29. Februar 2028", "de", "caption", TODAY)) == []
    assert codes(weekday_notes("Montag, 29. Februar 2027", "de", "caption", TODAY)) == ["date-impossible"]


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1)), st.integers(0, 6))
def test_every_date_is_told_right_or_wrong(day, said):
    names = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
    notes = list(weekday_notes(f"{names[said]}, {day.day}.{day.month}.{day.year}", "de", "caption", TODAY))
    assert (codes(notes) == ["weekday-wrong"]) is (said != day.weekday())


def test_an_event_is_over_when_its_last_day_is():
    assert codes(past_notes({"date": "2026-11-22"}, TODAY)) == ["date-past"]
    assert codes(past_notes({"date": "2026-11-23"}, TODAY)) == []
    assert codes(past_notes({"start": "2026-11-01", "end": "2026-11-30"}, TODAY)) == []
    assert codes(past_notes({"source_date": "1999-01-01", "published_date": "2001-01-01"}, TODAY)) == []
    assert codes(past_notes({"date": "bald", "deadline": ""}, TODAY)) == []


def test_the_dates_of_a_record_are_read_as_tables_write_them():
    assert list(record_dates({"datum": "5.12.2026", "title": "1.1.2000"})) == [datetime.date(2026, 12, 5)]


@pytest.mark.parametrize(
    ("text", "loud"),
    [
        ("KOMMT ALLE VORBEI", True),
        ("Heute! JETZT ERST RECHT, sagen wir", True),
        ("Das DRK KV Jena hilft", False),
        ("AWO, DRK und UNICEF", False),
        ("ACHTUNG: heute zu", False),
        ("#KOMMTALLEVORBEI", False),
        ("ÄRZTE OHNE GRENZEN ruft auf", True),
        ("أهلاً وسهلاً بكم", False),
    ],
)
def test_shouting_is_told_from_names(text, loud):
    assert bool(codes(shouting_notes(text))) is loud


def test_a_name_in_capitals_is_no_shouting():
    assert codes(shouting_notes("ÄRZTE OHNE GRENZEN ruft auf", ["ÄRZTE OHNE GRENZEN"])) == []


@pytest.mark.parametrize(
    ("text", "found"), [("🎉🎉🎉", False), ("🎉🎊🥳👏", True), ("🎉 🎊 🥳 👏", True), ("👨‍👩‍👧‍👦🏳️‍🌈👋🏽", False)]
)
def test_emoji_are_counted_as_they_are_seen(text, found):
    assert bool(codes(emoji_notes(f"Hallo {text} Welt"))) is found


@pytest.mark.parametrize(
    ("tag", "found"),
    [
        ("#wirsindmehr", True),
        ("#WirSindMehr", False),
        ("#WIRSINDMEHR", True),
        ("#fff", False),
        ("#Ehrenamt", False),
        ("#مرحبا_بكم", False),
    ],
)
def test_hashtags_need_capitals_where_the_script_has_them(tag, found):
    assert ("hashtag-lowercase" in codes(hashtag_notes(f"Hallo {tag}", "instagram"))) is found


def test_a_soft_limit_is_a_warning_and_a_hard_one_an_error():
    tags = " ".join(f"#Wort{number}" for number in range(70))
    hard = [note for note in count_notes(tags[:60], find_platform("instagram")) if note.code == "hashtags-too-many"]
    soft = [note for note in count_notes(tags, find_platform("youtube")) if note.code == "hashtags-too-many"]
    assert [note.severity for note in (*hard, *soft)] == ["error", "warning"]


def test_an_unknown_platform_counts_nothing():
    assert codes(caption_notes("Wort " * 2000, "web")) == []


@given(st.text(max_size=300))
def test_no_caption_makes_the_checks_stumble(text):
    for notes in (caption_notes(text, "instagram"), link_notes(text, "caption"), text_notes(text, "x")):
        assert all(note.code for note in notes)
    assert all(note.code for note in weekday_notes(text, "de", "caption", TODAY))


def scene(*regions: Region) -> Scene:
    return Scene(Size(1080, 1080), WHITE, (), regions)


def chart(value: str) -> Scene:
    return scene(Region("chart", Box(0, 0, 1, 1), facts=(("chart", value),)))


@pytest.mark.parametrize(
    ("alt", "value", "found"),
    [
        ("6 von 10 Menschen", "6/10", False),
        ("Sechs von zehn Menschen", "6/10", False),
        ("Sechs Menschen", "6/10", True),
        ("69 % der Befragten", "0.69", False),
        ("Ein Drittel", "0.69", True),
        ("12,5 Prozent", "0.125", False),
        ("2024 waren es 10, 2025 20", "10 20", False),
        ("10 und mehr", "10 20", True),
    ],
)
def test_charts_say_their_numbers(alt, value, found):
    assert ("alt-chart" in codes(alt_notes(alt, chart(value), (), "instagram"))) is found


@pytest.mark.parametrize(
    ("alt", "drawn", "found"),
    [
        ("Samstag, 5. Dezember 2026", ("Samstag", "05.12."), False),
        ("Samstag, 5.12.2026", ("05.12.",), False),
        ("Samstag, 6. Dezember 2026", ("05.12.",), True),
        ("14 жовтня", ("14.10.",), False),
        ("14 жовтня", ("Жовтень",), False),
        ("14 жовтня", ("Вересень",), True),
        ("Mitgliederversammlung", ("Mitglieder-", "versammlung"), False),
        ("Alles neu", ("ALLES", "neu!"), False),
        ("Alles", ("Alles", "neu"), True),
    ],
)
def test_the_words_of_the_picture_are_in_its_alt_text(alt, drawn, found):
    language = "uk" if "жовтня" in alt else "de"
    assert ("alt-incomplete" in codes(alt_notes(alt, scene(), drawn, "instagram", language))) is found


def test_a_code_says_where_it_leads():
    code = scene(Region("code", Box(0, 0, 9, 9), facts=(("qr", "https://www.verein.de/mit?utm=1"), ("module", "8"))))
    assert codes(alt_notes("Mehr dazu", code, (), "instagram")) == ["alt-code"]
    assert codes(alt_notes("Mehr auf verein.de", code, (), "instagram")) == []


@pytest.mark.parametrize("alt", ["Bild von Amira", "Ein Foto von Amira", "Image of a garden", "Foto: Garten"])
def test_what_a_screen_reader_says_by_itself_is_found(alt):
    assert codes(text_notes(alt, "instagram")) == ["alt-decorated"]
