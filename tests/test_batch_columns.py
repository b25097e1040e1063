"""What columns of a table are for, as people name them, and which rows and cells are none of a post's business."""

from __future__ import annotations

from pathlib import Path

import pytest
from batch_campaign import TOML, write_template
from hypothesis import given
from hypothesis import strategies as st
from workbooks import cell, sheet, xlsx

from smgen.batching import Options, Result, Summary, batch, events
from smgen.batching.columns import SPECIAL, assign, is_prefilled, is_yes, unused
from smgen.errors import Note, TemplateError
from smgen.languages import LANGUAGES, is_language
from smgen.tables import without_remark
from smgen.template import load_template, templates

WITH_ALIASES = TOML.replace('kind = "line"', 'kind = "line"\naliases = ["Überschrift", "Titel", "Autorin"]', 1)


def told(table: Path | bytes, **options: object) -> tuple[list[Note], list[Result], Summary]:
    found = list(events(table, Options(**{"formats": ("240x240",), "jobs": 0, **options}), output=None))  # type: ignore[arg-type]
    return (
        [event for event in found if isinstance(event, Note)],
        [event for event in found if isinstance(event, Result)],
        found[-1],  # type: ignore[return-value]
    )


def written(folder: Path, *lines: str) -> Path:
    write_template(folder, template_toml=WITH_ALIASES)
    (folder / "posts.csv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder / "posts.csv"


def sentences(notes: list[Note]) -> list[str]:
    return [note.what for note in notes if note.code.startswith("column-")]


MEANT = [
    # a column, its template, the field it is
    ("goal (€)", "donate", "goal"),
    ("Goal €", "donate", "goal"),
    ("raised in EUR", "donate", "raised"),
    ("Betrag [EUR]", "donate", "amount"),
    ("IBAN*", "donate", "iban"),
    ("quote (max. 200 Zeichen)", "quote", "quote"),
    ("author (optional)", "quote", "author"),
    ("photo-alt:", "photo", "photo_alt"),
    ("Hash Tags", "event", "hashtags"),
    ("Autor:in", "quote", "author"),
    ("Autor*in", "quote", "author"),
    ("AutorIn", "quote", "author"),
    ("Autor/-in (Pflicht)", "quote", "author"),
    ("FOTO/BILD", "quote", "photo"),
    ("UEBERSCHRIFT", "news", "headline"),
    ("quote_uk", "quote", "quote_uk"),
    ("Quote UK", "quote", "quote_uk"),
    ("Zitat (uk)", "quote", "quote_uk"),
    ("Titel", "event", "title"),
    ("Datum", "event", "date"),
    ("Uhrzeit", "event", "time"),
    ("Ort", "event", "place"),
    ("Zitat", "quote", "quote"),
    ("Funktion", "quote", "role"),
    ("Quelle", "quote", "source"),
    ("Spendenziel", "donate", "goal"),
    ("Aufruf", "donate", "call"),
]


@pytest.mark.parametrize(("column", "template", "field"), MEANT)
def test_a_column_is_the_field_people_mean(column: str, template: str, field: str):
    assigned = assign({column: "x"}, load_template(template))
    assert (dict(assigned.values), assigned.column(field)) == ({field: "x"}, column)


@pytest.mark.parametrize("column", ["template*", "Vorlage:", "Vorlage (Pflicht)", "publish at (Datum)", "Formate *"])
def test_a_column_that_says_how_a_row_is_made_may_have_a_remark(column: str):
    assigned = assign({column: "x"}, None)
    assert (len(assigned.special), len(assigned.values)) == (1, 0)


STRANGE = [
    "text_fb",
    "Text neu",
    "time bis",
    "date alt",
    "title old",
    "text_kurz",
    "QUOTE-UK2",
    "(€)",
    "Datum/Uhrzeit",
]


@pytest.mark.parametrize("column", STRANGE)
def test_a_column_like_a_field_with_something_behind_it_is_told(column: str):
    (note,) = [
        note for note in told(f"template;title;{column}\nevent;Fest;x\n".encode())[0] if "nothing uses" in note.what
    ]
    assert f"“{column}”" in note.what


def test_a_column_of_a_language_no_row_has_is_told():
    rows = (
        "template;quote;lang;quote_uk;quote_en;text_ig\nquote;Hallo;de;Привіт;Hello;x\nquote;Moin;uk-UA;Привіт;Hello;\n"
    )
    notes, results, _ = told(rows.encode())
    assert [result.status for result in results] == ["made", "made"]
    assert "Привіт" in results[1].alt
    assert sentences(notes) == [
        f"the column “{column}” is for posts in the language “{tongue}”, and there are none"
        for column, tongue in (("quote_en", "en"), ("text_ig", "ig"))
    ]


@pytest.mark.parametrize(("options", "severity"), [({}, "warning"), ({"lang": "de"}, "info")])
def test_other_languages_are_no_surprise_where_one_was_chosen(options: dict[str, str], severity: str):
    notes, _, summary = told(b"template;quote;quote_en\nquote;Hallo;Hello\n", **options)
    assert [note.severity for note in notes if note.code == "column-unspoken"] == [severity]
    assert bool(summary.findings) == (severity == "warning")


def test_languages_are_those_of_the_world_and_nothing_else():
    assert all(map(is_language, [tag.partition("-")[0] for tag in LANGUAGES] + ["sq", "ti", "ckb", "pt", "sr"]))
    assert not any(map(is_language, ["", "d", "fb", "neu", "alt", "bis", "old", "uk2", "€", "(€)", "deu1", "germany"]))


def test_a_language_may_be_called_by_its_name(tmp_path: Path):
    table = written(
        tmp_path,
        "title;title_uk;Sprache",
        "Hallo;Привіт;Ukrainisch",
        "Hallo;Привіт;українська",
        "Hallo;Привіт;Klingonese of Sto-vo-kor",
    )
    notes, results, _ = told(table, template=str(tmp_path / "templates" / "word"))
    assert [sentence for sentence in sentences(notes) if "uk" in sentence] == []
    assert [result.status for result in results] == ["made", "made", "failed"]
    assert all("Привіт" in result.alts[0] for result in results[:2])
    assert "is no language" in results[2].error.what


def test_what_is_given_in_a_language_and_shows_nowhere_is_told_like_the_rest():
    notes, _, _ = told(b"template;quote;credit_de\nquote;Hallo;Bo\n")
    assert [note.code for note in notes if note.severity == "warning"] == ["field-unseen"]


def test_what_was_left_out_of_the_name_of_a_column_is_told_as_a_hint():
    notes, _, summary = told(b"template;quote;author (optional);role*\nquote;Hallo;Amira;Chefin\n")
    assert sentences(notes) == ["the column “author (optional)” is read as author"]
    assert not summary.findings


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("Zitat;Name", ["the column “Name” says what the files are called"]),
        ("Zitat;Name;Autor", []),
        ("Zitat;Autor", []),
    ],
)
def test_a_name_that_may_be_a_persons_is_told_to_be_the_files(heading: str, said: list[str]):
    row = ";".join(["Hallo", "Amira", "Haddad"][: heading.count(";") + 1])
    notes, _, _ = told(f"template;{heading}\nquote;{row}\n".encode())
    assert sentences(notes) == said


def test_a_column_called_as_the_field_goes_before_one_that_means_it(tmp_path: Path):
    table = written(tmp_path, "template;Titel;title;title (alt)", "word;A;B;C", "word;;D;")
    notes, results, _ = told(table)
    assert [result.alt for result in results] == ["B", "D"]
    unused = {note.what: note.hint for note in notes if note.code == "column-unused"}
    assert unused == {
        "nothing uses the column “Titel”": "the column “title” is the title already",
        "nothing uses the column “title (alt)”": "the column “title” is the title already",
    }


def test_two_columns_that_mean_one_field_may_take_turns_but_not_differ(tmp_path: Path):
    table = written(tmp_path, "template;Titel;Überschrift", "word;A;", "word;;B", "word;C;C", "word;D;E")
    _, results, _ = told(table)
    assert [(result.status, result.alt) for result in results[:3]] == [("made", "A"), ("made", "B"), ("made", "C")]
    assert str(results[3].error) == (
        "posts.csv, row 5, column Überschrift: the column “Titel” says “title”, too (empty one of the two cells)"
    )


def test_findings_and_name_patterns_know_a_column_as_it_is_written(tmp_path: Path):
    table = written(tmp_path, "template;Titel;points", "word;Wort;", f"word;{'Wort ' * 1100};")
    _, results, _ = told(table, name="{titel}-{title}")
    assert results[0].name == "Wort-Wort"
    assert "row 3, column Titel" in str(results[1].error)


WRONG_ALIASES = [
    ('aliases = "Titel"', "aliases must be a list of texts"),
    ('aliases = ["Text"]', "a column “Text” would be the field “text”, too"),
    ('aliases = ["Vorlage", "Format"]', "a column “Format” cannot be a field: smgen uses it itself"),
    ('aliases = ["!"]', "a column “!” cannot be a field: it has no letters"),
]


@pytest.mark.parametrize(("line", "said"), WRONG_ALIASES)
def test_a_template_whose_columns_could_be_two_things_is_refused(tmp_path: Path, line: str, said: str):
    toml = TOML.replace('kind = "line"', f'kind = "line"\n{line}', 1)
    with pytest.raises(TemplateError, match=said) as caught:
        load_template(write_template(tmp_path, template_toml=toml))
    assert "template.toml, fields.title" in str(caught.value)


def test_two_fields_cannot_share_an_alias(tmp_path: Path):
    toml = TOML.replace("[fields.text]", 'aliases = ["Autor:in"]\n[fields.text]\naliases = ["Autorin"]')
    with pytest.raises(TemplateError, match="a column “Autorin” would be the field “title”, too"):
        load_template(write_template(tmp_path, template_toml=toml))


def test_no_alias_of_a_shipped_template_is_idle():
    for template in templates():
        for field in template.fields.values():
            for alias in field.aliases:
                assert dict(assign({alias: "x"}, template).values) == {field.name: "x"}


@given(
    st.sampled_from([*SPECIAL, "quote", "photo_look"]),
    st.sampled_from(["", "*", ":", " (€)", " [x]", " (optional) *", " €"]),
)
def test_a_remark_never_hides_a_name(name: str, remark: str):
    column = f"{name}{remark}"
    assigned = assign({column: "x"}, load_template("quote"))
    assert {*assigned.values, *assigned.special} == {name}


@given(st.text(max_size=20))
def test_leaving_out_a_remark_leaves_a_name(name: str):
    assert bool(without_remark(name)) == bool(name)
    assert name.startswith(without_remark(name))


UNFINISHED = [
    "x;Idee;;;", "ja;;;;", "x;quote;Hallo;irgendwann;", "x;quote;Hallo;;lila", "x;quote;#BEZUG!;;", "x;quote;Hallo;;;zu viel",
    "☑;quote;;;",
]  # fmt: skip


@pytest.mark.parametrize("row", UNFINISHED)
def test_a_row_that_is_skipped_is_not_looked_at(row: str):
    table = f"skip;template;quote;publish_at;palette\n{row}\n;quote;Hallo;;\n;quote;Moin;;\n"
    notes, results, summary = told(table.encode())
    assert [result.status for result in results] == ["skipped", "made", "made"]
    assert [note for note in notes if note.severity != "info"] == []
    assert summary.ok


def test_a_skipped_row_without_a_known_template_hides_no_unused_column():
    notes, _, _ = told(b"skip;template;quote;Unfug\nx;Idee;;\n;quote;Hallo;y\n")
    assert sentences(notes) == ["nothing uses the column “Unfug”"]


@pytest.mark.parametrize(
    ("cell", "answer"), [("☑", True), ("[x]", True), ("on", True), ("☐", False), ("[ ]", False), ("❌", None)]
)
def test_check_boxes_say_yes_or_no(cell: str, answer: bool | None):
    assert is_yes(cell) is answer


BLANK = [
    # the columns, a row of them that holds nothing for a post
    ("template,quote,skip", ",,FALSE"),
    ("template,quote,skip", ",,nein"),
    ("template,quote,skip,Freigegeben", ",,FALSE,FALSE"),
    ("Nr.,template,quote", "17,,"),
    ("template,quote,Zeichen", ",,0"),
]


@pytest.mark.parametrize(("names", "row"), BLANK)
def test_a_row_filled_in_for_its_columns_only_is_blank(names: str, row: str):
    good = {"template": "quote", "quote": "Hallo"}
    line = ",".join(good.get(name, "") for name in names.split(","))
    _, results, summary = told("\n".join([names, row, line, *[row] * 5]).encode())
    assert [(result.row, result.status) for result in results] == [(3, "made")]
    assert summary.ok


NOT_BLANK = [
    ("template,quote,skip", ",Nein,FALSE", None),
    ("template,title,skip,date", ",,,2026-12-05", None),
    ("number,text", "7,", "number"),
    ("quote,Notiz", ",Noch offen", "quote"),
]


@pytest.mark.parametrize(("names", "row", "template"), NOT_BLANK)
def test_a_row_with_something_of_a_post_is_never_blank(names: str, row: str, template: str | None):
    _, results, _ = told(f"{names}\n{row}\n".encode(), template=template)
    assert [result.status for result in results] == ["failed"]


@given(
    st.dictionaries(st.sampled_from(["quote", "skip", "Nr.", "x"]), st.sampled_from(["", "1", "FALSE", "ja", "Wort"]))
)
def test_what_fills_a_field_is_never_prefilled(cells: dict[str, str]):
    template = load_template("quote")
    if is_prefilled(cells, unused(cells, template, ())):
        assert not cells.get("quote")
        assert cells.get("skip", "") in ("", "FALSE")


def test_a_broken_cell_of_a_column_nobody_uses_costs_nothing():
    formula = '<c r="C{0}"><f>LEN(B{0})</f></c>'
    rows = [
        ["template", "quote", "Zeichen", "Hilfe"],
        ["quote", "Hallo", formula.format(2), cell("D2", "#DIV/0!")],
        ["quote", "Moin", formula.format(3)],
        [None, None, formula.format(4)],
    ]
    notes, results, summary = told(xlsx({"Posts": sheet(rows)}))
    assert [(result.row, result.status) for result in results] == [(2, "made"), (3, "made")]
    assert {note.code for note in notes if note.severity != "info"} <= {"column-unused"}
    assert summary.ok


def test_a_broken_cell_of_a_column_that_is_used_costs_its_row():
    rows = [["template", "quote", "Autorin"], ["quote", "Hallo", '<c r="C2"><f>A1</f></c>'], ["quote", "Moin", "Bo"]]
    _, results, _ = told(xlsx({"Posts": sheet(rows)}))
    assert [result.status for result in results] == ["failed", "made"]
    assert "row 2, column Autorin: the formula has no result" in str(results[0].error)


def test_a_column_without_a_cell_is_told_nobody():
    notes, _, summary = told(b"template;quote;Spalte1;Spalte2\nquote;Hallo;;\nquote;Moin;;x\n")
    assert sentences(notes) == ["nothing uses the column “Spalte2”"]
    assert "palette?" not in notes[-1].hint
    assert summary.findings == {"column-unused": 1}


@pytest.mark.parametrize("names", ["quote", "Zitat", "Zitat (kurz)"])
def test_a_list_of_sentences_keeps_its_one_column(names: str):
    lines = [names, "Danke, Freude, Mut", "Wut, Hoffnung, Liebe", "Geben, Nehmen, Teilen", "Oben, Unten, Mitte"]
    results = list(batch("\n".join(lines).encode(), template="quote", formats=["240x240"], output=None, jobs=0))
    assert [(result.row, result.status) for result in results] == [(row, "made") for row in range(2, 6)]


def test_a_second_heading_further_down_is_no_unknown_template():
    _, results, _ = told(b"template;quote\nquote;Hallo\n\ntemplate;number\n")
    assert "row 4, column template: the row names columns: another table begins here" in str(results[-1].error)


def test_an_address_is_no_brand_file():
    _, results, _ = told(b"template;quote;brand\nquote;Hallo;https://verein.example/brand.toml\n")
    assert "column brand: an address is no brand file" in str(results[0].error)


SHEETS = [
    ([["So geht es"], ["Bitte jede Zeile ausfüllen."]], [["template", "quote"], ["quote", "Hallo"]], None),
    ([["So geht es"], ["Bitte jede Zeile ausfüllen."]], [["Zitat", "Autorin"], ["Hallo", "Bo"]], "quote"),
]


@pytest.mark.parametrize(("first", "second", "template"), SHEETS)
def test_the_sheet_with_the_posts_is_read(first: list[list[str]], second: list[list[str]], template: str | None):
    notes, results, _ = told(xlsx({"Anleitung": sheet(first), "Posts": sheet(second)}), template=template)
    assert [result.status for result in results] == ["made"]
    (note,) = [note for note in notes if note.code == "sheet-chosen"]
    assert "“Posts” is read, of 2 sheets" in note.what
    assert "“Anleitung”" in note.hint
