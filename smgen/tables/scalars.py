"""Numbers, dates and other values of programs -> the text people see, as the language of their row writes it."""

from __future__ import annotations

import contextlib
import datetime
import functools
import numbers
from collections.abc import Mapping
from decimal import Decimal

from smgen.dates import read_moment
from smgen.errors import TableError, ValuesError
from smgen.languages import DEFAULT_LANGUAGE, Figure, date_text, figure_marks
from smgen.tables.model import Value, cell_text, fold_column

__all__ = ["day_text", "duration_text", "is_language_column", "number_text", "plain_value"]

_DEEPEST = 16
_LARGEST_EXPONENT = 15
"""From here on a number has more digits than programs know of it, and is shortened."""
_LANGUAGE = ("lang", "language", "sprache")


@functools.lru_cache(maxsize=1024)
def is_language_column(name: str) -> bool:
    """Whether the column says in which language its row is."""
    return fold_column(name) in _LANGUAGE


def plain_value(value: object, language: str = DEFAULT_LANGUAGE, depth: int = 0) -> Value:
    """`value` as text, or as tuples and mappings of text; nothing, NaN and NaT are “”. Raises TableError."""
    if depth > _DEEPEST:
        raise TableError("lists and objects are nested too deeply", hint=f"at most {_DEEPEST} levels are read")
    if isinstance(value, str):
        return cell_text(value)
    if isinstance(value, Mapping):
        return {cell_text(str(key)): plain_value(inner, language, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return tuple(plain_value(inner, language, depth + 1) for inner in items)
    return _scalar(value, language)


def _scalar(value: object, language: str) -> str:
    if hasattr(value, "item") and hasattr(value, "dtype"):  # a NumPy scalar
        # A float of 32 bits has the digits it shows; as one of 64 bits 0.1 would be 0.100000001490116.
        value = float(str(value)) if value.dtype.kind == "f" else value.item()
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value, language)
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
        return number_text(Decimal(f"{float(value):.15g}"), language)
    if isinstance(value, datetime.timedelta):
        return duration_text(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise TableError("bytes are no text", hint="decode them, or give the path of the picture")
    return day_text(value, language) if isinstance(value, (datetime.date, datetime.time)) else cell_text(str(value))


def number_text(number: Decimal, language: str) -> str:
    """The number with all its digits and the mark of the language before decimals; nothing where it is none (NaN).

    A `Figure`, as nobody who reads the text can be sure of “12,375”; from 10^15 on what a spreadsheet would show.
    """
    if not number.is_finite():
        return ""
    number = number or abs(number)  # nobody writes -0
    is_shortened = abs(number.adjusted()) >= _LARGEST_EXPONENT
    text = f"{number:E}" if is_shortened else f"{number:f}"
    text = text.replace(".", figure_marks(language)[0]) if "." in text else text
    return text if is_shortened else Figure(text, number)


def day_text(value: datetime.date | datetime.time, language: str) -> str:
    """The date as the language writes it, and the time of day behind it, midnight aside; seconds where there are any.

    ISO 8601 where that could not be read again.
    """
    if not isinstance(value, (datetime.datetime, datetime.time)):
        return _date_text(value, language)
    time = value.isoformat()[11:] if isinstance(value, datetime.datetime) else value.isoformat()
    time = f"{time[:5] if time[6:8] in ('', '00') else time[:8]}{value.strftime('%z')}"
    if isinstance(value, datetime.time):
        return time
    date = _date_text(datetime.date(value.year, value.month, value.day), language)
    return date if time == "00:00" else f"{date} {time}"


@functools.lru_cache(maxsize=4096)
def _date_text(value: datetime.date, language: str) -> str:
    text = date_text(value, "medium", language)
    with contextlib.suppress(ValuesError):
        if read_moment(text).date == value and read_moment(f"{text} 18:30").time == datetime.time(18, 30):
            return text
    return value.isoformat()


def duration_text(value: datetime.timedelta) -> str:
    """Hours and minutes, as a spreadsheet shows them: 18:30, 26:00; seconds only where there are any."""
    minutes, seconds = divmod(round(abs(value).total_seconds()), 60)
    sign = "-" if value < datetime.timedelta() else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
