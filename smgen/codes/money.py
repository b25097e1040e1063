"""An amount as people write it -> exact euros."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from smgen.codes.values import line
from smgen.errors import ValuesError, printable
from smgen.late import expression

__all__ = ["euros"]

# EPC069-12, AT-04.
_LEAST, _MOST = Decimal("0.01"), Decimal("999999999.99")
_SPACES = "\u0020\u00a0\u202f\u2009"
_GROUPED = expression(
    rf"(?P<whole>[1-9]\d{{0,2}}(?P<group>[.,'’{_SPACES}])\d{{3}}(?:(?P=group)\d{{3}})*)(?:(?P<point>[.,])(?P<cents>\d+))?",
    re.ASCII,
)
_PLAIN = expression(r"\d+(?:[.,]\d+)?", re.ASCII)


def euros(amount: str | int | float | Decimal) -> Decimal:
    """`amount` in euros, exact: "12,50", "12.50 €", "EUR 1.234,50", 12, Decimal("12.5").

    Raises ValuesError outside 0.01 … 999999999.99, for more than two decimals, other currencies, and for "1.000" and
    "12,345", which mean different sums in different countries.
    """
    exact = _read(amount) if isinstance(amount, str) else _number(amount)
    shown = printable(amount) if isinstance(amount, str) else printable(str(exact))
    if not exact.is_finite():
        raise _refused(f"{shown} is not an amount", "write it like 12,50")
    if exact < _LEAST:
        raise _refused(f"{shown} is too little", "the least is 0,01 €; leave it out to let people choose")
    if exact > _MOST:
        raise _refused(f"{shown} is too much", "the most is 999999999,99 €")
    if exact % Decimal("0.01"):
        raise _refused(f"{shown} is not a sum in whole cents", "at most two decimals: 12,50")
    return exact


def _number(amount: float | Decimal) -> Decimal:
    if isinstance(amount, bool):
        raise _refused(f"{amount} is not an amount", "write it like 12,50")
    # The shortest decimal that means this float is what its author wrote.
    return Decimal(repr(amount)) if isinstance(amount, float) else Decimal(amount)


def _read(amount: str) -> Decimal:
    written = line(amount, "amount", required=True)
    digits = re.sub(r"^(?:€|EUR)\s*|\s*(?:€|EUR|Euro)$", "", written, flags=re.IGNORECASE)
    if re.search(r"[A-Za-z$£¥₺₴]", digits):
        raise _refused(f"“{printable(written)}” is not in euros", "a GiroCode pays in EUR only")
    if digits.startswith(("-", "−", "–")):
        raise _refused(f"“{printable(written)}” is negative", "the least is 0,01 €")
    match = _GROUPED.fullmatch(digits)
    if match and match["group"] in ".," and not match["point"] and match["whole"].count(match["group"]) == 1:
        raise _refused(
            f"“{printable(written)}” can be read in two ways",
            f"write {re.sub('[.,]', '', digits)} for thousands, or two decimals as in 12,50",
        )
    if match and match["point"] != match["group"]:
        return _decimal(re.sub(r"\D", "", match["whole"]) + "." + (match["cents"] or "0"), written)
    if not _PLAIN.fullmatch(digits):
        raise _refused(f"“{printable(written)}” is not an amount", "write it like 12,50")
    return _decimal(digits.replace(",", "."), written)


def _decimal(digits: str, written: str) -> Decimal:
    try:
        return Decimal(digits)
    except InvalidOperation:
        raise _refused(f"“{printable(written)}” is not an amount", "write it like 12,50") from None


def _refused(what: str, hint: str) -> ValuesError:
    return ValuesError(what, where="amount", hint=hint)
