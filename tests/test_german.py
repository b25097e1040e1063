"""German lines as a typesetter would break them: the table in data/german.toml, and other languages beside it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from smgen.text.opportunities import Opportunity, Quality, opportunities

DATA = Path(__file__).parent / "data"
GERMAN = tomllib.loads((DATA / "german.toml").read_text("utf-8"))["case"]
LANGUAGES = tomllib.loads((DATA / "languages.toml").read_text("utf-8"))["case"]
CASES = [("de", case) for case in GERMAN] + [(case["lang"], case) for case in LANGUAGES]


def place(text: str, excerpt: str) -> int:
    """The position `|` marks in an excerpt that occurs once in the text."""
    before, _, after = excerpt.partition("|")
    assert text.count(before + after) == 1, f"{excerpt!r} is not once in {text!r}"
    return text.index(before + after) + len(before)


def shown(text: str, found: dict[int, Opportunity]) -> str:
    """The text with what was found in it, for whoever reads a failure."""
    marks = {Quality.MANDATORY: "¶", Quality.GOOD: "|", Quality.POOR: "~", Quality.HYPHEN: "·-=+"}
    return "".join(
        (marks[found[at].quality][max(found[at].weight - 1, 0)] if at in found else "") + character
        for at, character in enumerate(text)
    )


def wrong(text: str, case: dict[str, Any], found: dict[int, Opportunity]) -> list[str]:
    qualities = {
        "forbidden": lambda point: point is None,
        "good": lambda point: point is not None and point.quality is Quality.GOOD,
        "poor": lambda point: point is not None and point.quality is Quality.POOR,
        "allowed": lambda point: point is not None and point.quality in (Quality.GOOD, Quality.POOR),
        "hyphens": lambda point: point is not None and point.hyphen,
        "joints": lambda point: point is not None and point.hyphen and point.weight == 3,
    }
    faults = [
        f"{name} {excerpt!r}"
        for name, holds in qualities.items()
        for excerpt in case.get(name, ())
        if not holds(found.get(place(text, excerpt)))
    ]
    for excerpt in case.get("whole", ()):
        start = place(text, excerpt + "|") - len(excerpt)
        if any(start < position < start + len(excerpt) for position in found):
            faults.append(f"whole {excerpt!r}")
    return faults


@pytest.mark.parametrize(("lang", "case"), CASES, ids=[f"{lang}: {case['text'][:40]!r}" for lang, case in CASES])
def test_lines_end_where_a_typesetter_would_end_them(lang, case):
    found = {point.position: point for point in opportunities(case["text"], lang)}
    assert not wrong(case["text"], case, found), shown(case["text"], found)


def test_the_german_table_has_at_least_120_cases():
    assert len({case["text"] for case in GERMAN}) >= 120


def test_every_case_says_something():
    assert all(set(case) - {"text", "lang"} for _, case in CASES)
