"""A cell that says when to publish -> ISO 8601, or an error with the forms that are understood."""

from __future__ import annotations

from smgen.dates import read_moment

__all__ = ["publishing_time"]


def publishing_time(text: str) -> str:
    """`5.12.2026, 18.30 Uhr`, `2026-12-05T18:30+01:00` and the like as `2026-12-05T18:30`, with the offset if given.

    A date alone stays a date. Raises ValuesError for what is no date or does not exist.
    """
    if not text.strip():
        return ""
    moment = read_moment(text)
    time = f"T{moment.time.isoformat('minutes')}" if moment.time else ""
    return f"{moment.date.isoformat()}{time}{moment.offset}"
