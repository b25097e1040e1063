"""A logo or a website's colours -> the brand's five colour roles, chosen so that text can be read on each of them.

Dominant colours keep their order; what cannot carry text as it is gets lighter or darker until it can, and that is said.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence

from msgspec import Struct
from PIL import Image

from smgen.color import BLACK, WHITE, Color, contrast, luminance, mix, parse_color, shifted
from smgen.errors import Note, ValuesError, printable
from smgen.painting.pictures import pixels
from smgen.scene import PictureSource

__all__ = ["Proposal", "colors_in", "listed_colors", "proposal"]

_SIDE = 256
"""Px at which a logo is looked at: enough for thin lines, little to count."""

_KEPT_SHARE = 0.015
"""A colour that fills less of the logo is the blur of an edge."""

_ALIKE = 48
"""Colours nearer to each other than this (distance in sRGB) are one."""

_GREY = 0.14
"""Below this saturation (HLS, weighted by lightness) a colour is a grey."""

_TEXT, _COMFORT = 4.5, 7.0
"""Contrast of text with its ground: the least, and what ink on paper should have (WCAG 2.2, 1.4.3 and 1.4.6)."""


class Proposal(Struct, frozen=True):
    """Colours by role (primary, secondary, tertiary, ink, paper), and what had to be changed."""

    colors: dict[str, Color]
    notes: tuple[Note, ...] = ()


def colors_in(source: PictureSource) -> tuple[Color, ...]:
    """The colours of a logo, the largest first; transparent parts do not count."""
    scale = _SIDE / max(source.width, source.height)
    size = max(1, round(source.width * scale)), max(1, round(source.height * scale))
    image = pixels(source, size=size).convert("RGBA")
    counted: dict[tuple[int, int, int], int] = {}
    for count, (red, green, blue, alpha) in image.getcolors(size[0] * size[1]) or []:  # type: ignore[misc]
        if alpha >= 250:
            counted[red, green, blue] = counted.get((red, green, blue), 0) + count
    total = sum(counted.values())
    if not total:
        return ()
    flat = {color: count for color, count in counted.items() if count >= _KEPT_SHARE * total}
    if sum(flat.values()) < 0.6 * total:  # a photo or a gradient: no colour is drawn twice
        flat = _quantized(image)
    return _distinct([Color(*color) for color in sorted(flat, key=lambda color: (-flat[color], color))])


def listed_colors(text: str) -> tuple[Color, ...]:
    """The colours in “#e4003a, #ffffff #222”. Raises ValuesError naming the one that is none."""
    found = []
    for part in text.replace(",", " ").replace(";", " ").split():
        try:
            found.append(parse_color(part)._replace(alpha=255))
        except ValueError as error:
            raise ValuesError(printable(str(error), 120), where="colours") from None
    if not found:
        raise ValuesError("no colour is named", where="colours", hint="colours look like #e4003a, #222222")
    return _distinct(found)


def proposal(colors: Sequence[Color]) -> Proposal:
    """Roles for the colours of a logo or website, the most important first; the rest is derived from them."""
    bright = [color for color in colors if _saturation(color) >= _GREY and 0.015 < luminance(color) < 0.85]
    primary = bright[0] if bright else next((color for color in colors if luminance(color) < 0.85), Color(64, 64, 64))
    paper = _paper(colors, primary)
    ink = _ink(colors, primary, paper)
    secondary = bright[1] if len(bright) > 1 else mix(primary, WHITE, 0.55)
    tertiary = bright[2] if len(bright) > 2 else mix(primary, WHITE, 0.8)
    roles = {"primary": primary, "secondary": secondary, "tertiary": tertiary}
    notes = []
    for role, color in roles.items():
        mended = _readable(color, ink, paper)
        if mended != color:
            roles[role] = mended
            best = max(contrast(color, ink), contrast(color, paper))
            what = f"{color} would carry text with a contrast of {best:.1f} : 1 only; {mended} is proposed"
            notes.append(Note("info", "color-mended", what, role, f"{_TEXT} : 1 is needed"))
    return Proposal({**roles, "ink": ink, "paper": paper}, tuple(notes))


def _quantized(image: Image.Image) -> dict[tuple[int, int, int], int]:
    """Eight colours that stand for the opaque part of a picture, and how many pixels each has."""
    ground = Image.new("RGB", image.size, WHITE.rgb)
    ground.paste(image.convert("RGB"), (0, 0), image.getchannel("A"))
    reduced = ground.quantize(8, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return {color: count for count, color in reduced.getcolors(256) or []}  # type: ignore[misc]


def _distinct(colors: Sequence[Color]) -> tuple[Color, ...]:
    """The colours without those that look like an earlier one."""
    kept: list[Color] = []
    for color in colors:
        if all(sum((a - b) ** 2 for a, b in zip(color.rgb, other.rgb, strict=True)) > _ALIKE**2 for other in kept):
            kept.append(color)
    return tuple(kept)


def _paper(colors: Sequence[Color], primary: Color) -> Color:
    """The logo's own light colour, where it is no plain white; else white with a breath of the primary colour."""
    own = next((color for color in colors if luminance(color) >= 0.75 and color.rgb != WHITE.rgb), None)
    return own or mix(WHITE, primary, 0.06)


def _ink(colors: Sequence[Color], primary: Color, paper: Color) -> Color:
    """The logo's own dark colour; else the primary one, darkened until it is comfortable to read on paper."""
    dark = sorted((color for color in colors if luminance(color) < 0.08), key=luminance)
    own = dark[0] if dark else mix(primary, BLACK, 0.55)
    return shifted(own, paper, _COMFORT)


def _readable(color: Color, ink: Color, paper: Color) -> Color:
    """The colour, as little lighter or darker as it takes for ink or paper to be read on it."""
    for step in range(26):
        for pole, text in ((WHITE, ink), (BLACK, paper)):
            candidate = mix(color, pole, step / 25)
            if contrast(candidate, text) >= _TEXT:
                return candidate
    return color


def _saturation(color: Color) -> float:
    _, lightness, saturation = colorsys.rgb_to_hls(*(channel / 255 for channel in color.rgb))
    return saturation * (1 - abs(2 * lightness - 1))
