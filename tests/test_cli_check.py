"""`smgen check`, `count` and `formats` as people and machines call them: findings, exit codes, annotations, JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from smgen.cli.check import github_line
from smgen.errors import Note
from smgen.inspection import Finding, Settings, inspect
from smgen.platforms import formats, platforms

TABLE = """template;quote;author;formats;publish_at;text
quote;Bei uns zählt, dass du mit anpackst.;Amira Haddad;instagram;2026-12-01 10:00;Komm vorbei
quot;Falsch;Jens;mastodon;;
quote;;Jens;instagram;;
quote;Gut so;Jens;instagram;2026-12-01 10:00;Am Freitag, 5.12.2026, auf www. verein.de
"""


def codes(path: Path, **settings) -> set[str]:
    return {finding.note.code for finding in inspect(path, Settings(**settings))}


def test_a_table_is_checked_row_by_row(cli, here):
    (here / "posts.csv").write_text(TABLE, "utf-8")
    said = cli("check", "posts.csv")
    assert said.code == 1
    assert "row 3, column template" in said.out
    assert "did you mean “quote”?" in said.out
    assert "row 4, column quote" in said.out
    assert "[weekday-wrong]" in said.out
    assert "[link-broken]" in said.out
    assert "[same-time]" in said.out
    assert said.err == ""
    assert said.out.splitlines()[-1].startswith("4 errors, 1 warning")


def test_only_the_rows_asked_for_are_checked(cli, here):
    (here / "posts.csv").write_text(TABLE, "utf-8")
    said = cli("check", "posts.csv", "--rows", "2")
    assert said.code == 0
    assert "row 3" not in said.out


def test_a_table_may_come_in_through_the_pipe(process):
    done = process("check", "-", input=TABLE.encode())
    assert done.returncode == 1
    assert b"row 3" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("info", 1)])
def test_the_exit_code_follows_the_severity_asked_for(cli, here, fail_on, code):
    (here / "posts.csv").write_text("template,quote,text\nquote,Gut so,KOMMT ALLE VORBEI\n", "utf-8")
    assert cli("check", "posts.csv", "--fail-on", fail_on).code == code


def test_json_holds_every_finding_with_its_line(cli, here):
    (here / "posts.csv").write_text(TABLE, "utf-8")
    found = json.loads(cli("check", "posts.csv", "--json").out)
    wrong = next(each for each in found if each["code"] == "unknown-name")
    assert (wrong["file"], wrong["line"], wrong["severity"]) == ("posts.csv", 3, "error")
    assert set(wrong) == {"file", "line", "severity", "code", "where", "what", "hint"}


def test_github_gets_annotations_and_nothing_else(cli, here):
    (here / "posts.csv").write_text(TABLE, "utf-8")
    lines = cli("check", "posts.csv", "--github").out.splitlines()
    assert lines
    assert all(
        re.match(r"::(notice|warning|error) file=posts\.csv(,line=\d+)?,title=[a-z-]+::\S", line) for line in lines
    )
    assert any(line.startswith("::error file=posts.csv,line=3,title=unknown-name::") for line in lines)


def test_no_text_can_forge_or_end_an_annotation():
    note = Note("error", "bad", "50 % of\n::error::it\r", "row 1", "a, b: c")
    line = github_line(Finding(note, "a,b:c%\n.csv", 7))
    assert line == "::error file=a%2Cb%3Ac%25%0A.csv,line=7,title=bad::row 1: 50 %25 of%0A::error::it%0D (a, b: c)"
    assert "\n" not in line


def test_json_and_github_at_once_are_a_slip(cli, here):
    assert cli("check", ".", "--json", "--github").code == 2


def test_what_is_not_there_is_an_error_and_no_traceback(cli, here):
    said = cli("check", "nix.csv")
    assert (said.code, said.out.splitlines()[-1]) == (1, "1 error")
    assert "there is no such file" in said.out


def test_an_empty_folder_says_what_could_be_checked(here):
    assert codes(here) == {"nothing-to-check"}


BRAND = """name = "Verein"
[colors]
primary = "#888888"
ink = "#777777"
paper = "#999999"
[logo]
light = "logo.svg"
dark = "small.png"
[fonts]
heading = "Commic"
folder = "nowhere"
[bank]
iban = "DE89370400440532013001"
[handles]
instgram = "@x"
mastodon = "@"
[credit]
form = "Foto"
"""


def test_everything_wrong_with_a_brand_is_found(here):
    Image.new("RGB", (100, 100), "#ff5a3c").save(here / "small.png")
    (here / "brand.toml").write_text(BRAND, "utf-8")
    assert codes(here / "brand.toml") >= {
        "brand-ink",
        "brand-ground",
        "logo-unusable",
        "logo-small",
        "logo-opaque",
        "font-unknown",
        "fonts-missing",
        "iban-wrong",
        "bank-recipient",
        "platform-unknown",
        "handle-empty",
        "credit-form",
    }


def test_a_logo_that_melts_into_its_ground_is_found(here):
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="{}"/></svg>'
    )
    (here / "logo.svg").write_text(drawing.format("#f4ebdd"), "utf-8")
    (here / "brand.toml").write_text('name = "V"\nlogo = "logo.svg"\n', "utf-8")
    assert "logo-faint" in codes(here / "brand.toml")
    (here / "logo.svg").write_text(drawing.format("#ff5a3c"), "utf-8")
    assert codes(here / "brand.toml") == set()


def test_a_brand_that_cannot_be_read_is_one_finding(here):
    (here / "brand.toml").write_text("name = ", "utf-8")
    assert codes(here / "brand.toml") == {"brand-error"}


def test_a_template_is_checked_with_its_files_and_samples(here):
    folder = here / "mine"
    folder.mkdir()
    (folder / "template.toml").write_text(
        'about = "x"\n[fields.title]\nabout="t"\nrequired = true\n[fields.unused]\nabout="u"\n[palettes.p]\nground="#fff"\n'
        '[[samples]]\ntitle = "Hallo"\n',
        "utf-8",
    )
    card = '<card background="#ffffff"><text field="title" font-size="1.5vmin">{{ title }} {{ titel }}</text></card>'
    (folder / "card.xml.j2").write_text(card, "utf-8")
    found = {finding.note.code: finding for finding in inspect(folder)}
    assert {"field-undeclared", "field-unused", "alt-missing", "caption-missing"} <= set(found)
    assert "did you mean “title”?" in found["field-undeclared"].note.hint
    (folder / "card.xml.j2").write_text(card.replace("{{ titel }}", ""), "utf-8")
    assert {"text-small", "alt-missing", "field-unused"} <= codes(folder)


def test_names_a_template_makes_itself_are_no_missing_fields(here):
    folder = here / "mine"
    folder.mkdir()
    toml = 'about = "x"\n[fields.title]\nabout="t"\n[palettes.p]\nground="#fff"\n[[samples]]\ntitle = "Hallo"\n'
    (folder / "template.toml").write_text(toml, "utf-8")
    (folder / "alt.txt.j2").write_text("{{ title }}", "utf-8")
    (folder / "part.j2").write_text("{% macro shown(one, two=3) %}{{ one }}{{ two }}{% endmacro %}", "utf-8")
    (folder / "inner.j2").write_text(
        "{{ given }}{{ block }}{{ maybe|default('') }}{% if other is defined %}{{ other }}{% endif %}"
    )
    (folder / "card.xml.j2").write_text(
        '{% import "part.j2" as part with context %}{% from "part.j2" import shown %}{% set given = "a" %}'
        "{% set block %}b{% endset %}{% for letter, number in [] %}{{ letter }}{% endfor %}"
        '<card background="#ffffff"><text field="title" font-size="9vmin">{{ title }}</text></card>'
        '{% if false %}{{ part.shown("x") }}{{ shown("y") }}{% include "inner.j2" %}{% endif %}',
        "utf-8",
    )
    assert codes(folder) == {"caption-missing"}


def test_of_several_things_each_finding_names_its_own(cli, here):
    for name in ("eins", "zwei"):
        assert cli("new", "template", name).code == 0
        (here / name / "alt.txt.j2").unlink()
    said = cli("check", "eins", "zwei")
    assert {
        line.split(":")[0].strip() for line in said.out.splitlines() if "[alt-missing]" in line and "sample" not in line
    } == {f"✗ {name}/alt.txt.j2, {name}" for name in ("eins", "zwei")}


@pytest.mark.parametrize("name", ["quote", "number", "poster", "tip", "thanks"])
def test_shipped_templates_use_what_they_declare(name):
    folder = Path(__file__).resolve().parent.parent / "templates" / name
    assert not codes(folder, formats=("instagram/portrait",)) & {"field-undeclared", "field-unused", "alt-missing"}


def test_finished_posts_are_checked(cli, here):
    assert cli("make", "quote", "--quote", "Hallo Welt", "-f", "instagram", "-f", "x", "-o", "out").code == 0
    assert cli("check", "out").code == 0
    (here / "out" / "quote-x-landscape.alt.txt").unlink()
    (here / "out" / "quote-instagram-portrait.caption.txt").write_text("#A1b " * 3 + "#Wort " * 5 + "bit.ly/x", "utf-8")
    Image.new("RGB", (123, 456)).save(here / "out" / "odd.png")
    Image.new("RGB", (1080, 1350)).save(here / "out" / "instagram-portrait.png", "JPEG")
    (here / "out" / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    found = codes(here / "out")
    assert found >= {
        "alt-missing",
        "hashtags-too-many",
        "link-shortened",
        "size-unknown",
        "type-unexpected",
        "picture-error",
    }
    assert codes(here / "out", formats=("pinterest",)) >= {"size-unknown"}


def test_a_file_above_the_platforms_bytes_is_found(here):
    picture = here / "bluesky-post.png"
    side = next(each for each in formats() if each.name == "bluesky/post")
    Image.effect_noise((side.width, side.height), 90).convert("RGB").save(picture, compress_level=0)
    (here / "bluesky-post.alt.txt").write_text("Rauschen", "utf-8")
    assert "bytes-too-many" in codes(picture, formats=("bluesky/post",))


def test_a_carousel_needs_an_alt_text_for_each_picture(here):
    for number in (1, 2, 3):
        Image.new("RGB", (1080, 1350)).save(here / f"reihe-{number}.jpg")
    (here / "reihe.alt.txt").write_text("Eins\n\nZwei", "utf-8")
    assert "alt-missing" in codes(here, formats=("instagram/carousel",))
    (here / "reihe.alt.txt").write_text("Eins\n\nZwei\n\nDrei", "utf-8")
    assert "alt-missing" not in codes(here, formats=("instagram/carousel",))


def test_the_output_of_a_batch_is_looked_at_as_finished_posts(here):
    (here / "posts.csv").write_text("file,platform\n", "utf-8")
    (here / "posts.jsonl").write_text("", "utf-8")
    Image.new("RGB", (1080, 1350)).save(here / "instagram-portrait.jpg")
    assert codes(here) == {"alt-missing"}


def test_count_tells_every_platform(cli):
    said = cli("count", "Hallo Welt 👋🏽 https://www.verein.de")
    assert said.code == 0
    assert {each.label for each in platforms() if each.caption} <= {
        line.split("  ")[0] for line in said.out.splitlines()
    }


def test_count_fails_where_the_text_is_too_long(cli):
    said = cli("count", "x" * 281, "-p", "x")
    assert (said.code, "-1" in said.out, "too long" in said.out) == (1, True, True)
    assert cli("count", "x" * 281, "-p", "x", "--limit", "25000").code == 0


def test_count_reads_files_and_the_pipe(cli, process, here):
    (here / "text.txt").write_bytes("Größe 👋\r\n".encode())
    counted = json.loads(cli("count", "--file", "text.txt", "-p", "bluesky", "--json").out)
    assert counted[0]["used"] == 7
    assert counted[0]["unit"] == "graphemes"
    done = process("count", "--file", "-", "-p", "x", "--json", input="Größe 👋\n".encode())
    assert json.loads(done.stdout)[0]["used"] == 8


@pytest.mark.parametrize("arguments", [(), ("a", "--file", "b"), ("a", "--limit", "0"), ("a", "--field", "x")])
def test_count_says_how_it_wants_to_be_called(cli, arguments):
    assert cli("count", *arguments).code == 2


def test_count_of_a_strange_file_is_a_sentence(cli, here):
    (here / "picture.txt").write_bytes(b"\x89PNG\xff\xfe")
    for name in ("picture.txt", "none.txt"):
        said = cli("count", "--file", name)
        assert said.code == 1
        assert said.err.startswith("smgen: ")


def test_formats_lists_all_and_tells_one(cli):
    listed = cli("formats").out
    assert all(each.name in listed for each in formats())
    told = cli("formats", "instagram/story").out
    assert "1080 × 1920" in told
    assert "https://" in told
    assert "covered by the app" in told


def test_formats_as_json_has_all_figures(cli):
    table = json.loads(cli("formats", "--json").out)
    assert [each["name"] for each in table] == [each.name for each in formats()]
    one = json.loads(cli("formats", "instagram", "--json").out)
    assert one["name"] == "instagram/portrait"
    assert json.loads(cli("formats", "1200x800", "--json").out)["width"] == 1200


def test_an_unknown_format_is_answered_with_the_nearest(cli):
    said = cli("formats", "instagarm/story")
    assert said.code == 1
    assert "did you mean “instagram/story”" in said.err


def test_a_typing_error_in_a_card_is_told_once_for_all_samples(cli):
    cli("new", "template", "mine")
    card = Path("mine/card.xml.j2")
    card.write_text(card.read_text("utf-8").replace("<column", "<colum").replace("</column", "</colum"), "utf-8")
    said = cli("check", "mine")
    assert said.code == 1
    (finding,) = [line for line in said.out.splitlines() if "✗" in line]
    assert "all samples, all formats" in finding
    assert "did you mean “column”" in finding
