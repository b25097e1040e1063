"""Words and values -> notes on their dates: a weekday that is not that date's, an event that is over."""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from smgen.dates import read_date
from smgen.errors import Note, SmgenError, printable
from smgen.languages import date_text, weekday_text
from smgen.late import expression

__all__ = ["past_notes", "record_dates", "weekday_notes"]

_FIGURES = expression(r"\d{1,2}\s?\.|\d{4}-\d{2}-\d{2}|\d{1,2}/\d|\d{1,2}(?:st|nd|rd|th)?,?\s")
"""Without something like this there is no date, and no language's names of months are needed."""

_EVENT = expression(r"(?:^|_)(?:date|datum|day|tag|start|starts|begin|beginn|end|ends|ende|until|bis|deadline|termin)$")
_NOT_AN_EVENT = expression(r"publish|veroeff|posted|born|geboren|since|seit|source|quelle")
_KNOWN_LANGUAGES = ("de", "en")
_MONDAY = datetime.date(2024, 1, 1)


class _Names(NamedTuple):
    """How some languages call weekdays (0 is Monday) and months, in small letters, and patterns that find them."""

    weekdays: Mapping[str, int]
    months: Mapping[str, int]
    pattern: re.Pattern[str]


def weekday_notes(
    text: str, language: str, place: str, today: datetime.date | None, known: Iterable[datetime.date] = ()
) -> Iterator[Note]:
    """A note for every weekday beside a date it does not fall on, in German, English and `language`.

    A date without a year is one of `known` (the record's), else the next one from a month before `today` on; without
    `today` nothing is said of it.
    """
    if not _FIGURES.search(text):
        return
    names = _names(language)
    for match in names.pattern.finditer(text):
        said = (match["before"] or match["after"]).lower().rstrip(".")
        has_year = any(match[year] for year in ("y1", "y2", "s2", "y3", "y4"))
        found = _date(match, names, today, tuple(known))
        if found is None and today is None and not has_year:
            continue
        if found is None:
            what = f"“{printable(match[0].strip(), 60)}”: the calendar has no such day"
            yield Note("error", "date-impossible", what, place)
            continue
        if names.weekdays[said] == found.weekday():
            continue
        day = weekday_text(found, "long", language)
        what = f"“{printable(match[0].strip(), 60)}”: {found.isoformat()} is a {day}"
        yield Note("error" if has_year else "warning", "weekday-wrong", what, place, "which of the two is right?")


def past_notes(values: Mapping[str, Any], today: datetime.date) -> Iterator[Note]:
    """A note where the record's event is over: its last date is before `today`."""
    dates = record_dates(values)
    if dates and max(dates) < today:
        last = max(dates)
        what = f"the event is over: {last.isoformat()} was {(today - last).days} days ago"
        yield Note("warning", "date-past", what, dates[last], "is it meant to be another year?")


def record_dates(values: Mapping[str, Any]) -> dict[datetime.date, str]:
    """The days a record's event lasts, and the fields that say so."""
    dates: dict[datetime.date, str] = {}
    for name, value in values.items():
        folded = name.lower()
        if isinstance(value, str) and _EVENT.search(folded) and not _NOT_AN_EVENT.search(folded):
            with contextlib.suppress(SmgenError):  # words such as "bald", which no calendar knows
                dates[read_date(value)] = name
    return dates


def _date(
    match: re.Match[str], names: _Names, today: datetime.date | None, known: tuple[datetime.date, ...]
) -> datetime.date | None:
    """The date a match of the pattern tells; None where the calendar has no such day, or only `today` tells its year."""
    if match["y1"]:
        year, month, day = match["y1"], int(match["m1"]), int(match["d1"])
    elif match["d2"]:
        year, month, day = match["y2"] or match["s2"] or "", int(match["m2"]), int(match["d2"])
    elif match["d3"]:
        year, month, day = match["y3"] or "", names.months[match["n3"].lower().rstrip(".")], int(match["d3"])
    else:
        year, month, day = match["y4"] or "", names.months[match["n4"].lower().rstrip(".")], int(match["d4"])
    try:
        if year:
            return datetime.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        same = next((date for date in known if (date.month, date.day) == (month, day)), None)
        return same if same or today is None else _next(month, day, today - datetime.timedelta(days=31))
    except ValueError:
        return None


def _next(month: int, day: int, start: datetime.date) -> datetime.date:
    """The first such day from `start` on."""
    this = datetime.date(start.year, month, day)
    return this if this >= start else datetime.date(start.year + 1, month, day)


@functools.lru_cache(maxsize=32)
def _names(language: str) -> _Names:
    weekdays: dict[str, int] = {"sonnabend": 5}
    months: dict[str, int] = {}
    for tongue in dict.fromkeys((*_KNOWN_LANGUAGES, language)):
        for day in range(7):
            for style in ("long", "short"):
                name = weekday_text(_MONDAY + datetime.timedelta(days=day), style, tongue)
                weekdays.setdefault(name.lower().rstrip("."), day)
        for month in range(1, 13):
            for style in ("MMMM", "LLLL", "MMM"):
                name = date_text(datetime.date(2024, month, 1), style, tongue)
                months.setdefault(name.lower().rstrip("."), month)
    return _Names(weekdays, months, _pattern(weekdays, months))


def _pattern(weekdays: Mapping[str, int], months: Mapping[str, int]) -> re.Pattern[str]:
    """A weekday just before or just after a date: "Sa., 5.12.", "Samstag, den 5. Dezember 2026", "5.12.2026 (Sa)"."""
    day = rf"(?:{_either(weekdays)})"
    month = rf"(?:{_either(months)})"
    date = (
        r"(?:(?P<y1>\d{4})-(?P<m1>\d{1,2})-(?P<d1>\d{1,2})(?!\d)"
        r"|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.(?:[ \u00a0\u202f]?(?P<y2>\d{4})(?!\d)|(?P<s2>\d{2})(?![\d:]))?"
        rf"|(?P<d3>\d{{1,2}})(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?P<n3>{month})\b\.?(?:,?\s+(?P<y3>\d{{4}}))?"
        rf"|(?P<n4>{month})\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<y4>\d{{4}}))?)"
    )
    before = rf"(?:\b(?P<before>{day})\b\.?(?:,?\s+|,)(?:(?:den|dem|der|the|on)\s+)?)"
    after = rf"(?:\s*[(,]\s*(?P<after>{day})\b)"
    return re.compile(rf"(?:{before}(?=\S)|(?<!\w)(?!{day}\b)(?=[^\W_])){date}(?(before)|{after})", re.IGNORECASE)


def _either(names: Mapping[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
