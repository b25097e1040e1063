from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smgen.languages import LANGUAGES
from smgen.typographic import quoted, typographic

TABLE = tomllib.loads((Path(__file__).parent / "data" / "typographic.toml").read_text(encoding="utf-8"))
SPACES = str.maketrans({"⍽": "\u00a0", "⎵": "\u202f"})
CASES = [
    pytest.param(language, typed, printed.translate(SPACES), id=f"{language}: {typed}")
    for language, table in TABLE.items()
    for typed, printed in table["cases"]
]
QUOTED = [
    pytest.param(language, typed, printed.translate(SPACES), id=f"{language}: {typed}")
    for language, table in TABLE.items()
    for typed, printed in table.get("quoted", [])
]
PIECES = [
    *("Wort", "it's", "'", '"', " ", " ", "-", " - ", "...", "10", "10-12", "€", "%", "§ 7", "**", "==", "*", "!", ":"),
    *("„", "“", "”", "«", "»", "‚", "‘", "’", "https://example.org/a-b", "@du", "#Tag", "\\*", "z.B.", "\n", "Привіт"),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_text_is_set_as_its_language_asks(language: str, typed: str, printed: str) -> None:
    assert typographic(typed, language) == printed


@pytest.mark.parametrize(("language", "typed", "printed"), QUOTED)
def test_a_quotation_gets_the_marks_of_its_language_once(language: str, typed: str, printed: str) -> None:
    assert quoted(typed, language) == printed


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_what_is_set_already_stays(language: str, typed: str, printed: str) -> None:
    assert typographic(printed, language) == printed


@pytest.mark.parametrize(("language", "typed", "printed"), QUOTED)
def test_a_quotation_is_not_quoted_twice(language: str, typed: str, printed: str) -> None:
    assert quoted(printed, language) == printed


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
@example('"a', "de")
@example("\ufdd0 'a'", "fr")
def test_setting_twice_is_setting_once(text: str, language: str) -> None:
    once = typographic(text, language)
    assert typographic(once, language) == once


@settings(deadline=None, max_examples=100)
@given(TEXTS, st.sampled_from(sorted(LANGUAGES)))
def test_no_letter_and_no_digit_is_lost_or_moved(text: str, language: str) -> None:
    def essence(of: str) -> str:
        return re.sub(r"[\W_]", "", of)

    assert essence(typographic(text, language)) == essence(text)
    assert essence(quoted(text, language)) == essence(text)


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=60), st.sampled_from(sorted(LANGUAGES)))
def test_any_text_can_be_set_and_quoted(text: str, language: str) -> None:
    assert isinstance(typographic(text, language), str)
    assert isinstance(quoted(text, language), str)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["https://example.org/a-b/10-12?x='y'", "mail-10-12@example.org", "@verein_10-12", "#Tag_10"]))
def test_addresses_handles_and_hashtags_stay_as_they_are(entity: str) -> None:
    for language in LANGUAGES:
        assert entity.split("'")[0] in typographic(f'Hier - "so": {entity} ...', language)


def test_the_table_covers_every_language_with_marks_of_its_own() -> None:
    assert set(LANGUAGES) - set(TABLE) <= {"fr-CH"}
    assert len(CASES) + len(QUOTED) >= 80
