"""brand.toml: colours, fonts, logos and names of whoever is speaking."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from smgen.brand import COLOR_ROLES, Brand, load_brand
from smgen.color import contrast, parse_color
from smgen.errors import BrandError
from smgen.post import make

WHOLE = """
name = "Nachbarschaft Nord"
language = "de-AT"
website = "nachbarschaft-nord.example"
hashtags = ["Nord", "Miteinander"]
[colors]
primary = "#0a7d32"
sky = "rgb(10, 20, 30)"
[fonts]
heading = "Oswald"
folder = "fonts"
[logo]
light = "logo.svg"
dark = "logo-dark.svg"
[handles]
instagram = "@nord"
[bank]
recipient = "Nord e. V."
iban = "DE89 3704 0044 0532 0130 00"
[credit]
form = "© {name}"
required = true
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "brand.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_brand_is_read(tmp_path):
    brand = load_brand(written(tmp_path, WHOLE))
    assert (brand.name, brand.language, brand.hashtags) == ("Nachbarschaft Nord", "de-AT", ("Nord", "Miteinander"))
    assert str(brand.colors["primary"]) == "#0a7d32"
    assert str(brand.colors["sky"]) == "#0a141e"
    assert set(COLOR_ROLES) <= set(brand.colors)
    assert brand.fonts == {"heading": "Oswald"}
    assert brand.font_folders == (str(tmp_path / "fonts"),)
    assert brand.logo == str(tmp_path / "logo.svg")
    assert brand.logo_on_dark == str(tmp_path / "logo-dark.svg")
    assert brand.handles == {"instagram": "@nord"}
    assert brand.bank.recipient == "Nord e. V."
    assert brand.credit == "© {name}"
    assert brand.credit_required


def test_a_folder_stands_for_the_brand_in_it(tmp_path):
    assert load_brand(tmp_path / written(tmp_path, WHOLE).name) == load_brand(tmp_path)


def test_an_empty_brand_is_the_house_style(tmp_path):
    brand = load_brand(written(tmp_path, ""))
    assert brand.colors == load_brand(None).colors
    assert load_brand(None) == Brand()


def test_one_logo_serves_light_and_dark(tmp_path):
    brand = load_brand(written(tmp_path, 'logo = "mark.svg"'))
    assert brand.logo == brand.logo_on_dark == str(tmp_path / "mark.svg")


def test_a_byte_order_mark_and_control_characters_do_no_harm(tmp_path):
    brand = load_brand(written(tmp_path, '\ufeffname = "No\\u0007rd\\u0000"'))
    assert brand.name == "Nord"


def test_a_changed_brand_is_read_again(tmp_path):
    path = written(tmp_path, 'name = "Alt"')
    assert load_brand(path).name == "Alt"
    path.write_text('name = "Neu"')
    os.utime(path, ns=(1, 10**18))
    assert load_brand(path).name == "Neu"


def test_the_house_colours_read_on_each_other():
    colors = Brand().colors
    assert contrast(colors["ink"], colors["paper"]) >= 7
    for role in ("primary", "secondary", "tertiary"):
        assert contrast(colors["ink"], colors[role]) >= 4.5


def test_what_templates_see_is_plain(tmp_path):
    values = load_brand(written(tmp_path, WHOLE)).values()
    assert values["colors"]["primary"] == "#0a7d32"
    assert values["bank"]["iban"].startswith("DE89")

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(item) for key, item in value.items())
        return isinstance(value, str) or (isinstance(value, tuple) and all(map(plain, value)))

    assert plain(values)


@pytest.mark.parametrize(
    "colors", [{"primary": "#777777"}, {"primary": "#ffff00", "ink": "#eeee00"}, {"paper": "#111111"}]
)
def test_colours_nobody_could_read_are_mended(colors):
    brand = Brand(colors={**Brand().colors, **{role: parse_color(text) for role, text in colors.items()}})
    for template, values in (("quote", {"quote": "Lesbar bleibt lesbar."}), ("poster", {"slogan": "Lesbar"})):
        post = make(template, values, brand=brand)
        assert not [note for note in post.notes if note.code == "contrast" and note.severity == "error"]


def test_a_folder_without_a_brand_is_told(tmp_path):
    with pytest.raises(BrandError, match="smgen new brand"):
        load_brand(tmp_path)
