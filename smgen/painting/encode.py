"""Image -> bytes a platform takes: the right type, under its limit, with the least loss. Same image, same bytes.

The bytes hold the picture and that it is sRGB, nothing else: no camera, no place, no time, no name of this machine.
"""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from PIL import Image

from smgen.errors import Note, OutputError, UnknownName
from smgen.painting.png import OURS, png
from smgen.painting.profile import srgb_profile

__all__ = ["FLOOR", "QUALITY", "SUFFIXES", "TYPES", "Encoded", "encode", "encode_as", "is_ours", "type_of"]

TYPES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
"""The types smgen writes, and how their files end."""

SUFFIXES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}

QUALITY = 92
"""JPEG and WebP quality where no limit presses: above it, files grow and nobody sees why."""

FLOOR = 72
"""The lowest quality smgen goes down to: below it, letters on flat colour show rings."""


class Encoded(Struct, frozen=True):
    """A finished file's bytes, its media type, and what was done to stay under a limit."""

    data: bytes
    type: str
    notes: tuple[Note, ...] = ()

    @property
    def suffix(self) -> str:
        """How the file's name ends: ".png"."""
        return TYPES[self.type]


def encode(
    image: Image.Image,
    *,
    types: Sequence[str] = ("image/png",),
    preferred: str | None = None,
    max_bytes: int | None = None,
    quality: int | None = None,
) -> Encoded:
    """The image in the preferred (else the first known) of `types`, at most `max_bytes` long.

    Where it is too long, the other types and then lower qualities are tried: lossless first, then the highest quality
    that fits, down to FLOOR. What was changed stands in the notes. Raises OutputError where nothing fits, UnknownName
    for a type smgen does not write.
    """
    order = _order(types, preferred)
    first = encode_as(image, order[0], quality=quality)
    if max_bytes is None or len(first.data) <= max_bytes:
        return first
    start = min(quality or QUALITY, 95)
    candidates = [_best(image, kind, start, max_bytes) for kind in order]
    fitting = [found for found in candidates if found is not None]
    if not fitting:
        raise OutputError(
            f"the picture does not fit into {_size(max_bytes)} at a quality worth posting",
            hint=_way_out(order, "use a calmer photo or a smaller format"),
        )
    found, reached = max(fitting, key=lambda pair: pair[1])
    return Encoded(found.data, found.type, (_note(order[0], found, reached, max_bytes),))


def encode_as(image: Image.Image, type: str, *, quality: int | None = None, quick: bool = False) -> Encoded:
    """The image as "image/png", "image/jpeg" or "image/webp". Raises UnknownName for others, OutputError if too big.

    `quick` takes a third of the time for a WebP a quarter larger; the other types are quick anyway.
    """
    clean = image if image.mode in ("RGB", "RGBA") else image.convert("RGB")
    match type:
        case "image/png":
            return Encoded(png(clean), type)
        case "image/jpeg":
            return Encoded(_jpeg(clean, quality or QUALITY), type)
        case "image/webp":
            return Encoded(_webp(clean, quality or QUALITY, method=1 if quick else 4), type)
    raise UnknownName.among("picture type", type, TYPES)


def type_of(name: str) -> str:
    """The media type for a file name or suffix, by its ending. Raises UnknownName."""
    suffix = "." + name.rpartition(".")[2].lower()
    if suffix not in SUFFIXES:
        raise UnknownName.among("picture file ending", suffix, SUFFIXES)
    return SUFFIXES[suffix]


def is_ours(path: str | os.PathLike[str]) -> bool:
    """Whether smgen made the picture file at `path`, by its mark; False where it cannot be read."""
    try:
        with open(path, "rb") as file:
            start = file.read(4096)
    except (OSError, ValueError):
        return False
    return OURS in start[:64] if start.startswith(b"\x89PNG") else srgb_profile() in start


def _order(types: Sequence[str], preferred: str | None) -> list[str]:
    known = [kind for kind in types if kind in TYPES]
    if preferred in TYPES:
        known = [preferred, *(kind for kind in known if kind != preferred)]
    if not known:
        raise UnknownName.among("picture type", ", ".join(types), TYPES)
    return known


def _best(image: Image.Image, kind: str, start: int, max_bytes: int) -> tuple[Encoded, int] | None:
    """The file of this type with the highest quality up to `start` that fits, and that quality; 100 for lossless."""
    if kind == "image/png":
        found = encode_as(image, kind)
        return (found, 100) if len(found.data) <= max_bytes else None
    low, high = FLOOR, start
    best = None
    while low <= high:
        middle = (low + high + 1) // 2
        found = encode_as(image, kind, quality=middle)
        if len(found.data) <= max_bytes:
            best, low = (found, middle), middle + 1
        else:
            high = middle - 1
    return best


def _jpeg(image: Image.Image, quality: int) -> bytes:
    if max(image.size) > 65_500:
        raise OutputError("a JPEG is at most 65,500 pixels long", hint="use PNG or a smaller format")
    return _saved(
        _opaque(image),
        ".jpg",
        quality=quality,
        # 4:4:4: halved colour smears red letters on a flat ground. Not `optimize`: a tenth less to send, twice the time.
        subsampling=0,
        icc_profile=srgb_profile(),
    )


def _webp(image: Image.Image, quality: int, method: int) -> bytes:
    if max(image.size) > 16_383:
        raise OutputError("a WebP is at most 16,383 pixels long", hint="use PNG or a smaller format")
    return _saved(image, ".webp", quality=quality, method=method, icc_profile=srgb_profile())


def _saved(image: Image.Image, suffix: str, **options: Any) -> bytes:
    # A bare copy: whatever a decoder hung on the image (comments, profiles, EXIF) stays behind.
    bare = Image.new(image.mode, image.size)
    bare.paste(image, (0, 0))
    file = io.BytesIO()
    file.name = f"picture{suffix}"  # by a name's ending Pillow loads one format, by a format's name five
    bare.save(file, **options)
    return file.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, (255, 255, 255))
    ground.paste(image, (0, 0), image)
    return ground


def _note(wanted: str, found: Encoded, reached: int, max_bytes: int) -> Note:
    how = "" if reached == 100 else f" at quality {reached}"
    what = f"saved as {_name(found.type)}{how} ({_size(len(found.data))}) to stay under {_size(max_bytes)}"
    return Note(
        "info", "encoded-smaller", what, hint=f"as {_name(wanted)} it was larger" if wanted != found.type else ""
    )


def _way_out(order: list[str], otherwise: str) -> str:
    lossy = [kind for kind in order if kind != "image/png"]
    return otherwise if lossy else "allow JPEG or WebP beside PNG"


def _name(kind: str) -> str:
    return {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WebP"}[kind]


def _size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"
