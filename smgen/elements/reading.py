"""Attribute text -> values, for the fields of elements: `Attribute` marks one, the readers say how it is written.

A reader takes the attribute's text and gives its value, or raises ValueError with a sentence that says what would be right.
No reader is named as a field is: in the body of a class the field's default would hide it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from smgen.color import Color, parse_color
from smgen.geometry import Length, parse_length
from smgen.scene import LinearGradient, Paint, RadialGradient, Stop

__all__ = [
    "Attribute",
    "choice",
    "color_value",
    "flag",
    "font_size_length",
    "insets",
    "length",
    "line",
    "number",
    "padding_value",
    "paint",
    "placement",
    "positive",
    "ratio",
    "shadow_value",
    "sides",
    "slant",
    "texture_value",
    "whole",
    "words",
]


class Attribute(NamedTuple):
    """What makes a field of an element an attribute of the markup (as PEP 593's metadata of its type)."""

    read: Callable[[str], Any]
    """Gives the value of the attribute's text."""
    inherited: bool = False
    """Whether children take it over, as in CSS."""


def words(text: str) -> str:
    """An attribute that is just text."""
    return text


def length(text: str) -> Length:
    """A CSS length."""
    return parse_length(text)


def font_size_length(text: str) -> Length:
    """A CSS length above zero."""
    found = parse_length(text)
    if found.value <= 0:
        raise ValueError(f"“{text}” is not above zero")
    if found.unit == "em":
        raise ValueError(f"“{text}” counts in font sizes, and this is one; take vmin or px")
    return found


def color_value(text: str) -> Color:
    """A CSS colour."""
    return parse_color(text)


def number(text: str) -> float:
    """A number, `0.5`, or a percentage of one, `50%`."""
    try:
        value = float(text[:-1]) / 100 if text.strip().endswith("%") else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"“{text}” is not a number")
    return value


def positive(text: str) -> float:
    """A number above zero."""
    value = number(text)
    if value <= 0:
        raise ValueError(f"“{text}” is not above zero")
    return value


def slant(text: str) -> float:
    """Degrees that still leave something to see, from -60 to 60."""
    value = number(text)
    if abs(value) > 60:
        raise ValueError(f"“{text}” is not between -60 and 60 degrees")
    return value


def whole(text: str) -> int:
    """A whole number."""
    if not text.strip().isdecimal() or len(text) > 9:
        raise ValueError(f"“{text}” is not a whole number")
    return int(text)


def flag(text: str) -> bool:
    """`true` or `false`."""
    if text not in ("true", "false"):
        raise ValueError(f"“{text}” is neither true nor false")
    return text == "true"


def choice(*known: str) -> Callable[[str], str]:
    """One of a few words."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"“{text}” is not one of {', '.join(known)}")
        return text

    return read


def ratio(text: str) -> float:
    """An aspect ratio, width to height: `16/9`, `1`."""
    width, _, height = text.partition("/")
    value = number(width) / (number(height) if height else 1)
    if not 0.01 <= value <= 100:
        raise ValueError(f"“{text}” is not a sensible aspect ratio")
    return value


def insets(text: str) -> tuple[Length, Length, Length, Length]:
    """One to four lengths in CSS order: top, right, bottom, left."""
    parts = [parse_length(part) for part in text.split()]
    if not 1 <= len(parts) <= 4:
        raise ValueError(f"“{text}” is not one to four lengths")
    top = parts[0]
    right = parts[1] if len(parts) > 1 else top
    bottom = parts[2] if len(parts) > 2 else top
    return top, right, bottom, parts[3] if len(parts) > 3 else right


def padding_value(text: str) -> tuple[Length, Length, Length, Length]:
    """Insets that may not be negative, as in CSS; what is to stand further out takes a negative margin."""
    found = insets(text)
    if any(each.value < 0 for each in found):
        raise ValueError(f"“{text}” is negative; only a margin can be")
    return found


def paint(text: str) -> Paint:
    """A colour, `linear-gradient(160deg, #fff, #000 80%)` or `radial-gradient(50% 20%, #fff, #000)`."""
    stripped = text.strip()
    if stripped.startswith("linear-gradient(") and stripped.endswith(")"):
        first, *stops = _arguments(stripped)
        if not first.endswith("deg"):
            first, stops = "180deg", [first, *stops]
        return LinearGradient(number(first.removesuffix("deg")), _stops(stops))
    if stripped.startswith("radial-gradient(") and stripped.endswith(")"):
        first, *stops = _arguments(stripped)
        x, y = (number(part) for part in first.split())
        return RadialGradient((x, y), _stops(stops))
    return parse_color(stripped)


def placement(text: str) -> tuple[float, float] | str:
    """Where an element stands in its parent: `fill`, or words such as `top right`, `center`, or shares `40% 30%`."""
    if text == "fill":
        return "fill"
    across = {"left": 0.0, "right": 1.0}
    down = {"top": 0.0, "bottom": 1.0}
    x = y = 0.5
    parts = text.split()
    if len(parts) == 2 and all(part.endswith("%") for part in parts):
        return number(parts[0]), number(parts[1])
    if not 1 <= len(parts) <= 2:
        raise ValueError(f"“{text}” is not a place; places look like fill, center, top right, 40% 30%")
    for part in parts:
        if part in across:
            x = across[part]
        elif part in down:
            y = down[part]
        elif part != "center":
            raise ValueError(f"“{text}” is not a place; places look like fill, center, top right, 40% 30%")
    return x, y


def sides(text: str) -> frozenset[str]:
    """Some of `top right bottom left`, or `all`."""
    named = frozenset(text.split())
    every = frozenset(("top", "right", "bottom", "left"))
    if named == {"all"}:
        return every
    if not named <= every:
        raise ValueError(f"“{text}” is not some of top, right, bottom, left")
    return named


def shadow_value(text: str) -> tuple[Length, Length, Length, Color]:
    """A shadow: right, down, blur and colour."""
    parts = text.split(maxsplit=3)
    if len(parts) != 4:
        raise ValueError(f"“{text}” is not a shadow; shadows look like 0px 1vmin 2vmin #00000080")
    return parse_length(parts[0]), parse_length(parts[1]), parse_length(parts[2]), parse_color(parts[3])


def line(text: str) -> tuple[Length, Color]:
    """A line: its width and its colour."""
    width, _, ink = text.strip().partition(" ")
    if not ink:
        raise ValueError(f"“{text}” is not a line; lines look like 0.4vmin #11302b")
    return parse_length(width), parse_color(ink)


def texture_value(text: str) -> tuple[str, Length, float, int]:
    """A texture: its kind, and if said its scale, strength and seed."""
    kind, *rest = text.split()
    read_kind = choice("spray", "chalk", "halftone", "stamp", "paper")(kind)
    scale = parse_length(rest[0]) if rest else Length(1, "vmin")
    strength = number(rest[1]) if len(rest) > 1 else 1.0
    seed = whole(rest[2]) if len(rest) > 2 else 0
    return read_kind, scale, strength, seed


def _arguments(call: str) -> list[str]:
    """The comma-separated arguments of a CSS function, nested parentheses respected."""
    inside = call[call.index("(") + 1 : -1]
    parts, depth, start = [], 0, 0
    for index, character in enumerate(inside):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append(inside[start:index].strip())
            start = index + 1
    parts.append(inside[start:].strip())
    return parts


def _stops(texts: list[str]) -> tuple[Stop, ...]:
    if len(texts) < 2:
        raise ValueError("a gradient needs at least two colours")
    stops = []
    for index, text in enumerate(texts):
        ink, _, place = text.rpartition(" ")
        if ink and place.endswith("%"):
            stops.append(Stop(number(place), parse_color(ink)))
        else:
            stops.append(Stop(index / (len(texts) - 1), parse_color(text)))
    return tuple(stops)
