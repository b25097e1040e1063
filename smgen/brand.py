"""brand.toml -> `Brand`: who is speaking, in which colours, fonts and with which marks.

Without a brand.toml smgen has a house style of its own, so that the first picture already looks like something.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from smgen.color import Color, parse_color
from smgen.errors import BrandError, SmgenError, UnknownName, printable
from smgen.languages import language_tag
from smgen.plain import clean_text
from smgen.toml import read_toml

__all__ = ["COLOR_ROLES", "FONT_ROLES", "Bank", "Brand", "brand_beside", "brand_language", "load_brand"]

COLOR_ROLES: Mapping[str, str] = {
    "primary": "#ff5a3c",
    "secondary": "#ffc53d",
    "tertiary": "#bfe3d0",
    "ink": "#11302b",
    "paper": "#f4ebdd",
}
"""The colour roles, and the colours of smgen's own house style."""

FONT_ROLES = ("heading", "text", "poster", "spray", "hand")


class Bank(Struct, frozen=True):
    """The account donations go to, as `[bank]` gives it; checked where a GiroCode is made."""

    recipient: str = ""
    iban: str = ""
    bic: str = ""


class Brand(Struct, frozen=True):
    """An organisation's look and names. `colors` and `fonts` go by role; paths are absolute, empty where there is none.

    `logo` is for light grounds, `logo_on_dark` for dark ones. `credit` is the form of a photo credit with `{name}` in it.
    """

    name: str = ""
    language: str = "de"
    website: str = ""
    hashtags: tuple[str, ...] = ()
    colors: Mapping[str, Color] = field(default_factory=lambda: {k: parse_color(v) for k, v in COLOR_ROLES.items()})
    fonts: Mapping[str, str] = field(default_factory=dict)
    font_folders: tuple[str, ...] = ()
    logo: str = ""
    logo_on_dark: str = ""
    handles: Mapping[str, str] = field(default_factory=dict)
    bank: Bank = Bank()
    credit: str = "Foto: {name}"
    credit_required: bool = False
    path: str = ""

    def values(self) -> dict[str, Any]:
        """What templates see as `brand`: plain text, tuples and mappings only."""
        return {
            "name": self.name,
            "website": self.website,
            "hashtags": self.hashtags,
            "colors": {role: str(color) for role, color in self.colors.items()},
            "logo": self.logo,
            "logo_on_dark": self.logo_on_dark,
            "handles": dict(self.handles),
            "bank": {name: getattr(self.bank, name) for name in Bank.__struct_fields__},
            "credit": self.credit,
        }


def brand_language(path: str | Path | None) -> str:
    """The language of a brand; that of no brand where it cannot be read, which is told where it is used."""
    try:
        return load_brand(path).language
    except SmgenError:
        return Brand().language


def load_brand(path: Path | str | None) -> Brand:
    """The brand of a brand.toml (or of the folder that holds one); the house style for None.

    Raises BrandError with the file, the key and a hint. Read again when the file has changed.
    """
    if path is None:
        return _house_style()
    try:
        file = Path(path) / "brand.toml" if Path(path).is_dir() else Path(path)
        stamp = file.stat().st_mtime_ns
    except (OSError, ValueError):
        raise BrandError(
            f"there is no brand file {printable(str(path))}", hint="smgen new brand NAME writes one"
        ) from None
    return _loaded(file.resolve(), stamp)


def brand_beside(table: str | Path) -> str | None:
    """The brand.toml in the folder of a table's file, which is meant unless another is named; None where there is none."""
    file = Path(table).parent / "brand.toml"
    return str(file) if str(table) != "-" and "://" not in str(table) and os.path.isfile(file) else None


@functools.cache
def _house_style() -> Brand:
    return Brand()


@functools.lru_cache(maxsize=64)
def _loaded(file: Path, _stamp: int) -> Brand:
    return _read(read_toml(file, BrandError, file.name), file)


_KEYS = ("name", "language", "website", "hashtags", "colors", "fonts", "logo", "handles", "bank", "credit")


def _read(data: Mapping[str, Any], file: Path) -> Brand:
    _refuse_unknown(data, _KEYS, file, "key")
    colors = _table(data, "colors", file)
    fonts = dict(_table(data, "fonts", file))
    logo = data.get("logo", {})
    logos = {"light": logo, "dark": logo} if isinstance(logo, str) else _table(data, "logo", file)
    _refuse_unknown(logos, ("light", "dark"), file, "logo")
    folders = fonts.pop("folder", [])
    folders = _texts({"folder": [folders] if isinstance(folders, str) else folders}, "folder", file)
    _refuse_unknown(fonts, FONT_ROLES, file, "font role")
    bank = _table(data, "bank", file)
    _refuse_unknown(bank, Bank.__struct_fields__, file, "bank detail")
    credit = _table(data, "credit", file)
    _refuse_unknown(credit, ("form", "required"), file, "credit rule")
    return Brand(
        name=_text(data, "name", file),
        language=language_tag(_text(data, "language", file)) or "de",
        website=_text(data, "website", file),
        hashtags=tuple(_texts(data, "hashtags", file)),
        colors=_colors(colors, file),
        fonts={role: _text(fonts, role, file) for role in fonts},
        font_folders=tuple(str(file.parent / folder) for folder in folders),
        logo=_path(logos, "light", file),
        logo_on_dark=_path(logos, "dark", file),
        handles={name: _text(data["handles"], name, file) for name in _table(data, "handles", file)},
        bank=Bank(**{key: _text(bank, key, file) for key in bank}),
        credit=_text(credit, "form", file) or "Foto: {name}",
        credit_required=_flag(credit, "required", file),
        path=str(file),
    )


def _colors(table: Mapping[str, Any], file: Path) -> dict[str, Color]:
    colors = {role: parse_color(text) for role, text in COLOR_ROLES.items()}
    for role, text in table.items():
        try:
            color = parse_color(str(text))
        except ValueError as error:
            raise BrandError(str(error), where=f"{file.name}, colors.{printable(role)}") from None
        if not color.is_opaque:
            raise BrandError("a brand colour cannot be transparent", where=f"{file.name}, colors.{printable(role)}")
        colors[role] = color
    return colors


def _refuse_unknown(table: Mapping[str, Any], known: Any, file: Path, kind: str) -> None:
    for key in table:
        if key not in known:
            raise UnknownName.among(kind, key, known, where=file.name)


def _table(data: Mapping[str, Any], key: str, file: Path) -> Mapping[str, Any]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise BrandError(f"{key} is a table: write [{key}] and its entries below", where=file.name)
    return table


def _text(data: Mapping[str, Any], key: str, file: Path) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise BrandError(f"{printable(key)} must be text in quotation marks", where=file.name)
    return clean_text(value).strip()


def _texts(data: Mapping[str, Any], key: str, file: Path) -> list[str]:
    value = data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BrandError(f"{key} must be a list of texts", where=file.name, hint=f'{key} = ["…", "…"]')
    return [clean_text(item).strip() for item in value]


def _flag(data: Mapping[str, Any], key: str, file: Path) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise BrandError(f"{key} is true or false, without quotation marks", where=file.name)
    return value


def _path(table: Mapping[str, Any], key: str, file: Path) -> str:
    name = _text(table, key, file)
    return str(file.parent / name) if name else ""
