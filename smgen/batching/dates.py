"""A cell that says when to publish -> ISO 8601, or an error with the forms that are understood."""

from __future__ import annotations

import datetime
import re

from smgen.errors import ValuesError, printable

__all__ = ["publishing_time"]

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})")
_TIME = re.compile(
    r"[T ,]*(?:um |at )?(\d{1,2})[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:Uhr|h)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"[ ,]*(?:um )?(\d{1,2})\s*Uhr", re.IGNORECASE)
_HINT = "write 2026-12-05 18:30 or 5.12.2026 18:30"


def publishing_time(text: str) -> str:
    """`5.12.2026, 18.30 Uhr`, `2026-12-05T18:30+01:00` and the like as `2026-12-05T18:30`, with the offset if given.

    A date alone stays a date. Raises ValuesError for what is no date or does not exist.
    """
    cell = " ".join(text.split())
    if not cell:
        return ""
    wrong = ValuesError(f"“{printable(cell, 40)}” is not a date and time", hint=_HINT)
    if match := _ISO.match(cell):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.match(cell):
        day, month, year = (int(part) for part in match.groups())
        year += 2000 if year < 100 else 0
    else:
        raise wrong
    rest = cell[match.end() :]
    try:
        date = datetime.date(year, month, day)
        return date.isoformat() + _time(rest, wrong)
    except ValueError:
        raise ValuesError(f"there is no {printable(cell, 40)}", hint=_HINT) from None


def _time(rest: str, wrong: ValuesError) -> str:
    if not rest.strip():
        return ""
    offset = ""
    if match := _TIME.fullmatch(rest):
        hour, minute, offset = int(match[1]), int(match[2]), (match[3] or "").upper()
    elif match := _HOUR.fullmatch(rest):
        hour, minute = int(match[1]), 0
    else:
        raise wrong
    if offset == "Z":
        offset = "+00:00"
    elif offset and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    if offset and int(offset[1:3]) > 14:
        raise ValueError(offset)
    return f"T{datetime.time(hour, minute).isoformat('minutes')}{offset}"
