"""What a run may not overwrite, remove or begin with: said before anything is drawn, and left as it is."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from batch_campaign import write_campaign

from smgen.batching import Options, batch, events
from smgen.batching.listing import EXPORTS
from smgen.batching.storage import Folder
from smgen.errors import OutputError, SmgenError, ValuesError


def run(table: Path, **options: object) -> None:
    list(events(table, Options(**{"formats": ("64x64",), "jobs": 0, **options}), output=table.parent / "out"))  # type: ignore[arg-type]


def archive(path: Path, *names: str) -> bytes:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "mine")
    return path.read_bytes()


@pytest.mark.parametrize("overwrite", [False, True])
def test_no_archive_replaces_the_table(tmp_path: Path, overwrite: bool):
    table = write_campaign(tmp_path, 1)
    before = table.read_bytes()
    with pytest.raises(OutputError, match="the table itself would be overwritten"):
        run(table, zip=str(tmp_path / "out/../posts.csv"), overwrite=overwrite)
    assert table.read_bytes() == before
    assert not list((tmp_path / "out").glob("wort*"))


def test_overwriting_never_means_the_table(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    with pytest.raises(OutputError, match="the table itself would be overwritten"):
        list(batch(table, formats=["64x64"], output=tmp_path, jobs=0, overwrite=True))


@pytest.mark.parametrize("name", ["index.html", "posts.csv", "posts.jsonl", "posts-publer.csv"])
def test_no_archive_replaces_a_list(tmp_path: Path, name: str):
    table = write_campaign(tmp_path, 1)
    with pytest.raises(OutputError, match="overwrite one of the lists"):
        run(table, zip=str(tmp_path / "out" / name), exports=("publer",))
    run(table)


def test_an_archive_of_somebody_elses_stays_and_our_own_is_renewed(tmp_path: Path):
    table, target = write_campaign(tmp_path, 1), tmp_path / "doc.zip"
    for names in (("brief.doc",), ("index.html", "brief.doc"), ()):
        before = archive(target, *names)
        with pytest.raises(OutputError, match="smgen did not make it"):
            run(table, zip=str(target))
        assert target.read_bytes() == before
    run(table, zip=str(target), overwrite=True)
    ours = target.read_bytes()
    assert ours != before
    run(table, zip=str(target))
    assert target.read_bytes() == ours


def test_an_archive_called_as_a_picture_of_this_run_does_not_replace_it(tmp_path: Path):
    table, target = write_campaign(tmp_path, 1), tmp_path / "out/wort-0/web-64x64.png"
    with pytest.raises(OutputError, match="smgen did not make it"):
        run(table, zip=str(target))
    assert target.read_bytes().startswith(b"\x89PNG")


def test_an_archive_that_cannot_be_written_is_told_before_anything_is_made(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    (tmp_path / "folder").mkdir()
    for target, what in (("folder", "a folder of this name is in the way"), ("posts.csv/a.zip", "a file is where")):
        for dry_run in (False, True):
            with pytest.raises(OutputError, match=what):
                run(table, zip=str(tmp_path / target), dry_run=dry_run)
    assert not list((tmp_path / "out").glob("wort*"))


@pytest.mark.parametrize("dry_run", [False, True])
def test_an_address_without_https_is_told_before_anything_is_made(tmp_path: Path, dry_run: bool):
    table = write_campaign(tmp_path, 1)
    with pytest.raises(ValuesError, match="must begin with https://"):
        run(table, exports=("publer",), media_url="foo", dry_run=dry_run)
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").glob("wort*"))


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_schedulers_file_of_somebody_elses_is_never_replaced(tmp_path: Path, kind: str):
    table, file = write_campaign(tmp_path, 1), tmp_path / f"out/posts-{kind}.csv"
    file.parent.mkdir()
    file.write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="smgen did not make it"):
        run(table, exports=(kind,))
    assert file.read_text(encoding="utf-8") == "mine\n"
    file.unlink()
    for _ in range(2):
        run(table, exports=(kind,))


@pytest.mark.parametrize("overwrite", [False, True])
def test_a_page_of_somebody_elses_is_not_removed(tmp_path: Path, overwrite: bool):
    table, page = write_campaign(tmp_path, 1), tmp_path / "out/pages/2.html"
    page.parent.mkdir(parents=True)
    page.write_text("mine", encoding="utf-8")
    run(table, overwrite=overwrite)
    assert page.read_text(encoding="utf-8") == "mine"


def test_a_page_of_somebody_elses_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for place in ("page", "guarding"):
        monkeypatch.setattr(f"smgen.batching.{place}.ON_A_PAGE", 2)
    table, page = write_campaign(tmp_path, 3), tmp_path / "out/pages/2.html"
    page.parent.mkdir(parents=True)
    page.write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"pages/2\.html: is already there"):
        run(table)
    assert not list((tmp_path / "out").glob("wort*"))
    run(table, overwrite=True)
    assert "smgen" in page.read_text(encoding="utf-8")


def test_nothing_outside_the_output_folder_is_removed(tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    for name in ("victim.txt", "elsewhere/victim.txt"):
        (tmp_path / name).write_text("mine", encoding="utf-8")
    folder = Folder(tmp_path / "out")
    (tmp_path / "out/link").symlink_to(tmp_path / "elsewhere")
    folder.write("a/b.txt", b"ours")
    for path in ("../victim.txt", "link/victim.txt", "a/b.txt"):
        folder.remove(path)
    assert (tmp_path / "victim.txt").exists()
    assert (tmp_path / "elsewhere/victim.txt").exists()
    assert not (tmp_path / "out/a").exists()


def test_an_unknown_scheduler_without_an_output_is_refused_as_well():
    with pytest.raises(SmgenError, match="unknown export"):
        list(events([{"template": "quote", "quote": "a"}], Options(exports=("bufer",), jobs=0), output=None))


@pytest.mark.parametrize("layout", ["{name}", "{platform}/{name}"])
def test_no_post_takes_the_name_of_a_slide_of_another(tmp_path: Path, layout: str):
    rows = [{"template": "tip", "title": "Tipps", "tips": "eins|zwei|drei", "name": "tips"}]
    rows += [{"template": "quote", "quote": text, "name": "tips"} for text in ("Hallo", "Welt")]
    for order in (rows, rows[::-1]):
        results = list(
            batch(
                order,
                formats=["instagram/portrait"],
                output=tmp_path / str(len(list(tmp_path.iterdir()))),
                layout=layout,
                jobs=0,
                dry_run=False,
            )
        )
        written = [file for result in results for file in result.files]
        assert [result.status for result in results] == ["made"] * 3
        assert len(written) == len(set(written))


def test_equal_rows_are_all_made(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    table.write_text(table.read_text("utf-8") + table.read_text("utf-8").splitlines()[1] + "\n" * 1, encoding="utf-8")
    results = list(batch(table, formats=["64x64"], output=tmp_path / "out", jobs=2, templates=[tmp_path / "templates"]))
    assert [result.status for result in results] == ["made"] * len(results)
    assert len(results) == 2
    assert len(list((tmp_path / "out/.smgen/thumbnails").iterdir())) == 1


def test_an_odd_archive_is_somebody_elses(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    data = bytearray(archive(tmp_path / "odd.zip", "index.html"))
    at = data.index(b"PK\x01\x02")
    data[at + 6 : at + 8] = (99).to_bytes(2, "little")  # the version needed to read it
    (tmp_path / "odd.zip").write_bytes(bytes(data))
    with pytest.raises(OutputError):
        run(table, zip=str(tmp_path / "odd.zip"))
    assert (tmp_path / "odd.zip").read_bytes() == bytes(data)


def test_a_place_that_cannot_be_reached_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    fsspec = pytest.importorskip("fsspec")

    def unreachable(*_: object, **__: object) -> None:
        raise RuntimeError("connection refused")

    monkeypatch.setattr(fsspec.get_filesystem_class("memory"), "find", unreachable)
    with pytest.raises(OutputError, match="connection refused"):
        list(batch(write_campaign(tmp_path, 1), formats=["64x64"], output="memory://nowhere", jobs=0))
