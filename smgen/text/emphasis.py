"""Text with `**strong**`, `*emphasis*` and `==mark==` in it -> spans.

A mark opens where a word begins and closes where one ends, so that the stars of `Helfer*innen`, `2 * 3` and `5*4`
stay stars. A backslash before a star, an equals sign or a backslash takes its meaning away. What is not closed stays
as it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from smgen.color import Color
from smgen.late import expression
from smgen.text.paragraph import Span, Style

__all__ = ["MARKER", "parse_emphasis"]

MARKER: Final = Color(255, 225, 77)
STRONG: Final = 700
TOKEN: Final = expression(r"\\([\\*=])|(\*{4,}|={3,})|(\*\*\*|\*\*|\*|==)")


class _Token(NamedTuple):
    """A piece of the source: literal text, or a delimiter that may open or close."""

    text: str
    delimiter: str = ""
    opens: bool = False
    closes: bool = False


def parse_emphasis(
    text: str,
    base: Style,
    *,
    strong: Style | None = None,
    emphasis: Style | None = None,
    marker: Color | None = None,
) -> tuple[Span, ...]:
    """The spans of `text`: `base`, and where marked, bolder, italic, or with a bar of colour `marker` behind.

    `strong` and `emphasis` give the weight, slant, colour and so on of their words; by default strong is 700 and at
    least 200 more than the base.
    """
    tokens = _tokens(text)
    pairs = _pairs(tokens)
    return _spans(tokens, pairs, base, strong, emphasis, marker or MARKER)


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    for match in TOKEN.finditer(text):
        if match.start() > position:
            tokens.append(_Token(text[position : match.start()]))
        if match[1] or match[2]:  # a row of stars is a rating, a row of equals signs a rule
            tokens.append(_Token(match[1] or match[2]))
        else:
            before, after = text[: match.start()][-1:], text[match.end() :][:1]
            opens = bool(after) and not after.isspace() and not _is_word(before)
            closes = bool(before) and not before.isspace() and not _is_word(after)
            tokens += [_Token(part, part, opens, closes) for part in _parts(match[3], closes)]
        position = match.end()
    if position < len(text):
        tokens.append(_Token(text[position:]))
    return tokens


def _parts(delimiter: str, closes: bool) -> Sequence[str]:
    """Three stars are strong and emphasis at once."""
    if delimiter == "***":
        return ("*", "**") if closes else ("**", "*")
    return (delimiter,)


def _is_word(character: str) -> bool:
    return character.isalnum()


def _pairs(tokens: list[_Token]) -> dict[int, int]:
    """Opening token -> closing token; pairs nest, they never cross."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if not token.delimiter:
            continue
        matching = next((at for at in reversed(opened) if tokens[at].delimiter == token.delimiter), None)
        if token.closes and matching is not None and index > matching + 1:
            pairs[matching] = index
            del opened[opened.index(matching) :]
        elif token.opens:
            opened.append(index)
    return pairs


def _spans(
    tokens: list[_Token],
    pairs: dict[int, int],
    base: Style,
    strong: Style | None,
    emphasis: Style | None,
    marker: Color,
) -> tuple[Span, ...]:
    closing = set(pairs.values())
    styles = [base]
    spans: list[Span] = []
    for index, token in enumerate(tokens):
        if index in pairs:
            styles.append(_styled(styles[-1], token.delimiter, strong, emphasis, marker))
        elif index in closing:
            styles.pop()
        elif spans and spans[-1].style == styles[-1]:
            spans[-1] = Span(spans[-1].text + token.text, styles[-1])
        else:
            spans.append(Span(token.text, styles[-1]))
    return tuple(spans)


def _styled(style: Style, delimiter: str, strong: Style | None, emphasis: Style | None, marker: Color) -> Style:
    if delimiter == "==":
        return replace(style, mark=marker)
    if delimiter == "**":
        return (
            replace(strong, mark=style.mark)
            if strong
            else replace(style, weight=min(900, max(STRONG, style.weight + 200)))
        )
    return replace(emphasis, mark=style.mark) if emphasis else replace(style, italic=True)
