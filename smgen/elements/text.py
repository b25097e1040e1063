"""`<text>`: words set by the text engine, at the size their box allows."""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, cast

from msgspec import Struct
from msgspec.structs import replace

from smgen.color import Color, contrast, readable_on, shifted
from smgen.elements.box import BoxStyle
from smgen.elements.context import Context
from smgen.elements.reading import (
    Attribute,
    choice,
    color_value,
    flag,
    font_size_length,
    insets,
    length,
    number,
    positive,
    whole,
    words,
)
from smgen.errors import DoesNotFit, MissingGlyphs, Note, TemplateError, printable
from smgen.geometry import Box, Length, Size
from smgen.late import expression
from smgen.markup import LINE_BREAK, Node
from smgen.scene import Fill, Glyphs, Item, Region, Shape
from smgen.text import segments
from smgen.text.bidi import Base
from smgen.text.breaking import Wrap
from smgen.text.emphasis import parse_emphasis
from smgen.text.fit import FitMode, Fitted, explain, fit
from smgen.text.paragraph import Bars, Paragraph, Span, Style, TextTransform
from smgen.text.poster import LARGEST_RATIO
from smgen.text.setting import Align, VerticalAlign, lacking, set_lines
from smgen.text.shape import shape

__all__ = ["SPAN_ATTRIBUTES", "Text", "text_of"]

SPAN_ATTRIBUTES = ("color", "font-weight", "font-family", "font-style", "font-size", "font-features")
"""What a <span> inside a text may change; its font-size is a share of the text's, `60%`."""

_DISPLAY_ROLES = ("heading", "poster", "spray", "hand")
_WORD = expression(r"\S+")
_LARGE = 0.07
"""From 7 % of the short side on, text counts as large and needs 3 : 1 (docs/looks.md)."""
_MOST_HANGING = 0.033
"""Of the short side: half of the least margin, as the marks of a slogan are larger than that."""


def _ink_color(text: str) -> Color | None:
    """A colour, or `auto`: black or the brand's ink, whichever reads on the ground."""
    return None if text == "auto" else color_value(text)


def _weight(text: str) -> int:
    weight = whole({"normal": "400", "bold": "700"}.get(text, text))
    if not 1 <= weight <= 1000:
        raise ValueError(f"“{text}” is not a font weight; weights go from 100 to 900")
    return weight


def _ratio(text: str) -> float:
    ratio = number(text)
    if ratio < 1:
        raise ValueError(f"“{text}” is less than 1: no line can be smaller than the smallest")
    return ratio


class Text(Struct, frozen=True):
    """Words, in one or more styles, fitted to their box.

    Inside stand words, <span>s that change the style, <br/>, and <slide/> and <slides/> for "2 of 7".

    `fit` is none (set at `font-size`), shrink (from `max-font-size` down to `min-font-size` as the box demands), grow (as
    large as the box allows, up to `max-font-size`) or fill (poster: every line scaled to the measure, none
    more than `fill-ratio` times as large as another). The box is trimmed
    to the first line's capitals and the last line's baseline, so that gaps are what they look like; `text-box="ink"` trims
    it to the ink itself, for single large figures and marks.
    `bar-background` lays a bar behind each line, `mark-background` behind ==marked== words, `text-decoration="line-through"`
    strikes them out. `field` names the field whose words these are, for messages.
    """

    box: BoxStyle
    spans: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    field: Annotated[str, Attribute(words)] = ""
    font_family: Annotated[str, Attribute(words, inherited=True)] = "text"
    font_size: Annotated[Length | None, Attribute(font_size_length)] = None
    min_font_size: Annotated[Length | None, Attribute(font_size_length)] = None
    max_font_size: Annotated[Length | None, Attribute(font_size_length)] = None
    font_weight: Annotated[int, Attribute(_weight, inherited=True)] = 400
    font_style: Annotated[str, Attribute(choice("normal", "italic"), inherited=True)] = "normal"
    font_features: Annotated[str, Attribute(words)] = ""
    fit: Annotated[FitMode, Attribute(choice("none", "shrink", "grow", "fill"))] = "none"
    fill_ratio: Annotated[float, Attribute(_ratio)] = LARGEST_RATIO
    line_height: Annotated[float | None, Attribute(positive, inherited=True)] = None
    letter_spacing: Annotated[Length | None, Attribute(length, inherited=True)] = None
    text_align: Annotated[
        str, Attribute(choice("start", "center", "end", "left", "right", "justify"), inherited=True)
    ] = "start"
    text_transform: Annotated[
        TextTransform, Attribute(choice("none", "uppercase", "lowercase", "capitalize"), inherited=True)
    ] = "none"
    text_wrap: Annotated[Wrap, Attribute(choice("balance", "pretty", "stable"))] = "balance"
    hyphens: Annotated[str, Attribute(choice("auto", "manual", "none"), inherited=True)] = "auto"
    max_lines: Annotated[int | None, Attribute(whole)] = None
    align_content: Annotated[VerticalAlign, Attribute(choice("start", "center", "end"))] = "start"
    text_box: Annotated[str, Attribute(choice("cap", "ink"))] = "cap"
    hanging_punctuation: Annotated[str, Attribute(choice("auto", "none"), inherited=True)] = "auto"
    text_decoration: Annotated[str, Attribute(choice("none", "line-through"))] = "none"
    text_decoration_color: Annotated[Color | None, Attribute(color_value)] = None
    color: Annotated[Color | None, Attribute(_ink_color, inherited=True)] = None
    emphasis: Annotated[bool, Attribute(flag)] = True
    strong_color: Annotated[Color | None, Attribute(color_value)] = None
    mark_background: Annotated[Color | None, Attribute(color_value)] = None
    bar_background: Annotated[Color | None, Attribute(color_value)] = None
    bar_padding: Annotated[tuple[Length, Length, Length, Length] | None, Attribute(insets)] = None
    bar_radius: Annotated[Length | None, Attribute(length)] = None
    bar_offset: Annotated[Length | None, Attribute(length)] = None
    overflow_to: Annotated[str, Attribute(choice("none", "next-slide"))] = "none"
    direction: Annotated[Base, Attribute(choice("auto", "ltr", "rtl"), inherited=True)] = "auto"
    lang: Annotated[str, Attribute(words, inherited=True)] = ""

    @property
    def flexible(self) -> bool:
        """Whether the size follows from the box."""
        return self.fit != "none"

    def measure(self, available: Size, context: Context) -> Size:
        """The set lines' size, from the capitals of the first line to the baseline of the last."""
        fitted = _fitted(self, available, context)
        if fitted is None:
            return Size(0, 0)
        if self.text_box == "ink":
            return _ink(fitted).size
        return Size(fitted.used_width, fitted.used_height)

    def least(self, available: Size, context: Context) -> Size:
        """As wide as the longest word and as high as all lines, at the smallest font size allowed, or the only one."""
        key = (id(self), "smallest")
        smallest, largest = _sizes(self, context)
        size = largest if self.fit == "none" else smallest
        if key not in context.memo:  # kept there, as what is measured is remembered by identity
            # In as few lines as there can be: what gives way gives up the line that would only balance the others, too.
            wrap = self.text_wrap if self.fit == "none" else "stable"
            context.memo[key] = replace(self, fit="none", font_size=Length(size), max_font_size=None, text_wrap=wrap)
        height = Text.measure(context.memo[key], available, context).height
        return Size(min(available.width, _longest_word(self, context) * size), height)

    def lay(self, box: Box, context: Context) -> tuple[Item, ...]:
        """Bars and marks, then one run of glyphs for each line and style."""
        fitted = _fitted(self, box.size, context)
        if fitted is None:
            return ()
        align = cast("Align", {"left": "start", "right": "end"}.get(self.text_align, self.text_align))
        if self.text_box == "ink":
            ink = _ink(fitted)
            ends = (align == "end") != context.is_mirrored
            slack = (box.width - ink.width) * (0.5 if align == "center" else float(ends))
            place = Box(box.left - ink.left + slack, box.top - ink.top, fitted.used_width, fitted.used_height)
            setting = set_lines(fitted, place, hanging=0)
        else:
            if context.is_mirrored and not fitted.paragraph.is_rtl:
                # A Latin address in an Arabic picture keeps to the picture's edge, as in CSS, not to its own.
                align = cast("Align", {"start": "end", "end": "start"}.get(align, align))
            hanging = _MOST_HANGING * context.viewport.short if self.hanging_punctuation == "auto" else 0
            if align == "start" and fitted.mode in ("grow", "shrink") and (less := lacking(fitted, box.width, hanging)):
                fitted = _set(self, box.width - less, box.height, context)
            setting = set_lines(fitted, box, align=align, vertical=self.align_content, hanging=hanging)
        _record(self, fitted, setting.ink if self.text_box == "ink" else setting.box, context)
        if self.text_decoration == "none":
            return tuple(setting.items)
        return (*setting.items, *_struck(setting.items, self.text_decoration_color, context))

    def sentences(self) -> tuple[str, ...]:
        """The words, sentence by sentence, for whoever must split them."""
        return tuple(segments.sentences("".join(text for text, _ in self.spans)))

    def single_words(self) -> tuple[str, ...]:
        """The words one by one, each with the space behind it, for a sentence that must be split."""
        return tuple(re.findall(r"\S+\s*", "".join(text for text, _ in self.spans)))


def text_of(node: Node, check: Callable[[Node], None]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The words of a <text>, in pieces with the <span> attributes that apply to each; `check` refuses what is unknown."""
    pieces = [*_pieces(node, (), check)]
    while pieces and not pieces[0][0].strip(" "):
        pieces.pop(0)
    while pieces and not pieces[-1][0].strip(" "):
        pieces.pop()
    if not pieces:
        return ()
    pieces[0] = (pieces[0][0].lstrip(" "), pieces[0][1])
    pieces[-1] = (pieces[-1][0].rstrip(" "), pieces[-1][1])
    return tuple(pieces)


_SLIDE, _SLIDES = "\ufdd0", "\ufdd1"
"""Noncharacters, which cleaned text never holds, stand in for the slide's number and their count."""


def _pieces(
    node: Node, style: tuple[tuple[str, str], ...], check: Callable[[Node], None]
) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    pieces: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    for child in node.children:
        if isinstance(child, str):
            pieces.append((child, style))
            continue
        check(child)
        if child.tag == "span":
            pieces.extend(_pieces(child, (*style, *child.attributes.items()), check))
        else:
            pieces.append(({"br": LINE_BREAK, "slide": _SLIDE, "slides": _SLIDES}[child.tag], style))
    return pieces


def _fitted(text: Text, available: Size, context: Context) -> Fitted | None:
    """The text set for a box; None where it says nothing.

    What was set for the same width and no less height is taken again where it fits: the largest size of a larger box that
    fits a smaller one is the largest there too.
    """
    if not any(piece.strip() for piece, _ in text.spans):
        return None
    height = available.height if text.fit != "none" else math.inf
    if text.text_box == "ink" and text.fit == "none":
        # The box is the ink; the line is wider by its side bearings, which may be 0.15em together.
        available = Size(available.width + 0.15 * _sizes(text, context)[1], height)
    known = context.memo.setdefault((id(text), "fitted", available.width), [])
    for earlier, fitted in known:
        if earlier == height or (text.fit != "fill" and earlier > height and _reach(text, fitted) <= height + 0.01):
            return cast("Fitted", fitted)
    fitted = _set(text, available.width, height, context)
    if (reach := _reach(text, fitted)) > height + 0.01:
        # Fitting counts capitals; a trimmed comma below them has to find room as well.
        fitted = _set(text, available.width, height * fitted.used_height / reach, context)
    known.append((height, fitted))
    return fitted


def _reach(text: Text, fitted: Fitted) -> float:
    """The height of the box the set lines take, px."""
    return _ink(fitted).height if text.text_box == "ink" else fitted.used_height


def _paragraph(text: Text, context: Context) -> Paragraph:
    """The words as one shaped paragraph, shaped once."""
    key = (id(text), "paragraph")
    if key not in context.memo:
        context.memo[key] = shape(
            _spans(text, context),
            context.fonts,
            text.lang or context.language,
            direction=text.direction,
            transform=text.text_transform,
            hyphenate=text.hyphens == "auto",
        )
    return cast("Paragraph", context.memo[key])


def _set(text: Text, width: float, height: float, context: Context) -> Fitted:
    least, most = _sizes(text, context)
    imposed = dict(context.sizes).get(text.field)
    mode: FitMode = "none" if imposed else text.fit
    try:
        if mode == "fill" and min(width, height) <= 0 and _plain(text).strip():
            raise DoesNotFit("there is no room for it", hint="give its box a width and a height, or less beside it")
        return fit(
            _paragraph(text, context),
            width,
            math.inf if mode == "none" else height,
            mode=mode,
            size=imposed or most,
            min_size=least,
            max_size=imposed or most,
            line_height=_line_height(text),
            max_lines=text.max_lines,
            wrap=text.text_wrap,
            bars=_bars(text, most, context),
            fill_ratio=text.fill_ratio,
        )
    except (DoesNotFit, MissingGlyphs) as error:
        raise error.at(text.field or printable(_plain(text), 30)) from None


def _longest_word(text: Text, context: Context) -> float:
    """The width of the longest word in em: no box can be narrower."""
    if not any(piece.strip() for piece, _ in text.spans):
        return 0
    paragraph = _paragraph(text, context)
    ends = [match.span() for match in _WORD.finditer(paragraph.text)]
    return max((paragraph.widths[end] - paragraph.widths[start] for start, end in ends), default=0.0)


def _ink(fitted: Fitted) -> Box:
    """What the lines cover when they are set from the origin, without hanging punctuation."""
    return set_lines(fitted, Box(0, 0, fitted.used_width, fitted.used_height), hanging=0).ink


def _struck(items: Iterable[Item], color: Color | None, context: Context) -> Iterator[Fill]:
    """A bar through the small letters of each run: 0.1 em thick, so that it is seen on a phone, its middle at 0.27 em."""
    for item in items:
        if isinstance(item, Glyphs) and item.text.strip():
            thick = max(1, round(item.size * 0.1))
            top = round(item.ys[0] - item.size * 0.27 - thick / 2)
            left, right = math.floor(item.box.left), math.ceil(item.box.right)
            yield Fill(Shape(Box(left, top, right - left, thick)), _seen(color or item.color, context.ground))


def _seen(bar: Color, ground: Color | None) -> Color:
    """The bar's colour, moved so far that it is seen on its ground: who strikes out means it."""
    return bar if ground is None else shifted(bar, ground)


def _sizes(text: Text, context: Context) -> tuple[float, float]:
    """The smallest and the largest font size allowed, px."""
    usual = context.px(text.font_size, context.viewport.short, default=0.034 * context.viewport.short)
    ceiling = 0.4 * context.viewport.short if text.fit in ("grow", "fill") else usual
    most = context.px(text.max_font_size, context.viewport.short, default=ceiling)
    least = context.px(text.min_font_size, context.viewport.short, default=context.smallest)
    # Where a card asks for both, the smallest wins, as in CSS: a card may reckon the largest out of how long a text is.
    return (min(least, most), most) if text.min_font_size is None else (least, max(least, most))


def _line_height(text: Text) -> float:
    """A multiple of the size; Arabic letters, whose dots and tails reach far, are never set as tight as Latin ones."""
    if text.fit == "fill":
        return 0.92 if text.line_height is None else text.line_height
    usual = 1.08 if text.font_family in _DISPLAY_ROLES else 1.36
    return usual if text.line_height is None else text.line_height


def _spans(text: Text, context: Context) -> tuple[Span, ...]:
    ink = _readable(text, text.color, context)
    spacing = text.letter_spacing or (Length(-0.018, "em") if text.font_family in _DISPLAY_ROLES else Length(0))
    base = Style(
        family=text.font_family,
        weight=text.font_weight,
        italic=text.font_style == "italic",
        letter_spacing=spacing.value if spacing.unit == "em" else 0,
        features=tuple(text.font_features.split()),
        color=ink,
    )
    spans: list[Span] = []
    for piece, changes in text.spans:
        words = _numbered(piece, context).replace(LINE_BREAK, "\n")
        try:
            style = _changed(base, dict(changes), text, context)
        except ValueError as error:
            raise TemplateError(f"a <span> of a text: {printable(str(error), 200)}", where=context.where) from None
        if text.emphasis:
            spans.extend(_emphasised(words, style, text, context))
        else:
            spans.append(Span(words, style))
    return tuple(spans)


def _emphasised(words: str, style: Style, text: Text, context: Context) -> tuple[Span, ...]:
    strong = replace(style, weight=max(style.weight + 200, 700))
    if text.strong_color is not None:
        strong = replace(strong, color=_readable(text, text.strong_color, context))
    return parse_emphasis(words, style, strong=strong, marker=text.mark_background)


def _changed(base: Style, changes: dict[str, str], text: Text, context: Context) -> Style:
    style = base
    for name, value in changes.items():
        match name:
            case "color":
                style = replace(style, color=_readable(text, color_value(value), context))
            case "font-weight":
                style = replace(style, weight=_weight(value))
            case "font-family":
                style = replace(style, family=value)
            case "font-style":
                style = replace(style, italic=value == "italic")
            case "font-size":
                style = replace(style, scale=positive(value))
            case "font-features":
                style = replace(style, features=tuple(value.split()))
    return style


def _readable(text: Text, wanted: Color | None, context: Context) -> Color:
    """The colour asked for, moved towards black or white where the ground would swallow it; said where that happens."""
    ground = text.bar_background or context.ground
    if wanted is None:
        return readable_on(ground) if ground else Color(255, 255, 255)
    if ground is None or text.box.role == "decoration":
        return wanted
    least, most = _sizes(text, context)
    large = (least if text.fit != "none" else most) >= _LARGE * context.viewport.short
    needed = 3.0 if large else 4.5
    if contrast(wanted, ground) >= needed:
        return wanted
    mended = shifted(wanted, ground, needed)
    context.note(
        Note(
            "info",
            "color-mended",
            f"{wanted} on {ground} has a contrast of {contrast(wanted, ground):.1f} : 1; {mended} is used",
            where=text.field,
            hint="choose a stronger pair in the brand",
        )
    )
    return mended


def _bars(text: Text, size: float, context: Context) -> Bars | None:
    if text.bar_background is None:
        return None
    padding = text.bar_padding or (Length(0.24, "em"), Length(0.32, "em"), Length(0.24, "em"), Length(0.32, "em"))

    def ems(length: Length | None) -> float:
        return context.px(length, context.viewport.short, size) / size if length else 0.0

    return Bars(text.bar_background, ems(padding[1]), ems(padding[0]), ems(text.bar_radius), ems(text.bar_offset))


def _record(text: Text, fitted: Fitted, box: Box, context: Context) -> None:
    """What a checker wants to know of the text, and why it is the size it is."""
    facts = (
        ("size", f"{fitted.size:.2f}"),
        ("lines", str(len(fitted.lines))),
        ("fit", text.fit),
        ("role", text.box.role),
        ("decoration", text.text_decoration),
        ("text", _numbered(_plain(text), context).replace(LINE_BREAK, "\n")),
    )
    context.regions.append(Region("words", box, text.field, context.parent, facts))
    if text.fit != "none":
        place = text.field or printable(_plain(text), 30)
        context.note(Note("info", "fit", explain(fitted), where=place))
    for note in fitted.paragraph.notes:
        context.note(note)


def _numbered(words: str, context: Context) -> str:
    return words.replace(_SLIDES, str(context.slides)).replace(_SLIDE, str(context.slide))


def _plain(text: Text) -> str:
    return "".join(piece for piece, _ in text.spans)
