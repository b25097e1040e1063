"""Tables as people's programs write them: read right, or refused with a sentence that says where and how to mend it."""

from __future__ import annotations

import contextlib
import csv
import datetime
import io
import os
import pickle
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import NUMBER_FORMATS, archive, cell, ods, ods_cell, ods_content, row, sheet, xlsx

from smgen.batching import columns
from smgen.batching.columns import SPECIAL
from smgen.dates import read_moment
from smgen.errors import SmgenError, TableError, UnknownName
from smgen.languages import LANGUAGES
from smgen.plain import clean_text
from smgen.tables import column_letters, fold_column, heading, read, workbook
from smgen.tables.figures import figure, format_seen, number_format
from smgen.tables.model import NOTHING, cell_text
from smgen.tables.scalars import day_text

TABLES = Path(__file__).parent / "data" / "tables"
CYRILLIC = "Назва;Текст\nЗапрошуємо всіх на зустріч;Приходьте до нас у суботу\n"


def values(table):
    return [dict(row.values) for row in table.rows]


def codes(noted):
    return [note.code for note in noted.notes]


def refusal(source, **options):
    with pytest.raises(TableError) as caught:
        list(read(source, **options).rows)
    return str(caught.value)


def test_a_german_excel_file_is_read_with_its_sep_line_quotes_and_empty_tail():
    table = read(TABLES / "excel-deutsch.csv")
    assert table.columns == ("Überschrift", "Text", "Spendenstand", "Veröffentlichen am")
    assert [row.number for row in table.rows] == [2, 4]
    first, second = values(table)
    assert first["Text"] == "Wir sagen „Danke“ – und laden ein:\nkommt vorbei; es gibt Kuchen"
    assert first["Spendenstand"] == "1.250,50 €"
    assert second["Text"] == 'Sie sagte: "Wählt!"'
    assert codes(table) == ["encoding-guessed"]
    assert table.folder == TABLES


def test_a_row_after_an_embedded_newline_keeps_excels_number_and_tells_its_line():
    last = list(read(TABLES / "excel-deutsch.csv").rows)[-1]
    assert (last.number, last.where) == (4, "excel-deutsch.csv, row 4 (line 6)")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "excel-mac.csv",
            [{"Titel": "Straßenfest für alle", "Ort": "Böblingen"}, {"Titel": "Äpfel & Öl", "Ort": "Düren"}],
        ),
        ("excel-unicode-text.txt", [{"Titel": "Привіт, друзі", "Ort": "Берлін"}, {"Titel": "مرحبا", "Ort": "Köln 🎉"}]),
        ("utf16-ohne-bom.csv", [{"Titel": "Hallo", "Ort": "Köln"}]),
        ("bom.csv", [{"title": "Nie wieder ist jetzt", "author": "Anna"}]),
        (
            "google-sheets.csv",
            [
                {"title": "Zuhören, nicht reden", "text": "Zeile 1\nZeile 2", "tags": "#hören,#reden"},
                {"title": "Kurz", "text": "", "tags": ""},
            ],
        ),
        ("mit-titelzeile.csv", [{"Titel": "a", "Text": "b", "Autorin": "c", "Datum": "d"}]),
    ],
)
def test_what_programs_write_is_read_as_it_was_meant(name, expected):
    assert values(read(TABLES / name)) == expected


def test_mixed_line_ends_and_blank_lines_are_counted_right():
    table = read(TABLES / "zeilenenden-gemischt.csv")
    assert [(row.number, row.values["title"]) for row in table.rows] == [
        (2, "eins"),
        (3, "zwei"),
        (4, "drei"),
        (6, "vier"),
    ]
    assert list(table.rows)[2].values["text"] == "c\nd\ne\nf"
    assert list(table.rows)[3].where == "zeilenenden-gemischt.csv, row 6 (line 9)"


def test_missing_cells_are_empty_and_surplus_ones_an_error_of_their_row_only():
    short, right, long, after = read(TABLES / "ausgefranst.csv").rows
    assert dict(short.values) == {"title": "kurz", "text": "", "author": ""}
    assert [part.usable for part in (short, right, long, after)] == [True, True, False, True]
    assert str(long.notes[0]).startswith("ausgefranst.csv, row 4: the row has 4 cells, the header 3")


def test_two_columns_of_one_name_are_refused_by_their_letters():
    said = refusal(TABLES / "doppelte-spalten.csv")
    assert "columns A and C are both called “title”" in said
    assert "doppelte-spalten.csv" in said


def test_an_unclosed_quote_names_the_line_where_it_opened_and_ends_the_reading():
    first, broken = read(TABLES / "offenes-zitat.csv").rows
    assert first.values["text"] == "gut"
    assert not broken.usable
    assert broken.number == 3
    assert "column B of the record on line 3 is never closed" in broken.notes[0].what
    assert "nothing after it was read" in broken.notes[0].what


def test_a_quote_unclosed_in_the_header_is_refused():
    assert "row 1: the quote opened in column B" in refusal(b'title,"text\n1,2\n')


def test_a_text_after_a_closed_quote_spoils_its_row_only():
    broken, fine = read(b'title,text\n"Er sagte "ja" dazu",x\na,b\n').rows
    assert codes(broken) == ["quote-stray"]
    assert dict(fine.values) == {"title": "a", "text": "b"}


def test_a_quote_within_a_plain_cell_is_text():
    assert values(read(b'title,text\n5" Rahmen,der "Rest"\n')) == [{"title": '5" Rahmen', "text": 'der "Rest"'}]


def test_a_column_without_a_name_is_told_where_it_holds_something():
    noted, silent = read(TABLES / "namenlose-spalte.csv").rows
    assert codes(noted) == ["column-unnamed"]
    assert "column B has no name" in noted.notes[0].what
    assert noted.usable
    assert codes(silent) == []


def test_a_repeated_header_is_no_record():
    rows = list(read(b"title,text\na,b\ntitle,text\nc,d\n").rows)
    assert [(part.usable, codes(part)) for part in rows] == [(True, []), (False, ["header-repeated"]), (True, [])]


def test_a_title_above_the_header_is_passed_over_and_told():
    assert "title-skipped" in codes(read(TABLES / "mit-titelzeile.csv"))


TITLES = [
    ([["Kampagne", "", ""], ["Stand 1.12.", "", ""], ["", "", ""], ["template", "quote", "author"]], "rows 1 to 2 are"),
    ([["Export", "vom 3.5."], ["Vorlage", "Zitat", "Autorin"]], "row 1 is"),
    ([["Kampagne", "Stand 1.12."], [], ["Vorlage", "Zitat"]], "row 1 is"),
    ([["Kampagne"], ["Name", "Zitat"]], "row 1 is"),
    ([["Kampagne"], ["Stand 1.12."], ["intern"], ["quote", "author", "palette"]], "rows 1 to 3 are"),
    ([["Kampagne"], ["Stand Advent"], [], ["quote", "author"]], "rows 1 to 2 are"),
]


@pytest.mark.parametrize(("rows", "said"), TITLES)
def test_lines_above_the_names_are_passed_over_in_text_and_workbook(rows, said):
    text = "\n".join(";".join(cells) for cells in rows) + "\n" + "a;b;c\n"[: 2 * len(rows[-1]) - 1]
    padded = [[cell or None for cell in cells] for cells in rows]
    for table in (read(text.encode()), read(xlsx({"Posts": sheet([*padded, ["a", "b", "c"][: len(rows[-1])]])}))):
        assert table.columns == tuple(rows[-1])
        assert [note.what.partition(" taken")[0] for note in table.notes if note.code == "title-skipped"] == [said]
        assert [list(row.values.values()) for row in table.rows] == [["a", "b", "c"][: len(rows[-1])]]


@pytest.mark.parametrize(
    "text",
    ["titel;text\nName;Vorlage\n", "titel;text\nVorlage;für alle\n", "quote;author;\nHallo;Name;x\n", "a\nName\n"],
)
def test_a_post_about_templates_is_no_header(text):
    assert read(text.encode(), delimiter=";").columns[0] in ("titel", "quote", "a")


def test_batching_and_reading_know_the_same_columns():
    assert {*SPECIAL, *columns._ALIASES} == heading._KNOWN


def test_a_table_without_a_header_is_told():
    assert "header-missing" in codes(read(TABLES / "ohne-kopf.csv"))


def test_only_a_header_is_a_table_without_rows():
    table = read(TABLES / "nur-kopf.csv")
    assert table.columns == ("title", "text")
    assert list(table.rows) == []
    assert "rows-none" in codes(table)


@pytest.mark.parametrize("rest", ["", ";;\n;;\n", "\n\u200b;\u2060;\u00a0\n"])
def test_blank_rows_are_nothing_below_the_names(rest):
    table = read(f"title;text;tags\n{rest}".encode())
    assert list(table.rows) == []
    assert codes(table).count("rows-none") == 1


def test_a_sheet_with_blank_rows_only_has_nothing_below_the_names():
    table = read(xlsx({"Posts": sheet([["title", "text"], [" ", ""], ["", " "]])}))
    assert "rows-none" in codes(table)


def test_what_is_invisible_in_a_word_stays():
    assert cell_text("a\u200db\u00adc\u200e") == "a\u200db\u00adc\u200e"


def test_stray_windows_bytes_in_utf8_are_read_and_told():
    table = read(TABLES / "gemischt-kodiert.csv")
    assert values(table)[2] == {"title": "Alt", "text": "Änderung"}
    assert "encoding-mixed" in codes(table)


def test_invisible_characters_in_the_header_do_not_hide_a_column():
    columns = read(TABLES / "umgelautet.csv").columns
    assert [fold_column(name) for name in columns] == ["ueberschrift", "publish_at", "autorin"]


@pytest.mark.parametrize(
    "name", ["Überschrift", "U\u0308berschrift", "ueberschrift", "UEBERSCHRIFT ", "\ufeffüberschrift\u200b"]
)
def test_a_column_is_found_whatever_its_umlauts_and_case(name):
    assert fold_column(name) == fold_column("Überschrift")


def test_a_turkish_column_is_found_by_its_dotless_and_dotted_letters():
    assert fold_column("İLETİŞİM") == fold_column("iletişim") == fold_column("iletısım") == "iletisim"


@pytest.mark.parametrize("name", ["publish_at", "Publish at", "publish-at", "PUBLISH  AT", "publish–at"])
def test_a_column_is_found_whatever_joins_its_words(name):
    assert fold_column(name) == "publish_at"


WITHOUT_UMLAUTS = (
    ("50 €", "pro Monat"),
    ("Er sagte „ja“", "und ging"),
    ("§ 5", "gilt"),
    ("20 % – 5 €", "weniger"),
    ("5 £", "a month"),
    ("’n Abend", "allerseits"),
)
"""What German Excel writes where no umlaut helps: signs that other code pages have letters for."""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Titel;Text\nGrüße aus Köln;„Übermut“ – tut … gut\n", "cp1252"),
        ("Titel;Text\nFüße;Süßes\n", "cp1252"),
        ("Titel;Text\nCafé à la carte;Garçon, señor\n", "cp1252"),
        *((f"number;text\n{number};{text}\n", "cp1252") for number, text in WITHOUT_UMLAUTS),
        ("Titel;Text\nGrüße aus Köln;Übermut tut gut\n", "mac_roman"),
        ("Titel;Text\nGrüße aus Köln;Übermut tut gut\n", "cp850"),
        ("Titel;Text\nŻółw i gęś;Święta są już blisko\n", "cp1250"),
        ("Titel;Text\nGönüllü arıyoruz;Şenliğe bekliyoruz\n", "cp1254"),
        (CYRILLIC, "cp1251"),
        (CYRILLIC, "utf-16"),
        (CYRILLIC, "utf-16-be"),
        (CYRILLIC, "utf-32"),
        (CYRILLIC, "utf-8-sig"),
        (CYRILLIC, "utf-8"),
    ],
)
def test_the_encoding_is_found(text, encoding):
    body = text if encoding != "utf-16-be" else "Titel;Text\nGrüße;Köln\n"
    first, second = body.splitlines()[1].split(";")
    assert [tuple(record.values()) for record in values(read(body.encode(encoding)))] == [(first, second)]


def test_an_umlaut_far_into_the_file_still_decides_the_encoding(tmp_path):
    path = tmp_path / "spaet.csv"
    path.write_bytes(b"title;text\n" + b"plain;ascii\n" * 200_000 + "Grüße;Köln\n".encode("cp1252"))
    *_, last = read(path).rows
    assert dict(last.values) == {"title": "Grüße", "text": "Köln"}


def test_a_named_encoding_is_kept_or_refused_with_the_line():
    assert values(read("a;b\nä;ö\n".encode("cp850"), encoding="cp850")) == [{"a": "ä", "b": "ö"}]
    assert "line 2: the bytes are not utf-8" in refusal("a;b\nä;ö\n".encode("cp1252"), encoding="utf-8")
    assert "unknown encoding “klingonisch”" in refusal(b"a\n1\n", encoding="klingonisch")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", ("a", "b")),
        ("a,b\n1;2,3\n4;5,6\n", ("a", "b")),
        ("a\tb\n1, 2; 3\tx\n", ("a", "b")),
        ("a|b|c\n1|2|3\n", ("a", "b", "c")),
        ('"a;x",b\n"1;2",3\n', ("a;x", "b")),
        ("quote\nHallo, Welt\nGuten Tag, alle\n", ("quote",)),
        ("zitat\nAlso; ja\n", ("zitat",)),
        ("title;text;author\nkurz\nauch\nnoch, eins\n", ("title", "text", "author")),
    ],
)
def test_the_delimiter_is_found(text, columns):
    assert read(text.encode()).columns == columns


@pytest.mark.parametrize(
    ("content", "columns"),
    [("title\ttext\na;b\tc;d\n", ("title", "text")), ("title;text\na;b\nc;d\n", ("title", "text")), ("a\nb\n", ("a",))],
)
def test_a_table_called_tsv_has_tabs_if_it_has_any(tmp_path, content, columns):
    (tmp_path / "posts.tsv").write_text(content)
    table = read(tmp_path / "posts.tsv")
    assert table.columns == columns


WRAPPED = [
    # what Excel makes of a table whose delimiter it does not take: some lines or all in one pair of quotes
    '"template,quote,author"\n"quote,""Hallo, du"",Amira"\n"quote,Moin,Bo"\n',
    'template,quote,author\n"quote,""Hallo, du"",Amira"\nquote,Moin,Bo\n',
    '"template,quote,author"\r\n\r\n"quote,""Hallo,\n du"",Amira"\r\n"quote,Moin,Bo"\r\n',
    'sep=;\n"template,quote,author"\n"quote,""Hallo, du"",Amira"\n"quote,Moin,Bo"\n',
    "sep=,\ntemplate;quote;author\nquote;Hallo, du;Amira\nquote;Moin;Bo\n",
]


@pytest.mark.parametrize("text", WRAPPED)
def test_a_table_that_excel_has_saved_with_another_delimiter_is_read(text):
    table = read(text.encode())
    found = [[" ".join(cell.split()) for cell in each.values()] for each in values(table)]
    assert found == [["quote", "Hallo, du", "Amira"], ["quote", "Moin", "Bo"]]
    assert [each.number for each in table.rows] == ([2, 3] if "\r\n\r\n" not in text else [3, 4])
    assert all("row-quoted" in codes(each) for each in table.rows if text.startswith('"'))


@pytest.mark.parametrize("row", ['"Hallo, du"', '"quote,Hallo"', '"quote,Hallo,Bo,Amira"', '"quote,""Hallo,Bo"'])
def test_a_cell_in_quotes_is_no_row_unless_it_has_all_columns(row):
    assert values(read(f"template,quote,author\n{row}\n".encode()))[0]["author"] == ""


def test_a_single_column_in_quotes_stays_one():
    text = '"Ort, Straße"\n"Haddad, Amira"\n"Okafor, Samuel"\n'
    assert read(text.encode()).columns == ("Ort, Straße",)


def test_a_delimiter_can_be_named():
    assert read(b"a:b\n1:2\n", delimiter=":").columns == ("a", "b")
    assert read(b"a;b\tc\n", delimiter="tab").columns == ("a;b", "c")
    assert "cannot be a delimiter" in refusal(b"a\n", delimiter="xy")


def test_nul_and_control_characters_are_cleaned_away():
    assert values(read(b"ti\0tle,text\nH\0allo\x07,a\xc2\x85b\n")) == [{"title": "Hallo", "text": "a\nb"}]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        *((error, "formula-error") for error in ("#BEZUG!", "#NV", "#WERT!", "#DIV/0!", "#NAME?", "#N/A", "Err:502")),
        *(("########", "cell-narrow"), ("1,2E+21", "number-shortened"), ("4.9e+12", "number-shortened")),
        *((formula, "formula-text") for formula in ("=SUMME(A1:A3)", "=$B$2&C2", "=+A1", "=1+1")),
        *(("'0171", "apostrophe-seen"), ("'=A1", "apostrophe-seen"), ("'@verein", "apostrophe-seen")),
        *((twice, "encoding-twice") for twice in ("FÃ¼r alle", "Kaffee â€“ Kuchen", "5Â\u00a0€", "Ãœber", "ðŸŽ‰")),
        *(
            (html, "html-seen")
            for html in ("Wir &amp; ihr", "ihr&#8211;wir", "<p>Hallo</p>", 'Hier<br class="x">da', "a&nbsp;b")
        ),
    ],
)
def test_what_a_spreadsheet_left_instead_of_a_value_is_told(cell, code):
    (found,) = read(f"title\ttext\na\t{cell}\n".encode()).rows
    assert codes(found) == [code]
    assert found.notes[0].where.endswith("column text")
    assert found.usable == (found.notes[0].severity == "warning")


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "=) Danke",
            "=D",
            "= gleich",
            "'68er",
            "’80er",
            "'n Abend",
            "'",
            "=",
            "Spaß“ – „Ä“",
            "NÃO",
            "Q&A; mehr",
            "<3",
            "a < b",
        ),
        *("R&B", "E+5", "“Ü”", "Null", "null", "none", "NANA", "nan da"),
    ],
)
def test_what_only_looks_like_a_leftover_is_left_alone(cell):
    (found,) = read(f"title\ttext\na\t{cell}\n".encode()).rows
    assert (codes(found), found.values["text"]) == ([], cell)


@pytest.mark.parametrize("word", sorted(NOTHING))
def test_what_programs_write_for_nothing_is_nothing_and_told(word):
    for source in (f"title;text\na;{word}\n;{word}\n{word};NULL\nb;c\n".encode(), [{"title": "a", "text": word}]):
        first, *others = read(source).rows
        assert dict(first.values) == {"title": "a", "text": ""}
        assert [str(note) for note in first.notes] == [
            f"{first.where}: “{word}” in the column “text” is taken for an empty cell (leave such cells empty)"
        ]
        assert [dict(row.values) for row in others] == [{"title": "b", "text": "c"}][: len(others)]


@pytest.mark.parametrize(
    ("written", "text"),
    [('="007"', "007"), ('"=""007"""', "007"), ('="a ""b"""', 'a "b"'), ('=""', ""), ('="7"&"8"', None)],
)
def test_a_formula_that_only_keeps_a_text_is_that_text(written, text):
    (found,) = read(f"title;text\na;{written}\n".encode()).rows
    assert found.values["text"] == (text if text is not None else written)
    assert codes(found) == ([] if text is not None else ["formula-text"])


@pytest.mark.parametrize("cell", ["#NVA", "#Name", "#", "##", "#1", "E+5", "1,2E+21 Bakterien", "Wir haben #DIV/0!"])
def test_a_hashtag_is_no_error_of_a_spreadsheet(cell):
    assert codes(next(iter(read(f"title;text\na;{cell}\n".encode()).rows))) == []


def test_a_small_table_with_control_characters_is_one():
    odd = b'"","","\x19\x06","\x19\x06"\r\n'
    assert values(read(b"a,b,c,d\r\n" + odd * 20 + b'"x","\x19\x06","",""\r\n'))[-1]["a"] == "x"


def test_a_cell_too_long_spoils_its_row_only():
    long, after = read(b"title,text\n" + b"x" * 140_000 + b',y\n"z",1\n').rows
    assert codes(long) == ["cell-too-long"]
    assert after.usable


@pytest.mark.parametrize(
    "cell", [b"x" * 9_000_000, b'"' + b"x y," * 2_500_000 + b'"', b'"' + b"x y\n" * 1_000_000 + b'"']
)
def test_a_cell_longer_than_a_line_may_be_spoils_its_row_only(cell):
    before, long, after = read(b"title,text\na,b\n" + cell + b',y\n"z",1\n').rows
    assert before.usable
    assert not long.usable
    assert codes(long)[-1] in ("cell-too-long", "line-too-long")
    assert dict(after.values) == {"title": "z", "text": "1"}


def test_a_line_of_marks_alone_never_ends():
    assert "line 2: the line never ends" in refusal(b"title,text\n" + b";" * 9_000_000)


def test_a_line_of_json_lines_that_is_too_long_spoils_its_record_only(tmp_path):
    (tmp_path / "posts.jsonl").write_bytes(b'{"a": "' + b"x" * 5_000_000 + b'"}\n{"a": "b"}\n')
    long, after = read(tmp_path / "posts.jsonl").rows
    assert "the line has more than 4,194,304 characters" in long.notes[0].what
    assert after.usable


def test_json_on_one_line_may_be_as_long_as_json_may_be():
    posts = b'[{"a": "' + b'"}, {"a": "'.join([b"x" * 60_000] * 90) + b'"}]'
    assert sum(row.usable for row in read(posts).rows) == 90


def test_a_quoted_cell_longer_than_the_csv_module_allows_is_read():
    (long,) = read(b'title,text\n"' + b"x\n" * 30_000 + b'",y\n').rows
    assert long.usable
    assert len(long.values["title"]) == 59_999


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "the table is empty"),
        (b"\xef\xbb\xbf", "the table is empty"),
        (b"\n ;; \n;;\n", "the table is empty"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "a picture"),
        (b"\x1f\x8b\x08" + bytes(100), "a compressed file"),
        (b"<!DOCTYPE html><table>", "a web page"),
        (b"<!-- saved from url=(0022)http://example.org -->\r\n<html>", "a web page"),
        ("\ufeff<html>".encode("utf-16-le"), "a web page"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel or Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (bytes(range(256)) * 4, "this is no table"),
        (b"PK\x03\x04 not really", "the file is damaged"),
        (archive({"word/document.xml": "<x/>"}), "a Word document"),
        (archive({"photo.jpg": b"x"}), "an archive"),
        (archive({"xl/workbook.xml": b" " * 120_000_000}), "unpacks to 120 MB"),
        (archive({"xl/workbook.xml": b" " * 30_000_000}), "unpacks to 30 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is_and_a_hint(content, sentence):
    with pytest.raises(TableError, match=sentence) as caught:
        read(content)
    assert caught.value.hint
    assert caught.value.where


def test_an_empty_file_is_refused_by_its_name():
    assert refusal(TABLES / "leer.csv") == "leer.csv: the table is empty (the first row names the columns)"


def test_a_web_page_called_csv_is_refused():
    assert "a web page" in refusal(TABLES / "webseite.csv")


def test_what_is_no_file_is_refused(tmp_path):
    (tmp_path / "posts.csv").write_bytes(b"a\n1\n")
    assert "did you mean “posts.csv”" in refusal(tmp_path / "post.csv")
    assert "this is a folder" in refusal(tmp_path)
    assert "there is no folder" in refusal(tmp_path / "nirgends" / "x.csv")
    assert "it cannot be opened" in refusal("nul\0.csv")
    assert "from files, not from addresses" in refusal("https://example.org/posts.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_never_blocks(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    assert "this is not a file" in refusal(tmp_path / "pipe.csv")


def test_a_file_that_changed_between_two_walks_is_refused(tmp_path):
    path = tmp_path / "posts.csv"
    path.write_bytes(b"a,b\n1,2\n")
    table = read(path)
    assert len(list(table.rows)) == 1
    path.write_bytes(b"a,b\n1,2\n3,4\n")
    with pytest.raises(TableError, match="changed while it was being read"):
        list(table.rows)


def test_standard_input_is_read_once_and_walked_twice(monkeypatch):
    given_in = io.TextIOWrapper(io.BytesIO("Titel;Text\nä;ö\n".encode("cp1252")))
    monkeypatch.setattr("sys.stdin", given_in)
    table = read("-")
    assert values(table) == values(table) == [{"Titel": "ä", "Text": "ö"}]
    assert table.name == "standard input"


def test_a_table_goes_to_another_process(tmp_path):
    (tmp_path / "posts.csv").write_bytes(b"a,b\n1,2\n")
    assert values(pickle.loads(pickle.dumps(read(tmp_path / "posts.csv")))) == [{"a": "1", "b": "2"}]


def test_fifty_thousand_rows_take_no_memory(tmp_path):
    path = tmp_path / "viele.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("title", "text"), *((f"Nummer {n}", "ein Text, in Zitat") for n in range(50_000))])
    tracemalloc.start()
    try:
        count = sum(1 for _ in read(path).rows)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 3_000_000


BOOK = {
    "Notizen": "",
    "Beiträge": sheet(
        [
            ["Überschrift", "Wann", "Um", "Stand", "Zahl", "Offen", "Formel"],
            [
                "Grüße aus Köln",
                cell("B2", 46143, "date"),
                cell("C2", 0.75, "time"),
                cell("D2", 0.125, "percent1"),
                12.0,
                True,
            ],
            ["Fest", cell("B3", 46143.75, "datetime"), None, cell("D3", 0.5, "percent"), 0.1 + 0.2, False],
            ["leer", None, None, None, 4915112345678, None, cell("G4", None, formula="A1&B1")],
            ["kaputt", None, None, None, 1.5, None, cell("G5", "#DIV/0!", formula="E5/0")],
        ]
    ),
    "Alt": sheet([["Titel"], ["geheim"]]),
}


def test_a_workbook_is_read_as_it_is_shown():
    table = read(xlsx(BOOK, hidden=["Alt"]))
    first, second, empty, broken = table.rows
    assert list(first.values.values()) == ["Grüße aus Köln", "01.05.2026", "18:00", "12,5 %", "12", "WAHR", ""]
    assert list(second.values.values())[1:6] == ["01.05.2026 18:00", "", "50 %", "0,3", "FALSCH"]
    assert empty.values["Zahl"] == "4915112345678"
    assert (codes(empty), codes(broken)) == (["formula-empty"], ["formula-error"])
    assert broken.notes[0].what == "the formula's result is an error #DIV/0!"
    assert "row 4, column Formel" in empty.notes[0].where


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        *((0.625, code, "63 %") for code in ("0%", "0%;[Red]-0%", "[Red]0%", "0%;\\-0%", "0\\ %", "#,##0 %", "##0%")),
        *((0.695, "0.0%", "69,5 %"), (0.5, "0.##%", "50 %"), (0.12345, "0.##%", "12,35 %"), (-0.5, "0%", "-50 %")),
        *((1067, "00000", "01067"), (1234.5, "#,##0", "1.235"), (1.005, "0.00", "1,01"), (-0.001, "0.00", "0,00")),
        *((1234.5, code, "1.234,50 €") for code in NUMBER_FORMATS if "€" in code),
        *((12, '0" Plätze"', "12 Plätze"), (5, '"+"0', "+5"), (1234.5, "[$$-409]#,##0.00", "$1.234,50")),
        *((1234.5, code, "1234,5") for code in ("0.00E+00", "# ?/?", "000\\-000", "0,")),
        *((1.234, "general", "1,234"), (1e21, "0.00", "1E+21"), (12.0, "general", "12")),
    ],
)
def test_a_number_is_read_as_its_sheet_shows_it(value, code, shown):
    table = read(xlsx({"Posts": sheet([["Zahl", "Text"], [cell("A2", value, code), "x"]])}))
    assert values(table) == [{"Zahl": shown, "Text": "x"}]
    assert codes(table) == (["format-unknown"] if shown == "1234,5" else [])


@pytest.mark.parametrize(
    ("value", "code", "shown", "number"),
    [
        *((0, '0;;"–"', "–", "0"), (-3, '0;;"–"', "", "-3"), (-3, "[Red]-0;0", "3", "-3"), (3, "[Red]-0;0", "-3", "3")),
        *(
            (-1.5, "0.00;(0.00)", "(1,50)", "-1.50"),
            (5, '"offen"', "offen", "5"),
            (1500, '[>=1000]0.0,"k";0', "1500", "1500"),
        ),
        *((0, '"Platz "0;-0;"noch keiner"', "noch keiner", "0"), (2, '"Platz "0;-0;"noch keiner"', "Platz 2", "2")),
        *((0, '#,##0.00 "€";-#,##0.00 "€";"-"?? "€"', "- €", "0"), (0.6951, "0.0%", "69,5 %", "69.5")),
        *(
            (12.375, "General", "12,375", "12.375"),
            (-0.0, "General", "0", "0"),
            (0.12345, "General", "0,12345", "0.12345"),
        ),
    ],
)
def test_a_number_is_the_one_its_sheet_shows_in_the_section_for_it(value, code, shown, number):
    text = workbook._text(float(value), number_format(code), "de")
    assert (text, text.number) == (shown, Decimal(number))


def test_every_format_that_no_text_can_show_is_told_once():
    codes = ["0.00E+00", "# ?/?", "0.00E+00"]
    cells = [[cell(f"A{n}", 1500, code)] for n, code in enumerate(codes, 2)]
    notes = read(xlsx({"Posts": sheet([["Zahl"], *cells])})).notes
    assert [note.where for note in notes] == ["table, row 2, column Zahl", "table, row 3, column Zahl"]


@pytest.mark.parametrize(
    ("number", "code"), [(4111111111111111, "general"), (1.23456789012346e16, "00000"), (1e20, "0.00")]
)
def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_told(number, code):
    (found,) = read(xlsx({"Posts": sheet([["Zahl"], [cell("A2", number, code)]])})).rows
    assert codes(found) == ["number-shortened"]
    assert "E+" in found.values["Zahl"]


@pytest.mark.parametrize(
    ("language", "day", "truth"),
    [
        ("de", "01.03.2026", "WAHR"),
        ("en", "Mar 1, 2026", "TRUE"),
        ("fr", "1 mars 2026", "TRUE"),
        ("uk", "2026-03-01", "TRUE"),
    ],
)
def test_dates_and_truths_of_a_workbook_are_written_in_the_language_of_the_row(language, day, truth):
    row = [cell("A2", 46082, "date"), cell("B2", 46082.8125, "datetime"), True]
    (found,) = read(xlsx({"Posts": sheet([["Tag", "Wann", "Ob"], row])}), language=language).rows
    assert list(found.values.values()) == [day, f"{day} 19:30", truth]


@given(st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2200, 1, 1)), st.sampled_from(sorted(LANGUAGES)))
def test_a_date_is_read_as_the_day_it_was_written_from(when, language):
    moment = read_moment(day_text(when, language))
    assert (moment.date, moment.time or datetime.time()) == (when.date(), when.time().replace(second=0, microsecond=0))


def test_a_format_that_no_text_can_show_names_its_column():
    (note,) = read(xlsx({"Posts": sheet([["Zahl"], [cell("A2", 0.5, "# ?/?")], [cell("A3", 0.25, "# ?/?")]])})).notes
    assert str(note).startswith(
        "table, row 2, column Zahl: the sheet shows numbers as # ?/?, they are taken as they are"
    )


def test_numbers_have_the_marks_of_the_rows_language():
    rows = [
        ["Zahl", "Sprache"],
        *([cell(f"A{n}", 1234.5, "#,##0.00"), tongue] for n, tongue in enumerate(["de", "en", None], 2)),
    ]
    book = xlsx({"Posts": sheet(rows)})
    assert [row["Zahl"] for row in values(read(book))] == ["1.234,50", "1,234.50", "1.234,50"]
    assert [row["Zahl"] for row in values(read(book, language="en"))] == ["1.234,50", "1,234.50", "1,234.50"]


@pytest.mark.parametrize(
    ("kind", "value", "shown", "text"),
    [
        *(
            ("float", "1067", "01067", "01067"),
            ("float", "1234.5", "1.234,50", "1.234,50"),
            ("float", "2.0", "2.0", "2"),
        ),
        *(("currency", "1234.5", "1.234,50 €", "1.234,50 €"), ("currency", "1234.5", "$1,234.50", "$1.234,50")),
        *(("percentage", "0.695", "69,5%", "69,5 %"), ("percentage", "0.695", "70 %", "70 %")),
        *(
            ("float", "1234", "1,234", "1.234"),
            ("float", "0.333333333333333", "0,33", "0,33"),
            ("float", "-3", "-3", "-3"),
        ),
        *(("float", "0.5", "1/2", "0,5"), ("float", "1200", "1,2E+03", "1200"), ("percentage", "0.125", "", "12,5 %")),
        *(("float", "0", "–", "–"), ("float", "-1.5", "(1,50)", "(1,50)"), ("float", "-1.5", "-1,50", "-1,50")),
        *(("float", "12", "12 Plätze", "12 Plätze"), ("float", "1.5", "1.5", "1,5")),
    ],
)
def test_a_number_of_an_opendocument_table_is_read_as_shown(kind, value, shown, text):
    assert values(read(ods([["Zahl"], [ods_cell(kind, value, shown)]]))) == [{"Zahl": text}]


@given(
    st.floats(-1e9, 1e9) | st.integers(-9999, 9999).map(float),
    st.sampled_from(["0", "0.00", "#,##0", "#,##0.00", "0.0%", "00000", '#,##0.00 "€"', '0" Plätze"', "0.0##"]),
    st.sampled_from([(",", "."), (".", ","), (",", "\u00a0"), (".", "’")]),
)
def test_a_format_is_known_again_by_what_it_shows(value, code, marks):
    shown = figure(value, number_format(code), *marks)
    seen = format_seen(value, shown)
    assert shown in ([figure(value, seen, *marks)] if seen else [repr(value), f"{value:.15g}"])  # as programs write


def test_a_format_too_long_for_any_spreadsheet_fills_no_memory():
    assert number_format("0" * 10_000_000).unknown


def test_a_comment_in_an_opendocument_table_is_not_taken_for_its_number():
    comment = "<office:annotation><text:p>siehe 5</text:p></office:annotation>"
    noted = ods_cell("float", "1067", "01067").replace("<text:p>", f"{comment}<text:p>")
    assert values(read(ods([["Zahl"], [noted]]))) == [{"Zahl": "01067"}]


def test_a_formula_that_no_program_has_calculated_is_told_of():
    """openpyxl writes an empty value beside the formula; Excel writes t="str" for a text that came out empty."""
    cells = [
        '<c r="A2"><f>B1</f><v/></c>',
        '<c r="B2" t="str"><f>""</f><v></v></c>',
        '<c r="C2"><f>1+1</f><v>2</v></c>',
    ]
    (found,) = read(xlsx({"Posts": sheet([["A", "B", "C"], cells])})).rows
    assert list(found.values.values()) == ["", "", "2"]
    assert [(note.code, note.where.rpartition(" ")[2]) for note in found.notes] == [("formula-empty", "A")]


def test_a_workbook_says_what_was_chosen():
    table = read(xlsx(BOOK, hidden=["Alt"]))
    assert codes(table) == ["sheet-chosen", "sheets-hidden"]


MERGED = [["Datum", "Titel", "Ziel"], ["5. Mai", "Lesung", 12.5], [None, "Konzert", None], [None, None, None],
          [None, "Fest", None], ["6. Mai", "Markt", 3]]  # fmt: skip


def merged_ods():
    def spanning(kind, value, rows):
        return ods_cell(kind, value, value).replace(
            "<table:table-cell ", f'<table:table-cell table:number-rows-spanned="{rows}" '
        )

    rows = [list(values) for values in MERGED]
    rows[1][0] = spanning("string", "5. Mai", 4)
    rows[1][2] = spanning("float", "12.5", 2).replace("<text:p>12.5", "<text:p>12,50")
    rows[2][0] = rows[3][0] = rows[4][0] = rows[2][2] = "<table:covered-table-cell/>"
    return ods(rows)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_merged_cell_holds_for_every_row_it_reaches_over_that_holds_anything(kind):
    rows = [list(values) for values in MERGED]
    rows[1][2] = cell("C2", 12.5, "two")
    table = read(xlsx({"A": sheet(rows)}, merged=["A2:A5", "C2:C3"]) if kind == "xlsx" else merged_ods())
    assert [tuple(row.values.get(name, "") for name in ("Datum", "Titel", "Ziel")) for row in table.rows] == [
        ("5. Mai", "Lesung", "12,50"),
        ("5. Mai", "Konzert", "12,50"),
        ("5. Mai", "Fest", ""),
        ("6. Mai", "Markt", "3"),
    ]
    assert [row.number for row in table.rows] == [2, 3, 5, 6]
    assert codes(table) == ["cells-merged"]


def test_cells_merged_across_a_row_change_nothing():
    rows = [["Datum", "Titel"], ["5. Mai", None], [None, "Fest"]]
    table = read(xlsx({"A": sheet(rows)}, merged=["A2:B2"]))
    assert [row.values for row in table.rows] == [{"Datum": "5. Mai", "Titel": ""}, {"Datum": "", "Titel": "Fest"}]
    assert "cells-merged" not in codes(table)


def test_a_sheet_can_be_named_even_a_hidden_one():
    assert values(read(xlsx(BOOK, hidden=["Alt"]), sheet="alt")) == [{"Titel": "geheim"}]


def test_an_unknown_sheet_names_the_nearest():
    with pytest.raises(UnknownName, match="Beiträge"):
        read(xlsx(BOOK), sheet="Beitrage")


def test_a_table_that_begins_further_down_keeps_excels_row_numbers():
    inside = row(3, [cell("B3", "Titel"), cell("C3", "Text")]) + row(7, [cell("B7", "a"), cell("C7", "b")], hidden=True)
    table = read(xlsx({"Blatt": inside}))
    assert [(part.number, dict(part.values)) for part in table.rows] == [(7, {"Titel": "a", "Text": "b"})]
    assert codes(table) == ["rows-hidden"]


def test_a_cell_at_the_far_corner_is_refused_before_it_takes_all_memory():
    inside = row(1, [cell("A1", "Titel")]) + row(1_048_576, [cell("XFD1048576", "x")])
    assert "reaches over 1,048,576 rows and 16,384 columns" in refusal(xlsx({"Blatt": inside}))


def test_an_empty_formatted_cell_at_the_far_corner_does_no_harm():
    inside = row(1, [cell("A1", "Titel")]) + row(2, [cell("A2", "x"), cell("XFD2", None, "date")])
    assert values(read(xlsx({"Blatt": inside}))) == [{"Titel": "x"}]


def test_shared_texts_prefixes_and_cells_without_places_are_read():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inside = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c>'
        '</x:row><x:row><x:c><x:v>5</x:v></x:c><x:c s="4"><x:v>0.5</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    texts = f'<sst xmlns="{main}"><si><t>Titel</t></si><si><r><t>An</t></r><r><t>teil</t></r></si></sst>'
    extra = {"xl/worksheets/sheet1.xml": inside, "xl/sharedStrings.xml": texts}
    assert values(read(xlsx({"Blatt": ""}, extra=extra.items()))) == [{"Titel": "5", "Anteil": "50 %"}]


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ('<c r="B2" t="s"><v>99</v></c>', "cell-broken"),
        ('<c r="B2" t="s"><v>x</v></c>', "cell-broken"),
        ('<c r="B2" t="e"><v>#SPILL!</v></c>', "formula-error"),
    ],
)
def test_a_broken_cell_of_a_workbook_costs_its_row_only(broken, code):
    rows = [["Titel", "Text"], [cell("A2", "ä"), broken], [cell("A3", "b"), cell("B3", "c")]]
    table = read(xlsx({"Posts": sheet(rows)}))
    for spoilt, fine in (tuple(table.rows), tuple(table.rows)):
        assert (codes(spoilt), spoilt.notes[0].where.rpartition(" ")[2]) == ([code], "Text")
        assert dict(fine.values) == {"Titel": "b", "Text": "c"}


def test_entities_in_a_workbook_reach_no_file():
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData>&e;</sheetData></worksheet>'
    with pytest.raises(SmgenError):
        list(read(xlsx({"Blatt": ""}, extra={"xl/worksheets/sheet1.xml": evil}.items())).rows)


def test_a_workbook_called_csv_is_read_and_told(tmp_path):
    (tmp_path / "posts.csv").write_bytes(xlsx({"Blatt": sheet([["Titel"], ["a"]])}))
    table = read(tmp_path / "posts.csv")
    assert values(table) == [{"Titel": "a"}]
    assert codes(table) == ["kind-unexpected"]


def test_an_opendocument_table_is_read():
    date = ods_cell("date", "2026-05-01", "01.05.26")
    table = read(ods([["Titel", "Wann", "Zahl"], ["Müll\nsammeln", date, 1.5], [None], ["zwei", None, 2.0]]))
    assert [(part.number, list(part.values.values())) for part in table.rows] == [
        (2, ["Müll\nsammeln", "01.05.2026", "1,5"]),
        (4, ["zwei", "", "2"]),
    ]


@pytest.mark.parametrize("mark", ["<text:tab/>", '<text:tab text:tab-ref="1"/>', "<text:tab></text:tab>"])
def test_breaks_and_tabs_in_a_text_of_an_opendocument_table_part_its_words(mark):
    text = f"<text:p>eins<text:line-break/><text:span>zwei{mark}drei</text:span></text:p>"
    noted = f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    assert values(read(ods([["Titel"], [noted]]))) == [{"Titel": "eins\nzwei drei"}]


def test_percentages_of_an_opendocument_table_are_read_as_shown():
    shares = ods_cell("percentage", "0.125", "12,5 %", repeated=2)
    assert values(read(ods([["Titel", "a", "b"], ["x", shares]]))) == [{"Titel": "x", "a": "12,5 %", "b": "12,5 %"}]


MANIFEST = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'


@pytest.mark.parametrize(
    "parts", [{"content.xml": "\x91\x05", "META-INF/manifest.xml": MANIFEST}, {"encrypted-package": "\x91\x05"}]
)
def test_a_protected_opendocument_table_is_told(parts):
    data = archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", **parts})
    assert "protected by a password (save it without one)" in refusal(data)


def test_an_opendocument_bomb_is_refused():
    many = ods_cell("float", "1", "1", repeated=9999)
    rows = f'<table:table-row table:number-rows-repeated="99999">{many}</table:table-row>'
    bomb = f'<table:table table:name="T">{rows}</table:table>'
    assert "more than can be loaded" in refusal(ods_content(bomb))


def test_json_keeps_lists_and_numbers_as_written():
    first, second = read(TABLES / "beitraege.json").rows
    assert dict(first.values) == {
        "title": "Müll sammeln", "tags": ("#umwelt", "#köln"), "preis": "1,50", "link": "", "neu": "true",
    }  # fmt: skip
    assert second.values["ort"] == {"stadt": "Köln"}
    assert read(TABLES / "beitraege.json").columns == ("title", "tags", "preis", "link", "neu", "ort")


@pytest.mark.parametrize(
    ("written", "german", "english"),
    [
        *(
            ("12.500", "12,500", "12.500"),
            ("1.0", "1", "1"),
            ("1e6", "1000000", "1000000"),
            ("1000000.0", "1000000", "1000000"),
        ),
        *(
            ("0.30000000000000004", "0,3", "0.3"),
            ("-0.0", "0", "0"),
            ("12345678901234567890", "12345678901234567890", None),
        ),
    ],
)
def test_numbers_of_json_are_written_in_the_language_of_the_record(written, german, english):
    record = f'"a": {written}, "b": [{written}]'
    content = f'[{{{record}}}, {{{record}, "lang": "en"}}]'
    for source in (content, content[1:-1].replace("}, {", "}\n{")):
        first, second = values(read(source.encode()))
        assert (first["a"], first["b"]) == (german, (german,))
        assert (second["a"], second["b"]) == (english or german, (english or german,))


def test_a_broken_line_of_json_lines_is_named_and_the_rest_goes_on():
    table = read(TABLES / "beitraege.jsonl")
    assert [(part.number, part.usable) for part in table.rows] == [(1, True), (3, False), (4, True), (5, False)]
    assert list(table.rows)[1].notes[0].where == "beitraege.jsonl, line 3"
    assert table.columns == ("title", "titel")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b'[{"a": 1,}]', "this is no JSON"),
        (b'[{"a": 1, "a": 2}]', "“a” stands twice"),
        (b'[{"Titel": 1}, {"titel ": 2}]', "are both called"),
        (b"[" * 100_000, "this is no JSON|nested too deeply"),
        (b'{"title": {"0": "a", "1": "b"}, "text": {"0": "c", "1": "d"}}', "orient=.records"),
        (b'{"columns": ["title"], "index": [0], "data": [["a"]]}', "orient=.records"),
        (b"[{}, {}]", "the records are empty"),
    ],
)
def test_json_that_would_lose_something_is_refused(text, sentence):
    with pytest.raises(TableError, match=sentence):
        read(text)


RECORDS = '[{"template": "quote", "quote": "Hallo"}, {"template": "quote", "quote": "Moin"}]'
HOLDING = [
    # a document that holds the records, how many of them, what is told
    (f'{{"posts": {RECORDS}}}', 2, []),
    (f'{{"kampagne": "Winter", "beiträge": {RECORDS}}}', 2, ["records-chosen"]),
    (f'{{"template": "quote", "quote": "Hallo", "tips": {RECORDS}}}', 1, []),
    (f'{{"Zitat": "Hallo", "tips": {RECORDS}}}', 1, []),
    ('{"records": [{"id": 1, "fields": {"quote": "Hallo"}}, {"id": 2, "fields": {"quote": "Moin"}}]}', 2, []),
    ('{"records": [{"quote": "Hallo", "fields": {"a": 1}}, {"quote": "Moin"}]}', 2, []),
]


@pytest.mark.parametrize(("text", "count", "told"), HOLDING)
def test_records_are_found_where_programs_put_them(text, count, told):
    table = read(text.encode(), names=["Zitat"])
    found = [row.get("quote", row.get("Zitat")) for row in values(table)]
    assert found == ["Hallo", "Moin"][:count]
    assert codes(table) == told


@pytest.mark.parametrize(
    "text", [f'{{"a": {RECORDS}, "b": {RECORDS}}}', '{"values": [["template", "quote"], ["quote", "Hallo"]]}']
)
def test_where_records_are_looked_for_is_told(text):
    assert "no list of records (write" in refusal(text.encode())
    assert "or call it posts, rows, records, items, data" in refusal(text.encode())


def test_a_list_called_jsonl_and_files_put_together_are_read(tmp_path):
    (tmp_path / "list.jsonl").write_text(RECORDS.replace("}, {", "},\n{"), "utf-8")
    assert len(values(read(tmp_path / "list.jsonl"))) == 2
    (tmp_path / "both.jsonl").write_bytes(b'\xef\xbb\xbf{"a": "1"}\n\xef\xbb\xbf{"a": "2"}\n\xef\xbb\xbf\n')
    assert values(read(tmp_path / "both.jsonl")) == [{"a": "1"}, {"a": "2"}]


def test_mappings_become_text_as_from_a_file():
    when = datetime.datetime(2026, 5, 1, 18, 30)
    table = read([{"title": " a ", "n": 1.0, "x": None, "when": when, "ok": True}, {"title": "b", "n": float("nan")}])
    assert values(table) == [
        {"title": "a", "n": "1", "x": "", "when": "01.05.2026 18:30", "ok": "true"},
        {"title": "b", "n": ""},
    ]
    assert next(iter(table.rows)).where == "table, record 1"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_json_is_known_in_every_encoding(encoding):
    assert values(read('[{"title": "Grüße"}]'.encode(encoding))) == [{"title": "Grüße"}]


class NumpyScalar:
    """As much of a NumPy float of 32 bits as is asked of one."""

    dtype = type("dtype", (), {"kind": "f"})

    def item(self):
        return 0.100000001490116

    def __str__(self):
        return "0.1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((1e6, "1000000"), (0.1 + 0.2, "0,3"), (12.5, "12,5"), (-0.0, "0"), (1e-7, "0,0000001"), (1e20, "1E+20")),
        (Decimal("NaN"), ""),
        (Decimal("sNaN"), ""),
        (Decimal("1.50"), "1,50"),
        (NumpyScalar(), "0,1"),
        (datetime.timedelta(hours=18, minutes=30), "18:30"),
        (datetime.timedelta(days=1, hours=2, seconds=5), "26:00:05"),
        (-datetime.timedelta(minutes=90), "-1:30"),
    ],
)
def test_numbers_and_durations_of_python_are_written_as_people_do(value, text):
    assert values(read([{"a": value}])) == [{"a": text}]


def test_a_generator_of_mappings_can_be_walked_twice():
    table = read({"title": str(number)} for number in range(3))
    assert values(table) == values(table) == [{"title": "0"}, {"title": "1"}, {"title": "2"}]


class PandasFrame:
    """As much of a pandas frame as is asked of one."""

    columns = ("title", "n")

    def itertuples(self, index, name):
        assert (index, name) == (False, None)
        return iter([("a", 1.0), ("b", float("nan"))])


class IndexedFrame:
    """As much of a pandas frame with an index of its own as is asked of one."""

    columns = ("n",)
    index = type("index", (), {"names": ["title", None]})

    def itertuples(self, index, name):
        raise AssertionError("without its index")

    def reset_index(self, level):
        assert level == ["title"]
        return PandasFrame()


class PolarsFrame:
    """As much of a polars frame as is asked of one."""

    columns = ("title", "n")

    def iter_rows(self):
        return iter([("a", 1), ("b", None)])


@pytest.mark.parametrize("frame", [PandasFrame(), PolarsFrame(), IndexedFrame()])
def test_a_data_frame_is_a_table(frame):
    table = read(frame)
    assert table.columns == ("title", "n")
    assert values(table) == values(table) == [{"title": "a", "n": "1"}, {"title": "b", "n": ""}]


def test_an_index_called_as_a_column_is_refused():
    frame = IndexedFrame()
    frame.columns = ("n", "Title")
    assert "are both called “title”" in refusal(frame)


@pytest.mark.parametrize("given_in", [5, {"a": 1}, None])
def test_what_is_no_table_in_python_either_is_refused(given_in):
    assert "this is no table" in refusal(given_in)


def test_columns_have_excels_letters():
    assert [column_letters(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def as_shown(text):
    return "" if text.strip() in NOTHING else cell_text(text)


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ["", "a;b", 'er sagte "ja"', "Zeile\nzwei", "x\r\ny", "1,5", "Grüße", "a,b\tc|d", "'", '"']
)


@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=6)
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@settings(max_examples=100, deadline=None)
def test_what_the_csv_module_writes_is_read_cell_by_cell(rows, delimiter, quoting, encoding):
    names = [f"name{column_letters(index)}" for index in range(len(rows[0]))]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerows([names, *rows])
    found = read(buffer.getvalue().encode(encoding), delimiter=delimiter)
    expected = [(number, [as_shown(text) for text in cells]) for number, cells in enumerate(rows, 2)]
    assert [(part.number, list(part.values.values())) for part in found.rows] == [
        (number, cells) for number, cells in expected if any(cells)
    ]


WORDS = [
    "Äpfel", "Öl", "Übermut", "Grüße", "Straße", "GRÖSSE", "Mühe", "„Ja“", "–", "größer",
    "Füße", "5", "€", "süß", "Käfer", "§3", "für", "naïv", "Café",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), min_size=1), st.sampled_from(["cp1252", "utf-8", "utf-16", "utf-8-sig"]))
@settings(max_examples=100, deadline=None)
def test_german_words_survive_every_encoding_excel_writes(words, encoding):
    sentence = " ".join(words)
    assert values(read(f"Titel;Text\r\nÄpfel;{sentence}\r\n".encode(encoding)))[0]["Text"] == sentence


@given(st.binary(max_size=300) | st.text('";,\n\r\t {}[]:äb1', max_size=120).map(str.encode))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused_in_a_sentence(content):
    with contextlib.suppress(SmgenError):
        list(read(content).rows)


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=100, deadline=None)
def test_cleaning_text_twice_is_cleaning_it_once_and_makes_it_utf8(text):
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert not any(ord(character) < 32 and character != "\n" for character in cleaned.encode("utf-8").decode("utf-8"))
