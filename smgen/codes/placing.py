"""Modules and a box -> one path of whole pixels with the quiet zone around it: pure geometry."""

from __future__ import annotations

import math
from typing import NamedTuple

from smgen.codes.matrix import Matrix
from smgen.errors import ValuesError
from smgen.geometry import Box
from smgen.scene import Path

__all__ = [
    "LOGO_SHARE",
    "PHONE_MODULE",
    "PHONE_WIDTH",
    "QUIET_ZONE",
    "Lowered",
    "ModuleBox",
    "logo_area",
    "lower",
    "module_size",
    "phone_module",
]

QUIET_ZONE = 4
"""Light modules around a code (ISO/IEC 18004, 6.3.8)."""

LOGO_SHARE = 0.1
"""The most a logo may cover of the modules of a code of level H.

Level H repairs about 30 % of the codewords, but each spoilt one needs two of its block's correction words, and a square
in the middle spoils whole codewords at its rim: full codes of versions 2 to 20 were all read back up to 11 %, some not
from 13 % on. The rest is for dirt and JPEG.
"""

PHONE_WIDTH = 360
"""The width in px at which most phones' feeds show a post."""

PHONE_MODULE = 2.0
"""The smallest module at `PHONE_WIDTH` that leaves something in hand: measured with zxing-cpp on JPEG of quality 75,
codes of versions 2 to 13 were all read from 1.67 px on, some not at 1.33, none at 1."""

_Point = tuple[int, int]


class ModuleBox(NamedTuple):
    """A rectangle of modules, counted from the top left one."""

    left: int
    top: int
    width: int
    height: int


class Lowered(NamedTuple):
    """A code in its place. `path` is every dark module; `ground` must be light all over: it is the code and its quiet
    zone; `code` is the modules alone; `logo` is what was left free; `module` is the side of a module in px."""

    path: Path
    module: int
    ground: Box
    code: Box
    logo: Box | None


def module_size(matrix: Matrix, box: Box) -> int:
    """The side of a module in whole px so that the code and its quiet zone fit into `box`; 0 when they do not."""
    inner = _whole(box)
    return int(min(inner.width, inner.height)) // (matrix.size + 2 * QUIET_ZONE)


def phone_module(module: int, picture_width: float) -> float:
    """The side of a module in px once a picture of this width is shown at `PHONE_WIDTH`."""
    return module * PHONE_WIDTH / picture_width


def lower(matrix: Matrix, box: Box, *, logo: ModuleBox | None = None) -> Lowered:
    """`matrix` in the middle of `box`, as large as whole pixels allow, with the modules under `logo` left out.

    Raises ValuesError when not even one pixel a module fits.
    """
    module = module_size(matrix, box)
    if module < 1:
        needed = matrix.size + 2 * QUIET_ZONE
        raise ValuesError(
            f"a QR code of {needed} modules does not fit into {math.floor(min(box.width, box.height))} px",
            where="qr",
            hint="give it more room or less to say",
        )
    inner, side = _whole(box), module * matrix.size
    left = int(inner.left) + (int(inner.width) - side) // 2
    top = int(inner.top) + (int(inner.height) - side) // 2
    code, quiet = Box(left, top, side, side), module * QUIET_ZONE
    ground = Box(left - quiet, top - quiet, side + 2 * quiet, side + 2 * quiet)
    contours = tuple(
        tuple((float(left + x * module), float(top + y * module)) for x, y in contour)
        for contour in _outlines(_without(matrix, logo))
    )
    return Lowered(Path(contours), module, ground, code, _placed(logo, code, module) if logo else None)


def logo_area(matrix: Matrix, share: float = LOGO_SHARE) -> ModuleBox:
    """The square in the middle that a logo may cover: at most `share` of the modules, no finder or format patterns.

    Raises ValuesError unless the code is of level H and large enough.
    """
    if matrix.error_correction != "H":
        raise ValuesError("a logo inside a QR code needs error correction H", where="qr")
    side = math.floor(matrix.size * math.sqrt(min(share, LOGO_SHARE)))
    # Finder, separator and format information take nine modules from each side; an odd side stands in the middle.
    side = min(side, matrix.size - 18)
    side -= 1 - side % 2
    if side < 5:
        raise ValuesError("this QR code is too small for a logo inside", where="qr", hint="leave the logo out")
    start = (matrix.size - side) // 2
    return ModuleBox(start, start, side, side)


def _whole(box: Box) -> Box:
    """The whole pixels inside `box`; what lies within a thousandth of a pixel counts as whole."""
    left, top = math.ceil(box.left - 1e-3), math.ceil(box.top - 1e-3)
    return Box(left, top, math.floor(box.right + 1e-3) - left, math.floor(box.bottom + 1e-3) - top)


def _placed(logo: ModuleBox, code: Box, module: int) -> Box:
    return Box(code.left + logo.left * module, code.top + logo.top * module, logo.width * module, logo.height * module)


def _without(matrix: Matrix, logo: ModuleBox | None) -> frozenset[_Point]:
    """The dark modules as (column, row), those under the logo left out."""
    return frozenset(
        (x, y)
        for y, row in enumerate(matrix.modules)
        for x, dark in enumerate(row)
        if dark and not (logo and 0 <= x - logo.left < logo.width and 0 <= y - logo.top < logo.height)
    )


def _outlines(dark: frozenset[_Point]) -> list[list[_Point]]:
    """Closed outlines of all dark modules, dark on the right hand; corners only. Holes are outlines of their own, so an
    even-odd fill draws them; no seams can show between modules, for there are no edges inside."""
    following: dict[_Point, list[_Point]] = {}
    for x, y in sorted(dark, key=lambda module: (module[1], module[0])):
        corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
        neighbours = [(x, y - 1), (x + 1, y), (x, y + 1), (x - 1, y)]
        for side, neighbour in enumerate(neighbours):
            if neighbour not in dark:
                following.setdefault(corners[side], []).append(corners[(side + 1) % 4])
    outlines = []
    while following:
        start = next(iter(following))
        outlines.append(_corners(_walked(start, following)))
    return outlines


def _walked(start: _Point, following: dict[_Point, list[_Point]]) -> list[_Point]:
    """The points from `start` along the edges back to it, taking those edges out of `following`."""
    points, here = [start], start
    while True:
        ahead = following[here]
        there = ahead.pop(0)
        if not ahead:
            del following[here]
        if there == start:
            return points
        points.append(there)
        here = there


def _corners(points: list[_Point]) -> list[_Point]:
    """The points at which the outline turns."""
    around = zip(points[-1:] + points[:-1], points, points[1:] + points[:1], strict=True)
    return [here for before, here, after in around if before[0] != after[0] and before[1] != after[1]]
