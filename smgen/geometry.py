"""Sizes, boxes, insets and lengths: plain arithmetic, no I/O.

Coordinates run right and down from the top left corner of the picture, in pixels.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from msgspec import Struct

from smgen.late import expression

__all__ = ["Box", "Insets", "Length", "Size", "Unit", "contain", "cover", "parse_length"]

Unit = Literal["px", "%", "vw", "vh", "vmin", "vmax", "em"]


class Size(NamedTuple):
    """A width and a height in pixels."""

    width: float
    height: float

    @property
    def short(self) -> float:
        """The shorter side, which `vmin` counts in hundredths."""
        return min(self.width, self.height)

    @property
    def long(self) -> float:
        """The longer side, which `vmax` counts in hundredths."""
        return max(self.width, self.height)


class Insets(NamedTuple):
    """Distances from the four sides, in CSS order, in pixels."""

    top: float = 0
    right: float = 0
    bottom: float = 0
    left: float = 0

    @property
    def width(self) -> float:
        """What the insets take from a width."""
        return self.left + self.right

    @property
    def height(self) -> float:
        """What the insets take from a height."""
        return self.top + self.bottom


class Box(NamedTuple):
    """A rectangle: its left and top edge, its width and height, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The bottom edge."""
        return self.top + self.height

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    def inset(self, by: Insets) -> Box:
        """The box inside `by`; never smaller than nothing."""
        return Box(
            self.left + by.left,
            self.top + by.top,
            max(0, self.width - by.width),
            max(0, self.height - by.height),
        )

    def moved(self, right: float, down: float) -> Box:
        """The same box elsewhere."""
        return Box(self.left + right, self.top + down, self.width, self.height)

    def rounded(self) -> Box:
        """The box with all four edges on whole pixels."""
        left, top = round(self.left), round(self.top)
        return Box(left, top, round(self.right) - left, round(self.bottom) - top)

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)

    def intersection(self, other: Box) -> Box:
        """What both boxes share; of no width or height where they share nothing."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        return Box(left, top, max(0, right - left), max(0, bottom - top))

    def contains(self, other: Box, tolerance: float = 0.5) -> bool:
        """Whether `other` lies inside, give or take `tolerance` pixels."""
        return (
            other.left >= self.left - tolerance
            and other.top >= self.top - tolerance
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )


class Length(Struct, frozen=True):
    """A CSS length: a number and its unit, resolved against the format and the place it stands in."""

    value: float
    unit: Unit = "px"

    def resolve(self, viewport: Size, *, relative_to: float = 0, em: float = 0) -> float:
        """Pixels: `%` of `relative_to`, `em` of the font size `em`, the others of the whole picture `viewport`."""
        match self.unit:
            case "px":
                return self.value
            case "%":
                return self.value * relative_to / 100
            case "em":
                return self.value * em
            case "vw":
                return self.value * viewport.width / 100
            case "vh":
                return self.value * viewport.height / 100
            case "vmin":
                return self.value * viewport.short / 100
            case "vmax":
                return self.value * viewport.long / 100


_LENGTH = expression(r"\s*([+-]?(?:\d+(?:\.\d*)?|\.\d+))\s*(px|%|vmin|vmax|vw|vh|em|)\s*", re.ASCII)


@lru_cache(maxsize=512)
def parse_length(text: str) -> Length:
    """A length such as `8vmin`, `50%` or `0`; a bare number other than 0 is refused, as in CSS.

    Raises ValueError with a sentence that says what would be right.
    """
    match = _LENGTH.fullmatch(text)
    if not match:
        raise ValueError(f"“{text}” is not a length; lengths look like 8vmin, 50%, 24px, 1.5em")
    number, unit = match.groups()
    value = float(number)
    if abs(value) > 100_000:
        raise ValueError(f"“{text}” is too long for any picture")
    if not unit:
        if value:
            raise ValueError(f"“{text}” has no unit; write {number}px or {number}vmin")
        unit = "px"
    return Length(value, unit)  # type: ignore[arg-type]


def cover(
    picture: Size, box: Size, position: tuple[float, float] = (0.5, 0.5), at: tuple[float, float] = (0.5, 0.5)
) -> Box:
    """The part of `picture` that fills `box` without distortion (CSS `object-fit: cover`), in picture pixels.

    `position` is the focus, from 0 (left, top) to 1 (right, bottom): it is kept as near to `at` in the box (the middle) as
    the edges of the picture allow.
    """
    scale = max(box.width / picture.width, box.height / picture.height)
    width, height = box.width / scale, box.height / scale
    left = min(max(position[0] * picture.width - width * at[0], 0), picture.width - width)
    top = min(max(position[1] * picture.height - height * at[1], 0), picture.height - height)
    return Box(left, top, width, height)


def contain(picture: Size, box: Box, position: tuple[float, float] = (0.5, 0.5)) -> Box:
    """Where the whole of `picture` stands inside `box` without distortion (CSS `object-fit: contain`), whole pixels."""
    scale = min(box.width / picture.width, box.height / picture.height)
    # A picture of 1 by 5000 must not come out 0 pixels wide.
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    left = box.left + (box.width - width) * position[0]
    top = box.top + (box.height - height) * position[1]
    return Box(round(left), round(top), width, height)
