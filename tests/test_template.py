"""Template folders: what they may say, and what becomes of a record."""

from __future__ import annotations

import datetime
import os
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smgen.brand import Brand
from smgen.color import contrast, parse_color
from smgen.errors import SmgenError, UnknownName, ValuesError
from smgen.languages import Figure
from smgen.template import LONGEST_FIELD, RESERVED_NAMES, load_template, template_names, templates, with_time

KINDS = """
about = "One field of each kind."
[fields.title]
required = true
[fields.line]
kind = "line"
[fields.day]
kind = "date"
[fields.hour]
kind = "time"
[fields.amount]
kind = "money"
[fields.share]
kind = "number"
[fields.tags]
kind = "list"
[fields.look]
choices = ["plain", "bold"]
[fields.account]
kind = "iban"
[fields.center]
kind = "focus"
default = "auto"
[palettes.one]
ground = "primary"
bar = "ink"
bar_ink = "auto"
[palettes.two]
ground = "#ffffff"
ink = "#000"
"""


def folder(parent: Path, toml: str = KINDS, name: str = "mine") -> Path:
    path = parent / name
    path.mkdir(parents=True)
    (path / "template.toml").write_text(toml, "utf-8")
    (path / "card.xml.j2").write_text("<card/>")
    return path


@pytest.fixture
def mine(tmp_path: Path):
    return load_template(folder(tmp_path))


def test_a_template_is_read_whole(mine):
    assert mine.name == "mine"
    assert list(mine.fields) == ["title", "line", "day", "hour", "amount", "share", "tags", "look", "account", "center"]
    assert mine.fields["title"].required
    assert mine.fields["look"].kind == "choice"
    assert mine.fields["look"].default == "plain"
    assert list(mine.palettes) == ["one", "two"]


def test_a_folder_is_read_again_when_it_has_changed(tmp_path):
    path = folder(tmp_path)
    before = load_template(path)
    assert load_template(path) is before
    (path / "template.toml").write_text('about = "New."')
    os.utime(path / "template.toml", ns=(1, before.stamp + 10**9))
    assert load_template(path).about == "New."


def test_ones_own_templates_come_before_the_shipped_ones(tmp_path):
    folder(tmp_path, 'about = "My own."', name="quote")
    assert load_template("quote", [tmp_path]).about == "My own."
    assert load_template("quote").about != "My own."
    assert template_names([tmp_path]) == template_names()
    assert [t.name for t in templates()] == list(template_names())


@pytest.mark.parametrize("name", ["_parts", "_icons", ".git", "", "..", "QUOTE!"])
def test_what_is_no_template_is_not_found(name):
    with pytest.raises(SmgenError):
        load_template(name)


def test_missing_values_are_empty_or_default(mine):
    values = mine.check({"title": "Hallo"})
    assert values == {
        "title": "Hallo", "line": "", "day": "", "hour": "", "amount": "", "share": "", "tags": (), "look": "plain",
        "account": "", "center": "auto",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "given", "read"),
    [
        ("line", "eine\nZeile  nur", "eine Zeile nur"),
        ("title", "zwei\r\nZeilen", "zwei\nZeilen"),
        ("day", "2026-12-05", "2026-12-05"),
        ("day", "5.12.2026", "2026-12-05"),
        ("day", "05. 12. 26", "2026-12-05"),
        ("day", "2026-12-05T18:30:00", "2026-12-05"),
        ("hour", "18:30", "18:30"),
        ("hour", "18.30 Uhr", "18:30"),
        ("hour", "9 Uhr", "09:00"),
        ("hour", "18:30:00", "18:30"),
        ("amount", "1.234,50 €", "1234.50"),
        ("amount", "50 Euro", "50"),
        ("share", "69 %", "69"),
        ("share", "1.234", "1234"),
        ("share", "-1,5", "-1.5"),
        ("share", "0.125", "0.125"),
        ("tags", "eins | zwei\n\ndrei", ("eins", "zwei", "drei")),
        ("tags", ["eins", " ", "zwei"], ("eins", "zwei")),
        ("look", "bold", "bold"),
        ("look", " Bold", "bold"),
        ("center", "40% 30%", "40% 30%"),
        ("account", "de89 3704 0044 0532 0130 00", "DE89370400440532013000"),
        ("share", 69, "69"),
        *(("share", 12.375, "12.375"), ("share", Figure("12,375 %", Decimal("12.375")), "12.375")),
        *(("amount", "€ 2.500", "2500"), ("amount", Figure("– €", Decimal(0)), "0")),
    ],
)
def test_a_value_is_read_as_its_kind_asks(mine, field, given, read):
    assert mine.check({"title": "a", field: given})[field] == read


@pytest.mark.parametrize(
    ("field", "given", "words"),
    [
        ("day", "gestern", "dates look like"),
        ("day", "31.2.2026", "no 31.2.2026 in the calendar"),
        ("hour", "25:00", "times look like"),
        ("amount", "viel", "numbers look like"),
        *(("amount", "2,500", "can be read in two ways"), ("amount", "-5 €", "is less than nothing")),
        *(("amount", "$50", "is not a number"), ("amount", Figure("$50", Decimal(50)), "is not a number")),
        *(("share", Figure("12 Plätze", Decimal(12)), "is not a number"), ("share", True, "is not a number")),
        ("look", "bald", "did you mean “bold”"),
        ("center", "links", "focus points look like"),
        ("account", "1,2E+21", "does not belong in an IBAN"),
        ("account", "DE89 3704 0044 0532 0130 01", "the check digits of this IBAN do not match"),
        ("title", "", "is missing"),
        ("title", "\u200b\u2060", "is missing"),
        ("title", "a" * (LONGEST_FIELD + 1), "shorten it"),
        ("tags", ["a"] * 41, "too long"),
        ("titel", "a", "did you mean “title”"),
        ("title", {"de": "a", "en": "b"}, "holds names and values, not text (write title_de, title_en)"),
        ("title", {"Überschrift": "a"}, "holds names and values, not text (write one text)"),
        ("line", ("a", "b"), "holds a list, not text"),
        ("tags", ("a", {"b": "c"}), "holds names and values"),
    ],
)
def test_a_wrong_value_names_its_field(mine, field, given, words):
    with pytest.raises(SmgenError) as caught:
        mine.check({"title": "a", field: given})
    assert words in str(caught.value)
    assert field in str(caught.value)


def test_numbers_are_read_in_the_language_of_the_record(mine):
    written = {"title": "a", "amount": "€2,500", "share": "1,234.5"}
    assert {k: v for k, v in mine.check(written, language="en").items() if k in written and k != "title"} == {
        "amount": "2500",
        "share": "1234.5",
    }
    with pytest.raises(ValuesError, match=r"1,234\.50"):
        mine.check({"title": "a", "amount": "much"}, language="en")


@pytest.mark.parametrize(
    ("date", "hour", "moved", "left_out"),
    [
        *(("2026-12-05 19:30", "", "19:30", ""), ("5.12.2026, 19.30 Uhr", None, "19:30", "")),
        *((datetime.datetime(2026, 12, 5, 19, 30), "", "19:30", ""), ("2026-12-05T19:30+01:00", "", "19:30", "")),
        *(("2026-12-05 19:30", "19.30 Uhr", "19.30 Uhr", ""), ("2026-12-05 19:30", "18:00", "18:00", "19:30")),
        *(("2026-12-05T18:30Z", "19:30", "19:30", ""), ("2026-12-05T18:30Z", "", "", "18:30")),
        *(("2026-12-05 00:00", "", "", ""), ("2026-12-05", "", "", ""), ("2026-12-05 19:30", "bald", "bald", "")),
    ],
)
def test_the_time_behind_a_date_is_moved_or_told(mine, date, hour, moved, left_out):
    record, notes = with_time(mine, {"title": "a", "day": date, "hour": hour})
    assert mine.check(record | {"hour": ""})["day"] == "2026-12-05"
    assert (record["hour"] or "") == moved
    assert [(note.code, note.where, f"the time {left_out} " in note.what) for note in notes] == (
        [("time-unused", "day", True)] if left_out else []
    )


def test_the_time_behind_a_date_is_told_where_a_template_has_no_field_for_it(tmp_path):
    template = load_template(folder(tmp_path, 'about = "x"\n[fields.day]\nkind = "date"\n'))
    record, (note,) = with_time(template, {"day": "5.12.2026 18:00"})
    assert record == {"day": "2026-12-05"}
    assert str(note) == "day: the time 18:00 behind the date is left out (template mine has no field for it)"


def test_extra_columns_are_kept_only_where_asked_for(mine):
    with pytest.raises(UnknownName):
        mine.check({"title": "a", "more": "b"})
    assert mine.check({"title": "a", "more": "b\x00"}, extras=True)["more"] == "b"
    nested = mine.check({"title": "a", "more": {"ort": ("b\x00",)}}, extras=True)
    assert nested["more"] == {"ort": ("b",)}


@given(
    st.dictionaries(st.sampled_from(["title", "line", "day", "hour", "amount", "share", "look"]), st.text(max_size=40))
)
def test_checking_reads_or_refuses_and_reads_its_own_reading(tmp_path_factory, record):
    template = load_template(_shared(tmp_path_factory))
    try:
        values = template.check(record)
    except (ValuesError, UnknownName):
        return
    assert template.check(values) == values


def _shared(tmp_path_factory) -> Path:
    path = tmp_path_factory.getbasetemp() / "shared"
    return path / "mine" if path.exists() else folder(path)


def test_palettes_are_colours_with_ink_that_reads(mine):
    colors = mine.palette("one", Brand())
    assert colors["ground"] == str(Brand().colors["primary"])
    assert contrast(parse_color(colors["bar"]), parse_color(colors["bar_ink"])) >= 4.5
    assert mine.palette("two", Brand()) == {"ground": "#ffffff", "ink": "#000000"}
    assert mine.palette(None, Brand()) == colors
    assert mine.palette(" One", Brand()) == colors
    with pytest.raises(UnknownName, match="did you mean “two”"):
        mine.palette("tow", Brand())


@pytest.mark.parametrize("name", ["Quote", "QUOTE ", "Save the date", "save_the_date"])
def test_a_template_is_found_however_its_name_is_written(name):
    assert load_template(name).name in ("quote", "save-the-date")


def test_no_shipped_template_uses_a_reserved_name():
    assert not {field for template in templates() for field in template.fields} & set(RESERVED_NAMES)
