"""`smgen make` and the small commands beside it, as people use them."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from PIL import Image

from smgen.cli import run, smgen
from smgen.platforms import formats
from smgen.template import load_template, template_names

QUOTE = ("make", "quote", "--quote", "Einfach machen!", "--author", "Amira Haddad")


def test_one_picture_with_its_texts(cli):
    said = cli(*QUOTE, "-o", "tile.png")
    assert said.code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["tile.alt.txt", "tile.caption.txt", "tile.png"]
    with Image.open("tile.png") as image:
        assert image.size == (1080, 1350)
    assert "Einfach machen!" in Path("tile.alt.txt").read_text("utf-8")
    assert "Amira Haddad" in Path("tile.alt.txt").read_text("utf-8")
    for shown in ("tile.png", "1080×1350", "caption", "alt text", "Einfach machen!"):
        assert shown in said.out


def test_several_formats_go_into_a_folder_by_their_names(cli):
    assert cli(*QUOTE, "-f", "instagram/story", "-f", "mastodon,1200x800", "-o", "out").code == 0
    pictures = sorted(path.name for path in Path("out").iterdir() if path.suffix != ".txt")
    assert len(pictures) == 3
    assert [name.split(".")[0] for name in pictures] == [
        "quote-1200x800",
        "quote-instagram-story",
        "quote-mastodon-post",
    ]


def test_several_formats_and_one_file_name_put_the_format_into_it(cli):
    assert cli(*QUOTE, "-f", "instagram/story", "-f", "web/opengraph", "-o", "a/tile.webp").code == 0
    assert {path.name for path in Path("a").glob("*.webp")} == {"tile-instagram-story.webp", "tile-web-opengraph.webp"}


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_the_extension_chooses_the_type(cli, name, kind):
    assert cli(*QUOTE, "-o", name).code == 0
    with Image.open(name) as image:
        assert image.format == kind


def test_a_dash_writes_the_picture_to_standard_output(process, here):
    said = process(*QUOTE, "-o", "-")
    assert said.returncode == 0, said.stderr
    with Image.open(io.BytesIO(said.stdout)) as image:
        assert image.size == (1080, 1350)
    assert list(here.iterdir()) == []


def test_json_tells_everything_and_nothing_else(cli):
    said = cli(*QUOTE, "-f", "instagram/portrait", "-f", "x", "-o", "out", "--json")
    assert said.code == 0
    portrait, other = json.loads(said.out)
    assert portrait["format"] == "instagram/portrait"
    assert (portrait["width"], portrait["height"]) == (1080, 1350)
    assert all(Path(name).exists() for name in portrait["files"] + other["files"])
    assert portrait["caption_length"]["limit"] == 2200
    assert {"caption", "alt", "notes", "thread", "language", "template"} <= set(portrait)


def test_json_tells_errors_too(cli):
    Path("quote-600x600.png").write_bytes(b"not ours")
    said = cli(*QUOTE, "-f", "600x600", "-f", "1080x1080", "--json")
    assert said.code == 1
    refused, made = json.loads(said.out)
    assert refused["format"] == "600x600"
    assert refused["error"]["what"] == "is already there, and smgen did not make it"
    assert refused["error"]["where"].endswith("quote-600x600.png")
    assert "--overwrite" in refused["error"]["hint"]
    assert "error" not in made


def test_every_field_is_an_option_and_help_tells_all(cli):
    for name in template_names():
        said = cli("make", name, "--help")
        assert said.code == 0
        for field in load_template(name).fields.values():
            assert f"--{field.name.replace('_', '-')}" in said.out
        for option in ("--format", "--brand", "--palette", "--output", "--json", "Example:"):
            assert option in said.out


def test_the_example_in_help_works(cli):
    said = cli("make", "quote", "--help")
    example = " ".join(said.out.rsplit("Example:", 1)[1].split())
    arguments = shlex.split(example)[1:]
    assert cli(*arguments).code == 0


def test_a_list_is_given_bar_by_bar_or_option_by_option(cli):
    assert cli(*QUOTE, "--hashtags", "eins|zwei", "-o", "a.png").code == 0
    assert cli(*QUOTE, "--hashtags", "eins", "--hashtags", "zwei", "-o", "b.png").code == 0
    captions = [Path(f"{name}.caption.txt").read_text("utf-8") for name in "ab"]
    assert captions[0] == captions[1]
    assert "#eins" in captions[0].casefold()


def test_brand_palette_and_language_are_heard(cli):
    Path("brand.toml").write_text('name = "Nord"\nlanguage = "en"\n[colors]\npaper = "#123456"\nink = "#ffffff"\n')
    for number, options in enumerate(([], ["--brand", "brand.toml"], ["--brand", "."], ["--palette", "paper"])):
        assert cli(*QUOTE, *options, "-o", f"{number}.png").code == 0
    pictures = [Path(f"{number}.png").read_bytes() for number in range(4)]
    assert pictures[1] == pictures[2]
    assert len(set(pictures)) == 3
    assert "“Einfach machen!”" in Path("1.alt.txt").read_text("utf-8")
    assert cli(*QUOTE, "--lang", "fr", "-o", "fr.png").code == 0
    assert "«" in Path("fr.alt.txt").read_text("utf-8")


def test_explain_says_why_a_text_has_its_size(cli):
    assert "px" not in cli(*QUOTE, "-o", "a.png").err
    said = cli(*QUOTE, "-o", "a.png", "--explain")
    assert "quote" in said.err
    assert "px" in said.err


def test_guides_are_drawn_over_the_picture(cli):
    cli(*QUOTE, "-f", "instagram/story", "-o", "plain.png")
    assert cli(*QUOTE, "-f", "instagram/story", "-o", "guides.png", "--guides").code == 0
    assert Path("plain.png").read_bytes() != Path("guides.png").read_bytes()
    with Image.open("guides.png") as image:
        assert (220, 0, 0) in {color for _, color in image.convert("RGB").getcolors(1 << 22)}


def read_terminal(screen: int) -> bytes:
    """All that was written to a pseudo-terminal: a read gives what is there by now, not the whole."""
    shown = bytearray()
    with open(screen, "rb", buffering=0) as stream:
        while True:
            try:
                part = stream.read(10_000)
            except OSError:  # Linux says so when the last writer has gone, others send an empty part
                return bytes(shown)
            if not part:
                return bytes(shown)
            shown += part


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals there")
def test_tables_on_a_terminal_stay_readable(here):
    ours, theirs = os.openpty()
    environment = {**os.environ, "COLUMNS": "60", "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    command = [sys.executable, "-m", "smgen", "count", "viel " * 100, "-p", "x"]
    with subprocess.Popen(command, stdout=theirs, env=environment):
        os.close(theirs)
        shown = read_terminal(ours).decode()
    assert "\\x1b" not in shown  # colours are not escaped
    _, first, *more = shown.splitlines()
    assert first.startswith("X ")
    assert max(map(len, (first, *more))) <= 70
    assert more


def test_a_text_without_quotation_marks_is_told_of_them(cli):
    said = cli("make", "quote", "--quote", "Grüße", "aus", "dem", "Café")
    assert said.code == 2
    assert "quotation marks" in said.err


def test_a_template_folder_called_by_its_name_is_told_its_path(cli):
    cli("new", "template", "mein-format")
    said = cli("make", "mein-format", "--headline", "Hallo")
    assert said.code == 2
    assert "./mein-format" in said.err


def test_a_gallery_does_not_replace_a_page_of_somebody_else(cli):
    Path("site").mkdir()
    Path("site/index.html").write_text("<h1>Unser Verein</h1>", "utf-8")
    said = cli("templates", "thanks", "--gallery", "site", "-f", "120x120")
    assert said.code == 1
    assert "smgen did not make it" in said.err
    assert [path.name for path in Path("site").iterdir()] == ["index.html"]
    for _ in range(2):
        assert cli("templates", "thanks", "--gallery", "new", "-f", "120x120").code == 0


def test_a_template_of_ones_own_by_path_and_by_folder(cli):
    for folder in (Path("mine"), Path("templates/ours")):
        folder.mkdir(parents=True)
        (folder / "template.toml").write_text('about = "Ours."\n[fields.line_one]\n')
        (folder / "card.xml.j2").write_text("<card><text>{{ line_one }}</text></card>")
        (folder / "alt.txt.j2").write_text("{{ line_one }}")
    assert cli("make", "./mine", "--line-one", "Hallo", "-o", "a.png").code == 0
    assert cli("make", "ours", "--line-one", "Hallo", "-o", "b.png").code == 0
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()
    assert "ours" in cli("templates").out


def test_a_photo_may_lie_anywhere_when_a_person_typed_its_name(cli, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elsewhere")
    Image.new("RGB", (1600, 1600), (200, 30, 30)).save(folder / "foto.jpg")
    own = Path("mine")
    own.mkdir()
    (own / "template.toml").write_text('about = "A photo."\n[fields.photo]\nkind = "picture"\n')
    (own / "card.xml.j2").write_text('<card padding="0px"><image src="{{ photo }}" grow="1"/></card>')
    said = cli("make", "./mine", "--photo", str(folder / "foto.jpg"), "-o", "a.png")
    assert said.code == 0, said.err
    with Image.open("a.png") as image:
        assert image.convert("RGB").getpixel((500, 500))[0] > 180


def test_nothing_about_the_photos_place_is_in_the_picture(cli):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (1600, 1600), (10, 90, 30)).save("foto.jpg", exif=exif)
    own = Path("mine")
    own.mkdir()
    (own / "template.toml").write_text('about = "A photo."\n[fields.photo]\nkind = "picture"\n')
    (own / "card.xml.j2").write_text('<card padding="0px"><image src="{{ photo }}" grow="1"/></card>')
    for name in ("a.png", "a.jpg", "a.webp"):
        assert cli("make", "./mine", "--photo", "foto.jpg", "-o", name).code == 0
        data = Path(name).read_bytes()
        assert b"Secret" not in data
        assert b"Exif" not in data


def test_templates_formats_and_fonts_are_listed(cli):
    listed = cli("templates").out
    assert all(name in listed for name in template_names())
    described = json.loads(cli("templates", "--json").out)
    assert {entry["name"] for entry in described} == set(template_names())
    one = json.loads(cli("templates", "quote", "--json").out)
    assert {field["name"] for field in one["fields"]} == set(load_template("quote").fields)
    assert "--quote" in cli("templates", "quote").out
    assert all(format.name in cli("formats").out for format in formats())
    assert "1080" in cli("formats", "instagram/story").out
    fonts = json.loads(cli("fonts", "--json").out)
    assert {"Anton", "Noto Sans"} <= {font["family"] for font in fonts}


def test_a_gallery_shows_every_palette(cli):
    said = cli("templates", "quote", "--gallery", "gallery", "-f", "instagram/square")
    assert said.code == 0, said.err
    page = Path("gallery/index.html").read_text("utf-8")
    template = load_template("quote")
    assert page.count("<img") >= len(template.palettes)
    assert 'class="failed"' not in page
    assert len(list(Path("gallery").glob("*.jpg"))) == page.count("<img")


def test_doctor_finds_a_working_installation(cli):
    said = cli("doctor")
    assert said.code == 0, said.out
    report = json.loads(cli("doctor", "--json").out)
    assert report["trouble"] == []
    assert report["libraries"]["pillow"]


def test_the_demo_makes_its_pictures(cli):
    said = cli("demo", "-o", "demo", "-f", "instagram/square")
    assert said.code == 0, said.err
    assert len([path for path in Path("demo").iterdir() if path.suffix != ".txt"]) == 5
    assert cli("demo", "-o", "demo", "-f", "instagram/square").code == 0  # its own pictures it may replace


def test_version_is_told(cli):
    import smgen

    assert cli("--version").out.split()[-1] == smgen.__version__


def test_help_knows_every_command_and_each_has_its_own(cli):
    said = cli("--help")
    for command in ("make", "batch", "templates", "formats", "fonts", "check", "count", "new", "doctor", "demo"):
        assert command in said.out
        assert cli(command, "--help").code == 0


def test_a_fault_of_our_own_is_one_sentence(capsys, monkeypatch):
    import smgen.cli

    monkeypatch.setitem(smgen.cli._COMMANDS, "absent", "A command whose module is missing.")
    assert run(["absent"]) == 1
    complaint = capsys.readouterr().err
    assert "Traceback" not in complaint
    assert "SMGEN_TRACEBACK" in complaint
    monkeypatch.setenv("SMGEN_TRACEBACK", "1")
    with pytest.raises(ModuleNotFoundError):
        run(["absent"])


@pytest.mark.skipif(sys.platform == "win32", reason="completion is for shells")
def test_shells_complete_templates_fields_and_formats(here):
    def completed(words: str) -> str:
        surroundings = {
            **os.environ,
            "_SMGEN_COMPLETE": "bash_complete",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split()) - 1),
        }
        command = [sys.executable, "-c", "import sys; sys.argv[0] = 'smgen'; from smgen.__main__ import main; main()"]
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=60).stdout

    assert "quote" in completed("smgen make qu")
    assert "--author" in completed("smgen make quote --au")
    assert "instagram/story" in completed("smgen make quote -f instagram/st")
    assert "coral" in completed("smgen make quote --palette co")


def test_bars_part_the_entries_of_every_list(cli):
    said = cli("make", "tip", "--title", "Hallo", "--tips", "eins|zwei", "--tips", "drei", "-o", "out", "--json")
    (report,) = json.loads(said.out)
    assert [any(word in alt for alt in report["alt"]) for word in ("eins", "zwei", "drei", "|")] == [True] * 3 + [False]
    assert len(report["alt"]) == 5


def test_standard_output_holds_one_picture_and_says_what_is_to_be_told(cli, process):
    carousel = cli("make", "tip", "--title", "Hallo", "--tips", "eins|zwei", "-o", "-")
    assert (carousel.code, carousel.out) == (1, "")
    assert "this post has 4 pictures" in carousel.err
    Image.new("RGB", (40, 40), "#888").save("small.png")
    told = process("make", "quote", "--quote", "Hallo", "--photo", "small.png", "-o", "-")
    assert Image.open(io.BytesIO(told.stdout)).format == "JPEG"
    assert b"enlarged" in told.stderr


def test_standard_output_that_is_closed_loses_no_picture_silently(process):
    command = f"{sys.executable} -m smgen make quote --quote a -o - >&-"
    said = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert said.returncode == 1
    assert said.stderr.strip() == "smgen: standard output is closed"


def test_json_tells_what_stops_a_whole_command(cli):
    for arguments in ((*QUOTE, "-f", "nope"), ("batch", "nope.csv"), ("formats", "nope"), ("count", "x", "-p", "nope")):
        said = cli(*arguments, "--json")
        assert said.code == 1
        (line,) = said.out.splitlines()  # as every event of a batch
        error = json.loads(line)["error"]
        assert set(error) == {"severity", "code", "what", "where", "hint"}
        assert error["what"] in said.err


def test_nothing_is_written_where_a_folder_is_in_the_way(cli):
    Path("o/tip-instagram-portrait-2.jpg").mkdir(parents=True)
    said = cli("make", "tip", "--title", "a", "--tips", "b", "-o", "o", "--overwrite")
    assert "a folder is where the file should go" in said.err
    assert [path.name for path in Path("o").iterdir()] == ["tip-instagram-portrait-2.jpg"]


@pytest.mark.parametrize(
    ("words", "incomplete", "found"),
    [
        (["make"], "quo", "quote"),
        (["make", "quote", "-f"], "instagram/st", "instagram/story"),
        (["templates"], "don", "donate"),
        (["formats"], "mast", "mastodon/post"),
        (["count", "-p"], "blue", "bluesky"),
        (["batch", "-t"], "ev", "event"),
        (["make", "quote", "--quote", "a", "--quote", "b"], "--auth", "--author"),
    ],
)
def test_names_are_completed(words, incomplete, found):
    completion = ShellComplete(smgen, {}, "smgen", "_SMGEN_COMPLETE")
    assert found in [item.value for item in completion.get_completions(words, incomplete)]


def test_a_photo_is_found_where_the_shell_finds_it(cli):
    Path("photos").mkdir()
    Image.new("RGB", (1400, 1400), "#888").save("photos/ich.png")
    Path("here").mkdir()
    Path("linked").symlink_to("photos")
    assert cli("make", "quote", "--quote", "a", "--photo", "linked/ich.png", "-o", "a.png").code == 0
    os.chdir("here")
    assert cli("make", "quote", "--quote", "a", "--photo", "../photos/ich.png", "-o", "a.png").code == 0


@pytest.mark.parametrize(("link", "says"), [("javascript:alert(1)", "javascript:"), ("notaurl", "not a domain")])
def test_a_link_is_an_address(cli, link, says):
    said = cli("make", "quote", "--quote", "a", "--link", link, "-o", "a.png")
    assert said.code == 1
    assert "quote, instagram/portrait, link: " in said.err
    assert says in said.err


def test_one_broken_template_does_not_hide_the_others(cli):
    Path("templates/bad").mkdir(parents=True)
    Path("templates/bad/template.toml").write_text("a = [", "utf-8")
    said = cli("templates")
    assert said.code == 1
    assert "quote" in said.out
    assert "bad" in said.err


def test_a_gallery_that_is_not_whole_says_so(cli):
    assert cli("templates", "quote", "--gallery", "g", "--brand", "nope").code == 1
    assert not Path("g").exists()
    assert cli("templates", "quote", "--gallery", "g", "--json").code == 2


@pytest.mark.parametrize("options", [("-t", "nope"), ("--brand", "nope"), ("-f", "nope")])
def test_check_refuses_names_nobody_knows_whatever_it_looks_at(cli, options):
    Path("brand.toml").write_text('name = "V"', "utf-8")
    said = cli("check", "brand.toml", *options)
    assert said.code == 1
    assert "nope" in said.err
