"""Pixels -> a PNG file, fast: rows straight from Pillow, one pass of deflate, nothing in it but the picture.

Pillow's own writer tries all five filters on each row and deflates with zlib: 40 ms for a 1080 px tile. Flat graphics
pack best with no filter at all (PNG specification, 12.7), photos with one.
"""

from __future__ import annotations

import struct
import zlib
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Protocol

from PIL import Image, ImageChops

_deflate: ModuleType = zlib
with suppress(ImportError):  # no wheel for this machine: slower, and other bytes for the same pixels
    _deflate = import_module("isal.isal_zlib")

__all__ = ["OURS", "png"]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
OURS = b"smGn"
"""An empty chunk that says who made the file: ancillary, private, safe to copy (PNG specification, 5.4)."""

_COLOR_TYPES = {"L": 0, "RGB": 2, "P": 3, "RGBA": 6}
_UP = b"\x02"
_BAND = 8
"""Rows of each sample band that decide on the filter."""
_CALM = 8
"""What packs to so small a part without a filter is no photo."""
_PIECE = 1 << 18
"""Bytes of rows deflated at a time: few enough to stay in the processor's cache."""


class _Compressor(Protocol):
    def compress(self, data: bytes | memoryview, /) -> bytes: ...

    def flush(self) -> bytes: ...


def png(image: Image.Image) -> bytes:
    """The PNG file of an image of mode "L", "RGB", "RGBA" or "P", marked as sRGB; no metadata, no time stamp."""
    header = struct.pack(">IIBBBBB", *image.size, 8, _COLOR_TYPES[image.mode], 0, 0, 0)
    chunks = [_chunk(b"IHDR", header), _chunk(b"sRGB", b"\x00"), _chunk(OURS, b"")]
    if image.mode == "P":
        chunks.append(_chunk(b"PLTE", bytes(image.getpalette() or ())))
    data = _packed_up(_differences(image)) if _is_photo(image) else _packed_plain(image)
    return b"".join((_SIGNATURE, *chunks, _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _packed_plain(image: Image.Image) -> bytes:
    """Deflated rows without filter: Pillow pads each row by a zero byte, which is the next row's filter byte."""
    image.load()
    stride = image.width * len(image.getbands()) + 1
    # What Image.tobytes does, only that no piece is copied once more to join it with the others.
    encoder = Image._getencoder(image.mode, "raw", (image.mode, stride, 1))
    encoder.setimage(image.im, (0, 0, *image.size))
    packer = _packer()
    packed = [packer.compress(b"\x00")]
    state = 0
    while not state:
        _, state, rows = encoder.encode(max(_PIECE, stride))
        packed.append(packer.compress(memoryview(rows)[:-1] if state else rows))
    encoder.cleanup()
    return b"".join((*packed, packer.flush()))


def _packed_up(rows: Image.Image) -> bytes:
    data = memoryview(rows.tobytes())
    width = len(data) // rows.height
    filtered = b"".join(part for at in range(0, len(data), width) for part in (_UP, data[at : at + width]))
    packer = _packer()
    return packer.compress(filtered) + packer.flush()


def _differences(image: Image.Image) -> Image.Image:
    """Each pixel less the one above it (filter type 2, Up)."""
    above = Image.new(image.mode, image.size)
    above.paste(image, (0, 1))
    return ImageChops.subtract_modulo(image, above)


def _is_photo(image: Image.Image) -> bool:
    """Whether the Up filter packs bands across the image better than no filter."""
    if image.mode == "P" or image.height < 4 * _BAND:
        return False
    # Two rows of each band tell what is no photo at all.
    edges = [band.tobytes() for band in _bands(image, 2)]
    if sum(len(_deflate.compress(edge, 2)) for edge in edges) * _CALM < sum(map(len, edges)):
        return False
    bands = _bands(image, _BAND)
    plain = sum(len(_deflate.compress(band.tobytes(), 2)) for band in bands)
    return sum(len(_deflate.compress(_differences(band).tobytes(), 2)) for band in bands) < plain


def _bands(image: Image.Image, rows: int) -> list[Image.Image]:
    """Five bands of so many rows across the image."""
    tops = [(image.height - rows) * part // 4 for part in range(5)]
    return [image.crop((0, top, image.width, top + rows)) for top in tops]


def _packer() -> _Compressor:
    packer: _Compressor = _deflate.compressobj(2)
    return packer
