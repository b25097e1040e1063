"""Dates and times of day as people and programs write them -> what they mean: one reader for tables, fields and filters.

What can be read in two ways (`5/12/2026`) is refused. The names of months and weekdays are CLDR's; Babel is imported
for the first date with a name in it (60 ms).
"""

from __future__ import annotations

import copy
import datetime
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from smgen.errors import ValuesError, printable
from smgen.late import expression
from smgen.plain import fold_name

if TYPE_CHECKING:
    from babel import Locale

__all__ = ["Moment", "own_locale", "read_date", "read_moment", "read_time"]

# The languages whose names of months are single words; German and English first, as most tables are in them.
_TONGUES = ("de", "en", "fr", "es", "it", "nl", "pl", "cs", "ro", "tr", "uk", "ru", "el", "ar", "fa", "he")

_YEAR_FIRST = expression(r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})(?![0-9])")
_FIGURES = expression(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?![0-9.,])")
_DAY_FIRST = expression(
    r"(?P<day>[0-9]{1,2})\.\s?(?P<month>[0-9]{1,2})\.\s?(?P<year>[0-9]{4}|[0-9]{2})(?![0-9]|[.:][0-9])"
)
_DAY_NAMED = expression(
    r"(?P<day>[0-9]{1,2})(?:\.|st|nd|rd|th)?\s?(?:(?:of|de)\s)?(?P<name>[^\W\d_]+)\.?,?\s(?:de\s)?(?P<year>[0-9]{4})(?![0-9])",
    re.IGNORECASE,
)
_NAMED_DAY = expression(
    r"(?P<name>[^\W\d_]+)\.?\s(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,?\s(?P<year>[0-9]{4})(?![0-9])", re.IGNORECASE
)
_DATES = (_YEAR_FIRST, _FIGURES, _DAY_FIRST, _DAY_NAMED, _NAMED_DAY)
_WEEKDAY = expression(r"(?P<name>[^\W\d_]+)\.?(?:,\s?|\s)(?:(?:den|dem|the)\s)?")
_TIME = expression(
    r"(?P<hour>[0-9]{1,2})(?:\s?(?:[:.h]|uhr)\s?(?P<minute>[0-9]{2})(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?)?"
    r"\s?(?P<unit>uhr|h|am|pm|a\.m\.|p\.m\.)?"
    r"\s?(?P<zone>(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?|[a-z]{1,4})?",
    re.IGNORECASE,
)
_BEFORE_TIME = expression(r"[T ,]*(?:(?:um|at|-)\s)?", re.IGNORECASE)
_TIME_IN_FIGURES = expression(r"T([0-9]{2})([0-9]{2})(?:[0-9]{2})?(?![0-9:.])", re.IGNORECASE)
_ZONES = {"z": "+00:00", "utc": "+00:00", "gmt": "+00:00", "mez": "+01:00", "cet": "+01:00",
          "mesz": "+02:00", "cest": "+02:00"}  # fmt: skip
# Word processors make hyphens that do not break, and minus signs; a dash means “until” and stays.
_HYPHENS = str.maketrans("\u2010\u2011\u2212", "---")
_SERIAL = expression(r"[4-5][0-9]{4}(?:[.,][0-9]+)?")
_SERIAL_HINT = "this is how a spreadsheet counts days: format the cell as a date"
_LARGEST_OFFSET = 14
_FIRST_YEAR = 1000  # 0026 is a slip
# What CLDR leaves out, beside every language's own.
_MORE_MONTHS = {"jaenner": 1, "feber": 2, "mrz": 3, "sep": 9, "sept": 9}
_MORE_WEEKDAYS = {"sonnabend": 5}


class Moment(Struct, frozen=True):
    """A date, the time of day if there is one, and its offset from UTC as `+01:00` if it says so."""

    date: datetime.date
    time: datetime.time | None = None
    offset: str = ""


def read_moment(text: str, hint: str = "write 2026-12-05 18:30 or 5.12.2026 18:30") -> Moment:
    """`Sa., 5. Dezember 2026, 18.30 Uhr`, `2026-12-05T18:30+01:00`, `5.12.26`: a date, with or without a time.

    Raises ValuesError for anything else, for days no calendar has, and for a weekday that is another one's.
    """
    cell = _plain(text)
    found = _dated(cell)
    if found is None:
        raise _refused(text, "a date and time", hint)
    date, rest = found
    if not rest.strip(" ,"):
        return Moment(date)
    rest = _TIME_IN_FIGURES.sub(r" \1:\2", rest, count=1)
    timed = _timed(_after(_BEFORE_TIME, rest), bare=False)
    if timed is None:
        raise _refused(text, "a date and time", hint)
    return Moment(date, *timed)


def read_date(value: object) -> datetime.date:
    """A date as tables hold it: a date, “2026-12-05”, “5.12.26”, “5. Dezember 2026”; a ValuesError for anything else.

    The time of day behind it is left out; whoever must not lose it asks for `read_moment`.
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    text = str(value)
    hint = "dates look like 2026-12-05 or 5.12.2026"
    found = _dated(_plain(text))
    if found is None:
        raise _refused(text, "a date", hint)
    return read_moment(text, hint).date if found[1].strip() else found[0]


def read_time(value: object) -> datetime.time:
    """A time of day: a time, “18:30”, “18.30 Uhr”, “18 h”, “6:30 pm”; a ValuesError for anything else."""
    if isinstance(value, datetime.datetime):
        return value.time()
    if isinstance(value, datetime.time):
        return value
    text = str(value)
    dated = _dated(_plain(text))
    timed = _timed((dated[1] if dated else _plain(text)).lstrip("T ,"), bare=not dated)
    if timed is None or timed[1]:
        raise ValuesError(f"“{printable(text, 40)}” is not a time of day", hint="times look like 18:30 or 18 Uhr")
    return timed[0]


def _plain(text: str) -> str:
    """With plain spaces and hyphens, and nothing invisible (Excel puts marks of direction around its dates)."""
    if not text.isascii():
        text = "".join(character for character in text if unicodedata.category(character) != "Cf").translate(_HYPHENS)
    return " ".join(text.split())


def _refused(text: str, what: str, hint: str) -> ValuesError:
    bare = _plain(text)
    return ValuesError(f"“{printable(bare, 40)}” is not {what}", hint=_SERIAL_HINT if _SERIAL.fullmatch(bare) else hint)


def _dated(cell: str) -> tuple[datetime.date, str] | None:
    """The date a cell begins with, and what follows it; None where it begins with none."""
    if found := _date(cell):
        return found
    told = _WEEKDAY.match(cell)
    found = _date(cell[told.end() :]) if told else None
    if told is None or found is None:
        return None
    said = fold_name(told["name"])
    # One abbreviation may be two weekdays: “so” is Sunday in German and Saturday in Czech.
    if any(names.weekdays.get(said) == found[0].weekday() for names in _names()):
        return found
    if any(said in names.weekdays for names in _names()):
        what = f"“{printable(cell, 40)}”: {found[0].isoformat()} is another day of the week"
        raise ValuesError(what, hint="which of the two is right?")
    return None


def _date(cell: str) -> tuple[datetime.date, str] | None:
    """The same without a weekday before it."""
    for pattern in _DATES:
        if match := pattern.match(cell):
            parts = match.groupdict()
            month = int(parts["month"]) if "month" in parts else _month(parts["name"])
            year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
            if month is not None and year >= _FIRST_YEAR:
                return _existing(year, month, int(parts["day"]), cell), cell[match.end() :]
    return None


def _existing(year: int, month: int, day: int, cell: str) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise ValuesError(
            f"there is no {printable(cell, 40)} in the calendar", hint="dates look like 2026-12-05 or 5.12.2026"
        ) from None


def _timed(text: str, *, bare: bool) -> tuple[datetime.time, str] | None:
    """The time of day and its offset; `bare`: an hour alone is one, too."""
    match = _TIME.fullmatch(text)
    if not match or not (bare or match["minute"] or match["unit"]):
        return None
    hour, half = int(match["hour"]), (match["unit"] or "").lower()[:1]
    if half in ("a", "p"):
        hour = hour % 12 + (12 if half == "p" else 0)
    zone = _offset(match["zone"] or "")
    if hour > 23 or int(match["minute"] or 0) > 59 or zone is None:
        return None
    return datetime.time(hour, int(match["minute"] or 0)), zone


def _offset(zone: str) -> str | None:
    """`utc+1`, `+0100` and `MEZ` as `+01:00`; None for what is no offset."""
    folded = zone.lower()
    if not folded or folded in _ZONES:
        return _ZONES.get(folded, "")
    sign, figures = re.fullmatch(r"[a-z]*([+-]?)([0-9:]*)", folded).groups()  # type: ignore[union-attr]
    hours, minutes = figures.partition(":")[::2] if ":" in figures else (figures[:2], figures[2:])
    if not sign or int(hours) > _LARGEST_OFFSET or int(minutes or 0) > 59:
        return None
    return f"{sign}{int(hours):02}:{minutes or '00'}"


class _Names(Struct, frozen=True):
    """How a language calls months (1 to 12) and weekdays (0 is Monday), folded."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]


def _month(name: str) -> int | None:
    folded = fold_name(name)
    return next((names.months[folded] for names in _names() if folded in names.months), None)


def _names() -> Iterator[_Names]:
    """Those of one language after the other: whoever writes German loads no other."""
    return map(_names_in, _TONGUES)


@functools.cache
def _names_in(tongue: str) -> _Names:
    locale = own_locale(tongue)
    months, weekdays = dict(_MORE_MONTHS), dict(_MORE_WEEKDAYS)
    for context, width in itertools.product(("stand-alone", "format"), ("wide", "abbreviated")):
        months |= {fold_name(name.rstrip(".")): number for number, name in locale.months[context][width].items()}
        weekdays |= {fold_name(name.rstrip(".")): number for number, name in locale.days[context][width].items()}
    return _Names(months, weekdays)


def own_locale(tag: str) -> Locale:
    """Babel's locale of a language tag, with data of its own. Raises ValueError or babel's UnknownLocaleError.

    Babel 2.18 keeps what an alias stood for in one language where others find it: after a Hebrew month the French ones
    are Hebrew (github.com/python-babel/babel/issues/1234).
    """
    from babel import Locale  # babel: see the module's docstring
    from babel.localedata import LocaleDataDict, load

    locale = Locale.parse(tag, sep="-")
    own: Any = copy.deepcopy(load(getattr(locale, "_Locale__data_identifier")))  # noqa: B009 - a private name, mangled
    setattr(locale, "_Locale__data", LocaleDataDict(own))  # noqa: B010
    return locale


def _after(pattern: re.Pattern[str], text: str) -> str:
    """What follows the pattern, which may be missing, at the beginning of a text."""
    match = pattern.match(text)
    return text[match.end() :] if match else text
