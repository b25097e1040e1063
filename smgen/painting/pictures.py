"""The gate for people's pictures: a file's name -> what it is, and later its pixels; nothing else decodes pictures.

`open_picture` reads the header only and refuses what must not be decoded: the wrong kind, too many pixels, a device, a
place outside the given folders, an address on the internet. `pixels` decodes: upright, sRGB, 8 bits, cut and scaled.
Limits and their reasons: the Pillow handbook's security chapter and imgproxy's defaults (50 megapixels, 25 to 30 MB).
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from msgspec import Struct
from PIL import Image

from smgen.errors import Note, PictureError, did_you_mean, printable
from smgen.geometry import Box
from smgen.late import expression
from smgen.painting import bitmaps, vectors
from smgen.painting.cache import ByteCache
from smgen.painting.locating import caseless, located, respelled, unquoted
from smgen.painting.looks import looked
from smgen.scene import PictureLook, PictureSource

__all__ = ["MAX_BYTES", "open_picture", "picture_notes", "pixels", "upright"]

MAX_BYTES = 30_000_000
"""The largest picture file that is read."""

_LOOK = PictureLook()
_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif", ".svg", ".heic")
_ADDRESS = expression(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


class _Opened(Struct, frozen=True):
    source: PictureSource
    notes: tuple[Note, ...]


def open_picture(
    path: str | os.PathLike[str], *, roots: Sequence[Path] = (), allow_absolute: bool = False
) -> PictureSource:
    """What the picture at `path` is: its digest, its size upright, its kind. Cheap: no pixel is decoded.

    `path` is relative to one of the folders `roots` and must not lead out of it, not even through a link. An absolute
    path is taken only inside `roots`, or anywhere with `allow_absolute`, as when somebody names it on the command line.
    Raises PictureError with the name as its place.
    """
    name = os.fspath(path)
    try:
        return _opened(_located(name, roots, allow_absolute)).source
    except PictureError as error:
        raise error if error.where else error.at(_shown(name)) from error


def _shown(name: str) -> str:
    """A picture's name in a message. Of an absolute path the last part: the rest tells of the machine, not the picture."""
    return printable(os.path.basename(name) if os.path.isabs(name) else name)


def picture_notes(source: PictureSource) -> tuple[Note, ...]:
    """What is worth knowing of a picture: that it moves and only its first frame is used, that an SVG's text is not."""
    try:
        return _opened(Path(source.path)).notes
    except PictureError as error:
        raise error if error.where else error.at(_shown(source.path)) from error


def pixels(
    source: PictureSource, *, crop: Box | None = None, size: tuple[int, int], look: PictureLook = _LOOK
) -> Image.Image:
    """The part `crop` (source pixels, upright; all of it by default) at `size` px: mode "RGB", or straight "RGBA".

    Kept for the next time: do not draw on what comes back. Raises PictureError where the file is gone, is not what was
    opened, or is broken.
    """
    area = crop or Box(0, 0, source.width, source.height)
    return _DRAWN.get_or_make(
        (source.digest, area, size, look),
        lambda: looked(_scaled(source, area, size), look, seed=source.digest),
        _bytes,
    )


def upright(source: PictureSource, at_least: tuple[int, int]) -> Image.Image:
    """The whole picture, upright in sRGB, at least `at_least` px large where the file has them. Not to be drawn on."""
    shrink = max(1, int(min(source.width / at_least[0], source.height / at_least[1])))
    shrink = 1 << (shrink.bit_length() - 1)
    return _UPRIGHT.get_or_make(
        (source.digest, shrink), lambda: _told(source, lambda data: bitmaps.decode(data, shrink)), _bytes
    )


def _scaled(source: PictureSource, crop: Box, size: tuple[int, int]) -> Image.Image:
    across, down = source.width / crop.width, source.height / crop.height
    if source.kind == "svg":
        whole = max(1, round(size[0] * across)), max(1, round(size[1] * down))
        image = _told(source, lambda data: vectors.rasterise(data, *whole))
    else:
        # LANCZOS from up to twice the size wanted looks as good as from all of it, and costs a fraction.
        image = upright(source, (max(1, round(size[0] * across)), max(1, round(size[1] * down))))
    x, y = image.width / source.width, image.height / source.height
    box = (
        max(0.0, crop.left * x),
        max(0.0, crop.top * y),
        min(float(image.width), crop.right * x),
        min(float(image.height), crop.bottom * y),
    )
    if image.size == size and box == (0, 0, *size):
        return image
    return image.resize(size, Image.Resampling.LANCZOS, box)


def _told(source: PictureSource, decode: object) -> Image.Image:
    where = printable(Path(source.path).name)
    try:
        data = _read(Path(source.path))
        if hashlib.sha256(data).hexdigest() != source.digest:
            raise PictureError("the picture has changed while it was being used", hint="run again")
        return decode(data)  # type: ignore[operator,no-any-return]
    except PictureError as error:
        raise error if error.where else error.at(where) from error


def _located(name: str, roots: Sequence[Path], allow_absolute: bool) -> Path:
    name = unquoted(name)
    address = _ADDRESS.match(name)
    if address and len(address[1]) == 1 and os.name != "nt":
        raise _elsewhere()
    if address and not (os.name == "nt" and Path(name).drive):
        scheme = address[1].lower()
        if scheme in ("http", "https"):
            hint = "save the picture in the folder of your table and give its file name"
            raise PictureError("smgen does not fetch pictures from the internet", hint=hint)
        raise PictureError("this is an address, not a file name", hint="give the name of a picture file")
    if not name.strip() or "\0" in name or len(name) > 1000 or name.startswith(("\\\\", "//")):
        raise PictureError("this is not the name of a picture file")
    try:
        if os.path.isabs(name):
            return _absolute(Path(name), roots, allow_absolute)
        return located(name, roots) or _nowhere(name.replace("\\", "/"), roots)
    except (OSError, ValueError, RuntimeError) as error:
        raise PictureError("no picture can have this name") from error


def _absolute(path: Path, roots: Sequence[Path], allow_absolute: bool) -> Path:
    resolved = path.resolve()
    if allow_absolute or any(resolved.is_relative_to(root.resolve()) for root in roots):
        if not resolved.exists():
            raise _missing(path, [path.parent])
        return resolved
    raise _elsewhere()


def _elsewhere() -> PictureError:
    hint = "put the picture beside the table or the brand file and give its name only"
    return PictureError("pictures are taken only from the folders of the campaign", hint=hint)


def _nowhere(name: str, roots: Sequence[Path]) -> NoReturn:
    path = Path(name)
    if path.parts[:1] == ("~",):
        raise _elsewhere()
    if (meant := respelled(name, roots, caseless)) != name:
        raise PictureError("there is no such picture", hint=did_you_mean(name, [meant]))
    raise _missing(path, [(root / path).parent for root in roots])


def _missing(path: Path, folders: list[Path]) -> PictureError:
    neighbours: list[str] = []
    parent = Path() if path.is_absolute() else path.parent
    for folder in folders:
        if folder.is_dir():
            with os.scandir(folder) as entries:
                names = (entry.name for entry, _ in zip(entries, range(2000), strict=False))
                neighbours += [str(parent / name) for name in names if name.lower().endswith(_ENDINGS)]
    return PictureError("there is no such picture", hint=did_you_mean(str(parent / path.name), neighbours))


def _opened(path: Path) -> _Opened:
    try:
        facts = path.stat()
    except OSError as error:
        raise PictureError("the picture is gone") from error
    key = (str(path), facts.st_mtime_ns, facts.st_size, facts.st_ino)
    return _HEADERS.get_or_make(key, lambda: _inspected(path), lambda _: 1)


def _inspected(path: Path) -> _Opened:
    data = _read(path)
    digest = hashlib.sha256(data).hexdigest()
    if vectors.is_svg(data):
        drawing = vectors.inspect(data)
        source = PictureSource(str(path), digest, drawing.width, drawing.height, "svg", has_alpha=True)
        return _Opened(source, drawing.notes)
    header = bitmaps.inspect(data)
    source = PictureSource(str(path), digest, header.width, header.height, "bitmap", header.has_alpha)
    return _Opened(source, header.notes)


def _read(path: Path) -> bytes:
    """All bytes of a regular file; never waits for a pipe or a device."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        with open(os.open(path, flags), "rb") as file:
            facts = os.fstat(file.fileno())
            if not stat.S_ISREG(facts.st_mode):
                raise PictureError("this is not a file but a folder, a pipe or a device")
            data = file.read(MAX_BYTES + 1) if facts.st_size <= MAX_BYTES else b""
    except OSError as error:
        if error.errno in (errno.EISDIR, errno.ENXIO):
            raise PictureError("this is not a file but a folder, a pipe or a device") from error
        reason = error.strerror or "it cannot be read"
        raise PictureError(f"the picture cannot be read: {reason.lower()}") from error
    if facts.st_size > MAX_BYTES or len(data) > MAX_BYTES:
        megabytes = f"{facts.st_size / 1_000_000:.0f} MB"
        hint = "save it as a JPEG of at most 4000 pixels"
        raise PictureError(f"the file has {megabytes}, at most {MAX_BYTES // 1_000_000} MB are read", hint=hint)
    if not data:
        raise PictureError("the file is empty")
    return data


def _bytes(image: Image.Image) -> int:
    # Pillow takes four bytes a pixel for RGB and RGBA.
    return image.width * image.height * 4 + io.DEFAULT_BUFFER_SIZE


_HEADERS: ByteCache[_Opened] = ByteCache(4096)
_UPRIGHT: ByteCache[Image.Image] = ByteCache(128_000_000)
_DRAWN: ByteCache[Image.Image] = ByteCache(96_000_000)
