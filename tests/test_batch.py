from __future__ import annotations

import concurrent.futures
import json
import shutil
from pathlib import Path

import pytest
from batch_campaign import CARD, FORMATS, ROOT, TOML, smgen, tree, write_campaign, write_template
from workbooks import cell, sheet, xlsx

from smgen.batching import Options, Result, Summary, batch, events
from smgen.errors import Note, OutputError, SmgenError, TableError, UnknownName
from smgen.painting.encode import is_ours

PLAIN = "linear-gradient(0deg, #ffffff, #ffffff)"
"""White; but on a colour, layout mends the ink, and nothing is found."""


def made(source: object, output: Path | None, **options: object) -> list[Result]:
    return list(batch(source, output=output, **{"formats": FORMATS, "jobs": 0, **options}))  # type: ignore[arg-type]


def told(source: object, output: Path | None, **options: object) -> tuple[list[Note], list[Result], Summary]:
    found = list(events(source, Options(**{"formats": FORMATS, "jobs": 0, **options}), output=output))  # type: ignore[arg-type]
    return (
        [event for event in found if isinstance(event, Note)],
        [event for event in found if isinstance(event, Result)],
        found[-1],  # type: ignore[return-value]
    )


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_row_becomes_a_post_in_every_format(tmp_path: Path):
    results = made(write_campaign(tmp_path, 3), tmp_path / "out")
    assert [(result.row, result.format, result.status) for result in results] == [
        (row, form, "made") for row in (2, 3, 4) for form in FORMATS
    ]
    for result in results:
        assert result.alt == f"Wort {result.row - 2}"
        assert is_ours(tmp_path / "out" / result.files[0])
    assert (tmp_path / "out/wort-0/web-240x240.alt.txt").read_text(encoding="utf-8") == "Wort 0\n"


def test_a_caption_is_a_file_beside_its_picture_and_uses_columns_no_field_has(tmp_path: Path):
    table = write_campaign(tmp_path, 1, Ort="Köln")
    (result,) = made(table, tmp_path / "out", formats=["mastodon"])
    assert result.caption == "Wort 0 Grüße aus Zeile 0 (Köln)"
    assert (tmp_path / "out/wort-0/mastodon-post.caption.txt").read_text(encoding="utf-8") == result.caption + "\n"


def test_slides_are_numbered(tmp_path: Path):
    write_template(tmp_path)
    rows = [{"template": "word", "title": "Liste", "points": [f"Punkt {n}" for n in range(11)]}]
    (tmp_path / "rows.json").write_text(json.dumps(rows), encoding="utf-8")
    (result,) = made(tmp_path / "rows.json", tmp_path / "out", formats=["instagram/square"])
    assert [path for path in result.files if not path.endswith(".txt")] == [
        f"liste/instagram-square-{number:02}.jpg" for number in range(1, 12)
    ]


@pytest.mark.parametrize("header", ["Title", "TITLE", " title ", "Titlé"])
def test_columns_are_known_however_they_are_written(tmp_path: Path, header: str):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    table.write_text(f"Vorlage;{header};Formate\nword;Grüße;300x200\n", encoding="utf-8")
    (result,) = made(table, None)
    assert (result.status, result.alt, result.format) == ("made", "Grüße", "300x200")


def test_a_column_nobody_uses_is_told_once_with_what_was_probably_meant(tmp_path: Path):
    table = write_campaign(tmp_path, 5, titel_zwei="x", texxt="y", ort="Köln")
    notes, _, _ = told(table, None)
    unused = {note.what: note.hint for note in notes if note.code == "column-unused"}
    assert set(unused) == {"nothing uses the column “titel_zwei”", "nothing uses the column “texxt”"}
    assert "“text”" in unused["nothing uses the column “texxt”"]


def test_a_field_of_one_size_that_no_post_has_is_told(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    notes, _, _ = told(table, None, same_size=["titel"])
    (note,) = [note for note in notes if note.code == "same-size-unused"]
    assert note.hint == "did you mean “title”?"


def test_rows_that_are_not_there_are_told(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    notes, _, _ = told(table, None, rows=frozenset([99]))
    assert [note.what for note in notes if note.code == "rows-empty"] == [
        "there is no post in the rows that were asked for"
    ]
    assert not [note for note in told(table, None, rows=frozenset([2]))[0] if note.code == "rows-empty"]


def test_columns_that_mean_nothing_are_told_the_fields_once(tmp_path: Path):
    table = tmp_path / "posts.csv"
    table.write_text("template;quote;Betrag;Jubel\nquote;Einfach machen!;1;2\n", "utf-8")
    hints = [note.hint for note in told(table, None)[0] if note.code == "column-unused"]
    assert len(hints) == 2
    assert hints[0].startswith("quote has quote, author, role")
    assert hints[1] == ""


@pytest.mark.parametrize(("options", "caption"), [({}, "1.5"), ({"lang": "de"}, "1,5")])
def test_a_workbook_is_read_in_the_language_of_the_posts(tmp_path: Path, options: dict[str, str], caption: str):
    write_template(tmp_path, caption_txt_j2="{{ figure }}")
    (tmp_path / "brand.toml").write_text('language = "en"', "utf-8")
    table = tmp_path / "posts.xlsx"
    table.write_bytes(xlsx({"Posts": sheet([["template", "title", "figure"], ["word", "Wort", 1.5]])}))
    _, results, _ = told(table, None, formats=("mastodon",), brand=str(tmp_path / "brand.toml"), **options)
    assert [result.caption for result in results] == [caption]


def test_findings_come_before_anything_is_drawn_and_say_where(tmp_path: Path):
    table = write_campaign(tmp_path, 3)
    rewrite(table, "word;Wort 1;", "word;;")
    found = list(events(table, Options(formats=FORMATS, jobs=0), output=tmp_path / "out"))
    (finding,) = [event for event in found if isinstance(event, Note) and event.severity == "error"]
    assert finding.where == "posts.csv, row 3, column title"
    assert found.index(finding) < min(n for n, event in enumerate(found) if isinstance(event, Result))
    statuses = [event.status for event in found if isinstance(event, Result)]
    assert statuses == ["made", "made", "failed", "failed", "made", "made"]
    assert not found[-1].ok  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("column", "cell", "what", "hint"),
    [
        ("template", "wird", "unknown template “wird”", "did you mean “word”?"),
        ("formats", "instagramm", "unknown format “instagramm”", "did you mean “instagram”"),
        ("palette", "koral", "unknown palette “koral”", "did you mean “coral”?"),
        ("brand", "../../brand.toml", "this brand file is outside the folder of the table", "put it beside the table"),
        ("brand", "fehlt.toml", "there is no brand file", "smgen new brand"),
        ("name", "{titel}", "unknown field “titel”", "did you mean “title”"),
        ("skip", "vielleicht", "“vielleicht” is neither yes nor no", "write x"),
        ("publish_at", "demnächst", "“demnächst” is not a date and time", "write 2026-12-05 18:30"),
        ("publish_at", "31.2.2026", "there is no 31.2.2026", "dates look like 2026-12-05"),
        ("photo", "fehlt.jpg", "there is no such picture", ""),
        ("photo", "../../../etc/passwd", "this name leads out of the folder pictures are taken from", ""),
    ],
)
def test_a_wrong_cell_costs_its_row_only(tmp_path: Path, column: str, cell: str, what: str, hint: str):
    write_template(tmp_path)
    good = {"template": "word", "title": "Gut"}
    table = tmp_path / "posts.json"
    table.write_text(json.dumps([good, {**good, column: cell}, good]), encoding="utf-8")
    notes, results, summary = told(table, None, formats=("240x240",))
    assert [result.status for result in results] == ["made", "failed", "made"]
    error = results[1].error
    assert error is not None
    assert what in error.what
    assert hint in error.hint
    assert error.where.startswith("posts.json, record 2")
    assert column in error.where
    assert error in notes
    assert summary.failed == 1


def test_a_campaign_as_associations_make_them(tmp_path: Path):
    table = Path(__file__).parent / "data/campaign/posts.csv"
    notes, results, summary = told(table, tmp_path / "out", formats=(), jobs=2)
    assert [(result.row, result.format) for result in results if result.status == "made"] == [
        (2, "instagram/portrait"),
        (2, "mastodon/post"),
        (3, "instagram/portrait"),
        (3, "facebook/portrait"),
        (4, "instagram/portrait"),
        (4, "instagram/story"),
        (5, "bluesky/post"),
    ]
    assert [note.where for note in notes if note.severity == "error"] == [
        "posts.csv, row 6, column Quote, bluesky/post"
    ]
    assert [note.what for note in notes if note.code == "column-unused"] == ["nothing uses the column “ort”"]
    assert results[0].publish_at == "2026-12-05T18:30"
    assert "Amira Haddad" in results[0].caption
    assert "Topf Kürbissuppe" in results[4].alt
    assert summary.failed == 1


def test_a_table_without_templates_takes_the_one_named_for_all(tmp_path: Path):
    folder = write_template(tmp_path)
    (result,) = made([{"title": "Hallo"}], None, template=folder, formats=["240x240"])
    assert result.status == "made"
    (result,) = made([{"title": "Hallo"}], None, formats=["240x240"])
    assert result.error is not None
    assert result.error.what == "no template is named"


def test_special_columns_rule_their_row(tmp_path: Path):
    write_template(tmp_path)
    (tmp_path / "rot.toml").write_text('name = "Rot"\n[colors]\nprimary = "#aa0000"\n', encoding="utf-8")
    table = tmp_path / "posts.csv"
    lines = [
        "template;title;formats;palette;brand;name;skip;publish_at",
        "word;Eins;240x240|300x200;night;;{row:03}-{title};;5.12.2026 18.30 Uhr",
        "word;Zwei;;;rot.toml;eigene/zwei;nein;2026-12-06",
        "word;Drei;;;;;x;",
    ]
    table.write_text("\n".join(lines), encoding="utf-8")
    results = made(table, tmp_path / "out", formats=["240x240"])
    assert [result.status for result in results] == ["made", "made", "made", "skipped"]
    assert [result.name for result in results[:3]] == ["002-Eins", "002-Eins", "eigene/zwei"]
    assert [result.publish_at for result in results[:3]] == ["2026-12-05T18:30"] * 2 + ["2026-12-06"]
    assert (tmp_path / "out/eigene/zwei/web-240x240.png").is_file()
    assert results[0].data == {}


def test_equal_names_are_told_apart_in_the_order_of_the_rows(tmp_path: Path):
    write_template(tmp_path)
    rows = [{"title": title} for title in ("Straße", "STRASSE", "Strasse", "con", "index.html")]
    names = [result.name for result in made(rows, None, template=tmp_path / "templates/word", formats=["64x64"])]
    assert names == ["strasse", "strasse-2", "strasse-3", "con_", "index-html"]


def test_a_mistake_in_a_row_renames_no_other(tmp_path: Path):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    lines = ["template;title;publish_at;palette;skip", *["word;Gleich;;;"] * 4]
    table.write_text("\n".join(lines), encoding="utf-8")
    whole = {result.row: result.name for result in made(table, None, formats=["64x64"])}
    for cells in ("word;Gleich;irgendwann;;", "word;Gleich;;koral;", "word;Gleich;;;x"):
        table.write_text("\n".join([*lines[:2], cells, *lines[3:]]), encoding="utf-8")
        names = {result.row: result.name for result in made(table, None, formats=["64x64"]) if result.status == "made"}
        assert names == {row: name for row, name in whole.items() if row != 3}


def test_the_layout_of_files_can_be_set(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    results = made(table, tmp_path / "out", layout="{platform}/{row:02}-{name}-{format}")
    assert results[0].files[0] == "web/02-wort-0-240x240.png"
    flat = made(table, tmp_path / "flat", layout="all/{platform}")
    assert len({path for result in flat for path in result.files}) == sum(len(result.files) for result in flat)


def test_a_dry_run_writes_nothing(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    rewrite(table, "word;Wort 1;", "word;;")
    results = made(table, tmp_path / "out", dry_run=True)
    assert [result.status for result in results] == ["checked", "checked", "failed", "failed"]
    assert not (tmp_path / "out").exists()


def test_strict_lets_no_finding_pass(tmp_path: Path):
    table = write_campaign(tmp_path, 2, nutzlos="x")
    _, results, summary = told(table, tmp_path / "out", strict=True)
    assert {result.status for result in results} == {"checked"}
    assert summary.stopped
    assert not list((tmp_path / "out").glob("wort*"))


def test_only_the_rows_asked_for_are_made_and_are_named_as_always(tmp_path: Path):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    table.write_text("template;title\n" + "word;Gleich\n" * 5, encoding="utf-8")
    results = made(table, tmp_path / "out", rows=[4, 6])
    assert [(result.row, result.name) for result in results[::2]] == [(4, "gleich-3"), (6, "gleich-5")]
    assert {result.status for result in made(table, tmp_path / "out", rows=[2])} == {"made"}
    everything = made(table, tmp_path / "out")
    assert [result.status for result in everything[::2]] == ["unchanged", "made", "unchanged", "made", "unchanged"]
    made(table, tmp_path / "whole")
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_what_has_not_changed_is_not_made_again(tmp_path: Path):
    table = write_campaign(tmp_path, 3)
    first = made(table, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.is_file()}
    second = made(table, tmp_path / "out")
    assert [result.status for result in second] == ["unchanged"] * 6
    assert [result.files for result in second] == [result.files for result in first]
    assert [result.caption for result in second] == [result.caption for result in first]
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*") if path.is_file()}


def test_one_changed_cell_makes_one_row_again(tmp_path: Path):
    table = write_campaign(tmp_path, 5)
    made(table, tmp_path / "out")
    rewrite(table, "Grüße aus Zeile 2", "Gruß aus Zeile 2")
    results = made(table, tmp_path / "out")
    assert [result.row for result in results if result.status == "made"] == [4, 4]


def test_results_keep_their_order_however_many_need_no_drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("smgen.batching.drawing._AT_ONCE", 3)
    table = write_campaign(tmp_path, 12)
    made(table, tmp_path / "out")
    rewrite(table, "Zeile 5", "Reihe 5")
    rewrite(table, "word;Wort 8;", "word;;")
    for jobs in (0, 2):
        results = made(table, tmp_path / "out", jobs=jobs)
        assert [(result.row, result.format) for result in results] == [
            (n + 2, form) for n in range(12) for form in FORMATS
        ]


@pytest.mark.parametrize("what", ["template", "part", "picture", "brand", "logo", "output"])
def test_a_post_is_made_again_when_what_it_is_made_from_changed(tmp_path: Path, what: str):
    shutil.copy(Path(__file__).parent / "data/campaign/kueche.jpg", tmp_path / "a.jpg")
    brand = tmp_path / "brand.toml"
    (tmp_path / "logo.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', encoding="utf-8"
    )
    brand.write_text('logo = "logo.svg"\n', encoding="utf-8")
    table = write_campaign(tmp_path, 2, photo="a.jpg")
    (tmp_path / "templates/word/extra.xml.j2").write_text("", encoding="utf-8")
    options = {"brand": brand, "formats": ["240x240"]}
    made(table, tmp_path / "out", **options)
    match what:
        case "template":
            rewrite(tmp_path / "templates/word/card.xml.j2", "8vmin", "9vmin")
        case "part":
            (tmp_path / "templates/word/extra.xml.j2").write_text("<!-- new -->", encoding="utf-8")
        case "picture":
            shutil.copy(Path(__file__).parent.parent / "examples/photos/garden.jpg", tmp_path / "a.jpg")
        case "brand":
            brand.write_text('logo = "logo.svg"\n[colors]\nprimary = "#00aa00"\n', encoding="utf-8")
        case "logo":
            rewrite(tmp_path / "logo.svg", '"9"', '"8"')
        case "output":
            for path in (tmp_path / "out").rglob("*.png"):
                path.write_bytes(path.read_bytes()[:-1])
    assert {result.status for result in made(table, tmp_path / "out", **options)} == {"made"}


@pytest.mark.parametrize("name", ["Grüße.png", '"""bild\\Grüße.png"""'])
def test_a_changed_picture_is_noticed_however_its_name_is_spelled(tmp_path: Path, name: str):
    table = write_campaign(tmp_path, 1, photo=name)
    for folder in (tmp_path, tmp_path / "bild"):
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / "templates/photo/sample.jpg", folder / "Gru\u0308ße.png")
    assert {result.status for result in made(table, tmp_path / "out")} == {"made"}
    assert {result.status for result in made(table, tmp_path / "out")} == {"unchanged"}
    for folder in (tmp_path, tmp_path / "bild"):
        shutil.copy(ROOT / "templates/quote/portrait.jpg", folder / "Gru\u0308ße.png")
    assert {result.status for result in made(table, tmp_path / "out")} == {"made"}


def test_what_a_row_made_stays_until_prune_and_what_was_altered_stays_longer(tmp_path: Path):
    table = write_campaign(tmp_path, 3)
    made(table, tmp_path / "out")
    text = table.read_text(encoding="utf-8")
    table.write_text("\n".join(text.splitlines()[:2]) + "\n", encoding="utf-8")
    _, _, summary = told(table, tmp_path / "out")
    assert summary.orphans == tuple(f"wort-{n}/web-{form}" for n in (1, 2) for form in FORMATS)
    assert (tmp_path / "out/wort-2/web-300x200.png").is_file()
    (tmp_path / "out/wort-2/web-300x200.alt.txt").write_text("von Hand", encoding="utf-8")
    (tmp_path / "out/wort-1/mein.txt").write_text("meins", encoding="utf-8")
    notes, _, summary = told(table, tmp_path / "out", prune=True)
    assert summary.pruned == 4
    assert [path.name for path in (tmp_path / "out/wort-1").iterdir()] == ["mein.txt"]
    assert [path.name for path in (tmp_path / "out/wort-2").iterdir()] == ["web-300x200.alt.txt"]
    assert any(note.code == "orphan-altered" for note in notes)
    assert told(table, tmp_path / "out")[2].orphans == ()


def test_a_row_that_comes_back_is_no_orphan(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    made(table, tmp_path / "out")
    before = tree(tmp_path / "out")
    text = table.read_text(encoding="utf-8")
    table.write_text("\n".join(text.splitlines()[:2]) + "\n", encoding="utf-8")
    made(table, tmp_path / "out")
    table.write_text(text, encoding="utf-8")
    assert {result.status for result in made(table, tmp_path / "out")} == {"unchanged"}
    assert {name: digest for name, digest in tree(tmp_path / "out").items() if "thumbnails" not in name} == {
        name: digest for name, digest in before.items() if "thumbnails" not in name and name != "index.html"
    } | {"index.html": tree(tmp_path / "out")["index.html"]}


def test_rows_added_above_make_nothing_again_and_the_lists_are_right(tmp_path: Path):
    table = write_campaign(tmp_path, 4)
    made(table, tmp_path / "out")
    rewrite(table, "word;Wort 0;", "word;Ganz neu;Hallo\nword;Wort 0;")
    statuses = [result.status for result in made(table, tmp_path / "out")]
    assert statuses == ["made"] * 2 + ["unchanged"] * 8
    made(table, tmp_path / "whole")
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_nothing_is_pruned_while_a_row_has_a_mistake(tmp_path: Path):
    table = write_campaign(tmp_path, 2, palette="coral")
    made(table, tmp_path / "out")
    rewrite(table, "Wort 1;Grüße aus Zeile 1;coral", "Wort 1;Grüße aus Zeile 1;koral")
    notes, _, summary = told(table, tmp_path / "out", prune=True)
    assert summary.pruned == 0
    assert any(note.code == "prune-postponed" for note in notes)
    assert (tmp_path / "out/wort-1/web-240x240.png").is_file()
    rewrite(table, "koral", "coral")
    assert {result.status for result in made(table, tmp_path / "out", prune=True)} == {"unchanged"}


def test_the_library_is_called_under_its_own_name_whatever_was_imported_before(tmp_path: Path):
    import smgen as library

    (result,) = library.batch(
        [{"title": "Ja"}], template=write_template(tmp_path), formats=["64x64"], output=None, jobs=0
    )
    assert result.status == "made"


def test_a_carousel_that_shrank_leaves_no_slide_behind(tmp_path: Path):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    table.write_text("template;title;points\nword;Liste;a|b|c\n", encoding="utf-8")
    made(table, tmp_path / "out", formats=["instagram/square"])
    rewrite(table, "a|b|c", "a|b")
    made(table, tmp_path / "out", formats=["instagram/square"])
    assert sorted(path.name for path in (tmp_path / "out/liste").glob("*.jpg")) == [
        "instagram-square-1.jpg",
        "instagram-square-2.jpg",
    ]


def test_without_an_output_the_bytes_are_in_the_results(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    results = made(table, None)
    made(table, tmp_path / "out")
    for result in results:
        for name, data in result.data.items():
            assert (tmp_path / "out" / name).read_bytes() == data
    assert not (tmp_path / "posts.jsonl").exists()


def test_files_do_not_depend_on_who_draws_them(tmp_path: Path):
    table = write_campaign(tmp_path, 6)
    for jobs in (0, 1, 3):
        made(table, tmp_path / f"jobs{jobs}", jobs=jobs)
    with concurrent.futures.ThreadPoolExecutor(3) as executor:
        made(table, tmp_path / "threads", executor=executor)
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        made(table, tmp_path / "pool", executor=executor)
    trees = [tree(tmp_path / name) for name in ("jobs0", "jobs1", "jobs3", "threads", "pool")]
    assert all(other == trees[0] for other in trees)
    assert len(trees[0]) == 6 * 2 * 2 + 3 + 12  # pictures and alt texts, lists, small pictures


def test_a_file_of_somebody_elses_is_never_replaced(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    foreign = tmp_path / "out/wort-0/web-240x240.png"
    foreign.parent.mkdir(parents=True)
    foreign.write_bytes(b"mine")
    results = made(table, tmp_path / "out")
    assert [result.status for result in results] == ["failed", "made", "made", "made"]
    assert foreign.read_bytes() == b"mine"
    assert {result.status for result in made(table, tmp_path / "out", overwrite=True)} == {"made", "unchanged"}
    assert is_ours(foreign)


@pytest.mark.parametrize("name", ["posts.csv", "index.html", "posts.jsonl"])
def test_lists_of_somebody_elses_are_never_replaced(tmp_path: Path, name: str):
    table = write_campaign(tmp_path, 1)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="smgen did not"):
        made(table, tmp_path / "out")
    assert (tmp_path / "out" / name).read_text(encoding="utf-8") == "mine\n"


def test_the_table_itself_is_never_overwritten(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    before = table.read_bytes()
    with pytest.raises(OutputError, match="the table itself"):
        made(table, tmp_path)
    assert table.read_bytes() == before


def test_a_link_in_the_output_folder_leads_nothing_out_of_it(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out/wort-0").symlink_to(tmp_path / "elsewhere")
    results = made(table, tmp_path / "out")
    assert [result.status for result in results] == ["failed", "failed", "made", "made"]
    assert "a link leads out" in str(results[0].error)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_manifest_cut_off_anywhere_costs_only_its_last_post(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    made(table, tmp_path / "out")
    whole, before = (tmp_path / "out/posts.jsonl").read_bytes(), tree(tmp_path / "out")
    last = whole[:-1].rfind(b"\n") + 1
    for length in range(last, len(whole), 97):
        (tmp_path / "out/posts.jsonl").write_bytes(whole[:length])
        statuses = [result.status for result in made(table, tmp_path / "out")]
        assert statuses == ["unchanged"] * 3 + ["made"]
        assert tree(tmp_path / "out") == before


def test_a_list_that_was_not_finished_is_finished_by_the_next_run(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    made(table, tmp_path / "out")
    stale = {name: (tmp_path / "out" / name).read_bytes() for name in ("index.html", "posts.csv")}
    with table.open("a", encoding="utf-8") as file:
        file.write("word;Neu;\n")
    made(table, tmp_path / "out")
    complete = tree(tmp_path / "out")
    for name, data in stale.items():  # as if the run had been killed after its last post
        (tmp_path / "out" / name).write_bytes(data)
    assert {result.status for result in made(table, tmp_path / "out")} == {"unchanged"}
    assert tree(tmp_path / "out") == complete


def test_one_size_for_a_field_throughout_the_table(tmp_path: Path):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    long = "Nachbarschaftshilfe für alle im Viertel"
    table.write_text(f"template;title\nword;Ja\nword;{long}\n", encoding="utf-8")
    free = made(table, tmp_path / "free", formats=["480x480"])
    same = made(table, tmp_path / "same", formats=["480x480"], same_size=["title"])
    assert [result.status for result in same] == ["made", "made"]
    first = {name: (tmp_path / name / free[0].files[0]).read_bytes() for name in ("free", "same")}
    assert first["free"] != first["same"]
    made(table, tmp_path / "same", formats=["480x480"], same_size=True)
    again = made(table, tmp_path / "same", formats=["480x480"], same_size=True)
    assert {result.status for result in again} == {"unchanged"}


def test_what_concerns_all_rows_is_said_at_once(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    with pytest.raises(UnknownName, match="unknown format"):
        made(table, None, formats=["instagramm"])
    with pytest.raises(SmgenError, match="there is no brand file"):
        made(table, None, brand="nirgends.toml")
    with pytest.raises(UnknownName, match="unknown template"):
        made(table, None, template="gibt-es-nicht")


def test_two_runs_do_not_share_a_folder(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    first = batch(table, formats=FORMATS, output=tmp_path / "out", jobs=0)
    next(first)
    with pytest.raises(OutputError, match="another run is at work"):
        made(table, tmp_path / "out")
    first.close()
    assert {result.status for result in made(table, tmp_path / "out")} == {"made", "unchanged"}


def test_the_command_says_what_happened_and_ends_with_the_right_code(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    done = smgen("batch", table, "-o", tmp_path / "out", "-f", "240x240", "--jobs", "1")
    assert done.returncode == 0
    assert done.stdout.startswith("2 made in ")
    assert str(tmp_path / "out/index.html") in done.stdout
    again = smgen("batch", table, "-o", tmp_path / "out", "-f", "240x240")
    assert again.stdout.startswith("2 unchanged in ")
    rewrite(table, "word;Wort 1;", "word;;")
    failed = smgen("batch", table, "-o", tmp_path / "out", "-f", "240x240")
    assert failed.returncode == 1
    assert "posts.csv, row 3, column title" in failed.stderr
    assert "\x1b" not in failed.stderr + failed.stdout
    assert smgen("batch", table, "--rows", "3-x").returncode == 2
    assert smgen("batch", tmp_path / "fehlt.csv").returncode == 1


def test_hints_are_counted_and_shown_when_asked_for(tmp_path: Path):
    table = tmp_path / "posts.csv"
    caption = "Wir sind viele und wir bleiben freundlich. " * 5
    table.write_text(f"template;quote;text\nquote;Einfach machen!;{caption}\n", "utf-8")
    told = smgen("batch", table, "-o", tmp_path / "out", "--jobs", "0")
    assert "Instagram shows" not in told.stderr
    assert "  · 1 hint; --verbose shows them" in told.stderr.splitlines()
    told = smgen("batch", table, "-o", tmp_path / "in-full", "--jobs", "0", "--verbose")
    assert told.returncode == 0
    assert "row 2, instagram/portrait: Instagram shows the caption up to" in told.stderr
    assert "hint;" not in told.stderr
    again = smgen("batch", table, "-o", tmp_path / "out", "--jobs", "0", "--verbose")
    assert again.stdout.startswith("1 unchanged in ")
    assert "row 2, instagram/portrait" in again.stderr
    assert "Instagram shows the caption up to" in again.stderr


def test_events_are_json_lines(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    done = smgen("batch", table, "-o", tmp_path / "out", "-f", "240x240", "--json", "--jobs", "0")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in found][-1] == "summary"
    (result,) = [event for event in found if event["event"] == "result"]
    assert result["files"] == ["wort-0/web-240x240.png", "wort-0/web-240x240.alt.txt"]
    assert found[-1]["made"] == 1


def test_what_words_get_wrong_is_told_before_anything_is_drawn_and_costs_the_post(tmp_path: Path):
    table = write_campaign(tmp_path, 2)
    rewrite(table, "Grüße aus Zeile 1", "Am Freitag, 5.12.2026: http://x")
    notes, results, summary = told(table, tmp_path / "dry", formats=("mastodon",), dry_run=True)
    assert {note.code for note in notes if note.severity == "error"} == {"weekday-wrong", "link-broken"}
    assert [result.status for result in results] == ["checked", "failed"]
    _, results, summary = told(table, tmp_path / "out", formats=("mastodon",))
    assert [result.status for result in results] == ["made", "failed"]
    assert not summary.ok
    told(table, tmp_path / "strict", formats=("mastodon",), strict=True)
    assert not list((tmp_path / "strict").glob("wort*"))


def test_the_same_finding_in_caption_and_picture_is_told_once_and_for_its_formats_only(tmp_path: Path):
    card = CARD.replace("{{ title }}", "{{ title }} {{ text if format.is_wide }}")
    write_template(
        tmp_path, card_xml_j2=card, caption_txt_j2="{{ text if format.is_wide }}\n", alt_txt_j2="{{ title }} {{ text }}"
    )
    row = {"title": "Ja", "text": "Am Freitag, 5.12.2026"}
    notes, _, _ = told([row], None, template=str(tmp_path / "templates/word"), formats=("240x240", "300x200"))
    assert [note.where for note in notes if note.code == "weekday-wrong"] == ["table, record 1, 300x200"]


def test_a_post_that_its_pixels_forbid_is_not_made(tmp_path: Path):
    card = f'<card background="{PLAIN}" padding="8vmin"><text field="title" color="#eee">{{{{ title }}}}</text></card>'
    template = write_template(tmp_path, card_xml_j2=card)
    _, results, summary = told([{"title": "Blass"}], tmp_path / "out", template=str(template), formats=("240x240",))
    assert [result.status for result in results] == ["failed"]
    assert results[0].error is not None
    assert results[0].error.code == "contrast-low"
    assert summary.findings == {"contrast-low": 1}
    assert not list((tmp_path / "out").glob("blass*"))


def test_findings_of_unchanged_posts_count_under_strict_and_are_told(tmp_path: Path):
    card = f'<card background="{PLAIN}" padding="8vmin"><text field="title" color="#888">{{{{ title }}}}</text></card>'
    template = write_template(tmp_path, card_xml_j2=card)
    for _ in range(2):
        notes, results, summary = told(
            [{"title": "Grau"}], tmp_path / "out", template=str(template), formats=("240x240",), strict=True
        )
        assert [note.code for note in notes] == ["contrast-low"]
        assert summary.findings == {"contrast-low": 1}
        assert not summary.ok
    assert [result.status for result in results] == ["unchanged"]
    assert summary.stopped
    _, _, summary = told([{"title": "Grau"}], tmp_path / "out", template=str(template), formats=("240x240",))
    assert summary.ok


def test_what_depends_on_the_day_is_told_and_stands_in_no_list(tmp_path: Path):
    write_template(tmp_path, template_toml=TOML + '[fields.date]\nabout = "When."\nkind = "line"\n')
    rows = [
        {"template": "word", "title": "Fest", "date": "2020-01-05", "text": "Sa., 1.1."},
        {"template": "word", "title": "Rest", "date": "2020-01-05", "publish_at": "2020-01-08"},
    ]
    (tmp_path / "posts.json").write_text(json.dumps(rows), encoding="utf-8")
    notes, _, _ = told(tmp_path / "posts.json", tmp_path / "out", formats=("mastodon",))
    assert [note.code for note in notes if note.code == "date-past"] == ["date-past"] * 2
    listed = (tmp_path / "out/posts.jsonl").read_text(encoding="utf-8").splitlines()
    assert "date-past" not in listed[0]
    assert "weekday" not in listed[0]
    assert "2020-01-05 was 3 days ago" in listed[1]


@pytest.mark.parametrize(
    "wrong", [{"template": "wird"}, {"name": "{titel}"}, {"publish_at": "bald"}, {"template": "wird", "name": "hallo"}]
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_without_a_template_or_name_keeps_its_number_among_its_namesakes(tmp_path: Path, wrong: dict, place: int):
    write_template(tmp_path)
    rows = [{"template": "word", "title": "Hallo"}] * 3
    (tmp_path / "posts.json").write_text(json.dumps(rows), encoding="utf-8")
    whole = {result.row: result.name for result in made(tmp_path / "posts.json", None, formats=["64x64"])}
    rows = [{**row, **wrong} if number == place else row for number, row in enumerate(rows)]
    (tmp_path / "posts.json").write_text(json.dumps(rows), encoding="utf-8")
    results = made(tmp_path / "posts.json", None, formats=["64x64"])
    assert [result.status for result in results].count("failed") == 1
    assert all(whole[result.row] == result.name for result in results if result.status == "made")


@pytest.mark.parametrize("layout", ["{name}/{platform}-{format}", "alle/{platform}"])
def test_a_row_with_a_cell_too_many_renames_no_other(tmp_path: Path, layout: str):
    write_template(tmp_path)
    table = tmp_path / "posts.csv"
    table.write_text("template;title\n" + "word;Hallo\n" * 3, encoding="utf-8")
    whole = made(table, None, formats=["64x64"], layout=layout)
    for cells in ("word;Hallo;zu viel", "wird;Hallo"):
        table.write_text(f"template;title\nword;Hallo\n{cells}\nword;Hallo\n", encoding="utf-8")
        results = made(table, None, formats=["64x64"], layout=layout)
        assert [result.files for result in results] == [whole[0].files, (), whole[2].files]


@pytest.mark.parametrize(
    "name",
    [
        *("index.html/x", "posts.csv/x", "POSTS.jsonl/x", "posts-publer.csv", "posts-publer.csv/x", "pages/x", "pages"),
        *("eins/web-64x64.png", "eins/web-64x64.alt.txt/x", "eins/web-64x64.PNG", "/".join(["x" * 118] * 40)),
    ],
)
def test_no_name_is_in_the_way_of_a_list_or_another_post(tmp_path: Path, name: str):
    write_template(tmp_path)
    rows = [{"title": "Zwei", "name": name}, {"title": "Eins", "name": "eins"}, {"title": "Drei", "name": name}]
    _, results, summary = told(
        rows, tmp_path / "out", template=str(tmp_path / "templates/word"), formats=("64x64",), exports=("publer",)
    )
    assert [result.status for result in results] == ["made"] * 3
    assert summary.look
    for listed in ("index.html", "posts.csv", "posts.jsonl", "posts-publer.csv"):
        assert (tmp_path / "out" / listed).is_file()
    assert not list((tmp_path / "out/pages").glob("*"))


def test_a_layout_leads_into_no_list(tmp_path: Path):
    table = write_campaign(tmp_path, 1)
    made(table, tmp_path / "out", layout="index.html/{name}/a.png/{format}", formats=["64x64"])
    assert (tmp_path / "out/index-html/wort-0/a-png/64x64.png").is_file()
    assert (tmp_path / "out/index.html").is_file()


def test_a_file_in_the_place_of_a_folder_costs_its_post_only(tmp_path: Path):
    table = write_campaign(tmp_path, 3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out/wort-1").write_text("mine", encoding="utf-8")
    _, results, summary = told(table, tmp_path / "out", formats=("64x64",))
    assert [result.status for result in results] == ["made", "failed", "made"]
    assert results[1].error is not None
    assert results[1].error.what == "a file is where a folder should be"
    assert summary.look
    assert (tmp_path / "out/wort-1").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("header", "column", "hint"),
    [("tempalte;quote", "tempalte", "template"), ("Vorlgae;quote", "Vorlgae", "vorlage")],
)
def test_a_misspelled_template_column_is_told_with_what_was_meant(tmp_path: Path, header: str, column: str, hint: str):
    (tmp_path / "posts.csv").write_text(f"{header};text;role\nquote;a;b;c\n", encoding="utf-8")
    notes, _, _ = told(tmp_path / "posts.csv", None)
    assert [(note.what, note.hint) for note in notes if note.code == "column-unused"] == [
        (f"nothing uses the column “{column}”", f"did you mean “{hint}”?")
    ]


def test_curly_quotes_around_column_names_are_no_part_of_them(tmp_path: Path):
    (tmp_path / "posts.csv").write_text("“template”;„title“;»text«\nword;Hallo;Welt\n", encoding="utf-8")
    write_template(tmp_path)
    notes, results, _ = told(tmp_path / "posts.csv", None, formats=("64x64",))
    assert [result.status for result in results] == ["made"]
    assert not [note for note in notes if note.code == "column-unused"]


def test_columns_of_a_template_whose_rows_are_all_broken_are_not_called_unused(tmp_path: Path):
    write_template(tmp_path)
    lines = ["template;quote;title;author", "quote;Ja;;", "word;;Hallo;;zu viel"]
    (tmp_path / "posts.csv").write_text("\n".join(lines), encoding="utf-8")
    assert not [note for note in told(tmp_path / "posts.csv", None)[0] if note.code == "column-unused"]
    (tmp_path / "posts.csv").write_text("\n".join([*lines[:2], "wird;;Hallo;"]), encoding="utf-8")
    assert not [note for note in told(tmp_path / "posts.csv", None)[0] if note.code == "column-unused"]


@pytest.mark.parametrize("header", ["template;vorlage;title", "template;title;format;formats", "template;Marke;brand"])
def test_two_columns_for_one_purpose_are_refused(tmp_path: Path, header: str):
    write_template(tmp_path)
    (tmp_path / "posts.csv").write_text(f"{header}\nword{';word' * header.count(';')}\n", encoding="utf-8")
    with pytest.raises(TableError, match="both say"):
        made(tmp_path / "posts.csv", tmp_path / "out")


def test_a_column_that_is_a_field_may_stand_beside_the_special_one_of_its_name(tmp_path: Path):
    write_template(tmp_path, template_toml=TOML + '[fields.auslassen]\nabout = "What."\n')
    (tmp_path / "posts.csv").write_text(
        "template;title;skip;auslassen\nword;Hallo;x;\nword;Hallo;;x\n", encoding="utf-8"
    )
    results = made(tmp_path / "posts.csv", None, formats=["64x64"])
    assert [result.status for result in results] == ["skipped", "made"]


@pytest.mark.parametrize(("cell", "code"), [("NULL", "cell-nothing"), ("fÃ¼r", "encoding-twice")])
def test_what_is_the_same_in_a_whole_column_is_told_once(tmp_path: Path, cell: str, code: str):
    write_template(tmp_path)
    lines = ["template;title;text", *(f"word;Wort {number};{cell}" for number in range(5))]
    (tmp_path / "posts.csv").write_text("\n".join(lines), encoding="utf-8")
    notes, _, summary = told(tmp_path / "posts.csv", None, formats=("64x64",))
    (note,) = [note for note in notes if note.code == code]
    assert (note.where, "column “text”" in note.what) == ("posts.csv", True)
    assert summary.findings[code] == 1


@pytest.mark.parametrize("rows", [frozenset(), frozenset([3, 4])])
def test_a_column_without_a_name_is_told_once(tmp_path: Path, rows: frozenset[int]):
    write_template(tmp_path)
    lines = [";template;title", *(f"{number};word;Wort {number}" for number in range(5))]
    (tmp_path / "posts.csv").write_text("\n".join(lines), encoding="utf-8")
    notes, _, summary = told(tmp_path / "posts.csv", None, formats=("64x64",), rows=rows)
    (note,) = [note for note in notes if note.code == "column-unnamed"]
    assert (note.where, note.what) == ("posts.csv", "column A has no name, its cells are left out")
    assert summary.findings["column-unnamed"] == 1


@pytest.mark.parametrize("jobs", [0, 1])
def test_numbers_and_times_of_a_workbook_reach_the_post_as_they_are(tmp_path: Path, jobs: int):
    fields = "".join(f'[fields.{kind}]\nkind = "{kind}"\n' for kind in ("money", "date", "time"))
    alt = "{{ title }} {{ money|money }} {{ money|float }} {{ date|date }} {{ time|time }} {{ extra|number }}"
    write_template(tmp_path, template_toml=TOML + fields, alt_txt_j2=alt)
    days = cell("D2", 46361.8125, "datetime")
    rows = [["template", "title", "money", "date", "extra", "lang"], ["word", "A", 12.375, days, 1.125]]
    rows.append(["word", "B", 12.375, days.replace("D2", "D3"), 1.125, "en"])
    (tmp_path / "posts.xlsx").write_bytes(xlsx({"Posts": sheet(rows)}))
    notes, results, _ = told(tmp_path / "posts.xlsx", None, formats=("64x64",), jobs=jobs)
    assert [result.alt.replace("\u00a0", " ") for result in results] == [
        "A 12,38 € 12.375 5. Dezember 2026 19:30 1,125",
        "B €12.38 12.375 December 5, 2026 7:30 PM 1.125",
    ]
    assert "time-unused" not in [note.code for note in notes]
