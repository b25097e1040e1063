"""Dates and times as people and programs write them."""

from __future__ import annotations

import datetime

import pytest

from smgen.dates import read_date, read_moment, read_time
from smgen.errors import ValuesError

SATURDAY = datetime.date(2026, 12, 5)


@pytest.mark.parametrize(
    "written",
    [
        *(SATURDAY, datetime.datetime(2026, 12, 5, 18, 30), "2026-12-05", "2026-12-05 18:30", "5.12.2026", "05.12.26"),
        *("5.12.2026 18:30", "Sa., 5. Dezember 2026, 18.30 Uhr"),
        *(" 5. 12. 2026", "2026/12/05", "20261205", "2026\u201112\u201105", "\u200e5.12.2026"),
        *("5. Dezember 2026", "5. Dez. 2026", "Sa., 5.12.2026", "Samstag, den 5. Dezember 2026", "Sonnabend, 5.12.26"),
        *("5 December 2026", "December 5th, 2026", "Sat 5 Dec 2026", "5 de diciembre de 2026", "субота, 5 грудня 2026"),
    ],
)
def test_dates_are_read_as_people_write_them(written: object) -> None:
    assert read_date(written) == SATURDAY


def test_months_are_read_as_austria_and_spreadsheets_call_them() -> None:
    said = ("1. Jänner 2027", "1. Feber 2027", "1. Maerz 2027", "1. Mrz. 2027", "1. Sept. 2027")
    assert [read_date(written).month for written in said] == [1, 2, 3, 3, 9]


@pytest.mark.parametrize(
    "written",
    ["", "05/12/2026", "morgen", "Samstag", "Mai 2026", "5.12.", "5.12.0026", "5.12.2026 abends", "٥.١٢.٢٠٢٦", 5, None],
)
def test_what_is_no_date_is_refused_with_the_way_to_write_one(written: object) -> None:
    with pytest.raises(ValuesError, match="is not a date") as caught:
        read_date(written)
    assert "2026-12-05" in caught.value.hint


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("31.2.2026", "there is no 31.2.2026 in the calendar"),
        ("2026-13-01", "there is no 2026-13-01 in the calendar"),
        ("Fr., 5.12.2026", "2026-12-05 is another day of the week (which of the two is right?)"),
        ("46361.77", "format the cell as a date"),
    ],
)
def test_a_date_that_cannot_be_says_why(written: str, sentence: str) -> None:
    with pytest.raises(ValuesError) as caught:
        read_date(written)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("written", "hour", "minute"),
    [
        *(("18:30", 18, 30), ("18.30 Uhr", 18, 30), ("18 Uhr 30", 18, 30), ("18 Uhr", 18, 0), ("18", 18, 0)),
        *(("6:30 pm", 18, 30), ("6 p.m.", 18, 0), ("12 am", 0, 0), ("9h15", 9, 15), ("18 h", 18, 0)),
        *(("18:30:00", 18, 30), ("2026-12-05 18:30", 18, 30)),
    ],
)
def test_times_are_read_as_people_write_them(written: str, hour: int, minute: int) -> None:
    assert read_time(written) == datetime.time(hour, minute)


@pytest.mark.parametrize("written", ["", "25:00", "18:75", "abends", "18:30 UTC", "18-20 Uhr", "2026-12-05"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(ValuesError, match="is not a time"):
        read_time(written)


@pytest.mark.parametrize(
    ("zone", "offset"),
    [("+01", "+01:00"), ("+1", "+01:00"), ("+0530", "+05:30"), ("Z", "+00:00"), ("UTC", "+00:00"), ("GMT", "+00:00"),
     (" MEZ", "+01:00"), (" CEST", "+02:00"), (" UTC+2", "+02:00"), ("-03:30", "-03:30"), ("", "")],
)  # fmt: skip
def test_the_offset_of_a_time_is_kept(zone: str, offset: str) -> None:
    assert read_moment(f"2026-12-05T18:30{zone}").offset == offset


@pytest.mark.parametrize("zone", ["+15", " EST", "+01:75", " 12", "\u201320:00"])
def test_a_zone_nobody_can_be_sure_of_is_refused(zone: str) -> None:
    with pytest.raises(ValuesError, match="is not a date and time"):
        read_moment(f"2026-12-05 18:30{zone}")
