"""Fonts: families, weights, fallback order, users' files, and the index that is shipped with them."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import blockfont
import pytest

from smgen import fonts, resources
from smgen.errors import SmgenError, UnknownName
from smgen.font_files import write_index
from smgen.fonts import FontBook

FOLDER = resources.folder("fonts")
SHIPPED = FontBook.shipped()


def faces_named(faces):
    return [face.path.split("/")[0].replace("-", " ") for face in faces]


def test_the_index_describes_the_shipped_files_as_they_are(tmp_path):
    for file in FOLDER.rglob("*.ttf"):
        target = tmp_path / file.relative_to(FOLDER)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    write_index(tmp_path)
    assert (tmp_path / "index.json").read_text("utf-8") == (FOLDER / "index.json").read_text("utf-8"), (
        "run: python docs/make_fonts.py"
    )


def test_every_family_lies_beside_its_licence():
    folders = [folder for folder in FOLDER.iterdir() if folder.is_dir()]
    assert len(folders) == len(SHIPPED.families())
    for folder in folders:
        assert "SIL Open Font License, Version 1.1" in (folder / "OFL.txt").read_text("utf-8").replace("\n", " ")


def test_the_fonts_take_at_most_fifteen_megabytes():
    assert sum(file.stat().st_size for file in FOLDER.rglob("*.ttf")) < 15_000_000


def test_asking_for_faces_opens_no_font_file():
    before = fonts._hb_face.cache_info()
    face = SHIPPED.faces("heading", 800)[0]
    assert fonts.covers(face, ord("Ä"))
    assert fonts.metrics(face).cap_height == 0.66
    assert "tnum" in fonts.features(face)
    assert fonts._hb_face.cache_info() == before


@pytest.mark.parametrize(("role", "family"), fonts.ROLES.items())
def test_every_role_is_played_by_a_shipped_family(role, family):
    assert SHIPPED.family(role).name == family


@pytest.mark.parametrize("spelled", ["Bricolage Grotesque", "bricolage grotesque", "Bricolage-Grotesque", "heading"])
def test_a_family_is_found_however_it_is_spelled(spelled):
    assert SHIPPED.family(spelled).name == "Bricolage Grotesque"


def test_an_unknown_family_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownName, match="Bricolage Grotesque"):
        SHIPPED.faces("Bricolage Grotesk")


@pytest.mark.parametrize(
    ("wanted", "taken"),
    [
        (100, "400Regular"),
        (400, "400Regular"),
        (450, "400Regular"),
        (500, "400Regular"),
        (550, "600SemiBold"),
        (650, "700Bold"),
        (700, "700Bold"),
        (750, "800ExtraBold"),
        (900, "800ExtraBold"),
    ],
)
def test_the_nearest_weight_is_the_one_css_takes(wanted, taken):
    # CSS Fonts 4, 5.2: from 400 to 500 first up to 500, then lighter, then heavier; above 500 first heavier.
    assert SHIPPED.faces("heading", wanted)[0].path == f"Bricolage-Grotesque/BricolageGrotesque-{taken}.ttf"


def test_a_drawn_italic_is_taken_and_a_missing_one_is_slanted():
    drawn = SHIPPED.faces("text", 400, italic=True)[0]
    slanted = SHIPPED.faces("heading", 400, italic=True)[0]
    assert "Italic" in drawn.path
    assert drawn.slant == 0
    assert slanted.slant > 0
    assert all(face.slant == 0 for face in SHIPPED.faces("heading", 400, italic=True) if face.is_color)


def test_the_fallback_order_is_the_stated_one():
    assert faces_named(SHIPPED.faces("poster")) == ["Anton", "Oswald", *fonts.FALLBACK]


def test_user_families_come_before_the_shipped_fallback_widest_coverage_first(tmp_path):
    blockfont.build(tmp_path / "few.ttf", family="Few", characters="ab")
    blockfont.build(tmp_path / "many.ttf", family="Many")
    book = SHIPPED.with_folder(tmp_path)
    order = [face.path.rpartition("/")[2] for face in book.faces("heading")]
    assert order[1:3] == ["many.ttf", "few.ttf"]
    assert book.faces("heading")[3:] == SHIPPED.faces("heading")[1:]


def test_a_single_file_can_be_added_and_asked_for_by_its_family_name(tmp_path):
    book = SHIPPED.with_folder(blockfont.build(tmp_path / "x.ttf", family="Mein Hausfont"))
    assert book.family("mein hausfont").weights == (400,)
    assert fonts.metrics(book.faces("Mein Hausfont")[0]).cap_height == 0.7
    with pytest.raises(UnknownName):
        SHIPPED.family("Mein Hausfont")


def test_a_brand_can_give_a_role_to_another_family():
    book = SHIPPED.with_roles({"heading": "Anton"})
    assert book.family("heading").name == "Anton"
    assert SHIPPED.family("heading").name == "Bricolage Grotesque"
    with pytest.raises(UnknownName, match="heading"):
        SHIPPED.with_roles({"headings": "Anton"})
    with pytest.raises(UnknownName, match="Anton"):
        SHIPPED.with_roles({"heading": "Antn"})


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.woff2", b"wOF2....", "packed for browsers"),
        ("a.ttf", b"", "not a font"),
        ("a.ttf", b"<html>no font</html>", "not a font"),
        ("a.otf", b"OTTO\x00\xff\x00\x00" + b"\xff" * 400, "not a font"),
    ],
)
def test_what_is_no_usable_font_is_refused_in_a_sentence(tmp_path, name, data, message):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SmgenError, match=message):
        SHIPPED.with_folder(tmp_path)
    with pytest.raises(SmgenError, match=message):
        SHIPPED.with_folder(tmp_path / name)


def test_a_truncated_font_is_refused(tmp_path):
    """Its letters would just be missing from the picture."""
    data = (FOLDER / "Anton/Anton-400Regular.ttf").read_bytes()
    for cut in (4, 12, 100, 1000, 20_000, len(data) // 2, len(data) - 10):
        path = tmp_path / f"cut{cut}.ttf"
        path.write_bytes(data[:cut])
        with pytest.raises(SmgenError, match=r"not a font|cut short"):
            SHIPPED.with_folder(path)


@pytest.mark.parametrize("make", [lambda path: path / "missing.ttf", lambda path: path])
def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path, make):
    with pytest.raises(SmgenError):
        SHIPPED.with_folder(make(tmp_path))


def test_a_variable_font_is_set_to_the_weight_asked_for(tmp_path):
    path = _variable(tmp_path / "Variable.ttf")
    book = SHIPPED.with_folder(path)
    light, bold, beyond = (book.faces("Variable", weight)[0] for weight in (300, 700, 950))
    assert book.family("Variable").weights == (300, 800)
    assert light.variations == (("wght", 300),)
    assert beyond.variations == (("wght", 800),)
    glyph = fonts.hb_font(light).get_nominal_glyph(ord("a"))
    assert fonts.hb_font(light).get_glyph_h_advance(glyph) < fonts.hb_font(bold).get_glyph_h_advance(glyph)


def test_the_same_font_is_given_to_every_thread():
    face = SHIPPED.faces("hand")[0]
    with ThreadPoolExecutor(8) as pool:
        assert len({id(font) for font in pool.map(lambda _: fonts.hb_font(face), range(64))}) <= 8
    assert fonts.hb_font(face) is fonts.hb_font(face)


def test_coverage_in_the_index_is_what_the_font_says():
    face = SHIPPED.faces("Noto Sans Arabic")[0]
    assert fonts.coverage(face) == frozenset(fonts.hb_font(face).face.unicodes)


def test_the_index_names_no_place_of_any_machine():
    entries = json.loads((FOLDER / "index.json").read_text("utf-8"))["faces"]
    assert all(re.fullmatch(r"[\w-]+/[\w-]+\.ttf", entry["path"]) for entry in entries)


def _variable(path):
    from fontTools.designspaceLib import AxisDescriptor, DesignSpaceDocument, SourceDescriptor
    from fontTools.ttLib import TTFont
    from fontTools.varLib import build

    space = DesignSpaceDocument()
    space.addAxis(AxisDescriptor(name="Weight", tag="wght", minimum=300, default=300, maximum=800))
    for weight, wide in ((300, ""), (800, "abcdefghijklmnopqrstuvwxyz")):
        source = path.with_name(f"master{weight}.ttx")
        blockfont.build(source, family="Variable", wide=wide)
        space.addSource(SourceDescriptor(font=TTFont(source), location={"Weight": weight}, familyName="Variable"))
        source.unlink()
    build(space)[0].save(path)
    return path


@pytest.mark.parametrize(
    ("role", "weight", "fallback", "taken"),
    [
        ("poster", 400, "Noto Sans Arabic", 800),
        ("poster", 400, "Geologica", 700),
        ("heading", 800, "Geologica", 700),
        ("heading", 700, "Geologica", 600),
        ("heading", 400, "Geologica", 300),
        ("heading", 700, "Noto Sans Hebrew", 700),
        ("text", 400, "Noto Sans", 400),
        ("Geologica", 800, "Geologica", 800),
    ],
)
def test_what_stands_in_for_a_font_is_as_dark_as_it_looks(role, weight, fallback, taken):
    folder = fallback.replace(" ", "-") + "/"
    [path] = [face.path for face in SHIPPED.faces(role, weight) if face.path.startswith(folder)]
    assert f"-{taken}" in path
