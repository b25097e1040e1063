"""An IBAN as people write it -> its electronic form, proven by country, length, form and check digits (ISO 13616)."""

from __future__ import annotations

import re

from smgen.codes.values import line
from smgen.errors import ValuesError, printable

__all__ = ["iban"]


def iban(text: str) -> str:
    """`text` without spaces, in capitals.

    Raises ValuesError saying which check fails, and which two digits were swapped where swapping two neighbours makes
    it right.
    """
    # Imported late: the registry of all countries is read at import, and only donations need it.
    from stdnum import iban as registry

    written = line(text, "iban", required=True)
    number = re.sub(r"[\s-]", "", written).upper().removeprefix("IBAN").removeprefix(":")
    if not number:
        raise _refused(f"“{printable(written)}” is not an IBAN", "it looks like DE89 3704 0044 0532 0130 00")
    if not re.fullmatch(r"[A-Z0-9]+", number, re.ASCII):
        wrong = next(character for character in number if not re.match(r"[A-Z0-9]", character, re.ASCII))
        raise _refused(f"“{printable(wrong)}” does not belong in an IBAN", "letters A to Z and digits only")
    country, pattern = _country(number)
    length = 4 + sum(int(count) for count in re.findall(r"(\d+)!", pattern))
    if len(number) != length:
        missing = "missing" if len(number) < length else "too many"
        raise _refused(
            f"an IBAN of {country} has {length} characters, this one has {len(number)}",
            f"{abs(length - len(number))} {missing}",
        )
    if not _has_form(number, pattern):
        raise _refused(
            f"this is not the form of an IBAN of {country}", "letters and digits are mixed up: 0 and O, 1 and I"
        )
    if not registry.is_valid(number):
        raise _refused(
            "the check digits of this IBAN do not match", _swapped(number) or "a digit is wrong: compare again"
        )
    return number


def _country(number: str) -> tuple[str, str]:
    """The country's name and the pattern of its account numbers, such as `18!n`, from SWIFT's IBAN registry."""
    from stdnum import numdb

    properties = numdb.get("iban").info(number)[0][1]
    if not properties or not re.match(r"[A-Z]{2}[0-9]{2}", number):
        raise _refused(
            f"“{printable(number[:4])}” does not begin an IBAN", "two letters for the country, then two digits: DE89 …"
        )
    return properties["country"], properties["bban"]


def _has_form(number: str, pattern: str) -> bool:
    kinds = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
    expression = "".join(f"{kinds[kind]}{{{count}}}" for count, kind in re.findall(r"(\d+)!([nac])", pattern))
    return re.fullmatch(expression, number[4:]) is not None


def _swapped(number: str) -> str:
    """A hint naming the one swap of neighbours that makes `number` right, or nothing."""
    from stdnum import iban as registry

    swaps = [number[:at] + number[at + 1] + number[at] + number[at + 2 :] for at in range(2, len(number) - 1)]
    right = sorted({swap for swap in swaps if swap != number and registry.is_valid(swap)})
    return f"two digits seem swapped: did you mean {registry.format(right[0])}?" if len(right) == 1 else ""


def _refused(what: str, hint: str) -> ValuesError:
    return ValuesError(what, where="iban", hint=hint)
