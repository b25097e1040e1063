"""The sRGB profile smgen marks JPEG and WebP with: under a kilobyte, made here, the same every time.

Profiles of image libraries carry the date they were made; this one carries nothing. ICC.1:2001-04 (version 2), with
the primaries of sRGB adapted to D50 and its curve sampled, as in the compact profiles photo sites use.
"""

from __future__ import annotations

import struct
from functools import cache

__all__ = ["srgb_profile"]

_COLORANTS = {
    # IEC 61966-2-1 primaries adapted to D50 (Bradford), as in the ICC's own sRGB2014.icc.
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_D50 = (0.9642, 1.0, 0.8249)
_SAMPLES = 256


@cache
def srgb_profile() -> bytes:
    """The bytes of the profile."""
    curve = _curve()
    blocks = [
        (b"desc", _text_description("sRGB")),
        (b"cprt", b"text\0\0\0\0CC0\0"),
        (b"wtpt", _xyz(_D50)),
        *((tag, _xyz(colorant)) for tag, colorant in _COLORANTS.items()),
        (b"rTRC", curve),
    ]
    tags, data = [], b""
    start = 128 + 4 + 12 * (len(blocks) + 2)
    for tag, block in blocks:
        tags.append((tag, start + len(data), len(block)))
        data += block + b"\0" * (-len(block) % 4)
    # All three channels share one curve.
    _, offset, size = tags[-1]
    tags += [(b"gTRC", offset, size), (b"bTRC", offset, size)]
    table = struct.pack(">I", len(tags)) + b"".join(struct.pack(">4sII", *tag) for tag in tags)
    return _header(start + len(data)) + table + data


def _header(size: int) -> bytes:
    fields = struct.pack(">I4sI4s4s4s", size, b"\0" * 4, 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    # A date must stand here, or strict readers complain: the day the standard came out, for every file.
    fields += struct.pack(">6H4s", 1999, 10, 18, 0, 0, 0, b"acsp")
    # The creator's signature is how smgen knows its own files again.
    fields += b"\0" * 28 + _fixed(_D50) + b"smgn"
    return fields.ljust(128, b"\0")


def _curve() -> bytes:
    values = [_linear(sample / (_SAMPLES - 1)) for sample in range(_SAMPLES)]
    return b"curv\0\0\0\0" + struct.pack(f">I{_SAMPLES}H", _SAMPLES, *(round(value * 65535) for value in values))


def _linear(value: float) -> float:
    # IEC 61966-2-1, 5.2.
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + _fixed(values)


def _fixed(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">3i", *(round(value * 65536) for value in values))


def _text_description(text: str) -> bytes:
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + b"\0" * (4 + 4 + 2 + 1 + 67)
