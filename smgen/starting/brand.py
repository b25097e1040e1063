"""A name, and a logo or a website's colours -> a folder with a commented brand.toml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from smgen.brand import COLOR_ROLES
from smgen.color import Color, parse_color
from smgen.errors import Note, ValuesError
from smgen.naming import slug
from smgen.painting.encode import encode_as
from smgen.painting.pictures import open_picture, pixels
from smgen.plain import clean_text
from smgen.scene import PictureSource
from smgen.starting.palette import Proposal, colors_in, listed_colors, proposal
from smgen.starting.writing import write_new

__all__ = ["brand_text", "new_brand"]


def new_brand(
    name: str, parent: Path, *, logo: str | None = None, website_colors: str | None = None
) -> tuple[tuple[Path, ...], tuple[Note, ...]]:
    """Write a folder for the brand `name` into `parent`; the paths of its files, and what had to be changed.

    Colours come from `website_colors` (“#e4003a, #222”), else from the `logo`, else from the house style. The logo is
    copied beside brand.toml. Raises OutputError where the folder holds one already, PictureError or ValuesError.
    """
    if not name.strip():
        raise ValuesError("a brand needs a name", hint='smgen new brand "Unser Verein"')
    source = open_picture(Path(logo).absolute(), allow_absolute=True) if logo else None
    proposed = _proposed(source, website_colors)
    files: dict[str, bytes] = {}
    logo_name = ""
    if source is not None:
        logo_name, data = _copied(source)
        files[logo_name] = data
    files["brand.toml"] = brand_text(name, proposed.colors, logo_name).encode("utf-8")
    folder = parent / (slug(name) or "brand")
    return write_new(folder, files), proposed.notes


def _copied(source: PictureSource) -> tuple[str, bytes]:
    """The logo's name and bytes. A bitmap is written anew: where a photo was taken is nobody's business."""
    if source.kind == "svg":
        return "logo.svg", Path(source.path).read_bytes()
    return "logo.png", encode_as(pixels(source, size=(source.width, source.height)), "image/png").data


def brand_text(name: str, colors: Mapping[str, Color] | None = None, logo: str = "") -> str:
    """The text of a brand.toml; the house style's colours where none are given."""
    chosen = colors or {role: parse_color(text) for role, text in COLOR_ROLES.items()}
    lines = {role: f'{role} = "{chosen[role]}"' for role in COLOR_ROLES}
    logos = f'light = "{logo}"' if logo else '# light = "logo.svg"'
    # A JSON string is a TOML string; what neither may hold is cleaned away.
    spoken = json.dumps(clean_text(name).strip(), ensure_ascii=False)
    return _TEXT.format(name=spoken, logo=logos, **lines)


def _proposed(source: PictureSource | None, website_colors: str | None) -> Proposal:
    if website_colors:
        return proposal(listed_colors(website_colors))
    found = colors_in(source) if source is not None else ()
    return proposal(found) if found else Proposal({role: parse_color(text) for role, text in COLOR_ROLES.items()})


_TEXT = """\
# Who is speaking. Take it with --brand: smgen make … --brand FOLDER, smgen batch … --brand FOLDER.
# `smgen check` says what is wrong with it.
name = {name}
language = "de"
# website = "https://www.example.org"
# hashtags = ["Ehrenamt"]

# Roles, not shades: templates ask for "primary" and never for a colour. Ink and paper are the dark and the light colour
# of words and grounds; they must be told well apart. Text on the other three is ink or paper, whichever can be read.
[colors]
{primary}
{secondary}
{tertiary}
{ink}
{paper}

# Beside this file; SVG, or PNG with a transparent ground. `dark` is the one for dark grounds.
[logo]
{logo}
# dark = "logo-hell.svg"

# Roles of type: heading, text, poster, spray, hand. `smgen fonts` lists what is there; your own files lie in a folder.
[fonts]
# heading = "Bricolage Grotesque"
# folder = "fonts"

# How you are called on each platform; captions mention you by it.
[handles]
# instagram = "@unserverein"
# mastodon = "@unserverein@social.example"

# Where donations go; donation posts make a GiroCode of it, which banking apps read.
[bank]
# recipient = "Unser Verein e. V."
# iban = "DE…"

# How photos are credited; `required` makes a missing credit an error.
[credit]
form = "Foto: {{name}}"
required = false
"""
