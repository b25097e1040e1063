"""PNG, JPEG, WebP, GIF and AVIF bytes -> their header, and their pixels: upright, sRGB, 8 bits, mode "RGB" or "RGBA".

Every way a decoder has of failing comes out as a PictureError. The limits are checked before any pixel is decoded.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from importlib import import_module

from msgspec import Struct
from PIL import Image

from smgen.errors import Note, PictureError
from smgen.painting.profile import srgb_profile

__all__ = ["MAX_PIXELS", "Header", "decode", "inspect"]

MAX_PIXELS = 50_000_000
_MAX_SIDE = 30_000
_MAX_ASPECT = 50

_KINDS = {
    "PNG": ("PngImagePlugin", "PngImageFile"),
    "JPEG": ("JpegImagePlugin", "JpegImageFile"),
    "WebP": ("WebPImagePlugin", "WebPImageFile"),
    "GIF": ("GifImagePlugin", "GifImageFile"),
    "AVIF": ("AvifImagePlugin", "AvifImageFile"),
}

_FOREIGN = (
    (b"%PDF", "a PDF", "export the page as PNG"),
    (b"II*\0", "a TIFF", "save it as PNG or JPEG"),
    (b"MM\0*", "a TIFF", "save it as PNG or JPEG"),
    (b"8BPS", "a Photoshop file", "export it as PNG"),
    (b"%!PS", "a PostScript file", "export it as SVG or PNG"),
    (b"BM", "a BMP", "save it as PNG or JPEG"),
    (b"PK\3\4", "an archive or office document", "take the picture out of it"),
    (b"\x1f\x8b", "a compressed file", "unpack it first"),
)

_FAILURES = (
    # What Pillow's own fuzzers expect of its decoders, and what slips through beside it.
    *(OSError, SyntaxError, MemoryError, ValueError, NotImplementedError, OverflowError),
    *(EOFError, IndexError, KeyError, TypeError, AttributeError, RuntimeError, ZeroDivisionError),
    *(struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning),
)


class Header(Struct, frozen=True):
    """What a picture says of itself: its size upright, whether it has alpha, and what is worth knowing."""

    width: int
    height: int
    has_alpha: bool
    notes: tuple[Note, ...] = ()


def inspect(data: bytes) -> Header:
    """The header of a picture file. Raises PictureError for other files and for what is too large to be decoded."""
    kind = _kind(data)
    try:
        image = _image(data, kind)
        _check_size(*image.size)
        turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
        has_alpha = "A" in image.mode or "transparency" in image.info
        moves = bool(getattr(image, "is_animated", False))
    except PictureError:
        raise
    except _FAILURES as error:
        raise _broken(kind) from error
    width, height = image.size[::-1] if turned else image.size
    return Header(width, height, has_alpha, (_MOVES,) if moves else ())


def decode(data: bytes, shrink: int = 1) -> Image.Image:
    """The picture's pixels, upright and in sRGB; with `shrink` 2, 4 or 8 a half, quarter, eighth as wide and high.

    Raises PictureError where the file is broken or cut short.
    """
    kind = _kind(data)
    try:
        image = _image(data, kind)
        _check_size(*image.size)
        orientation = image.getexif().get(0x0112, 1)
        if kind == "PNG" and not _has_all_rows(data, image):
            raise _broken(kind)
        wanted = -(-image.width // shrink), -(-image.height // shrink)
        if kind == "JPEG" and shrink > 1:
            image.draft(None, wanted)
        profile = image.info.get("icc_profile")
        image.load()
        plain = _eight_bits(image)
        rest = max(1, round(plain.width / wanted[0]))
        if rest > 1:
            plain = plain.reduce(rest)
        return _turned(_bare(_srgb(plain, profile)), orientation)
    except PictureError:
        raise
    except _FAILURES as error:
        raise _broken(kind) from error


def _kind(data: bytes) -> str:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "AVIF"
    hint = "smgen reads PNG, JPEG, WebP, GIF, AVIF and SVG"
    if data[4:8] == b"ftyp" and data[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        raise PictureError("this is a HEIC photo", hint="save it as JPEG; phones do so with “most compatible”")
    for magic, what, advice in _FOREIGN:
        if data.startswith(magic):
            raise PictureError(f"this is {what}, not a picture smgen reads", hint=advice)
    raise PictureError("this is not a picture", hint=hint)


def _image(data: bytes, kind: str) -> Image.Image:
    # The format's own class, not Image.open: no other decoder is ever tried, whatever the file pretends to be, and no
    # warning filter of the host program has to be touched to keep Pillow's own bomb warning quiet.
    module, name = _KINDS[kind]
    image: Image.Image = getattr(import_module(f"PIL.{module}"), name)(io.BytesIO(data))
    return image


def _check_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise PictureError("the picture has no pixels")
    shown = f"{width} by {height} pixels"
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"the picture has {shown}, more than {MAX_PIXELS // 1_000_000} million",
            hint="save it smaller; 4000 pixels a side are plenty",
        )
    if max(width, height) > _MAX_SIDE or max(width, height) > _MAX_ASPECT * min(width, height):
        raise PictureError(f"the picture has {shown}, too long a strip to be of use", hint="crop it first")


def _broken(kind: str) -> PictureError:
    return PictureError(f"the {kind} file is broken or cut short", hint="copy or export it again")


def _eight_bits(image: Image.Image) -> Image.Image:
    """Any mode as "L", "RGB", "RGBA" or "CMYK"."""
    if image.mode in ("I", "I;16", "I;16B", "I;16L"):
        # Pillow's own conversion clips at 255 and leaves white; a level is 257 steps of 16 bits.
        return image.convert("I").point(_sixteen_bits(), "L")
    if "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBa", "RGBA"):
        return image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("L", "RGB", "CMYK"):
        return image
    return image.convert("RGB")


@cache
def _sixteen_bits() -> list[int]:
    return [(value + 128) // 257 for value in range(65536)]


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in sRGB; a profile for another kind of colour, or a broken one, is passed over, as browsers do."""
    target = "RGBA" if image.mode == "RGBA" else "RGB"
    if not profile:
        return image.convert(target)
    from PIL import ImageCms  # 4 ms that photos in plain sRGB, most of them, do not need

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        space = source.profile.xcolor_space.strip()
        if {"L": "GRAY", "RGB": "RGB", "RGBA": "RGB", "CMYK": "CMYK"}[image.mode] != space:
            return image.convert(target)
        if (source.profile.profile_description or "").startswith("sRGB"):
            return image
        own = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
        done = ImageCms.profileToProfile(image, source, own, outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image.convert(target)
    return done or image.convert(target)


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    method = _ORIENTATIONS.get(orientation)
    return image.transpose(method) if method is not None else image


def _bare(image: Image.Image) -> Image.Image:
    """The pixels and nothing a decoder hung on them: comments, profiles, places."""
    bare = Image.new(image.mode, image.size)
    bare.paste(image, (0, 0))
    return bare


def _has_all_rows(data: bytes, image: Image.Image) -> bool:
    """Whether a PNG's data are as long as its header says; Pillow leaves missing rows blank and says nothing."""
    expected = _png_length(data, *image.size)
    unpack = zlib.decompressobj()
    length, at = 0, 8
    while at + 8 <= len(data) and length < expected:
        size, kind = struct.unpack_from(">I4s", data, at)
        if kind == b"IDAT":
            length += len(unpack.decompress(data[at + 8 : at + 8 + size], expected - length + 1))
            while unpack.unconsumed_tail and length < expected:
                length += len(unpack.decompress(unpack.unconsumed_tail, expected - length + 1))
        at += size + 12
    return length >= expected


def _png_length(data: bytes, width: int, height: int) -> int:
    """Bytes of all filtered rows (PNG specification, 7.2 and 8.2)."""
    depth, color_type, interlaced = data[24], data[25], data[28]
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(color_type, 1)
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    total = 0
    for left, top, across, down in passes:
        columns, rows = -(-(width - left) // across), -(-(height - top) // down)
        if columns > 0 and rows > 0:
            total += rows * (1 + (columns * bits + 7) // 8)
    return total


_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))

_ORIENTATIONS = {
    # Exif 2.32, tag 274.
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_MOVES = Note("info", "picture-animated", "the picture moves; its first frame is used")
