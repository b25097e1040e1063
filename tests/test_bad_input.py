"""Whatever a person gets wrong: one sentence with the place and a way out, an exit code, nothing half-written."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image

QUOTE = ("make", "quote", "--quote", "Bei uns zählt, dass du mit anpackst.", "-o", "post.png")
CARD = "<card><text>{{ quote }}</text></card>"
TOML = 'about = "A test."\n[fields.quote]\n'


def template(card: str | bytes = CARD, toml: str | bytes = TOML, **files: str) -> str:
    """A template folder; `caption` and `alt` are the texts of its other files."""
    folder = Path("mine")
    folder.mkdir()
    (folder / "template.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    (folder / "card.xml.j2").write_bytes(card if isinstance(card, bytes) else card.encode())
    for name, text in files.items():
        (folder / f"{name}.txt.j2").write_text(text, "utf-8")
    return "./mine"


def refused(said, *words: str, code: int = 1) -> None:
    """One sentence that holds all of `words`, the exit code, and no picture, whole or in parts."""
    assert said.code == code, said
    assert said.out == ""
    assert "Traceback" not in said.err
    sentence = said.err.strip().splitlines()[-1]
    assert sentence.startswith("smgen: " if code == 1 else "Error: ")
    for word in words:
        assert word in sentence
    left = [path for path in Path().rglob("*") if path.name.startswith((".smgen", "post."))]
    assert left == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["make", "quot", "--quote", "a"], ["unknown template “quot”", "did you mean “quote”"]),
        (["make", "", "--quote", "a"], ["unknown template “”"]),
        (["make", "xyz", "--quote", "a"], ["unknown template “xyz”", "smgen templates lists them"]),
        (["make", "quote", "--qoute", "a"], ["--qoute", "--quote"]),
        ([*QUOTE, "--palette", "corall"], ["unknown palette “corall”", "did you mean “coral”"]),
        (["make", "poster", "--slogan", "a", "--look", "sprey"], ["unknown choice “sprey”", "did you mean “spray”"]),
        ([*QUOTE, "-f", ""], ["-f names no format"]),
        ([*QUOTE[:-1], "-", "-f", "stories"], ["-o - takes one format"]),
        (["mkae"], ["unknown command “mkae”", "did you mean “make”"]),
        (["templates", "--brand", "x"], ["--gallery"]),
        ([*QUOTE, "--quote", "b"], ["--quote is given twice"]),
        ([*QUOTE[:-1], "-", "--json"], ["both want standard output"]),
    ],
)
def test_a_wrong_call_is_a_usage_error(cli, arguments, words):
    refused(cli(*arguments), *words, code=2)


def test_a_name_like_no_other_is_told_where_the_names_are(cli):
    refused(cli("formats", "xyz"), "unknown format “xyz”", "smgen formats lists them")
    refused(cli("count", "--file", "nix"), "nix: it cannot be read: no such file or directory")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-f", "instagram/storry"], ["unknown format “instagram/storry”", "did you mean “instagram/story”"]),
        (["-f", "0x0"], ["0 × 0 px cannot be made", "64"]),
        (["-f", "99999x99999"], ["cannot be made", "8192"]),
        (["--lang", "Deutsch, bitte"], ["is no language", "de"]),
        (["--brand", "brand.toml"], ["there is no brand file brand.toml", "smgen new brand"]),
        (["--brand", "a\udcff"], ["there is no brand file a\\udcff"]),
        (["--fonts", "nowhere"], ["the font “nowhere” cannot be read"]),
        (["-o", "post.gif"], ["post.gif is neither a folder nor a picture file", ".png"]),
        (["-o", "a\0b.png"], ["a\\x00b.png", "no file can have this name"]),
        (["-o", "a" * 300 + ".png"], ["the name is too long", "choose a shorter name"]),
    ],
)
def test_a_wrong_option_is_told(cli, options, words):
    refused(cli(*(QUOTE[:-2] if "-o" in options else QUOTE), *options), *words)


def test_a_folder_that_is_no_template_is_told(cli):
    refused(cli("make", "./nothing"), "./nothing is not a template folder", "smgen new template")


@pytest.mark.parametrize("missing", [[], ["--quote", ""], ["--quote", " \u200b\u2060 "]])
def test_a_required_field_must_say_something(cli, missing):
    refused(cli("make", "quote", *missing, "-o", "post.png"), "quote: is missing", "The words")


def test_a_word_wider_than_its_box_says_what_size_it_would_need(cli):
    said = cli("make", "quote", "--quote", "x" * 900, "-o", "post.png")
    refused(said, "quote, instagram/portrait, quote", "is wider than its box", "it would need", "shorter word")


def test_a_text_too_long_for_its_box_says_so(cli):
    said = cli("make", "quote", "--quote", "Zusammen geht mehr. " * 240, "-o", "post.png")
    refused(said, "quote", "shorten")


def test_a_hundred_thousand_characters_are_counted_not_set(cli):
    refused(cli("make", "quote", "--quote", "Wort " * 20_000, "-o", "post.png"), "99,999 characters", "shorten it")


def test_characters_no_font_has_are_named(cli):
    refused(cli("make", "quote", "--quote", "สวัสดี", "-o", "post.png"), "THAI CHARACTER SO SUA", "--fonts")


def test_control_characters_are_left_out_and_reach_no_terminal(cli):
    said = cli("make", "quote", "--quote", "a\x00b\x1b[31mc\x07\ufffe", "-o", "post.png")
    assert said.code == 0
    assert Path("post.caption.txt").read_text("utf-8").strip() == "„ab[31mc“"
    assert "\x1b" not in said.out + said.err
    wrong = cli("make", "quote", "--quote", "a", "--lang", "\x1b[31m\u202e", "-o", "no.png")
    assert wrong.code == 1
    assert "\\x1b[31m\\u202e" in wrong.err


def test_lone_surrogates_become_the_replacement_character(cli):
    said = cli("make", "quote", "--quote", "a\ud800b", "-o", "post.png")
    assert said.code == 0
    assert "a\ufffdb" in Path("post.alt.txt").read_text("utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_bytes_that_are_no_text_are_survived_in_every_argument(process):
    made = process("make", "quote", "--quote", b"Gr\xfc\xdfe", "-o", "post.png")
    assert made.returncode == 0, made.stderr
    assert "quote: the text holds characters that could not be read" in made.stderr.decode()
    for option in ("--brand", "--fonts", "--palette", "--lang", "-f"):
        said = process("make", "quote", "--quote", "a", option, b"\xff", "-o", "other.png")
        assert said.returncode in (1, 2)
        assert b"Traceback" not in said.stderr
        assert "udcff" in said.stderr.decode()
    assert not Path("other.png").exists()


def broken_photo(kind: str) -> bytes:
    noise = Image.effect_noise((300, 300), 60).convert("RGB")
    match kind:
        case "words":
            return b"no picture at all"
        case "empty":
            return b""
        case "jpeg" | "png" | "webp":
            noise.save("whole", kind.upper())
            data = Path("whole").read_bytes()
            return data[: len(data) // 2]
        case "huge":
            header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
            return b"\x89PNG\r\n\x1a\n" + b"".join(
                struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
                for tag, data in [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
            )
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("words", ["this is not a picture", "PNG, JPEG"]),
        ("empty", ["the file is empty"]),
        ("jpeg", ["broken or cut short"]),
        ("png", ["broken or cut short"]),
        ("webp", ["broken or cut short"]),
        ("huge", ["30000 by 30000 pixels", "save it smaller"]),
    ],
)
def test_a_broken_photo_is_told(cli, kind, words):
    own = template('<card><image src="{{ quote }}" grow="1"/></card>')
    Path("photo").write_bytes(broken_photo(kind))
    refused(cli("make", own, "--quote", "photo", "-o", "post.png"), "photo", *words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fote.jpg", ["there is no such picture", "did you mean “foto.jpg”"]),
        (".", ["not a file but a folder"]),
        ("https://verein.example/a.jpg", ["does not fetch pictures from the internet"]),
        ("../../../../etc/passwd", ["leads out of the folder"]),
        ("", ["not the name of a picture file"]),
    ],
)
def test_a_photo_that_is_not_there_or_must_not_be_is_told(cli, name, words):
    own = template(f'<card><image src="{name}" grow="1"/></card>')
    Path("foto.jpg").touch()
    refused(cli("make", own, "-o", "post.png"), *words)


def photo(kind: str) -> None:
    match kind:
        case "cmyk.jpg":
            Image.new("CMYK", (1200, 1200), (0, 255, 255, 0)).save(kind)
        case "deep.png":
            Image.new("I;16", (1200, 1200), 40_000).save(kind)
        case "palette.png":
            image = Image.new("P", (1200, 1200), 1)
            image.putpalette([0, 0, 0, 255, 0, 0])
            image.save(kind, transparency=0)
        case "moving.gif":
            frames = [Image.new("RGB", (1200, 1200), (shade, 0, 0)) for shade in (255, 120, 0)]
            frames[0].save(kind, save_all=True, append_images=frames[1:])


@pytest.mark.parametrize("kind", ["cmyk.jpg", "deep.png", "palette.png", "moving.gif"])
def test_unusual_photos_are_taken(cli, kind):
    own = template('<card padding="0px"><image src="{{ quote }}" grow="1"/></card>')
    photo(kind)
    said = cli("make", own, "--quote", kind, "-o", "post.png")
    assert said.code == 0, said
    with Image.open("post.png") as made:
        red, green, _ = made.convert("RGB").getpixel((540, 400))
    assert red > 120
    assert (green < 90) == (kind != "deep.png")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_one_must_not_write_in_is_told(cli):
    Path("locked").mkdir(mode=0o500)
    refused(cli(*QUOTE[:-1], "locked/post.png"), "locked", "writing here is not allowed")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody can write in")
def test_a_folder_nobody_can_write_in_is_told(cli):
    refused(cli(*QUOTE[:-1], "/proc/smgen/post.png"), "/proc/smgen")


@pytest.mark.skipif(sys.platform == "win32", reason="sets a limit of the system")
def test_a_full_disk_leaves_nothing_behind(here):
    # A limit on the size of files fails a write in its middle, as a full disk does.
    import resource

    said = subprocess.run(
        [sys.executable, "-m", "smgen", *QUOTE],
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert said.returncode == 1
    assert b"Traceback" not in said.stderr
    assert b"post.png" in said.stderr
    assert list(here.iterdir()) == []


def test_what_smgen_did_not_make_is_not_replaced(cli):
    Path("post.png").write_bytes(b"precious")
    assert cli(*QUOTE).code == 1
    assert Path("post.png").read_bytes() == b"precious"
    assert not Path("post.alt.txt").exists()
    assert cli(*QUOTE, "--overwrite").code == 0
    assert cli(*QUOTE).code == 0  # now it is ours
    Path("other.caption.txt").write_text("precious")
    said = cli(*QUOTE[:-1], "other.png")
    assert said.code == 1
    assert "other.caption.txt" in said.err
    assert Path("other.caption.txt").read_text() == "precious"
    assert not Path("other.png").exists()


def test_a_folder_named_like_a_picture_is_not_replaced(cli):
    Path("folder.png").mkdir()
    said = cli(*QUOTE[:-1], "folder.png")
    assert said.code == 1
    assert "folder.png" in said.err


@pytest.mark.parametrize("target", ["file/post.png", "file/"])
def test_a_file_where_a_folder_should_be_is_told(cli, target):
    Path("file").write_bytes(b"")
    refused(cli(*QUOTE[:-1], target), "a file is where a folder should be", "choose another folder")


@pytest.mark.parametrize(
    ("card", "words"),
    [
        ("<card><text>{{ quote </text></card>", ["card.xml.j2, line 1", "cannot be read"]),
        ("<card>\n<text>{{ qoute }}</text></card>", ["card.xml.j2, line 2", "“qoute”", "did you mean “quote”"]),
        ("<card><text>{{ quote|quted }}</text></card>", ["unknown filter “quted”", "did you mean “quoted”"]),
        ("<card><txt>a</txt></card>", ["unknown element <txt>", "did you mean “text”"]),
        ('<card>\n<text font-sze="1vmin">a</text></card>', ["line 2", "font-sze", "did you mean “font-size”"]),
        ('<card><text font-size="3 apples">a</text></card>', ["“3 apples” is not a length", "8vmin"]),
        ('<card><text font-size="0px">a</text></card>', ["“0px” is not above zero"]),
        ('<card><text line-height="-1">a</text></card>', ["“-1” is not above zero"]),
        ('<card><text font-size="2em">a</text></card>', ["“2em” counts in font sizes", "take vmin or px"]),
        ('<card><text fit="fill" max-height="0px">a b</text></card>', ["there is no room for it"]),
        ('<card><text skew="90">a</text></card>', ["not between -60 and 60 degrees"]),
        ('<card><text font-family="Antn">a</text></card>', ["unknown font “Antn”", "did you mean “Anton”"]),
        ('<card><text><span color="re">a</span></text></card>', ["<span>", "“re” is not a colour"]),
        ('<card><text><span font-size="x">a</span></text></card>', ["<span>", "“x” is not a number"]),
        ('<card background="cral"/>', ["background of <card>", "“cral” is not a colour"]),
        ("<card><text>a</card>", ["line 1", "mismatched tag"]),
        ("", ["card.xml.j2"]),
        ("just words", ["card.xml.j2", "just words"]),
        ("<card>loose words</card>", ["“loose words” stand loose", "put them in a <text>"]),
        ('<!DOCTYPE x [<!ENTITY a "b">]><card><text>&a;</text></card>', ["a document type is not allowed"]),
        ("<card>{% for n in range(99999999) %}x{% endfor %}</card>", ["range() has more than 10,000"]),
        (
            "<card>{% for n in range(9999) %}{% for m in range(9999) %}{% endfor %}{% endfor %}</card>",
            ["too much work", "fewer turns in its loops"],
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}<card>{{ m() }}</card>", ["nested too deeply"]),
        ('{% include "card.xml.j2" %}', ["too much work"]),
        ('{% include "../../../etc/passwd" %}', ["“../../../etc/passwd” in the template's folder"]),
        ("<card><text>{{ 'a' * 999999999 }}</text></card>", ["more than 100,000 characters"]),
        ("<card><text>{{ 9**9**9 }}</text></card>", ["a power that is too high"]),
        ("<card><text>{{ ''.__class__ }}</text></card>", ["“.__class__” is not open to templates"]),
        ("<card><text>{{ 1 / 0 }}</text></card>", ["division by zero"]),
        ("<card>" + "<column>" * 60 + "</column>" * 60 + "</card>", ["inside each other"]),
        ('<card><image src="logo.png"/></card>', ["logo.png", "there is no such picture"]),
        ('<card><icon name="hert"/></card>', ["unknown icon “hert”", "did you mean “heart”"]),
        ('<card><icon name="../../x"/></card>', ["unknown icon"]),
        ('<card><pictograms count="1000000" total="10000000"/></card>', ["cannot be shown", "at most 100"]),
        ('<card><shape height="9000px" fill="#000"/></card>', ["px too high"]),
        (b"<card><text>\xff</text></card>", ["is not UTF-8", "save it as UTF-8"]),
    ],
)
def test_a_broken_card_is_told_with_its_line(cli, card, words):
    said = cli("make", template(card), "--quote", "a", "-o", "post.png")
    refused(said, "mine, instagram/portrait", *words)


def test_radii_below_nothing_are_none(cli):
    own = template(
        '<card><shape height="20vmin" fill="#000" border-radius="-9px"/><progress value="0.5" radius="-1px"/></card>'
    )
    assert cli("make", own, "-o", "post.png").code == 0


@pytest.mark.parametrize("name", ["caption", "alt"])
def test_a_broken_caption_or_alt_text_is_told(cli, name):
    said = cli("make", template(**{name: "{{ nobody }}"}), "-o", "post.png")
    refused(said, f"{name}.txt.j2, line 1", "there is no value “nobody”")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("about =\nx = 1", ["cannot be read", "line 1"]),
        ("about = 'a", ["cannot be read", "quotation marks"]),
        (b"about = '\xff'", ["not written in UTF-8", "save it again as UTF-8"]),
        ("about = 3", ["about must be text in quotation marks"]),
        ("abut = 'a'", ["unknown key “abut”", "did you mean “about”"]),
        ("fields = 3", ["fields is a table", "[fields.NAME]"]),
        ("[fields]\nquote = 3", ["fields.quote", "a field is a table"]),
        ("[fields.quote]\nkind = 'txt'", ["unknown kind of field “txt”", "did you mean “text”"]),
        ("[fields.quote]\nrequired = 'yes'", ["required must be true or false"]),
        ("[fields.quote]\nlongest = 'long'", ["longest must be a whole number"]),
        ("[fields.quote]\nlongest = true", ["longest must be a whole number"]),
        ("[fields.quote]\nchoices = 'abc'", ["choices must be a list of texts"]),
        ("[fields.quote]\nchoices = ['a']\ndefault = 'b'", ["the default “b” is not one of the choices"]),
        ("[fields.quote]\nkind = 'choice'", ["choices go with the kind choice"]),
        ("[fields.'a b']", ["only letters, digits and _"]),
        ("samples = 3", ["samples must be a list"]),
        ("samples = [3]", ["a sample is a table"]),
        ("[[samples]]\nqoute = 'a'\n[fields.quote]", ["unknown field “qoute”", "did you mean “quote”"]),
        ("[[samples]]\nquote = ['a']\n[fields.quote]", ["quote of a sample must be one value"]),
        ("palettes = 1", ["palettes is a table"]),
        ("[palettes]\nmint = 3", ["palettes.mint", "a table of colours"]),
        ("[palettes.mint]\nink = 'auto'", ["palettes.mint", "needs a ground"]),
        ("[palettes.mint]\nground = 'primry'", ["“primry” is neither", "did you mean “primary”"]),
        ("[palettes.mint]\nground = 'auto'", ["auto, but the palette has no ground"]),
        ("[palettes.mint]\nground = 'paper'\nbar_ink = 'auto'", ["bar_ink is auto, but the palette has no bar"]),
    ],
)
def test_a_broken_template_toml_is_told(cli, toml, words):
    refused(cli("make", template(toml=toml), "-o", "post.png"), "mine", *words)


@pytest.mark.parametrize("name", ["format", "output", "lang", "brand", "palette", "help", "json", "slides", "Words"])
def test_a_field_cannot_take_a_name_smgen_uses_itself(cli, name):
    refused(cli("make", template(toml=f"[fields.{name}]"), "-o", "post.png"), f"fields.{name}", "take another name")


def test_a_broken_template_does_not_hide_the_others(cli):
    Path("templates/broken").mkdir(parents=True)
    Path("templates/broken/template.toml").write_text("about =")
    said = cli("make", "--help")
    assert said.code == 0
    assert "broken/template.toml" in said.out
    assert "quote" in said.out
    assert cli(*QUOTE).code == 0


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("name =\nx = 1", ["cannot be read", "line 1"]),
        (b"name = 'Caf\xe9'", ["not written in UTF-8"]),
        ("nme = 'a'", ["unknown key “nme”", "did you mean “name”"]),
        ("name = 3", ["name must be text in quotation marks"]),
        ("hashtags = 'a'", ["hashtags must be a list of texts"]),
        ("colors = 1", ["colors is a table"]),
        ("[colors]\nprimary = 'rot'", ["colors.primary", "“rot” is not a colour"]),
        ("[colors]\nprimary = '#ff000080'", ["colors.primary", "cannot be transparent"]),
        ("[fonts]\nheadng = 'Anton'", ["unknown font role “headng”", "did you mean “heading”"]),
        ("[fonts]\nheading = 'Antn'", ["unknown font “Antn”", "did you mean “Anton”"]),
        ("[fonts]\nfolder = 3", ["folder must be a list of texts"]),
        ("[fonts]\nfolder = 'nowhere'", ["the font “nowhere” cannot be read"]),
        ("logo = 3", ["logo is a table"]),
        ("[logo]\nlght = 'a.svg'", ["unknown logo “lght”", "did you mean “light”"]),
        ("[bank]\nibn = 'a'", ["unknown bank detail “ibn”", "did you mean “iban”"]),
        ("[handles]\nx = 3", ["x must be text in quotation marks"]),
        ("[credit]\nrequired = 'ja'", ["required is true or false"]),
        ("language = 'Quatsch'", ["“Quatsch” is no language"]),
    ],
)
def test_a_broken_brand_is_told(cli, toml, words):
    Path("brand.toml").write_bytes(toml if isinstance(toml, bytes) else toml.encode())
    refused(cli(*QUOTE, "--brand", "brand.toml"), *words)


def test_a_logo_that_is_not_there_is_told(cli):
    Path("brand.toml").write_text('logo = "logo.svg"')
    own = template('<card><image src="{{ brand.logo }}" width="20vmin" height="20vmin"/></card>')
    refused(cli("make", own, "--brand", "brand.toml", "-o", "post.png"), "logo.svg", "there is no such picture")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, ["there is no font in “fonts”", ".ttf"]),
        ({"a.ttf": b"junk"}, ["“a.ttf” is not a font", "download it again"]),
        ({"a.woff2": b"junk"}, ["“a.woff2” is packed for browsers"]),
    ],
)
def test_a_folder_of_broken_fonts_is_told(cli, files, words):
    Path("fonts").mkdir()
    for name, data in files.items():
        (Path("fonts") / name).write_bytes(data)
    refused(cli(*QUOTE, "--fonts", "fonts"), *words)
    refused(cli("fonts", "--fonts", "fonts"), *words)


def test_one_format_that_fails_does_not_stop_the_others(cli):
    long = "Zusammen geht mehr, und wer mitmacht, merkt das jeden Donnerstag beim Kochen im Viertel. " * 5
    said = cli("make", "quote", "--quote", long, "-f", "96x96", "-f", "1080x1920", "-o", "out")
    assert said.code == 1
    assert Path("out/quote-1080x1920.png").exists()
    assert "96x96" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")
def test_control_c_ends_quietly(here):
    command = [sys.executable, "-m", "smgen", *QUOTE, "--watch"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.readline()  # the picture is made, now it watches
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=30)
    assert running.returncode == 0
    assert b"Traceback" not in complaints


@pytest.mark.skipif(sys.platform == "win32", reason="signals work otherwise there")
def test_control_c_in_the_middle_of_work_is_130_and_leaves_nothing_half_written(here):
    names = [f"{1000 + n}x{1000 + n}" for n in range(200)]
    command = [sys.executable, "-m", "smgen", *QUOTE[:-1], "out", *[part for name in names for part in ("-f", name)]]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None
    running.stdout.readline()
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=30)
    assert running.returncode == 130
    assert b"Traceback" not in complaints
    assert b"stopped" in complaints
    made = sorted(Path("out").glob("quote-*.png"))
    assert 0 < len(made) < len(names)
    assert not list(Path("out").glob(".smgen*"))
    for path in made:
        with Image.open(path) as image:
            image.load()


SHELL = pytest.mark.skipif(sys.platform == "win32", reason="needs a shell and its devices")


def piped(arguments: str, rest: str) -> subprocess.CompletedProcess[bytes]:
    """`smgen ARGUMENTS REST` in a shell; its exit code is smgen's own."""
    command = f'"{sys.executable}" -m smgen {arguments} {rest}; exit ${{PIPESTATUS[0]}}'
    return subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)


@SHELL
@pytest.mark.parametrize("arguments", ["formats --json", "make quote --quote a -f print/a4 -o -", "--help"])
@pytest.mark.parametrize("rest", ["| head -c 10", "| true", ">&-", ">&- 2>&-"])
def test_a_reader_who_leaves_early_is_no_error_to_shout_about(here, arguments, rest):
    said = piped(arguments, rest)
    for shout in (b"Traceback", b"Exception", b"BrokenPipe", b"fault of its own"):
        assert shout not in said.stderr


@SHELL
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", ["formats --json", "make quote --quote a -o -"])
def test_a_full_standard_output_is_told(here, arguments):
    said = piped(arguments, "> /dev/full")
    assert said.returncode == 1
    assert said.stderr.splitlines() == [b"smgen: no space left on device"]


@SHELL
def test_a_current_folder_that_is_gone_is_told(here):
    (here / "gone").mkdir()
    command = f'cd gone && rmdir ../gone && "{sys.executable}" -m smgen make quote --quote a -o post.png'
    said = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60)
    assert said.returncode == 1
    assert b"the folder is gone" in said.stderr


def test_no_color_and_a_plain_locale_are_respected(process):
    said = process(*QUOTE, environment={"LC_ALL": "C", "NO_COLOR": "1"})
    assert said.returncode == 0, said.stderr
    assert b"\x1b" not in said.stdout + said.stderr
    assert b"Traceback" not in said.stderr
    assert "zählt" in Path("post.alt.txt").read_text("utf-8")
