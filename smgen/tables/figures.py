"""A number and the format of its cell -> the text a spreadsheet shows: 0.695 as `0.0%` is “69,5 %” in German.

No library that is kept up does this in Python. Known are the formats of ECMA-376 part 1, 18.8.31, that show one figure
with something before or after it; fractions, powers of ten and scaled thousands are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct
from msgspec.structs import replace

from smgen.languages import Figure
from smgen.late import expression

__all__ = ["BUILT_IN", "LARGEST", "NumberFormat", "figure", "format_seen", "number_format"]

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 43: "#,##0.00", 48: "##0.0E+0",
}  # fmt: skip
"""Formats that workbooks name by number only (18.8.30); those left out are dates or in the currency of the reader."""

_TOKEN = expression(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|(?P<figure>[0#?.,]+)|(?P<other>.)'
)
_SECTION = expression(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;])*);')
_CONDITION = expression(r"\[[<>=]")
_FIGURE = expression(r"(?P<whole>[0#?,]*[0#?])?(?:\.(?P<decimals>[0#?]*))?")
_PLAIN = frozenset("%-+()$€£¥ \u00a0\u202f'!&~{}<>=:")
LARGEST = 10**15
"""From here on a number has more digits than a spreadsheet knows, and is taken as it is."""
_LONGEST_CODE = 255  # Excel's own limit
_SEEN = expression(r"(?P<before>\D*?)-?(?P<figure>\d(?:[\d.,'’ \u00a0\u202f]*\d)?)(?P<after>\D*)", re.ASCII)


class NumberFormat(Struct, frozen=True):
    """What stands around a figure, and its digits: before the point at least, after it at least and at most."""

    before: str = ""
    after: str = ""
    whole: int = 1
    least: int = 0
    most: int = 0
    grouped: bool = False
    percent: bool = False
    unknown: str = ""
    """The code of a format that shows something else than a figure; its number is taken as it is."""
    is_literal: bool = False
    """Whether only `before` is shown, and no figure."""
    negative: NumberFormat | None = None
    zero: NumberFormat | None = None
    """Formats of their own for numbers below zero, which then bring their own sign, and for zero."""


def number_format(code: str) -> NumberFormat | None:
    """The format that a code such as `#,##0.00 "€"` stands for; None for General, text and dates.

    Sections behind the first one are for numbers below zero and for zero.
    """
    if not code:
        return None
    sections = [] if len(code) > _LONGEST_CODE or _CONDITION.search(code) else _SECTION.findall(f"{code};")[:3]
    formats = [_section(section) for section in sections]
    if formats and formats[0] is None:
        return None
    if not formats or any(format and format.unknown for format in formats):
        return NumberFormat(unknown=code)
    first, negative, zero = [*formats, None, None][:3]
    assert first is not None
    return replace(first, negative=negative, zero=zero)


def _section(code: str) -> NumberFormat | None:
    parts = list(_parts(code))
    others = "".join(text for kind, text in parts if kind == "other").lower()
    if "general" in others or "@" in others or (set(others) & set("ymdhs") and "e" not in others):
        return None
    figures = [at for at, (kind, _) in enumerate(parts) if kind == "figure"]
    if not figures and set(others) <= _PLAIN:
        return NumberFormat("".join(text for _, text in parts).strip(), is_literal=True)
    match = _FIGURE.fullmatch(parts[figures[0]][1]) if len(figures) == 1 else None
    if match is None or not set(others) <= _PLAIN:
        return NumberFormat(unknown=code)
    whole, decimals = match["whole"] or "", match["decimals"] or ""
    before = "".join(text for _, text in parts[: figures[0]])
    after = "".join(text for _, text in parts[figures[0] + 1 :])
    if "%" in others:
        # A percentage in German has a space before its sign, whatever the sheet shows.
        before, after = before.replace("%", "% "), f" {after.lstrip()}" if "%" in after else after
    digits = whole.count("0"), decimals.count("0"), len(decimals)
    return NumberFormat(before.lstrip(), after.rstrip(), *digits, "," in whole, "%" in others)


def format_seen(value: float, shown: str) -> NumberFormat | None:
    """The format in which `value` is `shown`, whatever the language of its marks; None where that says nothing."""
    match = _SEEN.fullmatch(shown.strip())
    if shown.strip() and not re.search(r"\w", shown):  # a dash for zero
        return NumberFormat(shown.strip(), is_literal=True)
    if match is None or shown.strip() in (repr(value), f"{value:.15g}"):  # as programs write numbers
        return None
    percent = "%" in match["after"]
    digits = re.sub(r"\D", "", match["figure"])
    last = re.split(r"\D", match["figure"])[-1]
    amount = abs(_decimal(value)) * (100 if percent else 1)
    for decimals in dict.fromkeys((len(last) if last != digits else 0, 0)):
        # What is left of the digits where these are the decimals must be the number, or zeros before it.
        exact = f"{_rounded(amount, decimals):f}".replace(".", "")
        if digits.lstrip("0") == exact.lstrip("0"):
            whole = len(digits) - decimals
            grouped = len(re.split(r"\D", match["figure"])) > (2 if decimals else 1)
            least = whole if digits.startswith("0") else 1
            after = f" {match['after'].strip()}" if percent else match["after"]
            found = NumberFormat(match["before"], after, least, decimals, decimals, grouped, percent)
            return found if value >= 0 or "-" in shown else NumberFormat(negative=found)
    return None


def figure(value: float, format: NumberFormat, point: str, separator: str) -> Figure:
    """The number as its cell shows it, with the marks of a language; it is the number shown, not the one behind it."""
    chosen = (format.negative if value < 0 else format.zero if value == 0 else None) or format
    if chosen.is_literal:
        return Figure(chosen.before, _decimal(value))
    amount = abs(_decimal(value)) * (100 if chosen.percent else 1)
    whole, _, decimals = f"{_rounded(amount, chosen.most):f}".partition(".")
    decimals = decimals[: chosen.least] + decimals[chosen.least :].rstrip("0")
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    number = number.copy_negate() if value < 0 else number
    whole = whole.lstrip("0").rjust(chosen.whole, "0")
    if chosen.grouped and separator:
        whole = f"{int(whole or 0):,}".rjust(chosen.whole, "0").replace(",", separator)
    text = f"{whole}{point}{decimals}" if decimals else whole
    sign = "-" if number < 0 and chosen is format else ""
    return Figure(f"{sign}{chosen.before}{text}{chosen.after}".strip(), number)


def _parts(section: str) -> Iterator[tuple[str, str]]:
    """Pieces of a code: figures, literal texts, and single characters that mean something."""
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup
        if kind in ("figure", "other"):
            yield kind, match[kind]
        elif kind:
            yield "text", match[kind]


def _decimal(value: float) -> Decimal:
    """With the digits a spreadsheet knows: 0.625 is exactly that, and rounds up."""
    return Decimal(f"{value:.15g}") if abs(value) < LARGEST else Decimal(0)


def _rounded(amount: Decimal, decimals: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-min(decimals, 10)), ROUND_HALF_UP)
