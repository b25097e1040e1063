from __future__ import annotations

import datetime
import subprocess
import sys

import pytest

from smgen import languages
from smgen.errors import UnknownName, ValuesError

SATURDAY = datetime.date(2026, 12, 5)


@pytest.mark.parametrize(
    ("tag", "known"),
    [("de", "de"), ("de_at", "de-AT"), ("DE-ch", "de-CH"), ("de-Latn-CH", "de-CH"), ("fr-BE", "fr"), ("tlh", "en")],
)
def test_a_language_nobody_knows_takes_its_parents_rules_or_english(tag: str, known: str) -> None:
    assert languages.resolved(tag) == known


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
