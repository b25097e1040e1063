from __future__ import annotations

import contextlib
import csv
import html.parser
import io
import json
import re
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from batch_campaign import FORMATS, tree, write_campaign, write_template
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smgen.batching import Options, batch, events, locking
from smgen.batching.columns import is_yes
from smgen.batching.dates import publishing_time
from smgen.batching.listing import EXPORTS
from smgen.batching.order import InOrder
from smgen.batching.page import Sheet, pages
from smgen.batching.planning import Planner
from smgen.batching.wire import receive, send
from smgen.batching.work import perform
from smgen.cli.batch import row_numbers
from smgen.cli.watching import watch
from smgen.errors import Note, OutputError, UnknownName, ValuesError
from smgen.naming import collision_key
from smgen.tables import read

evil = st.text(max_size=60) | st.sampled_from(
    ["CON", "nul.txt", "..", "a/b", "Ä" * 200, "\u202eabc", "x" * 500, "index.html"]
)


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("", ""),
        ("2026-12-05", "2026-12-05"),
        ("2026-12-05 18:30", "2026-12-05T18:30"),
        ("2026-12-05T18:30:00", "2026-12-05T18:30"),
        ("2026-12-05T18:30:00.000Z", "2026-12-05T18:30+00:00"),
        ("2026-12-05 18:30 +0100", "2026-12-05T18:30+01:00"),
        ("5.12.2026 18:30", "2026-12-05T18:30"),
        ("05.12.26, 18.30 Uhr", "2026-12-05T18:30"),
        ("5. 12. 2026 um 9 Uhr", "2026-12-05T09:00"),
        ("29.02.2028", "2028-02-29"),
        ("Sa., 5. Dezember 2026, 18 h", "2026-12-05T18:00"),
        ("2026/12/05 6:30 PM", "2026-12-05T18:30"),
        ("20261205T1830", "2026-12-05T18:30"),
        ("5.12.2026 18h30 MEZ", "2026-12-05T18:30+01:00"),
    ],
)
def test_times_to_publish_are_read_as_people_write_them(cell: str, iso: str):
    assert publishing_time(cell) == iso


@pytest.mark.parametrize(
    "cell", ["morgen", "12/05/2026", "2026-13-01", "29.2.2027", "5.12.2026 25:00", "5.12.2026 abends", "5.12."]
)
def test_what_is_no_time_is_refused(cell: str):
    with pytest.raises(ValuesError):
        publishing_time(cell)


@given(st.text(max_size=40) | st.from_regex(r"\d{1,4}[-.]\d{1,2}[-.]\d{1,4}.{0,9}"))
def test_any_cell_is_a_time_or_a_sentence(cell: str):
    with contextlib.suppress(ValuesError):
        assert re.fullmatch(r"|\d{4}-\d\d-\d\d(T\d\d:\d\d([+-]\d\d:\d\d)?)?", publishing_time(cell))


def test_yes_and_no_are_known_and_nothing_else():
    assert [is_yes(text) for text in ("x", " JA ", "true", "", "nein", "0")] == [True, True, True, False, False, False]
    assert [is_yes("1.0"), is_yes("0.0")] == [True, False]  # what pandas makes of a column with gaps
    assert is_yes("vielleicht") is None


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_template(tmp_path_factory.mktemp("templates"))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.fixed_dictionaries({"title": evil, "name": st.sampled_from(["", "{title}", "{row}", "a"]) | evil}),
        max_size=12,
    )
)
def test_names_are_distinct_safe_and_the_same_every_time(template: Path, rows: list[dict[str, str]]):
    table = read(rows)
    options = Options(template=str(template), formats=FORMATS)
    plans = list(Planner(table, options, template).plans())
    paths = [post.path for plan in plans for post in plan.posts]
    assert len({collision_key(path) for path in paths}) == len(paths)
    for path in paths:
        assert not path.startswith(("/", "."))
        for segment in path.split("/"):
            assert segment not in ("", ".", "..")
            assert len(segment.encode("utf-8")) <= 255
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]', segment)
            assert unicodedata.is_normalized("NFC", segment)
    some = Options(template=str(template), formats=FORMATS, rows=frozenset({2, 3}))
    assert [plan.name for plan in Planner(table, some, template).plans()] == [plan.name for plan in plans]


@given(st.permutations(range(12)))
def test_what_is_done_in_any_order_leaves_in_order(order: list[int]):
    ordered: InOrder[int] = InOrder()
    left = []
    for place in order:
        ordered.put(place, [place] * (place % 3))
        left += ordered.take()
    assert left == [place for place in range(12) for _ in range(place % 3)]


@given(st.dictionaries(st.text(), st.text()), st.lists(st.binary(max_size=200), max_size=4), st.data())
def test_messages_arrive_whole_or_not_at_all(message: dict[str, str], blobs: list[bytes], data: st.DataObject):
    stream = io.BytesIO()
    send(stream, message, blobs)
    assert receive(io.BytesIO(stream.getvalue())) == (message, blobs)
    cut = data.draw(st.integers(0, len(stream.getvalue()) - 1))
    assert receive(io.BytesIO(stream.getvalue()[:cut])) is None


def test_a_mistake_of_ours_is_reported_and_no_worker_dies_of_it():
    report, blobs = perform({"task": "draw", "template": 3})
    assert report["error"][1] == "bug"
    assert not blobs


def test_rows_are_numbers_and_ranges():
    assert row_numbers("3-5, 12,7-7") == {3, 4, 5, 7, 12}
    assert row_numbers("") == frozenset()


FORMULAS = ['=HYPERLINK("x")', "+1", "-1+2", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign whose cells want to be formulas and markup, made."""
    folder = tmp_path_factory.mktemp("hostile")
    write_template(folder)
    titles = [*FORMULAS, "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "Grüße & Küsse"]
    rows = [{"template": "word", "title": title, "publish_at": "5.12.2026 18:30"} for title in titles]
    rows.append({"template": "word", "title": "", "text": "</section><script>"})
    (folder / "böse.json").write_text(json.dumps(rows), encoding="utf-8")
    options = Options(formats=("mastodon",), jobs=0, exports=tuple(EXPORTS), media_url="https://verein.example/k p")
    list(events(folder / "böse.json", options, output=folder / "out"))
    return folder / "out"


def test_no_cell_of_any_list_is_a_formula(hostile: Path):
    lists = sorted(hostile.glob("*.csv"))
    assert len(lists) == 1 + len(EXPORTS)
    for path in lists:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        assert len(rows) == 1 + 9
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert "'=HYPERLINK" in (hostile / "posts.csv").read_text(encoding="utf-8")
    assert "'" not in (hostile / "posts-socialbee.csv").read_text(encoding="utf-8").splitlines()[4]


def test_no_cell_is_a_formula_where_a_spreadsheet_splits_at_semicolons(tmp_path: Path):
    write_template(tmp_path)
    titles = ["Hallo;=1+1;@SUM(1)", 'Hallo;"=1+1";""+1', "Hallo;＝1＋1", "Hallo;-1"]
    rows = [{"template": "word", "title": "A", "text": f"{title}\n=1+1\n-2"} for title in titles]
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    list(batch(tmp_path / "rows.json", formats=["mastodon"], output=tmp_path / "out", jobs=0))
    text = (tmp_path / "out/posts.csv").read_text(encoding="utf-8-sig")
    for delimiter in ",;\t":
        cells = [cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "＋"))]
    listed = json.loads((tmp_path / "out/posts.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert "Hallo;=1+1;@SUM(1)\n=1+1" in listed["caption"]


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_offset_that_a_scheduler_does_not_take_is_told(tmp_path: Path, dry_run: bool):
    write_template(tmp_path)
    times = ["2026-12-05T18:30+05:00", "2026-12-05T18:30Z", "2026-12-05 18:30", "2026-12-05", ""]
    rows = [{"template": "word", "title": f"Wort {time}", "publish_at": time} for time in times]
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    for exports, count in ((("publer", "socialbee"), 2), ((), 0)):
        options = Options(formats=("64x64",), jobs=0, exports=exports, dry_run=dry_run, media_url="https://a.example")
        found = events(tmp_path / "rows.json", options, output=tmp_path / "out")
        told = [event for event in found if isinstance(event, Note) and event.code == "export-offset"]
        assert len(told) == count
        assert all(note.what.startswith("2 times have offsets from UTC") for note in told)


def test_scheduler_files_have_their_documented_columns_and_addresses(hostile: Path):
    def first(name: str) -> dict[str, str]:
        with (hostile / f"posts-{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return next(row for row in csv.DictReader(file) if "Küsse" in str(row))

    publer = first("publer")
    assert len(publer) == 12
    assert publer["Date - Intl. format or prompt"] == "2026-12-05 18:30"
    assert publer["Text"] == "Grüße & Küsse"
    assert publer["Media URL(s) - Separated by comma"].startswith("https://verein.example/k p/2026-12-05-gruesse")
    assert publer["Alt text(s) - Separated by ||"] == "Grüße & Küsse"
    socialbee = first("socialbee")
    assert list(socialbee) == ["text", "link", "imageUrls", "gifUrls", "videoUrls", "postAtSpecificTime"]
    assert socialbee["postAtSpecificTime"] == "2026-12-05 18:30:00"
    assert first("highlevel")["content"] == "Grüße & Küsse"


def test_an_unknown_scheduler_is_refused_before_anything_is_made(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    with pytest.raises(UnknownName, match="unknown export"):
        list(events(table, Options(exports=("bufer",)), output=tmp_path / "out"))


class _Reader(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "br", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_contact_sheet_is_one_safe_file(hostile: Path):
    text = (hostile / "index.html").read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(text)
    assert not reader.open
    tags = [tag for tag, _ in reader.tags]
    assert "script" not in tags
    assert "link" not in tags
    assert tags.count("article") == 9
    images = [attributes for tag, attributes in reader.tags if tag == "img"]
    assert all((image["src"] or "").startswith("data:image/webp;base64,") for image in images)
    assert all(image["alt"] for image in images)
    assert not [
        name for _, attributes in reader.tags for name in attributes if name.startswith("on") or name == "style"
    ]
    for _, attributes in reader.tags:
        address = attributes.get("href") or ""
        assert ":" not in address.partition("/")[0]
        if address and not address.startswith("#"):
            assert (hostile / re.sub("%20", " ", address)).is_file()
    policy = next(
        a["content"] for t, a in reader.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"
    )
    assert "default-src 'none'" in (policy or "")
    assert "unsafe" not in (policy or "")
    ids = [attributes["id"] for _, attributes in reader.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "böse.json, record 10, column title" in text


def test_a_long_contact_sheet_goes_on_on_further_pages():
    entry = {
        "key": "k", "name": "a", "template": "word", "format": "mastodon/post", "width": 9, "height": 9, "language": "de",
        "publish_at": "", "thread": [], "alt": ["x"], "files": [{"path": "a/b c.png"}], "notes": [],
    }  # fmt: skip
    entries = ({**entry, "row": number} for number in range(450))
    found = dict(pages(Sheet("t", 450, (), "m", lambda key: None), entries))
    assert list(found) == ["index.html", "pages/2.html", "pages/3.html"]
    assert [page.count(b"<article") for page in found.values()] == [200, 200, 50]
    assert b'src="../a/b%20c.png"' in found["pages/2.html"]
    assert b'href="../index.html"' in found["pages/2.html"]
    assert b'href="pages/2.html"' in found["index.html"]


def test_the_archive_holds_everything_and_is_always_the_same(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    for name in ("a.zip", "b.zip"):
        options = Options(formats=FORMATS, jobs=0, zip=str(tmp_path / name))
        list(events(table, options, output=tmp_path / "out"))
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        names = set(archive.namelist())
        assert names == {name for name in tree(tmp_path / "out") if not name.startswith(".smgen")} - {"posts.jsonl"}
        assert archive.read("posts.csv") == (tmp_path / "out/posts.csv").read_bytes()


def test_no_path_of_this_machine_is_in_what_is_sent_round(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    list(batch(table, formats=FORMATS, output=tmp_path / "out", jobs=0))
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert str(tmp_path).encode() not in path.read_bytes()


def test_a_lock_whose_file_was_taken_away_is_no_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Between opening the file and locking it, whoever held it may end and remove it: then two would be at work."""
    hold = locking._hold

    def hold_late(descriptor: int, root: Path) -> None:
        (root / locking.LOCK).unlink()
        (root / locking.LOCK).touch()
        hold(descriptor, root)

    monkeypatch.setattr(locking, "_hold", hold_late)
    with pytest.raises(OutputError, match="another run"), locking.locked(tmp_path):
        pytest.fail("the lock was taken for held")


@pytest.mark.parametrize(
    ("row", "column"),
    [({"quote": "Q", "photo": "nope.jpg"}, "photo"), ({"quote": "Q", "lang": "quatschig"}, "lang")],
)
def test_findings_name_the_column_also_where_the_template_is_called_as_a_field(row: dict[str, str], column: str):
    (result,) = batch([{"template": "quote", **row}], formats=["300x200"], output=None, jobs=0)
    assert result.error is not None
    assert f"column {column}" in result.error.where


@pytest.mark.parametrize(
    "damage",
    [
        {"files": []},
        {"files": None},
        {"files": [{"path": "../victim.txt", "bytes": 1, "sha256": ""}]},
        {"files": [{"path": "/etc/victim", "bytes": 1, "sha256": ""}]},
        {"caption": ...},
        {"row": ...},
        {"notes": ...},
    ],
)
def test_a_damaged_line_of_the_manifest_costs_its_post_only(tmp_path: Path, damage: dict[str, Any]):
    table, output = write_campaign(tmp_path, 2), tmp_path / "out"
    list(batch(table, formats=FORMATS, output=output, jobs=0, templates=[tmp_path / "templates"]))
    before = tree(output)
    lines = (output / "posts.jsonl").read_text("utf-8").splitlines()
    entry = {**json.loads(lines[1]), **damage}
    lines[1] = json.dumps({key: value for key, value in entry.items() if value is not ...})
    (output / "posts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    again = batch(table, formats=FORMATS, output=output, jobs=0, templates=[tmp_path / "templates"])
    assert [result.status for result in again] == ["unchanged", "made", "unchanged", "unchanged"]
    assert tree(output) == before


@pytest.mark.parametrize("code", [130, 143])
def test_watching_ends_with_the_run_that_was_stopped(code: int):
    assert watch(lambda: code, []) in (0, code)
