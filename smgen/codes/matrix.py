"""Payload text -> the dark and light modules of its QR code (ISO/IEC 18004, Model 2), by python-qrcode."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from msgspec import Struct

from smgen.errors import ValuesError

__all__ = ["CodeLevel", "Matrix", "capacity", "matrix"]

CodeLevel = Literal["L", "M", "Q", "H"]
"""How much may be dirty or covered: about 7, 15, 25, 30 % of the codewords."""

_LEVELS: tuple[CodeLevel, ...] = ("L", "M", "Q", "H")


class Matrix(Struct, frozen=True):
    """The modules of a code, row by row, True for dark, without the quiet zone."""

    modules: tuple[tuple[bool, ...], ...]
    version: int
    error_correction: CodeLevel

    @property
    def size(self) -> int:
        """Modules a side: 17 + 4 × version."""
        return len(self.modules)


@lru_cache(maxsize=256)
def matrix(
    payload: str,
    *,
    error_correction: CodeLevel = "M",
    boost: bool = False,
    max_version: int = 40,
    charset: str = "utf-8",
) -> Matrix:
    """The smallest code that holds `payload` in byte mode; with `boost` at the highest level of the same size.

    The same payload always gives the same modules. Raises ValuesError when it does not fit into `max_version`, or when
    `charset` has no place for one of its characters.
    """
    # Imported late: python-qrcode takes 40 ms, most of it for drawing we do not use.
    from qrcode.main import QRCode
    from qrcode.util import MODE_8BIT_BYTE, QRData

    data = _encoded(payload, charset)
    version = _version(len(data), error_correction, max_version)
    level = _boosted(len(data), error_correction, version) if boost else error_correction
    code: QRCode[object] = QRCode(version=version, error_correction=_constant(level), border=0)
    # Byte mode only: no mode switching, so the size depends on nothing but the number of bytes.
    code.add_data(QRData(data, mode=MODE_8BIT_BYTE, check_data=False), optimize=0)
    code.make(fit=False)
    return Matrix(tuple(tuple(bool(module) for module in row) for row in code.modules), version, level)


def capacity(version: int, error_correction: CodeLevel) -> int:
    """Bytes a code of this version and level holds in byte mode."""
    from qrcode.util import BIT_LIMIT_TABLE  # late, as above

    # Four bits say "byte mode", eight or sixteen how many bytes follow.
    head = 4 + (8 if version < 10 else 16)
    bits: int = BIT_LIMIT_TABLE[_constant(error_correction)][version]
    return (bits - head) // 8


def _encoded(payload: str, charset: str) -> bytes:
    if not payload:
        raise ValuesError("a QR code needs something to say", where="qr")
    try:
        return payload.encode(charset)
    except UnicodeEncodeError as error:
        character = f"U+{ord(payload[error.start]):04X}"
        raise ValuesError(f"the character {character} is not in {charset.upper()}", where="qr") from None


def _version(length: int, level: CodeLevel, most: int) -> int:
    for version in range(1, most + 1):
        if length <= capacity(version, level):
            return version
    raise ValuesError(
        f"{length} bytes are too many for a QR code, {capacity(most, level)} fit",
        where="qr",
        hint="link to a page instead, or shorten the text",
    )


def _boosted(length: int, level: CodeLevel, version: int) -> CodeLevel:
    higher = [better for better in _LEVELS[_LEVELS.index(level) :] if length <= capacity(version, better)]
    return higher[-1]


def _constant(level: CodeLevel) -> int:
    """The two bits ISO/IEC 18004 gives a level, which python-qrcode uses as names."""
    return {"L": 1, "M": 0, "Q": 3, "H": 2}[level]
