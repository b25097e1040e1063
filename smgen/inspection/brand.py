"""A brand.toml -> findings: colours that cannot be read on each other, missing logos and fonts, wrong bank data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from smgen.brand import Brand, load_brand
from smgen.checks.links import link_notes
from smgen.codes import iban
from smgen.color import contrast
from smgen.errors import Note, SmgenError
from smgen.fonts import FontBook
from smgen.inspection.finding import Finding
from smgen.painting.pictures import open_picture, picture_notes
from smgen.platforms import find_platform
from smgen.scene import PictureSource
from smgen.starting.palette import colors_in

__all__ = ["brand_notes", "inspect_brand"]

_TEXT = 4.5
"""Contrast of text with its ground (WCAG 2.2, 1.4.3)."""

_SEEN = 2.0
"""Contrast below which a mark melts into its ground; logos are exempt from WCAG's figures."""

_SHARP_LOGO = 400
"""Px a bitmap logo should be wide or high: a quarter of a picture's width, with something in hand."""


def inspect_brand(path: Path) -> Iterator[Finding]:
    """What is wrong with the brand at `path`. Raises BrandError where it cannot be read."""
    brand = load_brand(path)
    for note in brand_notes(brand):
        yield Finding(note, str(path))


def brand_notes(brand: Brand) -> Iterator[Note]:
    """Everything worth knowing about a brand."""
    yield from _color_notes(brand)
    yield from _logo_notes(brand)
    yield from _font_notes(brand)
    yield from _name_notes(brand)
    if brand.bank.iban:
        try:
            iban(brand.bank.iban)
        except SmgenError as error:
            yield Note("error", "iban-wrong", error.what, "bank.iban", error.hint)
        if not brand.bank.recipient:
            yield Note("warning", "bank-recipient", "the account has no recipient", "bank", 'recipient = "…"')


def _color_notes(brand: Brand) -> Iterator[Note]:
    ink, paper = brand.colors["ink"], brand.colors["paper"]
    found = contrast(ink, paper)
    if found < _TEXT:
        what = f"ink {ink} on paper {paper} has a contrast of {found:.1f} : 1; {_TEXT} : 1 is needed"
        yield Note("error", "brand-ink", what, "colors", "a darker ink, or a lighter paper")
    for role, color in brand.colors.items():
        if role in ("ink", "paper"):
            continue
        best = max(contrast(ink, color), contrast(paper, color))
        if best < _TEXT:
            what = (
                f"neither ink nor paper can be read on {role} {color} ({best:.1f} : 1); black or white is taken there"
            )
            yield Note("warning", "brand-ground", what, f"colors.{role}", f"make {role} lighter or darker")


def _logo_notes(brand: Brand) -> Iterator[Note]:
    for key, name in (("logo.light", brand.logo), ("logo.dark", brand.logo_on_dark)):
        if not name:
            continue
        try:
            source = _logo(name, brand)
        except SmgenError as error:
            yield Note("error", "logo-unusable", error.what, key, error.hint)
            continue
        yield from (note.at(key) for note in picture_notes(source))
        ground = "paper" if key == "logo.light" else "ink"
        yield from _faint_notes(source, brand, ground, key)
        if key == "logo.light" and not brand.logo_on_dark:
            yield from (replace(note, severity="info") for note in _faint_notes(source, brand, "ink", "logo.dark"))
        if source.kind == "bitmap" and max(source.width, source.height) < _SHARP_LOGO:
            what = f"the logo is only {source.width} × {source.height} px and will look soft"
            yield Note("warning", "logo-small", what, key, "an SVG, or a larger PNG")
        if source.kind == "bitmap" and not source.has_alpha:
            what = "the logo has no transparent ground and will stand in a box of its own colour"
            yield Note("info", "logo-opaque", what, key, "an SVG, or a PNG with a transparent ground")
    if not brand.logo:
        yield Note(
            "info", "logo-none", "there is no logo", "logo", 'logo = { light = "logo.svg", dark = "logo-hell.svg" }'
        )


def _faint_notes(source: PictureSource, brand: Brand, ground: str, key: str) -> Iterator[Note]:
    """A note where hardly any part of a logo can be told from a ground it stands on."""
    behind = brand.colors[ground]
    best = max((contrast(color, behind) for color in colors_in(source)), default=_SEEN)
    if best < _SEEN:
        what = f"on {ground} {behind} the logo is hardly seen ({best:.1f} : 1)"
        yield Note("warning", "logo-faint", what, key, "logo.light is for light grounds, logo.dark for dark ones")


def _logo(name: str, brand: Brand) -> PictureSource:
    """The logo; named as brand.toml names it, so that hints speak of files beside it."""
    folder = Path(brand.path).parent
    inside = brand.path and Path(name).is_relative_to(folder)
    if not inside:
        return open_picture(name, allow_absolute=True)
    return open_picture(Path(name).relative_to(folder), roots=(folder,))


def _font_notes(brand: Brand) -> Iterator[Note]:
    book = FontBook.shipped()
    for folder in brand.font_folders:
        try:
            book = book.with_folder(folder)
        except SmgenError as error:
            yield Note("error", "fonts-missing", error.what, "fonts.folder", error.hint)
    for role, family in brand.fonts.items():
        try:
            book.with_roles({role: family})
        except SmgenError as error:
            yield Note("error", "font-unknown", error.what, f"fonts.{role}", error.hint)


def _name_notes(brand: Brand) -> Iterator[Note]:
    if not brand.name:
        yield Note("info", "brand-nameless", "the brand has no name, so no picture says who is speaking", "name")
    for platform, handle in brand.handles.items():
        try:
            find_platform(platform)
        except SmgenError as error:
            yield Note("warning", "platform-unknown", error.what, f"handles.{platform}", error.hint)
        if not handle.strip().lstrip("@"):
            yield Note(
                "warning", "handle-empty", "the handle is empty", f"handles.{platform}", "fill it or delete the line"
            )
    yield from link_notes(brand.website, "website")
    if "{name}" not in brand.credit:
        what = "the form of photo credits has no place for the name"
        yield Note("warning", "credit-form", what, "credit.form", 'form = "Foto: {name}"')
