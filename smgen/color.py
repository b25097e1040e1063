"""Colours: read, mix, and measured against each other by WCAG 2.2.

A colour is sRGB with straight alpha, 0 to 255 each, as Pillow and CSS have it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from smgen.late import expression

__all__ = [
    "BLACK",
    "TRANSPARENT",
    "WHITE",
    "Color",
    "contrast",
    "luminance",
    "mix",
    "over",
    "parse_color",
    "readable_on",
    "shifted",
]


class Color(NamedTuple):
    """An sRGB colour with straight alpha, each 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Red, green and blue, without alpha."""
        return self.red, self.green, self.blue

    @property
    def is_opaque(self) -> bool:
        """Whether nothing shows through."""
        return self.alpha == 255

    def with_alpha(self, share: float) -> Color:
        """The same colour, its alpha multiplied by `share` (0 to 1)."""
        return self._replace(alpha=round(self.alpha * min(max(share, 0), 1)))

    def __str__(self) -> str:
        """As CSS writes it: `#11302b`, or `#11302b80` with alpha."""
        digits = f"#{self.red:02x}{self.green:02x}{self.blue:02x}"
        return digits if self.is_opaque else f"{digits}{self.alpha:02x}"


BLACK = Color(0, 0, 0)
WHITE = Color(255, 255, 255)
TRANSPARENT = Color(0, 0, 0, 0)

_NAMED = {"black": BLACK, "white": WHITE, "transparent": TRANSPARENT}
_HEX = expression(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.ASCII | re.IGNORECASE)
_FUNCTION = expression(
    r"rgba?\(\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*[,\s]\s*(\d{1,3})\s*(?:[,/]\s*(\d*\.?\d+%?)\s*)?\)",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(maxsize=512)
def parse_color(text: str) -> Color:
    """A colour as CSS writes it: `#f53`, `#ff5533`, `#ff553380`, `rgb(255, 85, 51)`, `black`, `white`, `transparent`.

    Raises ValueError with a sentence that says what would be right.
    """
    stripped = text.strip()
    if stripped.lower() in _NAMED:
        return _NAMED[stripped.lower()]
    if match := _HEX.fullmatch(stripped):
        digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
        return Color(*bytes.fromhex(digits))
    if match := _FUNCTION.fullmatch(stripped):
        red, green, blue = (int(channel) for channel in match.groups()[:3])
        if max(red, green, blue) <= 255:
            return Color(red, green, blue, _alpha(match[4]))
    raise ValueError(f"“{text[:40]}” is not a colour; colours look like #ff5a3c, rgb(255, 90, 60), black or white")


def luminance(color: Color) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, "relative luminance"."""
    red, green, blue = (_LINEAR[channel] for channel in color.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast ratio of two opaque colours, 1 to 21. Source: WCAG 2.2, "contrast ratio"."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mix(one: Color, other: Color, share: float) -> Color:
    """`one` with `share` (0 to 1) of `other` mixed in, channel by channel in sRGB."""
    return Color(*(round(a + (b - a) * share) for a, b in zip(one, other, strict=True)))


def over(front: Color, back: Color) -> Color:
    """What is seen where `front` lies on the opaque `back`."""
    return mix(back, front._replace(alpha=255), front.alpha / 255)


def readable_on(ground: Color, *candidates: Color, at_least: float = 4.5) -> Color:
    """The first of `candidates` with enough contrast on `ground`; else black or white, whichever has more.

    Black or white always reaches 4.58 : 1 on any colour, so the answer is legible whatever the brand.
    """
    for candidate in candidates:
        if contrast(candidate, ground) >= at_least:
            return candidate
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))


def shifted(color: Color, ground: Color, at_least: float = 4.5) -> Color:
    """`color` moved towards black or white just as far as it takes to reach `at_least` on `ground`.

    The hue stays recognisable: a brand's weak pair is mended, not replaced.
    """
    if contrast(color, ground) >= at_least:
        return color
    pole = max((BLACK, WHITE), key=lambda ink: contrast(ink, ground))
    for step in range(1, 21):
        candidate = mix(color, pole, step / 20)
        if contrast(candidate, ground) >= at_least:
            return candidate
    return pole


def _alpha(text: str | None) -> int:
    if text is None:
        return 255
    share = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    return round(min(max(share, 0), 1) * 255)


def _linear(channel: int) -> float:
    value = channel / 255
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


_LINEAR = tuple(_linear(channel) for channel in range(256))
