"""What goes beside words and pixels: how many pictures, their size and bytes, and who took the photo."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath, PureWindowsPath
from typing import Any

from smgen.brand import Brand
from smgen.errors import Note
from smgen.platforms import Format
from smgen.scene import Picture, Scene, walk

__all__ = ["bank_notes", "count_notes", "credit_notes", "pixel_notes"]

_CREDIT = ("credit", "foto_von", "photo_by", "photographer", "fotograf", "bildnachweis", "copyright")
_NEEDED = ("credit_required", "credit_needed", "nachweis_noetig", "nachweis_pflicht")
_NO = ("", "0", "no", "nein", "n", "false", "falsch", "-")


def count_notes(slides: int, format: Format) -> Iterator[Note]:
    """Notes on more or fewer pictures than the platform takes in one post."""
    if slides > format.max_images:
        what = f"{slides} pictures; {format.label} takes {format.max_images}"
        yield Note("error", "pictures-too-many", what, hint="shorten the texts, or make it two posts")
    elif slides < format.min_images:
        what = f"{slides} picture{'s' * (slides != 1)}; {format.label} needs {format.min_images}"
        yield Note("info", "pictures-too-few", what)
    elif format.max_images_api and slides > format.max_images_api:
        what = f"{slides} pictures: the app takes them, planning tools only {format.max_images_api}"
        yield Note("info", "pictures-api", what)


def pixel_notes(width: int, height: int, format: Format, place: str = "") -> Iterator[Note]:
    """A note on a picture with more pixels than the platform takes."""
    if format.max_pixels is not None and width * height > format.max_pixels:
        what = f"{width} × {height} px are more than {format.max_pixels:,} pixels, which {format.label} takes"
        yield Note("error", "pixels-too-many", what, place)


def credit_notes(
    scenes: Sequence[Scene], values: Mapping[str, Any], brand: Brand, shown: Iterable[str]
) -> Iterator[Note]:
    """Notes on photos whose credit is needed and missing, or given and nowhere to be read; `shown` are all texts."""
    photos = _photos(scenes, values)
    if not photos:
        return
    credit = next((text for name in _CREDIT if (text := _text(values.get(name)))), "")
    needed = brand.credit_required or any(_text(values.get(name)).lower() not in _NO for name in _NEEDED)
    if needed and not credit:
        what = "the photo's credit is missing"
        yield Note("error", "credit-missing", what, photos[0], "fill the column credit: “Foto: Name”")
    elif credit and credit.casefold() not in " ".join(" ".join(shown).split()).casefold():
        what = "the photo's credit stands neither in the picture nor in the caption"
        yield Note("warning", "credit-unseen", what, "credit", "add {{ credit }} to card.xml.j2 or caption.txt.j2")


def bank_notes(values: Mapping[str, Any], brand: Brand) -> Iterator[Note]:
    """A note on an account nobody is said to own: templates leave it out, as no transfer goes to it."""
    unowned = "recipient" in values and not (_text(values["recipient"]) or brand.bank.recipient)
    if unowned and _text(values.get("iban")):
        what = "the account has no recipient and is left out"
        yield Note(
            "error", "bank-recipient", what, "iban", "fill the column recipient, or give the brand one in [bank]"
        )


def _photos(scenes: Sequence[Scene], values: Mapping[str, Any]) -> list[str]:
    """The fields whose photos are in the pictures. Logos and a template's own pictures come from no field."""
    drawn = {
        PurePath(item.source.path).name
        for scene in scenes
        for item in walk(scene.items)
        if isinstance(item, Picture) and item.source.kind == "bitmap"
    }
    return [name for name, value in values.items() if isinstance(value, str) and PureWindowsPath(value).name in drawn]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
