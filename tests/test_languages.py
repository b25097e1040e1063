from __future__ import annotations

import datetime
import pickle
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen import languages
from smgen.errors import UnknownName, ValuesError
from smgen.languages import Figure

SATURDAY = datetime.date(2026, 12, 5)


@pytest.mark.parametrize(
    ("tag", "known"),
    [("de", "de"), ("de_at", "de-AT"), ("DE-ch", "de-CH"), ("de-Latn-CH", "de-CH"), ("fr-BE", "fr"), ("tlh", "en")],
)
def test_a_language_nobody_knows_takes_its_parents_rules_or_english(tag: str, known: str) -> None:
    assert languages.resolved(tag) == known


@pytest.mark.parametrize(
    ("called", "tag"),
    [
        ("Deutsch", "de"),
        (" ukrainisch ", "uk"),
        ("Turkish", "tr"),
        ("Österreichisches Deutsch", "de-AT"),
        ("українська", "uk"),
        ("العربية", "ar"),
        ("français", "fr"),
        ("de_AT", "de_AT"),
        ("uk", "uk"),
        ("Quatsch", "Quatsch"),
        ("", ""),
    ],
)
def test_a_language_may_be_called_by_its_german_english_or_own_name(called: str, tag: str) -> None:
    assert languages.language_tag(called) == tag


def test_one_language_does_not_speak_in_another_one_after_it() -> None:
    languages.date_text("5. ספטמבר 2026", "LLLL", "he")  # read with the names of every language, the Hebrew ones last
    months = {
        "he": "ספטמבר",
        "pt": "setembro",
        "fr": "septembre",
        "de-AT": "September",
        "uk": "вересень",
        "ar": "سبتمبر",
    }
    for language, month in months.items():
        assert languages.date_text(datetime.date(2026, 9, 5), "LLLL", language) == month
    assert languages.date_text(datetime.date(2026, 1, 5), "LLLL", "de") == "Januar"
    assert languages.date_text(datetime.date(2026, 1, 5), "LLLL", "de-AT") == "Jänner"


@pytest.mark.parametrize(
    ("language", "style", "text"),
    [
        ("de", "long", "5. Dezember 2026"),
        ("de", "EEEE, d. MMMM", "Samstag, 5. Dezember"),
        ("de", "short", "05.12.26"),
        ("en", "long", "December 5, 2026"),
        ("uk", "d MMMM", "5 грудня"),
        ("tr", "d MMMM EEEE", "5 Aralık Cumartesi"),
        ("de-AT", "d. MMMM", "5. Dezember"),
    ],
)
def test_dates_are_written_in_the_language(language: str, style: str, text: str) -> None:
    assert languages.date_text("2026-12-05", style, language) == text


def test_times_and_weekdays_are_written_in_the_language() -> None:
    assert languages.time_text("18:30", "short", "de") == "18:30"
    assert languages.time_text("18:30", "short", "en") == "6:30\u00a0PM"
    assert languages.weekday_text(SATURDAY, "long", "de") == "Samstag"
    assert languages.weekday_text(SATURDAY, "short", "de") == "Sa"


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        (1234567, "de", "1.234.567"),
        ("1.234,5", "de", "1.234,5"),
        ("0.75", "de", "0,75"),
        (1234.5, "en", "1,234.5"),
        ("1 234,5", "uk", "1\u00a0234,5"),
        ("1'234", "de-CH", "1’234"),
        (-3, "de", "-3"),
    ],
)
def test_numbers_are_written_with_the_separators_of_the_language(value: object, language: str, text: str) -> None:
    assert languages.number_text(value, language) == text


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        *(("2.500", "de", "2500"), ("2,500", "en", "2500"), ("2.500", "uk", "2500"), ("2 500", "de", "2500")),
        *(("1.234,50", "en", "1234.50"), ("1,234.50", "de", "1234.50"), ("1.234.567", "en", "1234567")),
        *(
            ("0.125", "de", "0.125"),
            ("0,125", "de", "0.125"),
            ("1234.567", "de", "1234.567"),
            ("12,3456", "de", "12.3456"),
        ),
        *(
            (12.375, "de", "12.375"),
            (Decimal("12.375"), "de", "12.375"),
            (Figure("12,375", Decimal("12.375")), "de", "12.375"),
        ),
    ],
)
def test_a_text_is_one_number_and_a_number_is_itself(text: object, language: str, number: str) -> None:
    assert languages.read_number(text, language) == Decimal(number)


@pytest.mark.parametrize(("text", "language"), [("2,500", "de"), ("12,375 €", "de"), ("2.500", "en"), ("20.000", "ar")])
def test_what_may_be_two_numbers_is_refused(text: str, language: str) -> None:
    with pytest.raises(ValuesError, match="can be read in two ways") as caught:
        languages.read_number(text, language)
    assert "for thousands" in caught.value.hint


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(sorted(languages.LANGUAGES)))
def test_a_figure_is_written_and_read_as_the_same_number(number: Decimal, language: str) -> None:
    figure = pickle.loads(pickle.dumps(Figure(str(number), number)))
    assert (languages.read_number(figure, language), figure) == (number, str(number))
    assert languages.read_number(languages.number_text(figure, language, 4), language) == number


def test_a_number_shows_as_many_decimals_as_asked() -> None:
    assert languages.number_text(2.5, "de", 2) == "2,50"
    assert languages.number_text(2.5, "de", 0) == "2"


@pytest.mark.parametrize("value", ["", "viele", "1e400", "nan", "inf", True, "9" * 70, "1,2,3.4.5"])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ValuesError, match="is not a number"):
        languages.read_number(value)


@pytest.mark.parametrize(
    ("value", "currency", "language", "text"),
    [
        (5, "EUR", "de", "5\u00a0€"),
        ("12,50", "EUR", "de", "12,50\u00a0€"),
        ("12,50 €", "EUR", "de", "12,50\u00a0€"),
        (5, "EUR", "en", "€5"),
        (1200, "UAH", "uk", "1\u00a0200\u00a0₴"),
    ],
)
def test_money_is_written_without_needless_decimals(value: object, currency: str, language: str, text: str) -> None:
    assert languages.money_text(value, currency, language) == text


def test_an_unknown_currency_is_named() -> None:
    with pytest.raises(UnknownName, match="unknown currency “EURO”"):
        languages.money_text(5, "EURO", "de")


def test_percent_takes_hundredths() -> None:
    assert languages.percent_text("69", "de") == "69\u00a0%"
    assert languages.percent_text("69 %", "en") == "69%"
    assert languages.percent_text(2.5, "de") == "2,5\u00a0%"


@pytest.mark.parametrize(
    ("number", "language", "forms", "text"),
    [
        (1, "de", ("ein Platz", "# Plätze"), "ein Platz"),
        (1234, "de", ("ein Platz", "# Plätze"), "1.234 Plätze"),
        (1, "uk", ("# місце", "# місця", "# місць"), "1 місце"),
        (3, "uk", ("# місце", "# місця", "# місць"), "3 місця"),
        (5, "uk", ("# місце", "# місця", "# місць"), "5 місць"),
        (21, "uk", ("# місце", "# місця", "# місць"), "21 місце"),
        (2, "pl", ("miejsce", "miejsca", "miejsc"), "miejsca"),
        (0, "fr", ("place", "places"), "place"),
        (7, "tr", ("# kişi",), "7 kişi"),
    ],
)
def test_plurals_follow_the_language(number: int, language: str, forms: tuple[str, ...], text: str) -> None:
    assert languages.plural_form(number, forms, language) == text


def test_nothing_but_the_filters_that_need_it_loads_babel() -> None:
    code = "import sys, smgen.wording, smgen.caption; print([name for name in sys.modules if name.startswith('babel')])"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"
